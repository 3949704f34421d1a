//! What mailboxes were asked lately, which Microsoft counts on when the program ends (S2).

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::{Store, StoreError, codec::timestamp};

/// What was asked of a mailbox, or a wait that Microsoft asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportAsked {
    /// From when on.
    pub at: Timestamp,
    /// So many requests may have left.
    pub requests: u32,
    /// For so long nothing was to be asked.
    pub wait: Duration,
}

impl Store {
    /// What is kept of a mailbox, the oldest first.
    pub fn import_asked(&self, mailbox: &str) -> Result<Vec<ImportAsked>, StoreError> {
        self.read("reading what a mailbox was asked", |db| {
            let mut query =
                db.prepare_cached("SELECT at, requests, wait FROM import_asked WHERE mailbox = ?1 ORDER BY at, id")?;
            let line = |row: &Row<'_>| {
                let wait = Duration::from_micros(row.get::<_, i64>(2)?.unsigned_abs());
                Ok(ImportAsked { at: timestamp(row, 0)?, requests: row.get(1)?, wait })
            };
            Ok(query.query_map([mailbox], line)?.collect::<Result<_, _>>()?)
        })
    }

    /// Keeps what a mailbox is about to be asked for as long as it `matters`, and forgets of all what matters no more.
    pub fn import_ask(&self, mailbox: &str, asked: ImportAsked, matters: Duration) -> Result<(), StoreError> {
        self.write("keeping what a mailbox is asked", |db| {
            let micros = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
            let at = asked.at.as_microsecond();
            let until = at.saturating_add(micros(matters));
            db.prepare_cached("DELETE FROM import_asked WHERE until <= ?1")?.execute([at])?;
            db.prepare_cached(
                "INSERT INTO import_asked (mailbox, at, requests, wait, until) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![mailbox, at, asked.requests, micros(asked.wait), until])?;
            Ok(())
        })
    }
}

/// At a start everything was asked before now, also what a clock that was put back since says is of later.
pub(super) fn asked_before(db: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    let now = now.as_microsecond();
    db.execute("UPDATE import_asked SET until = until - (at - ?1), at = ?1 WHERE at > ?1", [now])?;
    db.execute("DELETE FROM import_asked WHERE until <= ?1", [now])?;
    Ok(())
}
