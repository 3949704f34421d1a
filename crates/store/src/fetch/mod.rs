//! A reading under way.

use crate::{ClientId, SnapshotId, Store, StoreError};
use jiff::Timestamp;
use model::{DirectoryId, DomainFacts, ExchangeReading, Kind, Resource, Seen, SeenByExchange};
use std::collections::{BTreeMap, BTreeSet};

/// Stages the pages of a reading; dropped without [`finish`](Self::finish) it leaves no trace (M6, B2).
#[derive(Debug)]
pub struct FetchWriter {
    store: Store,
}

/// How a reading ended.
#[derive(Clone)]
pub struct FetchEnd {
    /// Resources that were read in full: what they did not show is gone.
    pub full: BTreeSet<Resource>,
    /// Where the next reading begins.
    pub delta_links: BTreeMap<Resource, String>,
    /// The tenant's domains.
    pub domains: Vec<DomainFacts>,
    /// Whether Exchange took part.
    pub exchange: ExchangeReading,
    /// Requests it took.
    pub requests: u32,
    /// When it ended.
    pub now: Timestamp,
}

impl std::fmt::Debug for FetchEnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FetchEnd").field("full", &self.full).field("exchange", &self.exchange).finish_non_exhaustive()
    }
}

/// What a reading found, and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchCounts {
    /// The snapshot it made.
    pub snapshot: SnapshotId,
    /// Recipients in it.
    pub recipients: u32,
    /// The same by kind.
    pub by_kind: BTreeMap<Kind, u32>,
    /// Recipients that the snapshot before did not have.
    pub added: u32,
    /// Recipients whose name, kind or addresses differ.
    pub changed: u32,
    /// Recipients that are gone.
    pub removed: u32,
    /// Domains in it.
    pub domains: u32,
}

impl Store {
    /// Begins to stage a reading; the newest snapshot stays what it is.
    pub fn begin_fetch(&self, client: ClientId) -> Result<FetchWriter, StoreError> {
        todo!()
    }
}

impl FetchWriter {
    pub fn seen(&mut self, page: &[Seen]) -> Result<(), StoreError> {
        todo!()
    }
    pub fn gone(&mut self, resource: Resource, ids: &[DirectoryId]) -> Result<(), StoreError> {
        todo!()
    }
    pub fn exchange(&mut self, page: &[SeenByExchange]) -> Result<(), StoreError> {
        todo!()
    }
    /// Forgets what a resource delivered so far; it will be read in full.
    pub fn restart(&mut self, resource: Resource) -> Result<(), StoreError> {
        todo!()
    }
    /// Makes the reading the snapshot, in one transaction.
    pub fn finish(self, end: FetchEnd) -> Result<FetchCounts, StoreError> {
        todo!()
    }
}
