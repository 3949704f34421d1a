//! A reading of the tenant under way: staged apart, and merged into the snapshot when it is complete.

mod decide;
mod facts;
mod keep;
mod merge;
mod object;
mod said;
mod stage;
mod tally;
mod unlisted;
mod weighing;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{DirectoryId, DomainFacts, ExchangeReading, Kind, KindSeen, Resource, Seen, SeenByExchange};

pub use self::unlisted::Unlisted;
pub(crate) use self::{decide::decide_kind, facts::reason};
use self::{
    facts::{write_exchange, write_graph},
    stage::{Heap, Shelf, Staged, Word},
};
use crate::{ClientId, SnapshotId, Store, StoreError, database::Staging};

/// Stages the pages of a reading; dropped without [`finish`](Self::finish) it leaves no trace (M6, B2).
#[derive(Debug)]
pub struct FetchWriter {
    client: ClientId,
    staging: Staging,
    graph: Heap,
    exchange: Heap,
    shelf: Shelf,
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
    /// Objects that Microsoft itself counts in each resource, where it told.
    pub counted: BTreeMap<Resource, u64>,
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
        let mut staging = self.stage("staging a reading of the tenant", include_str!("stage.sql"))?;
        // A first reading writes everything at once, which is quicker when it need not be spilled.
        staging.add(|db| Ok(db.pragma_update(None, "cache_size", -16_000)?))?;
        Ok(FetchWriter { client, staging, graph: Heap::default(), exchange: Heap::default(), shelf: Shelf::default() })
    }
}

impl FetchWriter {
    /// Stages what Graph showed; of an object shown twice the last counts.
    pub fn seen(&mut self, page: &[Seen]) -> Result<(), StoreError> {
        let (heap, shelf) = (&mut self.graph, &mut self.shelf);
        self.staging.add(|db| {
            let mut add = |seen: &Seen| {
                let word = if seen.passes_without_exchange { Word::Passes } else { Word::There };
                heap.add(db, shelf, (seen.id, Some(seen.resource), word), |facts| write_graph(seen, facts))
            };
            Ok(page.iter().try_for_each(&mut add)?)
        })
    }

    /// Stages what Graph said is gone.
    pub fn gone(&mut self, resource: Resource, ids: &[DirectoryId]) -> Result<(), StoreError> {
        let (heap, shelf) = (&mut self.graph, &mut self.shelf);
        self.staging.add(|db| {
            // No facts say that it is gone.
            let mut add = |id: &DirectoryId| heap.add(db, shelf, (*id, Some(resource), Word::Gone), |_| ());
            Ok(ids.iter().try_for_each(&mut add)?)
        })
    }

    /// Stages what Exchange showed.
    pub fn exchange(&mut self, page: &[SeenByExchange]) -> Result<(), StoreError> {
        let (heap, shelf) = (&mut self.exchange, &mut self.shelf);
        self.staging.add(|db| {
            let mut add = |seen: &SeenByExchange| {
                heap.add(db, shelf, (seen.id, None, Word::There), |facts| write_exchange(seen, facts))
            };
            Ok(page.iter().try_for_each(&mut add)?)
        })
    }

    /// Stages what a weaker source than Exchange's own list said of kinds.
    pub fn kinds(&mut self, page: &[KindSeen]) -> Result<(), StoreError> {
        self.staging.add(|db| Ok(said::stage(db, page)?))
    }

    /// Forgets what a resource delivered so far; it will be read in full.
    pub fn restart(&mut self, resource: Resource) -> Result<(), StoreError> {
        self.graph.forget(resource);
        Ok(())
    }

    /// Makes the reading the snapshot, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NoClient`] when the client was removed meanwhile; [`StoreError::Short`] or
    /// [`StoreError::Unlisted`] when a resource shows fewer objects than Microsoft counts, or far fewer than before
    /// where it does not count (B2).
    pub fn finish(self, end: FetchEnd) -> Result<FetchCounts, StoreError> {
        let Self { client, mut staging, graph, exchange, shelf } = self;
        let staged = staging.add(|db| Ok(Staged::of(db, graph, exchange, shelf)?))?;
        staging.finish(move |db| merge::merge(db, client, staged, &end))
    }
}
