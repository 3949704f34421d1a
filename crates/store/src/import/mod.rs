//! Imports of existing mail (S1 to S4): what is to go where, and the ledger of what went.
//!
//! A message takes about 150 bytes of the database once it has arrived: half of a hash of its immutable id, the hash
//! of its content, its folder, state, size and time, and three entries of indices. The ids themselves, which are
//! longer, lie in a table of their own as long as the message is open or when it was skipped. Whole pages of a listing
//! and any number of outcomes are one transaction each; counts come out of an index.

mod app;
mod counts;
mod folder;
mod mailbox;
mod message;
mod settle;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

pub use app::ImportApp;
pub use counts::{ImportCounts, SkippedMessage};
pub use folder::{ImportFolderRecord, ListedMessage, SeenFolder};
pub use mailbox::{ImportMailboxRecord, ImportMailboxState};
pub use message::PendingMessage;
pub use settle::{ImportedAs, Outcome};

use crate::{
    ClientId, ImportId, Store, StoreError,
    codec::{maybe_timestamp, name_of, named, timestamp},
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
    /// Which folders, in the engine's words.
    pub folders: String,
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
    /// Begins an import. When the client has one to the same archive, of the same time and folders, that one goes on.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn import_begin(&self, client: ClientId, new: &NewImport, now: Timestamp) -> Result<ImportId, StoreError> {
        self.write("beginning an import", |db| {
            let known = db.prepare_cached("SELECT 1 FROM client WHERE id = ?1")?.exists([client])?;
            if !known {
                return Err(StoreError::NoClient(client).into());
            }
            let (since, until) = (micros(new.since), micros(new.until));
            let same = "SELECT id FROM import_job
                        WHERE client = ?1 AND sink = ?2 AND since IS ?3 AND until IS ?4 AND folders = ?5";
            let wish = params![client, new.sink, since, until, new.folders];
            if let Some(id) = db.query_row(same, wish, |row| row.get(0)).optional()? {
                return Ok(id);
            }
            let id = db.query_row(
                "INSERT INTO import_job (client, sink, since, until, folders, state, created_at, state_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'running', ?6, ?6) RETURNING id",
                params![client, new.sink, since, until, new.folders, now.as_microsecond()],
                |row| row.get(0),
            )?;
            Ok(id)
        })
    }

    /// A client's imports, the newest first.
    pub fn imports(&self, client: ClientId) -> Result<Vec<ImportRecord>, StoreError> {
        self.read("reading imports", |db| Ok(records(db, "client = ?1 ORDER BY id DESC", Some(client.0))?))
    }

    /// Imports that have not ended, of all clients, the oldest first.
    pub fn imports_open(&self) -> Result<Vec<ImportRecord>, StoreError> {
        self.read("reading imports", |db| Ok(records(db, "state <> 'ended' ORDER BY id", None)?))
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

    /// Notes how an import stands.
    ///
    /// # Errors
    /// [`StoreError::NoImport`].
    pub fn import_set_state(&self, id: ImportId, state: ImportState, now: Timestamp) -> Result<(), StoreError> {
        self.write("storing the state of an import", |db| {
            let sql = "UPDATE import_job SET state = ?2, state_at = ?3 WHERE id = ?1";
            match db.execute(sql, params![id, name_of(&state)?, now.as_microsecond()])? {
                0 => Err(StoreError::NoImport(id).into()),
                _ => Ok(()),
            }
        })
    }

    /// Forgets an import with its ledger; what it delivered stays where it is, and would be sent once more by another.
    pub fn import_forget(&self, id: ImportId) -> Result<(), StoreError> {
        self.write("forgetting an import", |db| {
            db.execute("DELETE FROM import_job WHERE id = ?1", [id])?;
            Ok(())
        })
    }
}

fn records(db: &Connection, which: &str, of: Option<u32>) -> rusqlite::Result<Vec<ImportRecord>> {
    let sql = format!(
        "SELECT id, client, sink, since, until, folders, state, created_at, state_at FROM import_job WHERE {which}"
    );
    let record = |row: &Row<'_>| {
        let (since, until) = (maybe_timestamp(row, 3)?, maybe_timestamp(row, 4)?);
        Ok(ImportRecord {
            id: row.get(0)?,
            client: row.get(1)?,
            wish: NewImport { sink: row.get(2)?, since, until, folders: row.get(5)? },
            state: named(row, 6)?,
            created_at: timestamp(row, 7)?,
            state_at: timestamp(row, 8)?,
        })
    };
    db.prepare_cached(&sql)?.query_map(rusqlite::params_from_iter(of), record)?.collect()
}

fn micros(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::as_microsecond)
}
