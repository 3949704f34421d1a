//! What do we remember? SQLite, one module per table.
//!
//! - Readings of the tenant, observations of the gateway and plans are staged in temporary tables of a connection
//!   of their own and move into the database in one transaction; what is dropped before leaves no trace.
//! - What a person sees of recipients (`grid`) is what `model::plan::decide_recipient` says, computed when it is
//!   asked for and something it depends on has changed; windows over it are plain indexed queries.
//! - Nobody's clock is read: times come in as arguments and are kept to the microsecond.
//! - There is one writer at a time. Callbacks of the streaming calls may stage, but must not write.
//! - No secret has a place here.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod address;
mod alias;
mod app_setting;
mod approval;
mod backup;
mod by_hand;
mod cases;
mod choice;
mod client;
mod codec;
mod cutover;
mod database;
mod domain;
mod domain_set;
mod error;
mod evidence;
mod exception;
mod fetch;
mod gateway;
mod grid;
mod handover;
mod hex;
mod ids;
mod import;
mod journal;
mod leaver;
mod networks;
mod observed;
mod overview;
mod past;
mod plan;
mod profile;
mod registration;
mod remembered;
mod salvage;
mod saved_view;
mod schema;
mod scope;
mod settings;
mod shadow;
mod sign_in;
mod snapshot;
mod sorted;

pub use approval::ApprovalRecord;
pub use by_hand::{HandObject, HandQuery, HandRow, HandValue, HandWindow, HandWish};
pub use cases::Looked;
pub use choice::{Chosen, Imported, ListFault, ListedRow, MailboxChange, Taking, Target};
pub use client::{ClientRecord, NewClient, PinnedTenant, Schedule, SignInCheck, SignInRecord, TenantFacts};
pub use cutover::{CutoverFound, CutoverMark, CutoverRecord, GridRevision};
pub use database::{Opened, Store};
pub use domain::{DomainChange, DomainChoice, DomainRecord};
pub use error::StoreError;
pub use evidence::ObjectEvidence;
pub use exception::{Excepted, ExceptionCause, ExceptionQuery, ExceptionRecord, ExceptionTerms, ExceptionWindow};
pub use fetch::{FetchCounts, FetchEnd, FetchWriter, Unlisted};
pub use grid::{
    MailboxDetail, MailboxFilter, MailboxQuery, MailboxRow, MailboxSort, MailboxState, MailboxWindow, NotTakenRow,
    NotTakenWindow, RecipientRow, ServiceTotals,
};
pub use handover::{HandoverPlace, HandoverRow};
pub use ids::{ClientId, ImportFolderId, ImportId, ImportMailboxId, ImportMessageId, PlanId, RunId, SnapshotId};
pub use import::{
    AppScope, ImportApp, ImportAsked, ImportCounts, ImportFolderRecord, ImportGone, ImportJoinedSince, ImportLedger,
    ImportMailboxRecord, ImportMailboxState, ImportPart, ImportPeople, ImportQuery, ImportRecord, ImportRow,
    ImportState, ImportTaken, ImportTallies, ImportTally, ImportTurn, ImportedAs, ListedMessage, NewImport, Outcome,
    PendingMessage, SeenFolder, SkippedMessage,
};
pub use journal::{
    Approved, BegunDomain, DoneStep, FailedStep, Holds, PhaseCount, RowOutcome, RunQuery, RunRecord, RunRow, RunState,
    RunWindow,
};
pub use observed::ObservationWriter;
pub use overview::ExceptionCounts;
pub use past::SnapshotDay;
pub use plan::{
    Among, Bill, Content, Group, GroupCount, Loser, PlanCounts, PlanEnd, PlanKind, PlanNotice, PlanOrigin, PlanQuery,
    PlanRecord, PlanRow, PlanWindow, PlanWriter, RemovalCount, SavedStep, UNDO_DAYS,
};
pub use salvage::Salvage;
pub use saved_view::SavedViewRecord;
pub use schema::KNOWN as SCHEMA;
pub use settings::SettingChange;
pub use shadow::Supposed;
pub use snapshot::{DeltaState, SnapshotRecord};
