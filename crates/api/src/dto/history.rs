//! Past runs of a client, and their rows.

use super::{GroupCount, PlanCounts, Problem, RunState, ShapeView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Past runs, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryView {
    /// Runs.
    pub runs: Vec<HistoryRow>,
    /// Changes of the options that guard a plan, newest first.
    pub settings: Vec<SettingChange>,
}

/// A change of the brake or of the second person.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingChange {
    /// When.
    pub at: String,
    /// Who sat at the keyboard.
    pub who: String,
    /// `second-person`, `approvers`, `brake-percent` or `brake-floor`.
    pub setting: String,
    /// As it was.
    pub was: String,
    /// As it became.
    pub became: String,
}

/// One past run.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRow {
    /// Id.
    pub run: u32,
    /// Plan.
    pub plan: u32,
    /// The run that it undid.
    pub undoes: Option<u32>,
    /// The run that undid it, whole or in part.
    pub undone_by: Option<u32>,
    /// State.
    pub state: RunState,
    /// Started.
    pub started: String,
    /// Ended.
    pub ended: Option<String>,
    /// `technician` or `schedule`.
    pub by: String,
    /// Who sat at the computer.
    pub who: Option<String>,
    /// Steps done, by group.
    pub counts: PlanCounts,
    /// Steps done.
    pub done: u32,
    /// Steps failed.
    pub failed: u32,
    /// Steps held.
    pub held: u32,
    /// It can be undone until then; `None`: not, or not any more.
    pub undo_until: Option<String>,
}

/// Which rows of a run.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunRowsQuery {
    /// Id of the client.
    pub client: u32,
    /// Id of the run.
    pub run: u32,
    /// Only done or only failed ones.
    pub outcome: Option<RowOutcome>,
    /// Only this group.
    pub group: Option<String>,
    /// Words in names and addresses.
    pub search: String,
    /// First row, from 0.
    pub offset: u32,
    /// At most 500.
    pub limit: u32,
}

/// How a row of a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RowOutcome {
    /// Done.
    Done,
    /// It failed.
    Failed,
    /// It was sent, and what became of it is looked at.
    Sent,
}

/// A window of a run's rows, in the order in which they were applied.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunRows {
    /// Rows from the offset on.
    pub rows: Vec<RunRow>,
    /// Rows that match.
    pub total: u32,
    /// Matching rows per group, in order of the groups.
    pub groups: Vec<GroupCount>,
}

/// What happened to one object: who, when, what, why.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunRow {
    /// Position in the plan; names the row within the run.
    pub seq: u32,
    /// When.
    pub at: String,
    /// Who sat at the computer; `None`: nobody, by schedule.
    pub who: Option<String>,
    /// Group, as in a plan.
    pub group: String,
    /// `domain` or `recipient`.
    pub object: String,
    /// Directory id of a recipient.
    pub id: Option<String>,
    /// Domain or primary address.
    pub key: String,
    /// Display name of a recipient.
    pub name: String,
    /// Reason code.
    pub reason: String,
    /// How it ended.
    pub outcome: RowOutcome,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// What the gateway had.
    pub before: Option<ShapeView>,
    /// What it was to have; `None`: it was taken out.
    pub after: Option<ShapeView>,
    /// The newest run that took it back.
    pub undone_by: Option<u32>,
    /// It can be undone.
    pub undoable: bool,
}
