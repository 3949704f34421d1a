//! When and in what order: observe, plan, review, apply, verify.
//!
//! [`Engine`] is everything the outside needs. Reads are windows over what is remembered; long work (a fetch,
//! a plan, a run, a sync) goes on tasks of its own, one job per client at a time, and tells its progress to the
//! [`Host`]. Every error becomes a [`Fault`] by [`EngineError::fault`]: code, words, next actions, sort.
//! Nothing here knows of windows, JSON or pages.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(missing_docs)]

mod accept;
mod access;
mod answer;
mod apply;
mod approve;
mod background;
mod begin;
mod begun;
mod by_hand;
mod carry;
mod choose;
mod clients;
mod clock;
mod cloud;
mod clouds;
mod connect;
mod cutover;
mod diagnostics;
mod engine;
mod error;
mod exceptions;
mod explain;
mod export;
mod fault;
mod fetch;
mod fits;
mod gateways;
mod handover;
mod host;
mod import;
mod joint;
mod locate;
mod lock;
mod look;
mod mailboxes;
mod memory;
mod moved;
mod notice;
mod observe;
pub mod options;
mod outfile;
mod overview;
mod planning;
mod read;
mod reading;
mod recover;
mod registration;
mod rehearse;
mod retry;
mod rule;
mod runs;
mod saved;
mod schedule;
mod second;
mod settings;
mod stale;
mod status;
mod stop;
mod sync;
#[cfg(test)]
mod tests;
mod tokens;
mod undo;
mod updates;
mod why;
mod working;

pub use self::handover::HandoverMade;
pub use answer::{Answer, PlanTarget};
pub use apply::{Approval, By, Order};
pub use by_hand::settings_of;
pub use clients::AddClient;
pub use clock::Clock;
pub use cloud::{Cloud, CloudError};
pub use connect::{BrowserAddress, SignInState};
pub use cutover::{CurrentMx, CutoverState, StepMark};
pub use diagnostics::{Bundle, LOG, LogFile, Machine, Part};
pub use engine::{Engine, EngineOptions};
pub use error::{DIFFERS, EngineError, WrongTenant};
pub use exceptions::ExceptionWish;
pub use explain::known_refusals;
pub use fault::{Fault, FaultSort};
pub use fetch::FetchReport;
pub use gateways::{
    Compared, ComparedDomain, ComparedRecipients, GatewayInfo, GatewayKind, GatewayTested, GatewayTry, NetworksInfo,
};
pub use host::{Desktop, Event, Host, Phase, Progress, Topic};
pub use import::{
    APP_NAME, AppStep, BadFolderRule, CertificateFiles, FolderRule, ImportAccess, ImportCertificate,
    ImportCertificateFile, ImportError, ImportEstimate, ImportHold, ImportLeft, ImportMailboxes, ImportOther,
    ImportOverview, ImportReach, ImportRoom, ImportSignIn, ImportStatus, ImportWindow, ImportWish, MailboxImport,
    NotReached, Range, RoomOf, SinkTried, Standing, Sums, Verdict, WishedHours,
};
pub use locate::Discovered;
pub use lock::{LockError, make_data_dir};
pub use mailboxes::{LineFault, LineFaultKind, MailboxList};
pub use memory::one_arena;
pub use moved::Moved;
pub use notice::{Cause, Need, SIGN_IN_ENDS_SOON};
pub use options::OptionsError;
pub use outfile::write_private;
pub use overview::Overview;
pub use read::WINDOW;
pub use registration::{CLIENT_ID_VARIABLE, ClientIdSource, Registered};
pub use rehearse::{Rehearsal, Rehearsed};
pub use rule::rule;
pub use saved::{SavedFrom, SavedPlanError};
pub use schedule::{Background, Network, PauseCause, Paused};
pub use second::SecondState;
pub use settings::{Language, Notify, QuietHours, Settings, Theme};
pub use status::{ClientStatus, Receipt};
pub use stop::Stop;
pub use sync::SyncReport;
pub use undo::{undo_ends, undone_row};
pub use updates::{Offer, UpdateError, UpdateSource, UpdateState};
pub use why::{Evidence, Why, WhyAbout, WhyOutcome, WhySubject};

// What the functions above take and give, so that the outside depends on this crate alone.
pub use ::gateway::{Capabilities, Credentials, GatewayError, GatewayIdentity, Setting};
pub use ::handover::Language as PackLanguage;
pub use ::handover::lines::safe_cell as csv_cell;
pub use ::microsoft::{MicrosoftError, Patience};
pub use ::model;
pub use ::signin::registration::Registered as RegisteredPermission;
pub use ::signin::{PERMISSIONS, Permission, SignInError, Vault, VaultError};
pub use ::store::{
    Among, AppScope, ApprovalRecord, Bill, Chosen, ClientId, ClientRecord, CutoverMark, DomainChange, DomainChoice,
    DomainRecord, Excepted, ExceptionCause, ExceptionCounts, ExceptionQuery, ExceptionRecord, ExceptionTerms,
    ExceptionWindow, FailedStep, FetchCounts, Group, GroupCount, HandQuery, HandRow, HandValue, HandWindow, ImportApp,
    ImportId, ImportMailboxId, ImportMailboxState, ImportPart, ImportQuery, ImportRecord, ImportState, Imported,
    ListFault, ListedRow, MailboxChange, MailboxDetail, MailboxFilter, MailboxQuery, MailboxRow, MailboxSort,
    MailboxState, MailboxWindow, NewImport, NotTakenRow, NotTakenWindow, PhaseCount, PinnedTenant, PlanCounts, PlanId,
    PlanKind, PlanNotice, PlanQuery, PlanRecord, PlanRow, PlanWindow, RecipientRow, RowOutcome, RunId, RunQuery,
    RunRecord, RunRow, RunState, RunWindow, Salvage, SavedViewRecord, Schedule, ServiceTotals, SettingChange,
    SignInCheck, SignInRecord, SnapshotDay, SnapshotRecord, StoreError, Taking, Target, UNDO_DAYS,
};
