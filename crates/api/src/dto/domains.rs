//! The list of domains (W3).

use super::MailRoute;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a domain cannot be selected (R11, R13, R15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "reason", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum DomainRefusal {
    /// `*.onmicrosoft.com`.
    MicrosoftsOwn,
    /// Not verified in Microsoft 365.
    NotVerified,
    /// E-mail is not among its services.
    CarriesNoMail,
    /// Microsoft reports no MX record value.
    NoRoute,
    /// Another client synchronises it.
    OtherClient {
        /// That client's id.
        client: u32,
        /// That client's name.
        name: String,
    },
    /// Another account holds it in the gateway.
    OtherAccount {
        /// As the gateway names it.
        owner: String,
    },
}

/// How a domain stands in the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum DomainState {
    /// Not in the gateway.
    New,
    /// The gateway had it before us.
    Exists,
    /// We look after it.
    Managed,
    /// The gateway was not read yet.
    Unknown,
    /// It is selected and gone from the tenant: it can only be deselected (B2).
    Vanished,
}

/// What Exchange does with mail to addresses of a domain that it does not know (`DomainType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum AcceptedView {
    /// It refuses them.
    Authoritative,
    /// It passes them on to another server of the client: some recipients may live there.
    InternalRelay,
    /// It passes them on to a server elsewhere.
    ExternalRelay,
}

/// One domain of the tenant.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DomainRow {
    /// ASCII name.
    pub name: String,
    /// Name as people read it.
    pub unicode: String,
    /// Default domain of the tenant.
    pub default: bool,
    /// Selected.
    pub selected: bool,
    /// Archiving chosen.
    pub archiving: bool,
    /// Why it cannot be selected.
    pub refusal: Option<DomainRefusal>,
    /// Gateway state.
    pub state: DomainState,
    /// Recipients with an address in it.
    pub recipients: u32,
    /// Those with a mailbox of their own, by kind name.
    pub by_kind: Vec<KindCount>,
    /// MX record value that Microsoft reports: the delivery route.
    pub route: Option<String>,
    /// Where its mail goes today, as DNS said; absent while it was not looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub current_mx: Option<CurrentMx>,
    /// The gateway's LDAP mailbox sync is on and will go off (R10).
    pub ldap_sync: bool,
    /// How Exchange accepts its mail; `None` when Exchange could not be asked.
    pub accepted: Option<AcceptedView>,
    /// Region chosen for it.
    pub region: Option<String>,
    /// It is set up as an alias of this domain.
    pub alias_of: Option<String>,
    /// Every recipient with an address in it has the same one in this domain: it can be an alias of it (R14).
    pub alias_offer: Option<String>,
}

/// A number per kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindCount {
    /// Kind, as in the command line.
    pub kind: String,
    /// How many.
    pub count: u32,
}

/// All domains of a client's tenant.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DomainList {
    /// Vanished ones first, then those that can be selected, then the others; by name within.
    pub domains: Vec<DomainRow>,
    /// When the tenant was read.
    pub read_at: Option<String>,
}

/// Changes the choice of domains.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DomainChoose {
    /// Id of the client.
    pub client: u32,
    /// Domains and what to change; others stay.
    pub changes: Vec<DomainChange>,
}

/// One domain's change.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DomainChange {
    /// Domain.
    pub name: String,
    /// Select or deselect.
    pub selected: Option<bool>,
    /// Archiving on or off.
    pub archiving: Option<bool>,
    /// Region; an empty text takes the choice back.
    pub region: Option<String>,
    /// Make it an alias of this domain; an empty text makes it a domain of its own again.
    pub alias_of: Option<String>,
}

/// Where a domain's mail goes today (W3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CurrentMx {
    /// Preference and host of each exchanger, in the order in which they are asked.
    pub records: Vec<String>,
    /// Whose they are.
    pub route: MailRoute,
    /// When it was looked up.
    pub at: String,
}
