//! A reading of the tenant under way: staged apart, and merged into the snapshot when it is complete.

mod decide;
mod facts;
mod merge;
mod tally;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    Address, DirectoryId, DomainFacts, ExchangeReading, Kind, KindSeen, NotTaken, Resource, Seen, SeenByExchange, Who,
};
use rusqlite::params;

pub(crate) use self::decide::decide_kind;
use self::facts::join;
pub(crate) use self::facts::reason;
use crate::{ClientId, SnapshotId, Store, StoreError, database::Staging};

/// Stages the pages of a reading; dropped without [`finish`](Self::finish) it leaves no trace (M6, B2).
#[derive(Debug)]
pub struct FetchWriter {
    client: ClientId,
    staging: Staging,
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
        let staging = self.stage("staging a reading of the tenant", include_str!("stage.sql"))?;
        Ok(FetchWriter { client, staging })
    }
}

impl FetchWriter {
    /// Stages what Graph showed; of an object shown twice the last counts.
    pub fn seen(&mut self, page: &[Seen]) -> Result<(), StoreError> {
        self.staging.add(|db| {
            let mut add = db.prepare_cached(
                "INSERT INTO seen (id, gone, resource, name, first, others, kind, source, not_taken, passes)
                 VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?;
            for seen in page {
                add.execute(params![
                    seen.id.0,
                    seen.resource.as_str(),
                    seen.name,
                    seen.primary.as_ref().map(Address::as_str),
                    join(&seen.aliases),
                    seen.kind.as_str(),
                    seen.kind_source.as_str(),
                    seen.not_taken.map(NotTaken::as_str),
                    seen.passes_without_exchange,
                ])?;
            }
            Ok(())
        })
    }

    /// Stages what Graph said is gone.
    pub fn gone(&mut self, resource: Resource, ids: &[DirectoryId]) -> Result<(), StoreError> {
        self.staging.add(|db| {
            let mut add = db.prepare_cached("INSERT INTO seen (id, gone, resource) VALUES (?1, 1, ?2)")?;
            for id in ids {
                add.execute(params![id.0, resource.as_str()])?;
            }
            Ok(())
        })
    }

    /// Stages what Exchange showed.
    pub fn exchange(&mut self, page: &[SeenByExchange]) -> Result<(), StoreError> {
        self.staging.add(|db| {
            let mut add = db.prepare_cached(
                "INSERT INTO heard (id, name, first, others, kind, own_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for heard in page {
                add.execute(params![
                    heard.id.0,
                    heard.name,
                    heard.primary.as_ref().map(Address::as_str),
                    join(&heard.aliases),
                    heard.kind.map_or_else(NotTaken::as_str, Kind::as_str),
                    heard.exchange_only,
                ])?;
            }
            Ok(())
        })
    }

    /// Stages what a weaker source than Exchange's own list said of kinds.
    pub fn kinds(&mut self, page: &[KindSeen]) -> Result<(), StoreError> {
        self.staging.add(|db| {
            let mut add = db.prepare_cached("INSERT INTO said (id, address, kind, source) VALUES (?1, ?2, ?3, ?4)")?;
            for KindSeen { who, kind, source } in page {
                let (id, address) = match who {
                    Who::Id(id) => (Some(id.0), None),
                    Who::Address(address) => (None, Some(address.key())),
                };
                add.execute(params![id, address, kind.as_str(), source.as_str()])?;
            }
            Ok(())
        })
    }

    /// Forgets what a resource delivered so far; it will be read in full.
    pub fn restart(&mut self, resource: Resource) -> Result<(), StoreError> {
        self.staging.add(|db| {
            db.execute("DELETE FROM seen WHERE resource = ?1", [resource.as_str()])?;
            Ok(())
        })
    }

    /// Makes the reading the snapshot, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NoClient`] when the client was removed meanwhile; [`StoreError::Short`] when a resource shows
    /// fewer objects than Microsoft counts (B2).
    pub fn finish(self, end: FetchEnd) -> Result<FetchCounts, StoreError> {
        let client = self.client;
        self.staging.finish(move |db| merge::merge(db, client, end))
    }
}
