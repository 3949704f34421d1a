//! What scripts ask through `tenantryctl`: the same engine, with results that are an outside contract.
//!
//! Field names here are the contract's; fields are added, never changed.

mod apply;
mod list;
mod read;
mod select;

pub use apply::{ApplyResult, FailedStep, HeldStep, PlanHead, PlanStep, StepCounts, SyncResult};
pub use list::{RecipientLine, csv_cell};
pub use read::FetchResult;
pub use select::{Mailboxes, OptionsPatch, SelectResult, Selection};

use crate::dto::ServicesView;
use serde::Serialize;

/// Three services, as the contract spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the services")]
pub struct ServiceSet {
    pub incoming: bool,
    pub outgoing: bool,
    pub archiving: bool,
}

impl From<model::Services> for ServiceSet {
    fn from(s: model::Services) -> Self {
        Self { incoming: s.incoming, outgoing: s.outgoing, archiving: s.archiving }
    }
}

impl From<ServicesView> for ServiceSet {
    fn from(s: ServicesView) -> Self {
        Self { incoming: s.incoming, outgoing: s.outgoing, archiving: s.archiving }
    }
}
