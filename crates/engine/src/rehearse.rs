//! Offline rehearsal: the plan as it would be with other options, another choice, or the tenant of an earlier day.
//! Nobody is asked, and nothing but the plan is stored.

use jiff::Timestamp;
use model::Options;
use serde::{Deserialize, Serialize};
use store::{
    ClientId, DomainChange, ListedRow, MailboxChange, MailboxFilter, PlanKind, PlanOrigin, PlanRecord, Store,
    StoreError, Supposed, Target,
};

use crate::planning::{check, planned};
use crate::{Engine, EngineError, Topic, options};

/// What is tried; what is left out is as it is.
#[derive(Debug, Clone, Default)]
pub struct Rehearsal {
    /// All options.
    pub options: Option<Options>,
    /// Changes to the choice of domains.
    pub domains: Vec<DomainChange>,
    /// Exactly these recipients are chosen, before the changes that follow.
    pub exactly: Option<Vec<ListedRow>>,
    /// Changes to the choice of recipients, in this order.
    pub mailboxes: Vec<(Target, MailboxChange)>,
    /// The tenant as the newest reading showed it that is no later.
    pub as_of: Option<Timestamp>,
}

/// What a rehearsal supposed, in short; kept with its plan as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsed {
    /// Other options.
    pub options: bool,
    /// Domains whose choice was another.
    pub domains: Vec<String>,
    /// Another choice of recipients.
    pub mailboxes: bool,
    /// The tenant of an earlier day.
    pub as_of: Option<Timestamp>,
}

impl Engine {
    /// Plans as if; the plan is stored, shown and compared like any other, and never applied.
    ///
    /// # Errors
    /// [`EngineError::Options`], [`EngineError::Stopped`] (B2); [`EngineError::Store`] for what cannot be supposed.
    pub async fn rehearse(&self, client: ClientId, rehearsal: Rehearsal) -> Result<PlanRecord, EngineError> {
        if let Some(tried) = &rehearsal.options {
            options::check(tried)?;
        }
        let now = self.now();
        let plan = self.stored(move |store| rehearsed(store, client, rehearsal, now)).await?;
        self.stale(client, &[Topic::Plan]);
        Ok(plan)
    }
}

fn rehearsed(store: &Store, client: ClientId, rehearsal: Rehearsal, now: Timestamp) -> Result<PlanRecord, EngineError> {
    let about = Rehearsed {
        options: rehearsal.options.is_some(),
        domains: rehearsal.domains.iter().map(|change| change.name.to_string()).collect(),
        mailboxes: rehearsal.exactly.is_some() || !rehearsal.mailboxes.is_empty(),
        as_of: rehearsal.as_of,
    };
    let about = serde_json::to_string(&about).map_err(|error| EngineError::Broken(error.to_string()))?;
    let Rehearsal { options, domains, exactly, mailboxes: changes, as_of } = rehearsal;
    let mut mailboxes = exactly.map(|rows| only(store, client, &rows)).transpose()?.unwrap_or_default();
    mailboxes.extend(changes);
    let supposed = Supposed { options, domains, mailboxes, as_of };
    let shadow = store.shadow(client, &supposed, now)?;
    check(&shadow, client)?;
    let snapshot = shadow.snapshot(client)?.map(|snapshot| (snapshot.read_at, snapshot.digest));
    let origin = PlanOrigin { kind: PlanKind::Rehearsal, about: Some(about), snapshot, ..PlanOrigin::default() };
    planned(&shadow, client, origin, now, |_| ())
}

/// The changes after which exactly these recipients are chosen.
fn only(store: &Store, client: ClientId, rows: &[ListedRow]) -> Result<Vec<(Target, MailboxChange)>, StoreError> {
    let none = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    let mut changes = vec![(Target::Filter(MailboxFilter::default()), none)];
    for ListedRow { address, selected, incoming, outgoing, archiving, line } in rows {
        let unknown = || StoreError::UnknownAddress { line: *line, address: address.clone() };
        let id = store.holder(client, address)?.ok_or_else(unknown)?;
        let change = MailboxChange {
            selected: Some(*selected),
            incoming: *incoming,
            outgoing: *outgoing,
            archiving: *archiving,
        };
        changes.push((Target::Ids(vec![id]), change));
    }
    Ok(changes)
}
