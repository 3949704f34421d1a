//! Imports of existing mail (S1 to S4): what is to go where, and the ledger of what went.
//!
//! A message takes about 150 bytes of the database once it has arrived: half of a hash of its immutable id, the hash
//! of its content, its folder, state, size and time, and three entries of indices. The ids themselves, which are
//! longer, lie in a table of their own as long as the message is open or when it was skipped. Whole pages of a listing
//! and any number of outcomes are one transaction each; counts come out of an index.

mod again;
mod app;
mod archive;
mod asked;
mod begin;
mod counts;
mod everybody;
mod folder;
mod ledger;
mod mailbox;
mod message;
mod others;
mod secret;
mod settle;
mod tally;
mod turn;
mod window;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

pub use app::{AppScope, ImportApp};
pub(crate) use archive::identify;
pub use asked::ImportAsked;
pub use begin::ImportPeople;
pub use counts::{ImportCounts, ImportGone, ImportPart, SkippedMessage};
pub use everybody::ImportJoinedSince;
pub use folder::{ImportFolderRecord, ListedMessage, SeenFolder};
pub use ledger::ImportLedger;
pub use mailbox::{ImportMailboxRecord, ImportMailboxState};
pub use message::{ImportTaken, PendingMessage};
use others::touch;
pub use settle::{ImportedAs, Outcome};
pub(crate) use tally::recount;
pub use tally::{ImportTallies, ImportTally};
pub use turn::ImportTurn;
pub use window::{ImportQuery, ImportRow};

use crate::{
    ClientId, ImportId, Store, StoreError,
    codec::{maybe_timestamp, name_of, named, timestamp},
    database::Fault,
};

/// States of a message, as the ledger numbers them.
mod state {
    pub const LISTED: u8 = 0;
    pub const TAKEN: u8 = 1;
    pub const IMPORTED: u8 = 2;
    pub const DUPLICATE: u8 = 3;
    pub const SKIPPED: u8 = 4;
    pub const GONE: u8 = 5;
}

/// What an import is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport {
    /// Where to: an address without a secret.
    pub sink: String,
    /// Messages received from then on.
    pub since: Option<Timestamp>,
    /// Messages received before then.
    pub until: Option<Timestamp>,
    /// IANA zone in which these were days, where it is known; not what makes an import another.
    pub zone: Option<String>,
    /// Which folders, in the engine's words.
    pub folders: String,
    /// Messages are read between these minutes of the day only, in the client's zone; not what makes an import another, and
    /// of one that is there already not what changes them.
    pub hours: Option<(u16, u16)>,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRecord {
    /// Its number.
    pub id: ImportId,
    /// Whose.
    pub client: ClientId,
    /// What it is to do.
    pub wish: NewImport,
    /// How it stands.
    pub state: ImportState,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Since when it stands so.
    pub state_at: Timestamp,
    /// Why its last run ended, in the engine's words.
    pub problem: Option<String>,
    /// It is of everybody's mail: who gets a mailbox later belongs to it, too.
    pub everybody: bool,
    /// A person let it go on once.
    pub let_go: bool,
    /// Addresses of its archive at which it delivered before it went on at the one that it has, the oldest first.
    pub former: Vec<String>,
}

/// How an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportState {
    /// It goes on whenever it may.
    Running,
    /// A person stopped it for a while.
    Paused,
    /// There is nothing left to do.
    Ended,
}

impl Store {
    /// Writes an import down, which waits for a person to let it go, and stops no other. When the client has one to the same
    /// archive, of the same time and folders, it is that one: its hours stay, and so does its address while it runs and
    /// once something was delivered there. It is the newest from now on.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn import_begin(&self, client: ClientId, new: &NewImport, now: Timestamp) -> Result<ImportId, StoreError> {
        self.write("beginning an import", |db| begin(db, client, new, now))
    }

    /// A client's imports, the one that was begun, let go on or shown last first.
    pub fn imports(&self, client: ClientId) -> Result<Vec<ImportRecord>, StoreError> {
        self.read("reading imports", |db| Ok(records(db, "client = ?1 ORDER BY touched DESC", Some(client.0))?))
    }

    /// The import of a client that was begun, let go on or shown last.
    pub fn import_newest(&self, client: ClientId) -> Result<Option<ImportRecord>, StoreError> {
        self.read("reading an import", |db| {
            Ok(records(db, "client = ?1 ORDER BY touched DESC LIMIT 1", Some(client.0))?.pop())
        })
    }

    /// Imports that go on whenever they may, of all clients, the oldest first.
    pub fn imports_running(&self) -> Result<Vec<ImportRecord>, StoreError> {
        self.read("reading imports", |db| Ok(records(db, "state = 'running' ORDER BY id", None)?))
    }

    /// An import.
    ///
    /// # Errors
    /// [`StoreError::NoImport`].
    pub fn import(&self, id: ImportId) -> Result<ImportRecord, StoreError> {
        self.read("reading an import", |db| {
            records(db, "id = ?1", Some(id.0))?.pop().ok_or_else(|| StoreError::NoImport(id).into())
        })
    }

    /// Notes how an import stands, and what stopped its last run.
    ///
    /// # Errors
    /// [`StoreError::NoImport`].
    pub fn import_set_state(
        &self,
        id: ImportId,
        state: ImportState,
        problem: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("storing the state of an import", |db| {
            let sql = "UPDATE import_job SET state = ?2, state_at = ?3, problem = ?4 WHERE id = ?1";
            match db.execute(sql, params![id, name_of(&state)?, now.as_microsecond(), problem])? {
                0 => Err(StoreError::NoImport(id).into()),
                _ => Ok(()),
            }
        })
    }

    /// In which minutes of the day messages are read.
    pub fn import_set_hours(&self, id: ImportId, hours: Option<(u16, u16)>) -> Result<(), StoreError> {
        self.write("storing the hours of an import", |db| Ok(set_hours(db, id, hours)?))
    }
}

/// See [`Store::import_begin`].
fn begin(db: &Connection, client: ClientId, new: &NewImport, now: Timestamp) -> Result<ImportId, Fault> {
    let known = db.prepare_cached("SELECT 1 FROM client WHERE id = ?1")?.exists([client])?;
    if !known {
        return Err(StoreError::NoClient(client).into());
    }
    let (since, until) = (micros(new.since), micros(new.until));
    let archive = archive::identity(&new.sink);
    let same = "SELECT id FROM import_job
                WHERE client = ?1 AND archive = ?6 AND since IS ?3 AND until IS ?4 AND folders = ?5
                ORDER BY sink <> ?2, touched DESC";
    let wish = params![client, new.sink, since, until, new.folders, archive];
    if let Some(id) = db.query_row(same, wish, |row| row.get(0)).optional()? {
        let sql = format!(
            "UPDATE import_job SET sink = ?2 WHERE id = ?1 AND state <> 'running' AND NOT {}",
            archive::DELIVERED
        );
        db.execute(&sql, params![id, new.sink])?;
        touch(db, id)?;
        return Ok(id);
    }
    let id = db.query_row(
        "INSERT INTO import_job (client, sink, since, until, zone, folders, state, created_at, state_at, archive)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'paused', ?7, ?7, ?8) RETURNING id",
        params![client, new.sink, since, until, new.zone, new.folders, now.as_microsecond(), archive],
        |row| row.get(0),
    )?;
    set_hours(db, id, new.hours)?;
    touch(db, id)?;
    Ok(id)
}

fn set_hours(db: &Connection, id: ImportId, hours: Option<(u16, u16)>) -> rusqlite::Result<()> {
    let sql = "UPDATE import_job SET hours_from = ?2, hours_to = ?3 WHERE id = ?1";
    db.execute(sql, params![id, hours.map(|(from, _)| from), hours.map(|(_, to)| to)])?;
    Ok(())
}

fn records(db: &Connection, which: &str, of: Option<u32>) -> rusqlite::Result<Vec<ImportRecord>> {
    let sql = format!(
        "SELECT id, client, sink, since, until, folders, state, created_at, state_at, hours_from, hours_to, problem,
             zone, everybody, let_go, former
         FROM import_job WHERE {which}"
    );
    let record = |row: &Row<'_>| {
        let (since, until) = (maybe_timestamp(row, 3)?, maybe_timestamp(row, 4)?);
        let hours = row.get::<_, Option<u16>>(9)?.zip(row.get(10)?);
        Ok(ImportRecord {
            id: row.get(0)?,
            client: row.get(1)?,
            wish: NewImport { sink: row.get(2)?, since, until, zone: row.get(12)?, folders: row.get(5)?, hours },
            state: named(row, 6)?,
            created_at: timestamp(row, 7)?,
            state_at: timestamp(row, 8)?,
            problem: row.get(11)?,
            everybody: row.get(13)?,
            let_go: row.get(14)?,
            former: archive::former(row, 15)?,
        })
    };
    db.prepare_cached(&sql)?.query_map(rusqlite::params_from_iter(of), record)?.collect()
}

fn micros(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::as_microsecond)
}
