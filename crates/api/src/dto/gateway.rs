//! A client's gateway: which one it is, what it can do, what a person has to set in it.

use super::ServicesView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A password on its way in. It is never shown, and never sent back.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub struct Password(pub secrecy::SecretString);

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// Kinds of gateways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum GatewayKind {
    /// A folder with a database that a Postfix on the same machine reads.
    Local,
    /// A PostgreSQL database that any number of Postfix machines read.
    Postgres,
    /// N-able Mail Assure, by its Control Panel API.
    MailAssure,
}

/// A kind of gateway that a client may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GatewayKindView {
    /// Kind.
    pub kind: GatewayKind,
    /// It asks for a user and a password.
    pub needs_credentials: bool,
    /// How its text looks.
    pub placeholder: String,
}

/// What a gateway can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GatewayCapabilities {
    /// Regions per domain.
    pub regions: bool,
    /// A password may be given to the outgoing user of a domain.
    pub outgoing_password: bool,
    /// It has a panel into which a person can be signed in.
    pub panel: bool,
    /// Files for its mail machines can be written.
    pub files: bool,
    /// What a person has to set there.
    pub by_hand: Vec<HandSetting>,
}

/// A setting that a person has to make, because the gateway has no call for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the settings")]
pub enum HandSetting {
    Region,
    ProtectListedOnly,
    RejectUnlisted,
    LdapSync,
    Reauthentication,
    Mailbox,
    Services,
    Profile,
}

/// Settings of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandCount {
    /// Which.
    pub setting: HandSetting,
    /// How many.
    pub count: u32,
}

/// The address ranges that Microsoft 365 sends mail from, as the gateway gets them (R8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworksView {
    /// Microsoft's version of the list, ten digits `YYYYMMDDNN`.
    pub version: String,
    /// The ranges.
    pub ranges: Vec<String>,
    /// When Microsoft was last asked; `None`: never.
    pub read_at: Option<String>,
    /// It is the copy that came with the program.
    pub shipped: bool,
}

/// A client's gateway.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GatewayView {
    /// Kind.
    pub kind: GatewayKind,
    /// As written in the command line's form; no secret is in it.
    pub address: String,
    /// User of its credentials.
    pub user: Option<String>,
    /// What it can do.
    pub capabilities: GatewayCapabilities,
    /// Microsoft's ranges.
    pub networks: NetworksView,
    /// Settings that wait for a person's hand.
    pub by_hand_pending: u32,
    /// Which gateway account the client began with.
    pub identity: Option<String>,
}

/// Tests or compares a client's gateway: without the optional members the stored one, with them what they say. Where
/// only the credentials are missing, and the place is the stored one, the stored credentials count.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GatewayTry {
    /// Id of the client; absent: one that is not added yet, whose gateway can only be tested.
    #[ts(optional)]
    pub client: Option<u32>,
    /// `local`, `local:DIR`, `postgres://…` or `mail-assure:URL`.
    #[ts(optional)]
    pub gateway: Option<String>,
    /// User of its credentials.
    #[ts(optional)]
    pub user: Option<String>,
    /// Their password.
    #[ts(optional, type = "string")]
    pub password: Option<Password>,
}

/// What a gateway answered.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GatewayTest {
    /// Stays the same for the life of the gateway account; `None`: the gateway is not there yet, and is made when it is
    /// first used.
    pub identity: Option<String>,
    /// Product, version or place.
    pub description: String,
}

/// What another gateway has of this client, before it takes the place of the present one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GatewayComparison {
    /// Stays the same for the life of the gateway account; `None`: the gateway is not there yet, and is made when it is
    /// first used.
    pub identity: Option<String>,
    /// Product, version or place.
    pub description: String,
    /// It is another gateway, or another account of it, than the one the client began with.
    pub moves: bool,
    /// The selected domains, by name.
    pub domains: Vec<ComparedDomain>,
    /// Recipients in numbers; `None`: the gateway cannot tell whom it has.
    pub recipients: Option<ComparedRecipients>,
}

/// A selected domain in another gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedDomain {
    /// Domain.
    pub domain: String,
    /// How it stands there.
    pub state: ComparedState,
    /// The account that holds it, when that is another one (R15).
    pub owner: Option<String>,
}

/// How a domain stands in another gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ComparedState {
    /// It would be added.
    Missing,
    /// This client's account holds it.
    Ours,
    /// It is there, and no account claims it.
    Nobody,
    /// Another account holds it; it would be skipped.
    Another,
}

/// The client's recipients in another gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedRecipients {
    /// They would be added.
    pub missing: u32,
    /// They are there as they are to be.
    pub same: u32,
    /// They are there otherwise.
    pub different: u32,
    /// Only that gateway has them; they stay as they are.
    pub gateway_only: u32,
}

/// Gives the outgoing user of a domain a password.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GatewayPassword {
    /// Id of the client.
    pub client: u32,
    /// The domain.
    pub domain: String,
    /// The password.
    #[ts(type = "string")]
    pub password: Password,
}

/// Files that were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FilesWritten {
    /// The folder that they lie in.
    pub folder: String,
}

/// Asks for settings that wait for a person's hand, or were made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ByHandQuery {
    /// Id of the client.
    pub client: u32,
    /// Only this setting.
    #[ts(optional)]
    pub setting: Option<HandSetting>,
    /// Those that were made, instead of those that wait.
    #[ts(optional)]
    pub done: Option<bool>,
    /// Rows after this one; a row's `id`.
    #[ts(optional)]
    pub after: Option<u32>,
    /// At most 500.
    pub limit: u32,
}

/// A window of settings, in the order in which they were first wanted.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ByHandWindow {
    /// Rows.
    pub rows: Vec<ByHandRow>,
    /// Rows that match.
    pub total: u32,
    /// Settings that wait, by kind; those without any are left out.
    pub counts: Vec<HandCount>,
}

/// A setting of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ByHandRow {
    /// Id of the row.
    pub id: u32,
    /// `domain` or `recipient`.
    pub object: String,
    /// Domain or primary address.
    pub key: String,
    /// Which setting.
    pub setting: HandSetting,
    /// How it is to be.
    pub value: HandValue,
    /// Since when.
    pub wanted_at: String,
    /// When a person said that it is so.
    pub done_at: Option<String>,
    /// Who.
    pub done_by: Option<String>,
}

/// How a setting is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum HandValue {
    /// On or off.
    Switch {
        /// On.
        on: bool,
    },
    /// A name, for instance of a region.
    Text {
        /// The name.
        text: String,
    },
    /// A line of the gateway's list of mailboxes.
    Mailbox {
        /// It is to be there; else it is to be taken off.
        listed: bool,
        /// Kind of recipient.
        kind: String,
        /// It may be there under this address until now.
        previous: Option<String>,
    },
    /// Services of a mailbox.
    Services {
        /// Which are on.
        services: ServicesView,
    },
    /// Settings of a mailbox.
    Profile {
        /// IANA time zone.
        timezone: String,
        /// How dates are written.
        date_format: String,
        /// How times are written.
        time_format: String,
        /// Times of day of its report, `HH:MM`; none: it gets none.
        report: Vec<String>,
        /// BCP 47 language of the report.
        language: String,
        /// The mailbox may sign in with Microsoft 365.
        sso: bool,
    },
}

/// Says that settings were made: of the rows named, or of every one that waits.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ByHandDone {
    /// Id of the client.
    pub client: u32,
    /// Ids of rows; absent: all that wait.
    #[ts(optional)]
    pub rows: Option<Vec<u32>>,
    /// Of those only this setting.
    #[ts(optional)]
    pub setting: Option<HandSetting>,
}
