//! The application that may read a client's mail (M8).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Problem;

/// The permission to read mail, as it stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportAccessView {
    /// The application; absent: none is registered.
    pub app: Option<ImportAppView>,
    /// The certificate whose key lies in the vault: SHA-256 of it, as Entra shows it.
    pub thumbprint: Option<String>,
    /// When it ends.
    pub not_after: Option<String>,
    /// Days until then, rounded down.
    pub days_left: Option<i32>,
    /// It may read mail: a mailbox was read with it just now, or Exchange said that it is let in for others.
    pub ready: bool,
    /// It is let in for some mailboxes only: one that was tried is not among them.
    pub scoped: bool,
    /// Nobody's mail can be read for certain, so that an import need not begin.
    pub lacks_permission: bool,
    /// Registering once more goes on with the application, as after a grant that was refused.
    pub can_go_on: bool,
    /// Why it cannot read, and what to do.
    pub problem: Option<Problem>,
}

/// An application that reads mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportAppView {
    /// Its id; absent: it was being registered, and the answer to that was never seen.
    pub app_id: Option<String>,
    /// What it is called in the tenant; absent: a person named it.
    pub name: Option<String>,
    /// It was registered from here, so that it can be removed from here.
    pub registered_here: bool,
    /// It was registered for a group's mailboxes, which Exchange grants it.
    pub for_group: bool,
    /// Since when it is known.
    pub made: String,
}

/// An administrator's sign-in for one step: registering the application or removing it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum ImportStepView {
    /// None is under way.
    Idle,
    /// The browser is open.
    Waiting {
        /// It removes the application; else it registers one.
        removes: bool,
        /// To open again or copy.
        authorize_url: String,
        /// When it began.
        since: String,
        /// When it ends by itself.
        until: String,
    },
    /// It ended without what it was for.
    Failed {
        /// It was to remove the application.
        removes: bool,
        /// Why.
        problem: Problem,
    },
}

/// Registers an application in the client's tenant by an administrator's sign-in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRegister {
    /// Id of the client.
    pub client: u32,
    /// It may then read every mailbox; else none until Exchange grants it some.
    pub everywhere: bool,
}

/// Names the application that was registered by hand.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportAccept {
    /// Id of the client.
    pub client: u32,
    /// Its application (client) id.
    pub app_id: String,
}

/// The certificate for an application that is registered by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportCertificateWritten {
    /// Where it lies.
    pub path: String,
    /// SHA-256 of it, as Entra shows it.
    pub thumbprint: String,
    /// When it ends.
    pub not_after: String,
}

/// Limits the application to the mailboxes of a group.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportScope {
    /// Id of the client.
    pub client: u32,
    /// Anything by which Exchange finds the group.
    pub group: String,
}

/// Lines for Exchange Online PowerShell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportScript {
    /// To copy.
    pub powershell: String,
}

/// What stays in the tenant when the application is removed, as PowerShell that takes it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportLeftView {
    /// What Exchange was told; absent: the application's id is not known.
    pub exchange: Option<String>,
    /// Exchange was to grant it mailboxes, so that something is there.
    pub by_exchange: bool,
    /// The consent of administrators who signed in for it; absent: nobody did from here. To be run after the removal.
    pub consent: Option<String>,
}

/// Tries to read one mailbox.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportTry {
    /// Id of the client.
    pub client: u32,
    /// Any address of the mailbox.
    pub address: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportTried {
    /// The mailbox.
    pub address: String,
    /// Whether it may be read.
    pub reach: ImportReach,
    /// Microsoft's own words, where it is not.
    pub cause: Option<String>,
}

/// Whether a mailbox may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ImportReach {
    /// It may.
    Yes,
    /// It lies outside what the application was granted.
    OutOfScope,
    /// The application may not read mail, or not this mailbox's.
    NoPermission,
    /// Exchange Online has none by this address.
    NoMailbox,
}
