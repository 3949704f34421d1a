//! Runs and their journal (B4).

use crate::{ClientId, Group, PlanId, RunId, Store, StoreError};
use jiff::Timestamp;
use model::plan::Step;
use serde::{Deserialize, Serialize};

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Under way.
    Running,
    /// Steps wait until a person resumes it.
    Paused,
    /// What was due is done or failed.
    Ended,
    /// A person stopped it at a safe point.
    Cancelled,
    /// The program died.
    Interrupted,
}

/// A step that was done.
#[derive(Debug, Clone, Copy)]
pub struct DoneStep<'a> {
    /// Place in the plan.
    pub seq: u32,
    /// The step.
    pub step: &'a Step,
}

/// A step that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedStep {
    /// Place in the plan.
    pub seq: u32,
    /// Domain or primary address.
    pub key: String,
    /// Display name of a recipient.
    pub name: String,
    /// Why, as JSON.
    pub problem: String,
}

/// A group of a run's steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseCount {
    /// Group.
    pub group: Group,
    /// Done.
    pub done: u32,
    /// Failed.
    pub failed: u32,
    /// Due: not held.
    pub total: u32,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// Id.
    pub id: RunId,
    /// Client.
    pub client: ClientId,
    /// Plan it applies.
    pub plan: PlanId,
    /// `technician` or `schedule`.
    pub by: String,
    /// State.
    pub state: RunState,
    /// Started.
    pub started_at: Timestamp,
    /// Ended.
    pub ended_at: Option<Timestamp>,
    /// Groups with steps due, in order.
    pub phases: Vec<PhaseCount>,
    /// Steps done.
    pub done: u32,
    /// Steps failed.
    pub failed: u32,
    /// Steps due.
    pub total: u32,
    /// Steps that stay held.
    pub held: u32,
    /// Steps that the gateway showed as planned afterwards.
    pub verified: Option<u32>,
    /// Why it ended early, as JSON.
    pub problem: Option<String>,
}

impl Store {
    pub fn begin_run(&self, client: ClientId, plan: PlanId, by: &str, now: Timestamp) -> Result<RunId, StoreError> {
        todo!()
    }
    /// Before the call: the steps are on the disk as sent when this returns.
    pub fn mark_sent(&self, run: RunId, seqs: &[u32], now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    /// After the call: done and remembered in one transaction.
    pub fn mark_done(&self, run: RunId, steps: &[DoneStep<'_>], now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    /// After the call: failed, each with its problem as JSON.
    pub fn mark_failed(&self, run: RunId, steps: &[(u32, String)], now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    pub fn set_run_state(&self, run: RunId, state: RunState) -> Result<(), StoreError> {
        todo!()
    }
    pub fn end_run(
        &self,
        run: RunId,
        state: RunState,
        verified: Option<u32>,
        problem: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        todo!()
    }
    pub fn run(&self, run: RunId) -> Result<RunRecord, StoreError> {
        todo!()
    }
    pub fn failures(&self, run: RunId, limit: u32) -> Result<Vec<FailedStep>, StoreError> {
        todo!()
    }
    /// Runs that did not end: running, paused or interrupted.
    pub fn unfinished_runs(&self) -> Result<Vec<(ClientId, RunId)>, StoreError> {
        todo!()
    }
    /// Steps that were sent and neither done nor failed.
    pub fn sent_steps(&self, run: RunId) -> Result<Vec<(u32, Step)>, StoreError> {
        todo!()
    }
    /// Steps that are due and neither sent, done nor failed, in order, after a place.
    pub fn due_steps(&self, run: RunId, after: Option<u32>, limit: u32) -> Result<Vec<(u32, Step)>, StoreError> {
        todo!()
    }
    /// Past runs, newest first.
    pub fn runs(&self, client: ClientId) -> Result<Vec<RunRecord>, StoreError> {
        todo!()
    }
    pub fn newest_run(&self, client: ClientId) -> Result<Option<RunRecord>, StoreError> {
        todo!()
    }
}
