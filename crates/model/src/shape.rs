//! The neutral shape of what a gateway holds: what every adapter can be asked to make true.

use serde::{Deserialize, Serialize};

use crate::{Address, DateFormat, DirectoryId, DomainName, Kind, Report, TimeFormat};

/// The three services: a toggle per mailbox and a product per domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Services {
    /// Incoming mail is filtered.
    pub incoming: bool,
    /// The address may send through the gateway.
    pub outgoing: bool,
    /// Mail is copied into the archive.
    pub archiving: bool,
}

impl Services {
    /// No service at all.
    pub const NONE: Self = Self { incoming: false, outgoing: false, archiving: false };
    /// All three services.
    pub const ALL: Self = Self { incoming: true, outgoing: true, archiving: true };

    /// These and those.
    #[must_use]
    pub const fn with(self, those: Self) -> Self {
        Self {
            incoming: self.incoming || those.incoming,
            outgoing: self.outgoing || those.outgoing,
            archiving: self.archiving || those.archiving,
        }
    }

    /// These but for those.
    #[must_use]
    pub const fn without(self, those: Self) -> Self {
        Self {
            incoming: self.incoming && !those.incoming,
            outgoing: self.outgoing && !those.outgoing,
            archiving: self.archiving && !those.archiving,
        }
    }
}

/// A host that mail of a domain is delivered to; lower preference first (RFC 5321 5.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Route {
    /// MX preference.
    pub preference: u16,
    /// Host name or address literal without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

/// What a gateway is to hold for a domain (R1, R8, R9, R10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainShape {
    /// Delivery routes in order of preference.
    pub routes: Vec<Route>,
    /// Region, where the gateway has regions.
    pub region: Option<String>,
    /// *Protect specific mailboxes only*.
    pub protect_listed_only: bool,
    /// *Reject mail to unlisted mailboxes*.
    pub reject_unlisted: bool,
    /// Products of the domain.
    pub products: Services,
    /// The gateway's own LDAP mailbox sync.
    pub ldap_sync: bool,
    /// An outgoing user that permits re-authentication and mail from Microsoft 365's address ranges.
    pub outgoing_user: bool,
    /// It is an alias of this domain: mail to a local part that nobody has in it goes to the same one there, and what
    /// somebody has in it is served as ever (R14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias_of: Option<DomainName>,
}

/// Settings that a newly added mailbox receives once (R3, R9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// IANA time zone name.
    pub time_zone: String,
    /// How dates are written.
    pub date_format: DateFormat,
    /// How times are written.
    pub time_format: TimeFormat,
    /// The quarantine report.
    pub report: Report,
    /// BCP 47 language of the report.
    pub language: String,
    /// The mailbox may sign in to the gateway with Microsoft 365.
    pub sso: bool,
}

/// What a gateway is to hold for a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientShape {
    /// The address under which the gateway lists it.
    pub primary: Address,
    /// Its other addresses in selected domains, sorted.
    pub aliases: Vec<Address>,
    /// What it is.
    pub kind: Kind,
    /// Whether the gateway accepts mail for its addresses. A leaver whose incoming service stopped is not listed.
    pub listed: bool,
    /// The services.
    pub services: Services,
    /// Settings given when it was added; `None` for what the gateway already had.
    pub profile: Option<Profile>,
}

impl RecipientShape {
    /// The primary address and the others.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        std::iter::once(&self.primary).chain(&self.aliases)
    }
}

/// Who a gateway says holds a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// This client's account.
    Us,
    /// It exists, but no account claims it.
    Nobody,
    /// Another account; its name as the gateway tells it.
    Another(String),
}

/// A domain as the gateway has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservedDomain {
    /// The domain.
    pub name: DomainName,
    /// Who holds it.
    pub owner: Owner,
    /// What it holds.
    pub shape: DomainShape,
}

/// A recipient as the gateway has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservedRecipient {
    /// The directory id that the gateway keeps with it, if it keeps one.
    pub id: Option<DirectoryId>,
    /// What it holds.
    pub shape: RecipientShape,
}
