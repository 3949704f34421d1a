//! Past runs of a client.

use super::RunState;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Past runs, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryView {
    /// Runs.
    pub runs: Vec<HistoryRow>,
}

/// One past run.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRow {
    /// Id.
    pub run: u32,
    /// Plan.
    pub plan: u32,
    /// State.
    pub state: RunState,
    /// Started.
    pub started: String,
    /// Ended.
    pub ended: Option<String>,
    /// `technician` or `schedule`.
    pub by: String,
    /// Steps done.
    pub done: u32,
    /// Steps failed.
    pub failed: u32,
    /// Steps held.
    pub held: u32,
}
