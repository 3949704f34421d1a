//! A run as it goes and as it ended (W7).

use super::{Bill, PlanKind, Problem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names one run.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunRef {
    /// Id of the client.
    pub client: u32,
    /// Id of the run.
    pub run: u32,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Under way.
    Running,
    /// Steps wait until a person resumes it.
    Paused,
    /// Ended; what was due is done or failed.
    Ended,
    /// A person stopped it at a safe point.
    Cancelled,
    /// The program died; the next start looks at what was sent.
    Interrupted,
}

/// A run.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    /// Id.
    pub run: u32,
    /// Plan it applies.
    pub plan: u32,
    /// State.
    pub state: RunState,
    /// Started.
    pub started: String,
    /// Ended.
    pub ended: Option<String>,
    /// Phases, in order.
    pub phases: Vec<PhaseView>,
    /// Steps done.
    pub done: u32,
    /// Steps due.
    pub total: u32,
    /// Steps that stayed held.
    pub held: u32,
    /// Steps that failed; at most the first 200.
    pub failures: Vec<Failure>,
    /// How many failed.
    pub failed: u32,
    /// Verified by observing again: steps that the gateway shows as planned.
    pub verified: Option<u32>,
    /// Bill.
    pub bill: Bill,
    /// Why it ended early.
    pub problem: Option<Problem>,
    /// Who sat at the computer; `None`: nobody, by schedule.
    pub who: Option<String>,
    /// Kind of the plan.
    pub kind: PlanKind,
    /// The run that it undoes.
    pub undoes: Option<u32>,
    /// The run that undid it, whole or in part.
    pub undone_by: Option<u32>,
    /// It can be undone until then; `None`: not, or not any more.
    pub undo_until: Option<String>,
    /// What failed can be tried again.
    pub can_retry: bool,
}

/// One phase: `domains`, `created`, `adopted`, `changed`, `stopped`, `removed`, `verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhaseView {
    /// Name.
    pub phase: String,
    /// Done.
    pub done: u32,
    /// Failed.
    pub failed: u32,
    /// Due.
    pub total: u32,
    /// It is the one under way.
    pub active: bool,
}

/// A step that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Row of the plan.
    pub seq: u32,
    /// Domain or primary address.
    pub key: String,
    /// Display name.
    pub name: String,
    /// What the gateway said.
    pub problem: Problem,
}
