//! Tenant discovery, sign-in and the consent receipt (M1 to M4).

use super::Problem;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A pinned tenant (R11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// GUID.
    pub tenant_id: String,
    /// Display name; known after the first sign-in.
    pub name: Option<String>,
    /// Initial `*.onmicrosoft.com` domain; known after the first sign-in.
    pub initial_domain: Option<String>,
    /// What the technician typed to find it.
    pub domain: Option<String>,
}

/// Asks which tenant a domain or GUID belongs to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantQuery {
    /// Id of the client, whose cloud is asked.
    pub client: u32,
    /// Any domain of the tenant or its GUID.
    pub query: String,
}

/// A tenant that was found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantFound {
    /// GUID.
    pub tenant_id: String,
    /// What was asked.
    pub query: String,
    /// Cloud that knows it, as the tenant's metadata tells it: `global`, `gcc`, `gcc-high`, `dod`, `china`, or
    /// the name of a cloud file.
    pub cloud: String,
    /// It lives in another cloud than the client was set to; a sign-in moves the client there.
    pub other_cloud: bool,
    /// Another client that already has this tenant (R11).
    pub taken_by: Option<String>,
}

/// A permission that is asked for, with its words' key.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PermissionView {
    /// Scope, e.g. `User.Read.All`.
    pub scope: String,
    /// It could be used to write; Tenantry only reads with it.
    pub writes: bool,
}

/// What was granted, by whom, when (M3).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConsentReceipt {
    /// Account that signed in.
    pub account: String,
    /// When.
    pub at: String,
    /// Scopes granted.
    pub granted: Vec<String>,
    /// Scopes asked for and not granted.
    pub missing: Vec<String>,
    /// When the sign-in dies unused.
    pub ends: Option<String>,
    /// What the account may really read, asked with its own token.
    pub checks: Vec<CheckView>,
    /// Home tenant of an account that is a guest or a partner here.
    pub guest_of: Option<String>,
}

/// Whether a part of the tenant may be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// `organization`, `domains`, `users`, `groups`, `contacts`, `exchange`.
    pub what: String,
    /// Permission that reading it takes.
    pub permission: String,
    /// It may be read.
    pub ok: bool,
    /// Why not, in words.
    pub why: Option<String>,
    /// The code of the error behind that; null where it may be read.
    pub code: Option<String>,
}

/// Starts a sign-in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInStart {
    /// Id of the client.
    pub client: u32,
    /// Domain or GUID; needed when no tenant is pinned yet.
    pub tenant: Option<String>,
    /// Open the system browser.
    pub open_browser: bool,
}

/// How a sign-in stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum SignInView {
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
    /// A page that asks an administrator to approve Tenantry for the whole tenant is open in the browser.
    Approving {
        /// To open again or copy.
        approve_url: String,
        /// When it started.
        since: String,
        /// When it ends by itself.
        until: String,
    },
    /// The administrator approved; the next is a sign-in.
    Approved,
    /// A code is to be typed in a browser on any computer.
    Device {
        /// What is typed.
        user_code: String,
        /// Where it is typed.
        verification_uri: String,
        /// When it started.
        since: String,
        /// When the code ends.
        until: String,
    },
    /// The answer came; tenant, role and permissions are checked.
    Checking,
    /// Signed in.
    Done {
        /// Receipt.
        receipt: ConsentReceipt,
        /// Tenant.
        tenant: TenantView,
    },
    /// It ended without a sign-in.
    Failed {
        /// Why.
        problem: Problem,
    },
}
