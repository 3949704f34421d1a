//! The newest complete reading of a tenant, and where the next one begins.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use model::{ExchangeReading, Kind, Resource};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    ClientId, SnapshotId, Store, StoreError,
    codec::{json, named, timestamp},
};

/// The newest reading of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotRecord {
    /// Id.
    pub id: SnapshotId,
    /// When its reading ended.
    pub read_at: Timestamp,
    /// Every resource reached its delta link; only such readings become snapshots (M6).
    pub complete: bool,
    /// Whether Exchange took part.
    pub exchange: ExchangeReading,
    /// Requests it took.
    pub requests: u32,
    /// Recipients in it.
    pub recipients: u32,
    /// Digest of its content, hexadecimal: equal exactly when the content is.
    pub digest: String,
}

/// Where a delta reading begins. The links hold opaque tokens, so `Debug` leaves them out.
#[derive(Clone, PartialEq, Eq)]
pub struct DeltaState {
    /// Delta link of each resource.
    pub links: BTreeMap<Resource, String>,
    /// When everything was last read in full.
    pub last_full: Timestamp,
    /// What Exchange last said; never `Unchanged`.
    pub exchange: ExchangeReading,
}

impl fmt::Debug for DeltaState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeltaState")
            .field("links", &self.links.keys())
            .field("last_full", &self.last_full)
            .field("exchange", &self.exchange)
            .finish()
    }
}

impl Store {
    /// The newest snapshot; `None` before the first complete reading.
    pub fn snapshot(&self, client: ClientId) -> Result<Option<SnapshotRecord>, StoreError> {
        self.read("reading the snapshot", |db| Ok(snapshot(db, client)?))
    }

    /// Where the next reading begins; `None` when it has to be a full one.
    pub fn delta_links(&self, client: ClientId) -> Result<Option<DeltaState>, StoreError> {
        self.read("reading the delta links", |db| {
            let sql = "SELECT last_full, exchange_asked FROM snapshot WHERE client = ?1";
            let state = |row: &Row<'_>| Ok((timestamp(row, 0)?, json(row, 1)?));
            let Some((last_full, exchange)) = db.query_row(sql, [client], state).optional()? else {
                return Ok(None);
            };
            let mut query = db.prepare("SELECT resource, link FROM delta_link WHERE client = ?1")?;
            let links = query.query_map([client], |row| Ok((named(row, 0)?, row.get(1)?)))?;
            let links = links.collect::<Result<BTreeMap<_, _>, _>>()?;
            Ok((!links.is_empty()).then_some(DeltaState { links, last_full, exchange }))
        })
    }
}

pub(crate) fn snapshot(db: &Connection, client: ClientId) -> rusqlite::Result<Option<SnapshotRecord>> {
    let sql = "SELECT id, read_at, exchange, requests, by_kind, digest FROM snapshot WHERE client = ?1";
    db.query_row(sql, [client], |row| {
        let by_kind: BTreeMap<Kind, u32> = json(row, 4)?;
        Ok(SnapshotRecord {
            id: row.get(0)?,
            read_at: timestamp(row, 1)?,
            complete: true,
            exchange: json(row, 2)?,
            requests: row.get(3)?,
            recipients: by_kind.values().sum(),
            digest: row.get(5)?,
        })
    })
    .optional()
}
