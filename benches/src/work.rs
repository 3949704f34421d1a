//! Measured work: what a child process is told, does, and tells.

mod import;
pub mod job;
mod reading;
mod speed;
mod walk;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::sign_in::Access;
use crate::{Outcome, soak};

/// Pieces of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Graph's three collections into the store, committed
    Read,
    /// The product's own fetch: the same with Exchange and domains
    Fetch,
    /// Fetch, plan, apply
    Job,
    /// Plan and apply everything new, then plan again
    Speed,
    /// Every page one by one, looked at for its next link only
    Walk,
    /// Existing mail of every mailbox into a Maildir
    Import,
    /// Syncs on demand, until standard input ends
    Soak,
}

impl What {
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Fetch => "fetch",
            Self::Job => "job",
            Self::Speed => "speed",
            Self::Walk => "walk",
            Self::Import => "import",
            Self::Soak => "soak",
        }
    }
}

/// What a child is told.
#[derive(Clone, Serialize, Deserialize)]
pub struct Order {
    pub cloud: PathBuf,
    pub access: Access,
    /// Readings of what changed, after the full one.
    pub deltas: u32,
    /// Mailboxes whose mail is imported.
    #[serde(default)]
    pub mailboxes: usize,
}

/// What a child tells.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    pub seconds: f64,
    /// Of the processor, beside which a loaded machine matters less.
    pub processor_seconds: f64,
    pub requests: u64,
    /// Bytes of the answers, decompressed.
    pub bytes: u64,
    pub objects: u64,
    pub peak_kib: u64,
    /// Seconds by stage.
    pub stages: BTreeMap<String, f64>,
    /// Peak memory by stage, in KiB.
    pub peaks: BTreeMap<String, u64>,
    /// Readings of what changed.
    pub deltas: Vec<Delta>,
    /// The properties that a reading asks of a user.
    pub select: String,
    /// Pages by collection.
    pub pages: BTreeMap<String, u64>,
    /// Messages that were done, and the largest that the process was in memory since the one before, in KiB.
    pub curve: Vec<(u64, u64)>,
}

/// One reading of what changed.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Delta {
    pub seconds: f64,
    pub requests: u64,
    pub bytes: u64,
}

/// Does it, and prints what it took.
pub async fn run(what: What) -> Outcome {
    if what == What::Soak {
        return soak::work().await;
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let order: Order = serde_json::from_str(&text)?;
    let told = match what {
        What::Read => reading::read(&order).await?,
        What::Fetch => job::fetch(&order).await?,
        What::Job => job::whole(&order).await?,
        What::Speed => speed::speed(&order).await?,
        What::Walk => walk::walk(&order).await?,
        What::Import => import::import(&order).await?,
        What::Soak => Told::default(),
    };
    println!("{}", serde_json::to_string(&told)?);
    Ok(())
}
