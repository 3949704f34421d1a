//! The engine in a process of its own, which syncs when it is asked to and tells how it stands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use engine::{
    Approval, By, ClientId, Clock, Engine, EngineError, FaultSort, Order as ToApply, SyncReport, model::ExchangeReading,
};
use jiff::{SignedDuration, Timestamp};
use model::DomainFacts;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::work::What;
use crate::work::job;
use crate::{Outcome, machine};

/// No sync takes longer, whatever it meets: a stall is given up after a minute or two, and tried a few times.
const HANGS: Duration = Duration::from_secs(900);
const PAGE: u32 = 1_000;

/// What the worker is asked for; one JSON object a line.
#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {
    Begin {
        cloud: PathBuf,
    },
    Sync {
        ahead: i64,
    },
    /// A technician looks through what is held, and approves it.
    Approve,
    SignIn {
        ahead: i64,
    },
}

/// How it went, and what is there now.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Synced {
    /// The reading reached its end.
    pub complete: bool,
    pub full: bool,
    pub exchange: String,
    pub requests: u32,
    pub code: String,
    pub message: String,
    pub sign_in_needed: bool,
    pub recipients: Vec<Recipient>,
    pub resident_kib: u64,
    pub threads: u64,
    pub files: u64,
    pub database: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    pub id: String,
    pub kind: String,
    pub primary: String,
    pub aliases: Vec<String>,
    pub exchange_only: bool,
}

/// The other end.
pub struct Worker {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Worker {
    /// Starts it; it signs in, reads, and applies everything once.
    pub async fn start(cloud: &Path) -> Outcome<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["work", What::Soak.name()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take().ok_or("no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let mut worker = Self { child, input, output };
        worker.ask(&Ask::Begin { cloud: cloud.to_owned() }).await?;
        Ok(worker)
    }

    pub async fn ask(&mut self, ask: &Ask) -> Outcome<Synced> {
        self.input.write_all((serde_json::to_string(ask)? + "\n").as_bytes()).await?;
        let line =
            tokio::time::timeout(HANGS, self.output.next_line()).await.map_err(|_| format!("{ask:?} hangs"))??;
        let line = line.ok_or_else(|| format!("the worker ended at {ask:?}"))?;
        Ok(serde_json::from_str(&line)?)
    }

    pub async fn close(mut self) -> Outcome {
        drop(self.input);
        self.child.wait().await?;
        Ok(())
    }
}

/// The worker's own life.
pub async fn work() -> Outcome {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let first = lines.next_line().await?.ok_or("nothing was asked")?;
    let Ask::Begin { cloud } = serde_json::from_str(&first)? else { return Err("it was not begun".into()) };
    let folder = tempfile::tempdir()?;
    let ahead = Arc::new(AtomicI64::new(0));
    let hand = Arc::clone(&ahead);
    let clock = Clock::new(move || Timestamp::now() + SignedDuration::from_secs(hand.load(Ordering::Relaxed)));
    let (engine, client) = job::signed_in(crate::cloud::load(&cloud)?, folder.path(), clock).await?;
    begin(&engine, client).await?;
    tell(&Synced::default())?;
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)? {
            Ask::Sync { ahead: seconds } => {
                ahead.store(seconds, Ordering::Relaxed);
                let synced = engine.sync(client).await;
                tell(&standing(&engine, client, synced, folder.path()).await?)?;
            }
            Ask::SignIn { ahead: seconds } => {
                ahead.store(seconds, Ordering::Relaxed);
                engine.sign_in_start(client, None, true).await?;
                engine.sign_in_ended(client).await?;
                tell(&Synced::default())?;
            }
            Ask::Approve => {
                apply_all(&engine, client).await?;
                tell(&Synced::default())?;
            }
            Ask::Begin { .. } => return Err("it was begun already".into()),
        }
    }
    engine.close().await;
    Ok(())
}

/// As a technician would: reads, selects everything, applies.
async fn begin(engine: &Engine, client: ClientId) -> Outcome {
    engine.fetch(client, true).await?;
    job::select_all(engine, client).await?;
    apply_all(engine, client).await
}

async fn apply_all(engine: &Engine, client: ClientId) -> Outcome {
    let plan = engine.make_plan(client).await?;
    let client_name = Some(engine.client(client).await?.record.name);
    let order = ToApply { plan: plan.id, hash: plan.hash, approved: Approval::All, by: By::Technician, client_name };
    let run = engine.apply(client, order).await?;
    engine.run_ended(client, run.id).await?;
    Ok(())
}

async fn standing(
    engine: &Engine,
    client: ClientId,
    synced: Result<SyncReport, EngineError>,
    folder: &Path,
) -> Outcome<Synced> {
    let mut told = match synced {
        Ok(report) => Synced {
            complete: true,
            full: report.fetch.full,
            exchange: exchange(&report.fetch.exchange).to_owned(),
            requests: report.fetch.requests,
            recipients: recipients(engine, client).await?,
            ..Synced::default()
        },
        Err(error) => {
            let fault = error.fault();
            let sign_in_needed = fault.sort == FaultSort::SignInNeeded;
            Synced { code: fault.code, message: fault.message, sign_in_needed, ..Synced::default() }
        }
    };
    told.resident_kib = machine::resident_kib();
    told.threads = machine::threads();
    told.files = machine::open_files();
    told.database = machine::bytes_below(folder);
    Ok(told)
}

fn exchange(reading: &ExchangeReading) -> &'static str {
    match reading {
        ExchangeReading::Complete => "complete",
        ExchangeReading::Unchanged => "unchanged",
        ExchangeReading::Kinds { .. } => "kinds",
        ExchangeReading::Unavailable(_) => "unavailable",
    }
}

/// Every recipient with an address in a domain that takes mail, by these addresses alone, in lower case: what the
/// tenant's truth is told in.
async fn recipients(engine: &Engine, client: ClientId) -> Outcome<Vec<Recipient>> {
    let takes_mail = |facts: &DomainFacts| facts.verified && facts.mail && !facts.name.is_onmicrosoft();
    let domains = engine.domains(client).await?.into_iter().map(|record| record.facts).filter(takes_mail);
    let domains: BTreeSet<String> = domains.map(|facts| facts.name.as_str().to_lowercase()).collect();
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page = engine.recipients_page(client, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(last.recipient.id);
        all.extend(page.into_iter().filter_map(|row| inside(&row.recipient, &domains)));
    }
}

fn inside(seen: &model::Recipient, domains: &BTreeSet<String>) -> Option<Recipient> {
    let inside = |address: &String| address.rsplit_once('@').is_some_and(|(_, domain)| domains.contains(domain));
    let lower = |address: &model::Address| address.as_str().to_lowercase();
    let mut aliases: BTreeSet<String> = seen.aliases.iter().map(lower).filter(inside).collect();
    let primary = Some(lower(&seen.primary)).filter(inside).or_else(|| aliases.first().cloned())?;
    aliases.remove(&primary);
    Some(Recipient {
        id: seen.id.to_string(),
        kind: seen.kind.as_str().to_owned(),
        primary,
        aliases: aliases.into_iter().collect(),
        exchange_only: seen.exchange_only,
    })
}

fn tell(synced: &Synced) -> Outcome {
    println!("{}", serde_json::to_string(synced)?);
    Ok(())
}
