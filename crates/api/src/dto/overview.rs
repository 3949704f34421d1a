//! The first tab of a client's page (W9).

use super::{Bill, HistoryRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A client in numbers, from what is stored.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClientOverview {
    /// Of the recipients looked after, how many have each service in the gateway.
    pub services: ServiceCounts,
    /// Billed services before and after the newest plan; `None` when it was applied or there is none.
    pub bill: Option<Bill>,
    /// What waits for a person, by cause.
    pub holds: Vec<HeldCause>,
    /// Objects that somebody changed in the gateway by hand (G4).
    pub drift: u32,
    /// Domains and recipients that exceptions keep as they are.
    pub exceptions: u32,
    /// Exceptions whose day has come.
    pub exceptions_ended: u32,
    /// Settings that wait for a person's hand in the gateway.
    pub by_hand: u32,
    /// When everything was last read in full.
    pub last_full: Option<String>,
    /// When the gateway was last read.
    pub observed_at: Option<String>,
    /// The newest run.
    pub last_run: Option<HistoryRow>,
}

/// How many recipients have a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are the services")]
pub struct ServiceCounts {
    pub incoming: u32,
    pub outgoing: u32,
    pub archiving: u32,
}

/// Steps that wait, of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HeldCause {
    /// Why they wait, as in a row of the plan.
    pub hold: String,
    /// How many.
    pub count: u32,
}
