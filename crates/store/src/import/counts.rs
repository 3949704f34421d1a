//! What the ledger comes to: counts out of an index, and what was skipped with its reason (S4).

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params, types::Value};

use super::state;
use crate::{ImportId, ImportMailboxId, ImportMessageId, Store, StoreError};

/// Messages of a mailbox. `on_server + left = open + imported + duplicate + skipped`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// The server shows them, as far as it was listed.
    pub on_server: u64,
    /// Settled, and no longer on the server.
    pub left: u64,
    /// Not settled.
    pub open: u64,
    /// In the archive.
    pub imported: u64,
    /// Another one with the same content is in the archive.
    pub duplicate: u64,
    /// Not in the archive, with a reason.
    pub skipped: u64,
    /// Listed once, and gone before they could be read: neither on the server nor in the archive, and in no sum.
    pub gone: u64,
    /// Bytes of imported messages.
    pub bytes: u64,
    /// So often a message was handed over once more to an archive that may have had it already and cannot say so.
    pub again: u64,
}

impl ImportCounts {
    /// As tables keep them: on the server, open, imported, duplicate, skipped, gone, bytes, again.
    pub(super) fn of_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        let number = |column: usize| row.get::<_, i64>(first + column).map(i64::unsigned_abs);
        let (on_server, open, imported, duplicate, skipped) =
            (number(0)?, number(1)?, number(2)?, number(3)?, number(4)?);
        let left = (open + imported + duplicate + skipped).saturating_sub(on_server);
        let (gone, bytes, again) = (number(5)?, number(6)?, number(7)?);
        Ok(Self { on_server, left, open, imported, duplicate, skipped, gone, bytes, again })
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.on_server += other.on_server;
        self.left += other.left;
        self.open += other.open;
        self.imported += other.imported;
        self.duplicate += other.duplicate;
        self.skipped += other.skipped;
        self.gone += other.gone;
        self.bytes += other.bytes;
        self.again += other.again;
    }
}

/// Which messages of a mailbox are gone, to be compared: how many, and the sum of their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportGone(i64, i64);

/// A message that is not in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedMessage {
    /// Its number.
    pub key: ImportMessageId,
    /// The path of its folder; empty when that is not known any more.
    pub folder: String,
    /// When it was received, in seconds since 1970.
    pub received: Option<i64>,
    /// Its Message-ID, as far as it has one.
    pub message_id: Option<String>,
    /// Bytes, by the server's word.
    pub size: Option<u64>,
    /// Why, as one word.
    pub code: String,
}

/// Which mailboxes: all of an import, or some.
#[derive(Debug, Clone)]
pub enum ImportPart {
    /// Those of an import.
    Import(ImportId),
    /// These.
    Mailboxes(Vec<ImportMailboxId>),
}

impl From<ImportId> for ImportPart {
    fn from(import: ImportId) -> Self {
        Self::Import(import)
    }
}

impl From<ImportMailboxId> for ImportPart {
    fn from(mailbox: ImportMailboxId) -> Self {
        Self::Mailboxes(vec![mailbox])
    }
}

impl ImportPart {
    /// For the table of mailboxes as `b`.
    pub(super) fn condition(&self) -> (&'static str, Value) {
        match self {
            Self::Import(id) => ("b.job = ?1", Value::Integer(id.0.into())),
            Self::Mailboxes(ids) => {
                let ids: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
                ("b.id IN (SELECT value FROM json_each(?1))", Value::Text(format!("[{}]", ids.join(","))))
            }
        }
    }
}

/// Counts of each mailbox that has messages.
fn counts(db: &Connection, of: &ImportPart) -> rusqlite::Result<BTreeMap<ImportMailboxId, ImportCounts>> {
    let (condition, which) = of.condition();
    let mut query = db.prepare_cached(&format!(
        "SELECT b.id, m.state, m.present, count(*), b.bytes, b.again FROM import_mailbox b
         JOIN import_message m INDEXED BY import_message_state ON m.mailbox = b.id
         WHERE {condition} GROUP BY b.id, m.state, m.present"
    ))?;
    let mut rows = query.query([which])?;
    let mut counts: BTreeMap<ImportMailboxId, ImportCounts> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let of = counts.entry(row.get(0)?).or_default();
        let (state, present): (u8, bool) = (row.get(1)?, row.get(2)?);
        let messages = row.get::<_, i64>(3)?.unsigned_abs();
        of.bytes = row.get::<_, i64>(4)?.unsigned_abs();
        of.again = row.get::<_, i64>(5)?.unsigned_abs();
        match state {
            state::IMPORTED => of.imported += messages,
            state::DUPLICATE => of.duplicate += messages,
            state::SKIPPED => of.skipped += messages,
            state::GONE => of.gone += messages,
            _ => of.open += messages,
        }
        match (present, state) {
            (true, _) => of.on_server += messages,
            // While a list begins anew, open messages are not shown yet.
            (false, state::LISTED | state::TAKEN) => of.left += messages,
            (false, state::GONE) => {}
            (false, _) => of.left += messages,
        }
    }
    Ok(counts)
}

impl Store {
    /// Counts of each of these mailboxes in which messages were listed.
    pub fn import_counts(
        &self,
        of: impl Into<ImportPart>,
    ) -> Result<BTreeMap<ImportMailboxId, ImportCounts>, StoreError> {
        let of = of.into();
        self.read("counting messages", |db| Ok(counts(db, &of)?))
    }

    /// Which messages of a mailbox are gone.
    pub fn import_gone(&self, mailbox: ImportMailboxId) -> Result<ImportGone, StoreError> {
        self.read("looking for messages that are gone", |db| {
            let mut query = db.prepare_cached(
                "SELECT count(*), coalesce(sum(id), 0) FROM import_message INDEXED BY import_message_state
                 WHERE mailbox = ?1 AND state = 5",
            )?;
            Ok(query.query_row([mailbox], |row| Ok(ImportGone(row.get(0)?, row.get(1)?)))?)
        })
    }

    /// So many skipped messages of a mailbox, by number, from behind one on.
    pub fn import_skipped(
        &self,
        mailbox: ImportMailboxId,
        after: Option<ImportMessageId>,
        limit: u32,
    ) -> Result<Vec<SkippedMessage>, StoreError> {
        self.read("reading skipped messages", |db| {
            let mut query = db.prepare_cached(
                "SELECT m.id, coalesce(f.path, ''), m.received, i.message_id, m.size, coalesce(m.reason, '')
                 FROM import_message m LEFT JOIN import_folder f ON f.id = m.folder
                 LEFT JOIN import_item i ON i.mailbox = m.mailbox AND i.open = 0 AND i.message = m.id
                 WHERE m.mailbox = ?1 AND m.state = 4 AND m.id > ?2 ORDER BY m.id LIMIT ?3",
            )?;
            let messages = query.query_map(params![mailbox, after.map_or(0, |after| after.0), limit], |row| {
                Ok(SkippedMessage {
                    key: row.get(0)?,
                    folder: row.get(1)?,
                    received: row.get(2)?,
                    message_id: row.get(3)?,
                    size: row.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
                    code: row.get(5)?,
                })
            })?;
            Ok(messages.collect::<Result<_, _>>()?)
        })
    }

    /// How many messages of each of these mailboxes were skipped for which reason.
    pub fn import_reasons(
        &self,
        of: impl Into<ImportPart>,
    ) -> Result<BTreeMap<ImportMailboxId, BTreeMap<String, u64>>, StoreError> {
        let of = of.into();
        self.read("counting reasons", |db| Ok(reasons(db, &of)?))
    }
}

pub(super) fn reasons(
    db: &Connection,
    of: &ImportPart,
) -> rusqlite::Result<BTreeMap<ImportMailboxId, BTreeMap<String, u64>>> {
    let (condition, which) = of.condition();
    let mut query = db.prepare_cached(&format!(
        "SELECT m.mailbox, coalesce(m.reason, ''), count(*) FROM import_mailbox b
         JOIN import_message m ON m.mailbox = b.id AND m.state = 4
         WHERE {condition} GROUP BY m.mailbox, m.reason"
    ))?;
    let mut rows = query.query([which])?;
    let mut reasons: BTreeMap<ImportMailboxId, BTreeMap<String, u64>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        reasons.entry(row.get(0)?).or_default().insert(row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs());
    }
    Ok(reasons)
}
