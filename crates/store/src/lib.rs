//! What do we remember? SQLite, one module per table.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod cases;
mod choice;
mod client;
mod codec;
mod database;
mod domain;
mod error;
mod fetch;
mod grid;
mod hex;
mod ids;
mod journal;
mod observed;
mod plan;
mod remembered;
mod scope;
mod snapshot;

pub use choice::{Chosen, ListedRow, MailboxChange, Target};
pub use client::{ClientRecord, NewClient, PinnedTenant, Schedule, SignInRecord, TenantFacts};
pub use database::{Opened, Store};
pub use domain::{DomainChange, DomainChoice, DomainRecord};
pub use error::StoreError;
pub use fetch::{FetchCounts, FetchEnd, FetchWriter};
pub use grid::{
    MailboxDetail, MailboxFilter, MailboxQuery, MailboxRow, MailboxSort, MailboxState, MailboxWindow, NotTakenRow,
    NotTakenWindow, RecipientRow, ServiceTotals,
};
pub use ids::{ClientId, PlanId, RunId, SnapshotId};
pub use journal::{DoneStep, FailedStep, PhaseCount, RunRecord, RunState};
pub use observed::ObservationWriter;
pub use plan::{
    Bill, Group, GroupCount, PlanCounts, PlanEnd, PlanNotice, PlanQuery, PlanRecord, PlanRow, PlanWindow, PlanWriter,
};
pub use snapshot::{DeltaState, SnapshotRecord};
