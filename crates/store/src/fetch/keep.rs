//! Objects as they are until a reading changes them: what earlier days of the tenant are told from.

use model::DirectoryId;
use rusqlite::{CachedStatement, Connection, params};

use super::object::Stored;
use crate::ClientId;

/// Keeps objects as they are until a reading.
pub(super) struct Keeper<'a> {
    client: ClientId,
    until: i64,
    write: CachedStatement<'a>,
}

impl<'a> Keeper<'a> {
    /// `None` while no earlier reading is kept: a first reading has no past.
    pub fn of(db: &'a Connection, client: ClientId, until: i64) -> rusqlite::Result<Option<Self>> {
        let earlier = "SELECT 1 FROM snapshot_day WHERE client = ?1 AND read_at < ?2";
        if !db.prepare_cached(earlier)?.exists(params![client, until])? {
            return Ok(None);
        }
        let write = db.prepare_cached(
            "INSERT OR IGNORE INTO object_past (client, until_at, directory_id, absent, taken, kind, kind_source, name,
               addresses, exchange_only, domain_set, first_seen_at, vanished_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        Ok(Some(Self { client, until, write }))
    }

    /// Keeps one; `None`: it was not there.
    pub fn keep(&mut self, id: DirectoryId, stored: Option<&Stored<'_>>) -> rusqlite::Result<()> {
        self.write.execute(params![
            self.client,
            self.until,
            id.0,
            stored.is_none(),
            stored.is_some_and(|s| s.taken),
            stored.map_or("", |s| s.kind),
            stored.map_or("", |s| s.kind_source),
            stored.map_or("", |s| s.name),
            stored.map_or("", |s| s.lines),
            stored.is_some_and(|s| s.exchange_only),
            stored.map_or(0, |s| s.domain_set),
            stored.and_then(|s| s.first_seen_at),
            stored.and_then(|s| s.vanished_at),
        ])?;
        Ok(())
    }
}
