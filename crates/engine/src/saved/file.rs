//! The file itself: a line of JSON for the head, one for each step, one for the foot, each with its fingerprint.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use jiff::Timestamp;
use model::{BrakeReading, DirectoryId, DomainName, Options, Services, TenantId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{ApprovalRecord, ExceptionCause, PlanId, SavedStep, Store};

use super::SavedPlanError;
use crate::{EngineError, write_private};

/// The form of the files that this version writes and reads.
pub(super) const VERSION: u32 = 1;
/// Steps read together.
const PAGE: u32 = 1_000;

/// What a file begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Head {
    pub version: u32,
    pub client: String,
    pub tenant: TenantId,
    pub gateway: String,
    /// Its number where it was made.
    pub plan: PlanId,
    pub hash: String,
    pub made_at: Timestamp,
    pub snapshot_read_at: Timestamp,
    pub snapshot_digest: String,
    pub observed_digest: String,
    pub brake: BrakeReading,
    pub exported_at: Timestamp,
    pub exported_by: String,
    /// Held steps needed a second person where it was made.
    pub second_needed: bool,
    /// What it was made from, for a data folder that has chosen nothing.
    pub choice: Choice,
}

/// Everything that people chose for a client, but nothing secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Choice {
    pub options: Options,
    pub domains: Vec<Chosen>,
    pub recipients: Vec<ChosenRecipient>,
    pub exceptions: Vec<Excepted>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Chosen {
    pub name: DomainName,
    pub archiving: bool,
    pub region: Option<String>,
    pub alias_of: Option<DomainName>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ChosenRecipient {
    pub id: DirectoryId,
    pub selected: Option<bool>,
    pub services: Option<Services>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Excepted {
    pub recipient: Option<DirectoryId>,
    pub domain: Option<DomainName>,
    pub reason: String,
    pub owner: String,
    pub until: Option<Timestamp>,
    pub cause: ExceptionCause,
}

/// What a file ends with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Foot {
    pub steps: u32,
    pub approvals: Vec<ApprovalRecord>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Part {
    Head(Box<Head>),
    Step(Box<SavedStep>),
    Foot(Foot),
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    part: Part,
    chain: String,
}

pub(super) fn write(store: &Store, plan: PlanId, head: Head, path: &Path) -> Result<(), EngineError> {
    let failed = |error: &std::io::Error| EngineError::from(file_error(path, error));
    let approvals = store.approvals(plan)?;
    write_private(path, failed, |out| {
        let mut out = Chained { out, chain: String::new() };
        let mut put = |part: Part| out.put(part).map_err(|error| failed(&error));
        put(Part::Head(Box::new(head)))?;
        let mut steps = 0_u32;
        let mut after = None;
        loop {
            let page = store.saved_steps(plan, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.seq);
            for step in page {
                steps += 1;
                put(Part::Step(Box::new(step)))?;
            }
        }
        put(Part::Foot(Foot { steps, approvals }))
    })
}

struct Chained<W> {
    out: W,
    chain: String,
}

impl<W: Write> Chained<W> {
    fn put(&mut self, part: Part) -> std::io::Result<()> {
        self.chain = chained(&self.chain, &part)?;
        serde_json::to_writer(&mut self.out, &Line { part, chain: self.chain.clone() })?;
        self.out.write_all(b"\n")
    }
}

/// The fingerprint of a part and of all before it.
fn chained(before: &str, part: &Part) -> serde_json::Result<String> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(serde_json::to_vec(part)?);
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Reads a file from end to end, and hands its steps to `each` in order.
pub(super) fn read(
    path: &Path,
    mut each: impl FnMut(SavedStep) -> Result<(), EngineError>,
) -> Result<(Head, Foot), EngineError> {
    let file = BufReader::new(File::open(path).map_err(|error| file_error(path, &error))?);
    let (mut head, mut foot, mut chain, mut steps) = (None, None, String::new(), 0_u32);
    let mut line = 0_u32;
    for text in file.lines() {
        line += 1;
        let wrong = |cause: &str| SavedPlanError::NotAPlan { line, cause: cause.to_owned() };
        let text = text.map_err(|error| file_error(path, &error))?;
        if line == 1 {
            newer(&text)?;
        }
        let read: Line = serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
        chain = chained(&chain, &read.part).map_err(|error| wrong(&error.to_string()))?;
        if chain != read.chain {
            return Err(SavedPlanError::Tampered { line }.into());
        }
        match (read.part, &head, &foot) {
            (Part::Head(first), None, None) => head = Some(*first),
            (Part::Step(step), Some(_), None) => {
                steps += 1;
                each(*step)?;
            }
            (Part::Foot(last), Some(_), None) if last.steps == steps => foot = Some(last),
            _ => return Err(wrong("it is out of place").into()),
        }
    }
    let cut = || SavedPlanError::NotAPlan { line, cause: "the end is missing".to_owned() };
    let (head, foot) = head.zip(foot).ok_or_else(cut)?;
    Ok((head, foot))
}

/// A newer form is told as such, whatever else it holds.
fn newer(text: &str) -> Result<(), SavedPlanError> {
    let form: Option<u32> = serde_json::from_str::<serde_json::Value>(text)
        .ok()
        .and_then(|line| line.get("head")?.get("version")?.as_u64()?.try_into().ok());
    match form {
        Some(found) if found > VERSION => Err(SavedPlanError::Newer { found }),
        _ => Ok(()),
    }
}

fn file_error(path: &Path, error: &std::io::Error) -> SavedPlanError {
    SavedPlanError::File { path: path.to_owned(), cause: error.to_string() }
}

/// A file with other parts, and a chain that fits them.
#[cfg(test)]
pub(crate) fn forged(text: &str, change: impl Fn(&mut serde_json::Value)) -> String {
    let mut out = Chained { out: Vec::new(), chain: String::new() };
    for line in text.lines() {
        let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
        value.as_object_mut().unwrap().remove("chain");
        change(&mut value);
        out.put(serde_json::from_value(value).unwrap()).unwrap();
    }
    String::from_utf8(out.out).unwrap()
}
