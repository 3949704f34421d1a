//! Everything that can go wrong in the engine, named by what happened; no secret is in any of it.

use std::sync::Arc;

use gateway::GatewayError;
use microsoft::MicrosoftError;
use signin::SignInError;
use store::{PlanId, StoreError};

use crate::import::ImportError;
use crate::{CloudError, Moved, SavedPlanError, Stop, UpdateError, lock::LockError, options::OptionsError};

/// So many objects are named at most where steps differ.
pub const DIFFERS: usize = 20;

/// Why the engine did not do it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The data folder is held or cannot be used (B6).
    #[error(transparent)]
    Folder(#[from] LockError),
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Sign-in, token or vault.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// Reading the tenant.
    #[error(transparent)]
    Microsoft(MicrosoftError),
    /// The gateway.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// A cloud.
    #[error(transparent)]
    Cloud(#[from] CloudError),
    /// Options that cannot be.
    #[error(transparent)]
    Options(#[from] OptionsError),
    /// Refused for safety before anything was changed (B2).
    #[error(transparent)]
    Stopped(#[from] Stop),
    /// It is not known whether there is a newer version (W11).
    #[error(transparent)]
    Update(#[from] UpdateError),
    /// The import of existing mail (M8, S1 to S4).
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The desktop did not open a folder.
    #[error("the folder was not opened: {0}")]
    FolderNotOpened(String),
    /// The job that this request joined (B6) ended so.
    #[error(transparent)]
    Joined(Arc<EngineError>),

    /// No client has this name.
    #[error("there is no client {0}")]
    UnknownClient(String),
    /// The client has no such run.
    #[error("there is no run {0}")]
    UnknownRun(u32),
    /// The tenant has no such recipient.
    #[error("there is no recipient {0}")]
    UnknownRecipient(String),
    /// A client's name is empty or too long.
    #[error("a client's name has 1 to 80 characters")]
    BadName,
    /// The gateway's text names none that this version has.
    #[error("{gateway}: {cause}")]
    UnknownGateway {
        /// As written, without credentials.
        gateway: String,
        /// Why not, and what there is.
        cause: String,
    },
    /// A gateway of this kind is not opened without credentials.
    #[error("a gateway of the kind {gateway} needs a user and a password")]
    CredentialsNeeded {
        /// Kind.
        gateway: &'static str,
    },
    /// A gateway of this kind has no such thing.
    #[error("a gateway of the kind {gateway} has no {what}")]
    NotOffered {
        /// Kind.
        gateway: &'static str,
        /// What.
        what: &'static str,
    },
    /// Nothing was applied to this domain yet.
    #[error("{0} was not set up in the gateway yet")]
    DomainNotApplied(String),
    /// A run is under way in the gateway.
    #[error("a run is under way in the client's gateway, so it stays; nothing was changed")]
    GatewayInUse,
    /// What the run did is in a gateway that the client no longer has (B5).
    #[error(
        "run {run} was made in another gateway, which the client had until {since}; it cannot be taken back in this one"
    )]
    OtherGateway {
        /// The run.
        run: u32,
        /// When the client got the present gateway.
        since: jiff::Timestamp,
    },
    /// Microsoft's address ranges could not be read, or are not believed.
    #[error("{0}; the ranges that are known stay in use")]
    Networks(String),
    /// No practice cloud is offered here.
    #[error("no practice tenant can be started from here")]
    NoPractice,
    /// The cloud of a client is not known any more.
    #[error("the cloud {cloud} of {client} is not known; give its cloud file again")]
    CloudGone {
        /// Client.
        client: String,
        /// Its cloud.
        cloud: String,
    },
    /// A tenant lives in a cloud that is not known here.
    #[error("the tenant {query} lives in the cloud {cloud}, which is not known here")]
    CloudNotKnown {
        /// The tenant.
        query: String,
        /// Its cloud.
        cloud: String,
    },
    /// The client's tenant is pinned in one cloud and lives in another (M1).
    #[error("the tenant of {client} lives in the cloud {lives}, but {client} was connected in {cloud}")]
    OtherCloud {
        /// The client.
        client: String,
        /// The client's cloud.
        cloud: String,
        /// The tenant's cloud.
        lives: String,
    },
    /// What was typed is no client id.
    #[error(
        "\u{201c}{0}\u{201d} is no application (client) id: that is a GUID like 00000000-0000-4000-8000-000000000000"
    )]
    BadClientId(String),
    /// A cloud file names the application, so that a setting would mean nothing.
    #[error("the cloud file of {cloud} names the application; nothing was stored")]
    RegistrationFixed {
        /// The cloud.
        cloud: String,
    },
    /// The cloud has no client id, so nobody can sign in (M9).
    #[error("no application is registered for the cloud {cloud}, so a sign-in cannot start")]
    RegistrationNeeded {
        /// The cloud.
        cloud: String,
    },
    /// No tenant is pinned and none was named.
    #[error("{client} has no tenant yet; name one of its domains")]
    TenantNotNamed {
        /// The client.
        client: String,
    },
    /// The account belongs to another tenant than the client's (R11).
    #[error("{0}")]
    WrongTenant(Box<WrongTenant>),
    /// Another client already has the tenant (R11).
    #[error("this tenant already belongs to the client {by}")]
    TenantTaken {
        /// The other client.
        by: String,
    },
    /// Nobody signed in for the client yet.
    #[error("{client} is not signed in")]
    NotSignedIn {
        /// The client.
        client: String,
    },
    /// No sign-in waits in a browser.
    #[error("no sign-in is under way for {client}")]
    NoSignInWaits {
        /// The client.
        client: String,
    },
    /// The browser could not be opened.
    #[error("the browser cannot be opened: {0}")]
    Browser(String),
    /// What was reviewed is not what would happen now (B3).
    #[error("plan {plan} is out of date: {moved}{}; nothing was changed", differing(.keys))]
    Stale {
        /// The plan.
        plan: u32,
        /// What moved since.
        moved: Moved,
        /// Objects whose steps would differ now, as far as they were compared; at most [`DIFFERS`].
        keys: Vec<String>,
    },
    /// So much is taken away at once that the client's name has to be typed (B3).
    #[error("{removals} removals wait; they go only when the client's name {name} is typed")]
    NameNeeded {
        /// Removals that would go.
        removals: u32,
        /// The client's name.
        name: String,
    },
    /// Held steps of this client go only when a second person has approved the plan too (B3).
    #[error("plan {plan} has not been approved by a second person yet")]
    SecondNeeded {
        /// The plan.
        plan: u32,
    },
    /// Who would be the second person is the first one, or the account that the client is connected with (B3).
    #[error("{account} cannot be the second person: this account is in use for the plan already")]
    SamePerson {
        /// The account.
        account: String,
    },
    /// Only certain accounts may be the second person, and this is none of them (B3).
    #[error("{account} may not approve here; the second person is one of {}", .approvers.join(", "))]
    NotApprover {
        /// The account.
        account: String,
        /// Those who may.
        approvers: Vec<String>,
    },
    /// A rehearsal only tells what would be.
    #[error("plan {plan} is a rehearsal, which is never applied")]
    Rehearsed {
        /// The plan.
        plan: u32,
    },
    /// The run is still under way, so that nothing of it can be undone yet (B5).
    #[error("run {0} is still under way, so it cannot be undone yet")]
    UndoUnderWay(u32),
    /// What a run did can be taken back for thirty days (B5).
    #[error("run {run} ended on {ended}, and what a run did can be undone for 30 days only")]
    UndoTooLate {
        /// The run.
        run: u32,
        /// When it ended.
        ended: jiff::Timestamp,
    },
    /// An earlier version made the run, and did not keep what was remembered before each step (B5).
    #[error("run {0} was made by an earlier version, which did not keep what an undo needs")]
    UndoUnrecorded(u32),
    /// The run did no such step, or it was taken back already.
    #[error("run {run} has no step {row} that could be undone")]
    UnknownRow {
        /// The run.
        run: u32,
        /// The place in its plan.
        row: u32,
    },
    /// No step of the run failed.
    #[error("no step of run {0} failed")]
    NothingFailed(u32),
    /// An exception without a reason, with too long a one, or that would have ended already.
    #[error("an exception {0}")]
    BadException(&'static str),
    /// An answer that does not fit what the steps wait for.
    #[error("the answer {answer} does not fit {} of these steps", .keys.len())]
    AnswerMisfits {
        /// The answer.
        answer: &'static str,
        /// Objects of the steps that it does not fit; at most [`DIFFERS`].
        keys: Vec<String>,
    },
    /// What is written for people could not be written.
    #[error("the file cannot be written: {0}")]
    Output(String),
    /// A plan in a file.
    #[error(transparent)]
    Saved(#[from] SavedPlanError),
    /// The run is not under way, so it cannot be paused, resumed or cancelled.
    #[error("run {0} is not under way")]
    NotRunning(u32),
    /// The program ended between sending a step and hearing of it; the gateway did not do it (B4).
    #[error("the program ended before the gateway did it; the next sync does it")]
    CutShort,
    /// After a run the gateway does not show everything as planned.
    #[error("after run {run} the gateway shows {missing} steps otherwise than planned; the next sync looks again")]
    NotAsPlanned {
        /// The run.
        run: u32,
        /// So many steps.
        missing: u32,
    },
    /// The program is closing.
    #[error("the program is closing; nothing is lost")]
    Closing,
    /// A task of ours died.
    #[error("a part of the program stopped: {0}")]
    Broken(String),
}

/// An account of another tenant than the client's (R11).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{account} belongs to {got}, but {client} is connected to {expected}; nothing was stored")]
pub struct WrongTenant {
    /// The client.
    pub client: String,
    /// Name of the pinned tenant, or what was typed to find it.
    pub expected: String,
    /// Its GUID.
    pub expected_id: String,
    /// Name of the tenant that was signed in to, one of its domains, or its GUID: what is known of it.
    pub got: String,
    /// Its GUID.
    pub got_id: String,
    /// Who signed in.
    pub account: String,
}

impl EngineError {
    /// A plan is out of date; nothing is said about single objects.
    pub(crate) const fn stale(plan: PlanId, moved: Moved) -> Self {
        Self::Stale { plan: plan.0, moved, keys: Vec::new() }
    }
}

impl From<MicrosoftError> for EngineError {
    /// A missing sign-in keeps its cause in the sign-in's own words.
    fn from(error: MicrosoftError) -> Self {
        match error {
            MicrosoftError::SignInNeeded(failure) => match failure.source.downcast::<SignInError>() {
                Ok(cause) => Self::SignIn(*cause),
                Err(source) => {
                    let message = failure.message;
                    Self::Microsoft(MicrosoftError::SignInNeeded(microsoft::TokenFailure { message, source }))
                }
            },
            other => Self::Microsoft(other),
        }
    }
}

impl From<csv::Error> for EngineError {
    fn from(error: csv::Error) -> Self {
        Self::Output(error.to_string())
    }
}

impl From<std::io::Error> for EngineError {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error.to_string())
    }
}

impl From<tokio::task::JoinError> for EngineError {
    fn from(error: tokio::task::JoinError) -> Self {
        if error.is_cancelled() { Self::Closing } else { Self::Broken(error.to_string()) }
    }
}

fn differing(keys: &[String]) -> String {
    match keys.len() {
        0 => String::new(),
        DIFFERS.. => format!(" ({DIFFERS} steps or more would differ)"),
        few => format!(" ({few} steps would differ)"),
    }
}
