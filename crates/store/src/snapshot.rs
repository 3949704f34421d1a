//! Snapshots.

use crate::{ClientId, SnapshotId, Store, StoreError};
use jiff::Timestamp;
use model::{ExchangeReading, Resource};
use std::{collections::BTreeMap, fmt};

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
    pub fn snapshot(&self, client: ClientId) -> Result<Option<SnapshotRecord>, StoreError> {
        todo!()
    }
    pub fn delta_links(&self, client: ClientId) -> Result<Option<DeltaState>, StoreError> {
        todo!()
    }
    pub fn forget_delta_links(&self, client: ClientId) -> Result<(), StoreError> {
        todo!()
    }
}
