//! The tenant as earlier readings showed it, for rehearsals: what a reading changes is kept as it was, for thirty days.

use jiff::Timestamp;
use model::ExchangeReading;
use rusqlite::{Connection, params};

use crate::{
    ClientId, Store, StoreError,
    codec::{timestamp, to_json},
    domain,
};

const DAY: i64 = 86_400_000_000;
/// So long every reading is kept, then the last one of each day.
const ALL_KEPT: i64 = 2 * DAY;
const KEPT: i64 = 30 * DAY;

/// An earlier reading that a plan can be rehearsed against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotDay {
    /// When it ended.
    pub read_at: Timestamp,
    /// Recipients in it.
    pub recipients: u32,
    /// Digest of its content, as in [`SnapshotRecord`](crate::SnapshotRecord).
    pub digest: String,
}

impl Store {
    /// The readings that are kept, the newest first.
    pub fn snapshot_days(&self, client: ClientId) -> Result<Vec<SnapshotDay>, StoreError> {
        self.read("reading the kept days", |db| {
            let sql = "SELECT read_at, recipients, digest FROM snapshot_day WHERE client = ?1 ORDER BY read_at DESC";
            let mut query = db.prepare(sql)?;
            let days = query.query_map([client], |row| {
                Ok(SnapshotDay { read_at: timestamp(row, 0)?, recipients: row.get(1)?, digest: row.get(2)? })
            })?;
            Ok(days.collect::<Result<_, _>>()?)
        })
    }
}

/// Notes a complete reading, and lets go of what is too old.
pub(crate) fn note_day(
    db: &Connection,
    client: ClientId,
    read_at: i64,
    (digest, recipients): (&str, u32),
    asked: &ExchangeReading,
) -> rusqlite::Result<()> {
    db.execute(
        "INSERT OR REPLACE INTO snapshot_day (client, read_at, digest, recipients, exchange_asked, domains)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![client, read_at, digest, recipients, to_json(asked)?, to_json(&domain::facts(db, client)?)?],
    )?;
    thin(db, client, read_at)?;
    let sql = "DELETE FROM object_past WHERE client = ?1
               AND until_at <= (SELECT min(read_at) FROM snapshot_day WHERE client = ?1)";
    db.execute(sql, [client]).map(drop)
}

/// Lets go of days; what was kept of an object between two days is told by the first of it.
fn thin(db: &Connection, client: ClientId, now: i64) -> rusqlite::Result<()> {
    let mut query = db.prepare(
        "SELECT d.read_at FROM snapshot_day d WHERE d.client = ?1 AND (d.read_at < ?2 OR (d.read_at < ?3 AND EXISTS (
           SELECT 1 FROM snapshot_day l
           WHERE l.client = ?1 AND l.read_at > d.read_at AND l.read_at / ?4 = d.read_at / ?4))) ORDER BY d.read_at",
    )?;
    let days = query.query_map(params![client, now - KEPT, now - ALL_KEPT, DAY], |row| row.get::<_, i64>(0))?;
    for day in days.collect::<Result<Vec<_>, _>>()? {
        db.execute(
            "DELETE FROM object_past WHERE client = ?1 AND until_at > ?2
               AND until_at <= (SELECT min(read_at) FROM snapshot_day WHERE client = ?1 AND read_at > ?2)
               AND directory_id IN (SELECT e.directory_id FROM object_past e WHERE e.client = ?1 AND e.until_at <= ?2
                 AND e.until_at > (SELECT coalesce(max(read_at), 0) FROM snapshot_day WHERE client = ?1 AND read_at < ?2))",
            params![client, day],
        )?;
        db.execute("DELETE FROM snapshot_day WHERE client = ?1 AND read_at = ?2", params![client, day])?;
    }
    Ok(())
}
