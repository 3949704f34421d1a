//! Mailboxes of an import and how each stands (S2).

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::DirectoryId;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::counts::{ImportCounts, ImportPart};
use crate::{
    ImportId, ImportMailboxId, Store, StoreError,
    codec::{directory_id, json, named, timestamp, to_json},
    database::Fault,
};

/// A mailbox of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportMailboxRecord {
    /// Its number.
    pub id: ImportMailboxId,
    /// The import that it is of.
    pub job: ImportId,
    /// Its immutable id in the directory.
    pub object: DirectoryId,
    /// Its primary address when it was chosen.
    pub address: String,
    /// How it stands.
    pub state: ImportMailboxState,
    /// Why, where that needs a reason.
    pub reason: Option<String>,
    /// What of it cannot be read at all, as words.
    pub unreachable: Vec<String>,
    /// Since when it stands so.
    pub state_at: Timestamp,
    /// What the ledger says of its messages.
    pub counts: ImportCounts,
    /// Messages in the folders that are read, by the server's word.
    pub total: u64,
    /// Bytes in them, where the server tells.
    pub size: Option<u64>,
    /// Its folders were counted at least once.
    pub counted: bool,
    /// Its turn comes before the others'.
    pub first: bool,
}

/// How a mailbox of an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportMailboxState {
    /// Its turn comes.
    Queued,
    /// Its folders and messages are listed.
    Counting,
    /// Its messages are read and delivered.
    Running,
    /// For quiet hours, the network, the archive or Microsoft.
    Waiting,
    /// A person stopped it.
    Paused,
    /// Everything has arrived.
    Done,
    /// Everything has arrived but what was skipped with a reason.
    Exceptions,
    /// The numbers do not agree.
    Differs,
    /// It may not be read.
    Refused,
}

impl ImportMailboxState {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Counting => "counting",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Exceptions => "exceptions",
            Self::Differs => "differs",
            Self::Refused => "refused",
        }
    }

    /// Where a window shows it; the table has the same.
    pub(super) const fn place(self) -> u8 {
        match self {
            Self::Counting | Self::Running | Self::Waiting => 0,
            Self::Paused => 1,
            Self::Differs => 2,
            Self::Refused => 3,
            Self::Exceptions => 4,
            Self::Queued => 5,
            Self::Done => 6,
        }
    }
}

/// What [`record`] reads.
pub(super) const COLUMNS: &str =
    "id, object, address, state, reason, unreachable, state_at, total, size, counted, first,
    here, open, imported, duplicate, skipped, gone, bytes, again, job";

pub(super) fn record(row: &Row<'_>) -> rusqlite::Result<ImportMailboxRecord> {
    Ok(ImportMailboxRecord {
        id: row.get(0)?,
        object: directory_id(row, 1)?,
        address: row.get(2)?,
        state: named(row, 3)?,
        reason: row.get(4)?,
        unreachable: json(row, 5)?,
        state_at: timestamp(row, 6)?,
        total: row.get::<_, i64>(7)?.unsigned_abs(),
        size: row.get::<_, Option<i64>>(8)?.map(i64::unsigned_abs),
        counted: row.get(9)?,
        first: row.get(10)?,
        counts: ImportCounts::of_row(row, 11)?,
        job: row.get(19)?,
    })
}

impl Store {
    /// Adds mailboxes; those that are there already stay as they are. With a new one, an import that had ended has not.
    ///
    /// # Errors
    /// [`StoreError::NoImport`].
    pub fn import_add_mailboxes(
        &self,
        job: ImportId,
        mailboxes: &[(DirectoryId, String)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("adding mailboxes to an import", |db| add(db, job, mailboxes, now))
    }

    /// These mailboxes in the order in which they were added, each with its counts.
    pub fn import_mailboxes(&self, of: impl Into<ImportPart>) -> Result<Vec<ImportMailboxRecord>, StoreError> {
        let (condition, which) = of.into().condition();
        self.read("reading mailboxes of an import", |db| {
            let sql = format!("SELECT {COLUMNS} FROM import_mailbox b WHERE {condition} ORDER BY id");
            let mut query = db.prepare_cached(&sql)?;
            let records = query.query_map([&which], record)?;
            Ok(records.collect::<Result<_, _>>()?)
        })
    }

    /// Notes how a mailbox stands, and why.
    pub fn import_set_mailbox(
        &self,
        id: ImportMailboxId,
        state: ImportMailboxState,
        reason: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("storing the state of a mailbox", |db| {
            let sql = "UPDATE import_mailbox SET state = ?2, reason = ?3, state_at = ?4 WHERE id = ?1";
            db.execute(sql, params![id, state.as_str(), reason, now.as_microsecond()])?;
            Ok(())
        })
    }

    /// A mailbox is not there. Tells since when, if it was there before.
    pub fn import_away(&self, id: ImportMailboxId, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.write("noting that a mailbox is away", |db| {
            let mut query = db.prepare_cached(
                "UPDATE import_mailbox SET away_at = coalesce(away_at, ?2)
                 WHERE id = ?1 AND EXISTS (SELECT 1 FROM import_folder WHERE mailbox = ?1) RETURNING away_at",
            )?;
            Ok(query.query_row(params![id, now.as_microsecond()], |row| timestamp(row, 0)).optional()?)
        })
    }

    /// It is there.
    pub fn import_back(&self, id: ImportMailboxId) -> Result<(), StoreError> {
        self.write("noting that a mailbox is there", |db| {
            let sql = "UPDATE import_mailbox SET away_at = NULL WHERE id = ?1 AND away_at IS NOT NULL";
            db.execute(sql, [id])?;
            Ok(())
        })
    }

    /// Notes what of a mailbox cannot be read at all (S4).
    pub fn import_set_unreachable(&self, id: ImportMailboxId, what: &[String]) -> Result<(), StoreError> {
        self.write("storing what cannot be read", |db| {
            let what = to_json(&what)?;
            db.execute("UPDATE import_mailbox SET unreachable = ?2 WHERE id = ?1", params![id, what])?;
            Ok(())
        })
    }
}

/// See [`Store::import_add_mailboxes`].
pub(super) fn add(
    db: &Connection,
    job: ImportId,
    mailboxes: &[(DirectoryId, String)],
    now: Timestamp,
) -> Result<(), Fault> {
    if !db.prepare_cached("SELECT 1 FROM import_job WHERE id = ?1")?.exists([job])? {
        return Err(StoreError::NoImport(job).into());
    }
    let mut add = db.prepare_cached(
        "INSERT INTO import_mailbox (job, object, address, state, state_at) VALUES (?1, ?2, ?3, 'queued', ?4)
         ON CONFLICT (job, object) DO NOTHING",
    )?;
    let mut added = 0;
    for (object, address) in mailboxes {
        added += add.execute(params![job, object.0, address, now.as_microsecond()])?;
    }
    if added > 0 {
        let sql = "UPDATE import_job SET state = 'paused', state_at = ?2 WHERE id = ?1 AND state = 'ended'";
        db.execute(sql, params![job, now.as_microsecond()])?;
    }
    Ok(())
}

/// Takes out the mailboxes that are not among these, as long as the import is as it was written down: it does not run,
/// every mailbox waits for its turn, and nothing was listed: it is of these mailboxes and of no others then. Of one that
/// has begun no mailbox is lost.
pub(super) fn only(db: &Connection, job: ImportId, mailboxes: &[(DirectoryId, String)]) -> Result<(), Fault> {
    let begun = "SELECT 1 FROM import_job WHERE id = ?1 AND state = 'running'
                 UNION ALL SELECT 1 FROM import_tally WHERE job = ?1 AND mailboxes > 0
                   AND (state <> 'queued' OR here + open + imported + duplicate + skipped + gone > 0)";
    if db.prepare_cached(begun)?.exists([job])? {
        return Ok(());
    }
    let wanted: BTreeSet<_> = mailboxes.iter().map(|(object, _)| *object).collect();
    let mut query = db.prepare_cached("SELECT id, object FROM import_mailbox WHERE job = ?1")?;
    let known = query.query_map([job], |row| Ok((row.get(0)?, directory_id(row, 1)?)))?;
    let known = known.collect::<Result<Vec<(ImportMailboxId, DirectoryId)>, _>>()?;
    let mut remove = db.prepare_cached("DELETE FROM import_mailbox WHERE id = ?1")?;
    for (id, _) in known.iter().filter(|(_, object)| !wanted.contains(object)) {
        remove.execute([id])?;
    }
    db.execute("UPDATE import_job SET everybody = 0 WHERE id = ?1", [job])?;
    Ok(())
}
