//! Domains.

use crate::{ClientId, Store, StoreError};
use jiff::Timestamp;
use model::{DomainFacts, DomainName, Kind, ObservedDomain, plan::DomainCase};
use std::collections::BTreeMap;

/// What a person chose for a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainChoice {
    /// Selected.
    pub selected: bool,
    /// Archiving.
    pub archiving: bool,
    /// Region, where the gateway has regions.
    pub region: Option<String>,
    /// When it was last selected.
    pub selected_at: Option<Timestamp>,
}

/// A change to one domain's choice; `None` leaves as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainChange {
    /// The domain.
    pub name: DomainName,
    /// Select or deselect.
    pub selected: Option<bool>,
    /// Archiving on or off.
    pub archiving: Option<bool>,
    /// Region; the empty text takes it away.
    pub region: Option<String>,
}

/// Everything that a list of domains shows about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainRecord {
    /// What the tenant says.
    pub facts: DomainFacts,
    /// The choice; `None`: never chosen.
    pub choice: Option<DomainChoice>,
    /// Recipients with an address in it, by kind.
    pub by_kind: BTreeMap<Kind, u32>,
    /// What the gateway has; `None` when it lacks it or was not read.
    pub observed: Option<ObservedDomain>,
    /// We applied something to it.
    pub remembered: bool,
    /// Another client that synchronises it (R11).
    pub other_client: Option<(ClientId, String)>,
}

impl Store {
    /// The domains of the newest snapshot, by name.
    pub fn domains(&self, client: ClientId) -> Result<Vec<DomainFacts>, StoreError> {
        todo!()
    }
    /// The same with choice, counts, gateway and conflicts.
    pub fn domain_records(&self, client: ClientId) -> Result<Vec<DomainRecord>, StoreError> {
        todo!()
    }
    /// Every choice, also of domains that vanished from the tenant since (B2).
    pub fn domain_choices(&self, client: ClientId) -> Result<BTreeMap<DomainName, DomainChoice>, StoreError> {
        todo!()
    }
    /// Changes choices, all or none. A domain selected for the first time takes its archiving from the options.
    ///
    /// # Errors
    /// [`StoreError::UnknownDomain`], [`StoreError::DomainUnselectable`] (R13), [`StoreError::DomainTaken`] (R11).
    pub fn choose_domains(&self, client: ClientId, changes: &[DomainChange], now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    /// Every selected domain that the tenant has, by name.
    pub fn domain_cases<E: From<StoreError>>(
        &self,
        client: ClientId,
        each: impl FnMut(DomainCase<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        todo!()
    }
}
