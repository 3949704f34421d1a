//! Undo, rehearsals, plans as files, the second person.

use super::{MailboxTarget, OptionsView, Problem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a plan comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PlanKind {
    /// From the tenant's newest reading.
    Sync,
    /// It takes back what a run did.
    Undo,
    /// It tells what would be; it cannot be applied.
    Rehearsal,
    /// It came from a file.
    Saved,
}

/// Somebody's approval of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalView {
    /// The second person's; otherwise of the person at the computer.
    pub second: bool,
    /// Who.
    pub who: String,
    /// The account that a second person signed in with.
    pub account: Option<String>,
    /// When.
    pub at: String,
}

/// Makes a plan that takes a run back, or one row of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UndoMake {
    /// Id of the client.
    pub client: u32,
    /// Id of the run.
    pub run: u32,
    /// `seq` of one row; absent: the whole run.
    pub row: Option<u32>,
}

/// What to rehearse: as things are, but for what is named here. Nobody is called, nothing is stored but the plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Rehearse {
    /// Id of the client.
    pub client: u32,
    /// All options, changed; absent: as they are.
    pub options: Option<OptionsView>,
    /// Exactly these domains selected; absent: as they are.
    pub domains: Option<Vec<String>>,
    /// Changes to the choice of recipients, in this order.
    pub mailboxes: Vec<RehearsedChoice>,
    /// As the tenant was then: a `readAt` of `snapshot_days`; absent: the newest reading.
    pub as_of: Option<String>,
}

/// A change to the choice of recipients that is only tried.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RehearsedChoice {
    /// Whom.
    pub target: MailboxTarget,
    /// Choose or not.
    pub selected: Option<bool>,
    /// Incoming on or off.
    pub incoming: Option<bool>,
    /// Outgoing on or off.
    pub outgoing: Option<bool>,
    /// Archiving on or off.
    pub archiving: Option<bool>,
}

/// An earlier reading of the tenant that a rehearsal can start from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotDay {
    /// When the tenant was read.
    pub read_at: String,
    /// Recipients then.
    pub recipients: u32,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FileWritten {
    /// Where it lies: in the person's folder for downloads, under a name that was free.
    pub path: String,
}

/// Takes a plan in from a file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanImport {
    /// Id of the client.
    pub client: u32,
    /// The text of the file.
    pub text: String,
}

/// Has a second person approve a plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SecondStart {
    /// Id of the client.
    pub client: u32,
    /// Id of the plan.
    pub plan: u32,
    /// Open the system browser.
    pub open_browser: bool,
}

/// How the second person's approval stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum SecondView {
    /// None is under way.
    Idle,
    /// The browser is open; the answer is awaited.
    Waiting {
        /// To open again or copy.
        authorize_url: String,
        /// When it started.
        since: String,
        /// When it ends by itself.
        until: String,
    },
    /// The answer came; account and tenant are checked.
    Checking,
    /// Approved.
    Done {
        /// The approval.
        approval: ApprovalView,
    },
    /// It ended without an approval.
    Failed {
        /// Why.
        problem: Problem,
    },
}

/// Gives the options' settings to recipients that were added earlier (R12).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsApply {
    /// Id of the client.
    pub client: u32,
    /// Whom.
    pub target: MailboxTarget,
}

/// How many recipients get settings anew; the next plan has the steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsApplied {
    /// Recipients.
    pub changed: u32,
}
