//! Plans.

use crate::{ClientId, PlanId, RunId, Store, StoreError};
use jiff::Timestamp;
use model::{
    BrakeReading, DomainName,
    plan::{Hold, Reason, Step},
};
use serde::{Deserialize, Serialize};

/// Groups of steps, in the order in which they are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Steps on domains.
    Domains,
    /// Changes to recipients we look after.
    Changed,
    /// Additions.
    Created,
    /// What the gateway had already.
    Adopted,
    /// Deselected.
    Stopped,
    /// Leavers.
    Removed,
}

/// Steps by group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the groups")]
pub struct PlanCounts {
    pub domains: u32,
    pub created: u32,
    pub adopted: u32,
    pub changed: u32,
    pub stopped: u32,
    pub removed: u32,
}

/// Recipients with each service in the gateway, before and after every step of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the services")]
pub struct Bill {
    pub incoming_before: u32,
    pub incoming_after: u32,
    pub outgoing_before: u32,
    pub outgoing_after: u32,
    pub archiving_before: u32,
    pub archiving_after: u32,
}

/// Something to know before applying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "kebab-case")]
pub enum PlanNotice {
    /// Skipped: another account holds the domain (R15).
    DomainHeld {
        /// Domain.
        domain: DomainName,
        /// Holder.
        owner: String,
    },
    /// Recipients of a selected domain that are not chosen and not listed: mail to them will be refused.
    UnlistedRecipients {
        /// Domain.
        domain: DomainName,
        /// How many.
        count: u32,
    },
    /// Exchange could not be asked: kinds of users are guesses.
    KindsAreGuesses {
        /// Why.
        cause: String,
    },
}

/// A plan in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRecord {
    /// Id.
    pub id: PlanId,
    /// Client.
    pub client: ClientId,
    /// SHA-256 over its steps in order, its snapshot and its observation, hexadecimal (B3).
    pub hash: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When the tenant was read.
    pub snapshot_read_at: Timestamp,
    /// Digest of the snapshot it was made from.
    pub snapshot_digest: String,
    /// Digest of the observation it was made from.
    pub observed_digest: String,
    /// Steps by group.
    pub counts: PlanCounts,
    /// Steps that would be applied.
    pub ready: u32,
    /// Steps that wait for a person.
    pub held: u32,
    /// Billed services.
    pub bill: Bill,
    /// Things to know.
    pub notices: Vec<PlanNotice>,
    /// Brake.
    pub brake: BrakeReading,
    /// The newest run that applied it.
    pub run: Option<RunId>,
}

/// How planning ended.
#[derive(Debug, Clone, Copy)]
pub struct PlanEnd {
    /// The brake's reading; when it holds, every removal is held.
    pub brake: BrakeReading,
}

/// Asks for steps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanQuery {
    /// Only held (`true`), only ready (`false`), or both.
    pub held: Option<bool>,
    /// Only this group.
    pub group: Option<Group>,
    /// Only this reason.
    pub reason: Option<Reason>,
    /// Text in names and keys.
    pub search: String,
    /// First row, from 0.
    pub offset: u32,
    /// At most so many rows.
    pub limit: u32,
}

/// One step with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Place in the plan, from 0.
    pub seq: u32,
    /// Group.
    pub group: Group,
    /// Domain or primary address.
    pub key: String,
    /// The step; `held` is as it stands now, `None` once approved.
    pub step: Step,
}

/// A number per group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupCount {
    /// Group.
    pub group: Group,
    /// How many.
    pub count: u32,
}

/// A window of steps, in the order in which they are applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanWindow {
    /// The rows from the offset on.
    pub rows: Vec<PlanRow>,
    /// Rows that match.
    pub total: u32,
    /// Rows that match every filter but the group, by group.
    pub groups: Vec<GroupCount>,
}

/// Stages a plan; dropped without [`finish`](Self::finish) it leaves no trace.
#[derive(Debug)]
pub struct PlanWriter {
    store: Store,
}

impl PlanWriter {
    pub fn step(&mut self, step: &Step) -> Result<(), StoreError> {
        todo!()
    }
    pub fn skipped(&mut self, domain: &DomainName, owner: &str) -> Result<(), StoreError> {
        todo!()
    }
    /// Removals staged so far, for the brake.
    pub fn removals(&self) -> u32 {
        todo!()
    }
    /// # Errors
    /// [`StoreError::NoSnapshot`].
    pub fn finish(self, end: PlanEnd) -> Result<PlanRecord, StoreError> {
        todo!()
    }
}

impl Store {
    pub fn begin_plan(&self, client: ClientId, now: Timestamp) -> Result<PlanWriter, StoreError> {
        todo!()
    }
    pub fn plan(&self, client: ClientId, plan: PlanId) -> Result<PlanRecord, StoreError> {
        todo!()
    }
    pub fn newest_plan(&self, client: ClientId) -> Result<Option<PlanRecord>, StoreError> {
        todo!()
    }
    pub fn plan_window(&self, plan: PlanId, query: &PlanQuery) -> Result<PlanWindow, StoreError> {
        todo!()
    }
    /// Steps in order, after a place.
    pub fn plan_steps(&self, plan: PlanId, after: Option<u32>, limit: u32) -> Result<Vec<(u32, Step)>, StoreError> {
        todo!()
    }
    /// Approves held steps; how many no longer wait.
    pub fn approve_holds(&self, plan: PlanId, seqs: &[u32]) -> Result<u32, StoreError> {
        todo!()
    }
    pub fn approve_all_holds(&self, plan: PlanId) -> Result<u32, StoreError> {
        todo!()
    }
    /// Removals done since, for the brake (B1).
    pub fn removals_since(&self, client: ClientId, since: Timestamp) -> Result<u32, StoreError> {
        todo!()
    }
}
