//! The registered application of each cloud (M9).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names one cloud.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloudRef {
    /// `global`, `gcc-high`, `dod`, `china`, or the name of a cloud file.
    pub cloud: String,
}

/// Sets the application that signs in to a cloud.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationSet {
    /// The cloud.
    pub cloud: String,
    /// Application (client) id, a GUID; `None` takes the setting back.
    pub client_id: Option<String>,
}

/// Who named the client id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RegistrationSource {
    /// It was typed here.
    Setting,
    /// The variable `TENANTRY_CLIENT_ID`.
    Environment,
    /// The cloud file.
    CloudFile,
}

/// How a cloud is registered, and all that is needed to register the application.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationView {
    /// The cloud.
    pub cloud: String,
    /// Application (client) id in force.
    pub client_id: Option<String>,
    /// Who named it.
    pub source: Option<RegistrationSource>,
    /// The first of the clients that are signed in with it, by name.
    pub clients: Vec<String>,
    /// How many more there are.
    pub other_clients: u32,
    /// Redirect address of the platform *Mobile and desktop applications*.
    pub redirect: String,
    /// Supported account types, as the manifest spells them (`signInAudience`).
    pub audience: String,
    /// Where applications are registered in this cloud.
    pub portal: String,
    /// Delegated permissions.
    pub permissions: Vec<RegistrationPermission>,
    /// A script for PowerShell that registers it.
    pub powershell: String,
    /// A script for the Azure CLI that registers it.
    pub azure_cli: String,
}

/// A permission of the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationPermission {
    /// Name, such as `User.Read.All`.
    pub scope: String,
    /// GUID of the permission; empty where Microsoft publishes none: then it is found by its name.
    pub id: String,
    /// Name of the API that it belongs to.
    pub resource: String,
    /// Application id of that API.
    pub resource_id: String,
    /// It makes more possible, and nothing is missing without it.
    pub optional: bool,
}
