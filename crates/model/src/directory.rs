//! What a tenant contains: recipients with their kinds, and domains.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Address, DirectoryId, DomainName};

/// What a recipient is, in Exchange's terms (`RecipientTypeDetails`, Microsoft Learn: Get-Recipient).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are Exchange's own")]
pub enum Kind {
    User,
    Shared,
    Room,
    Equipment,
    DistributionList,
    DynamicDistributionList,
    MailEnabledSecurityGroup,
    #[serde(rename = "microsoft-365-group")]
    Microsoft365Group,
    MailContact,
    MailUser,
    PublicFolder,
}

impl Kind {
    /// Every kind, in the order in which people see them.
    pub const ALL: [Self; 11] = [
        Self::User,
        Self::Shared,
        Self::Room,
        Self::Equipment,
        Self::DistributionList,
        Self::DynamicDistributionList,
        Self::MailEnabledSecurityGroup,
        Self::Microsoft365Group,
        Self::MailContact,
        Self::MailUser,
        Self::PublicFolder,
    ];

    /// The name used on the command line, in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Shared => "shared",
            Self::Room => "room",
            Self::Equipment => "equipment",
            Self::DistributionList => "distribution-list",
            Self::DynamicDistributionList => "dynamic-distribution-list",
            Self::MailEnabledSecurityGroup => "mail-enabled-security-group",
            Self::Microsoft365Group => "microsoft-365-group",
            Self::MailContact => "mail-contact",
            Self::MailUser => "mail-user",
            Self::PublicFolder => "public-folder",
        }
    }

    /// Whether mail rests in a mailbox of its own, so that it can send, be archived and get reports.
    #[must_use]
    pub const fn has_mailbox(self) -> bool {
        matches!(self, Self::User | Self::Shared | Self::Room | Self::Equipment)
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("\u{201c}{text}\u{201d} is not a kind of recipient"))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who said what kind a recipient is, weakest first: a weaker source never overwrites a stronger one (M5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KindSource {
    /// Source E: licence, sign-in state and address told it; shown as a guess.
    Guess,
    /// Source D: `mailboxSettings/userPurpose`, read with application permission.
    UserPurpose,
    /// Source C: the mailbox usage report's `recipientType`.
    UsageReport,
    /// Graph itself: `groupTypes`, `mailEnabled`, `securityEnabled`, `orgContact`.
    Directory,
    /// Source B: Exchange Online Admin API `adminapi/v2.0`.
    ExchangeAdminApi,
    /// Source A: Exchange Online `RecipientTypeDetails`.
    Exchange,
    /// A person decided.
    Technician,
}

impl KindSource {
    /// Every source, weakest first.
    pub const ALL: [Self; 7] = [
        Self::Guess,
        Self::UserPurpose,
        Self::UsageReport,
        Self::Directory,
        Self::ExchangeAdminApi,
        Self::Exchange,
        Self::Technician,
    ];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::UserPurpose => "user-purpose",
            Self::UsageReport => "usage-report",
            Self::Directory => "directory",
            Self::ExchangeAdminApi => "exchange-admin-api",
            Self::Exchange => "exchange",
            Self::Technician => "technician",
        }
    }
}

impl FromStr for KindSource {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|source| source.as_str() == text)
            .ok_or_else(|| format!("\u{201c}{text}\u{201d} is not a source of kinds"))
    }
}

/// One object of the tenant that receives mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The directory's immutable id.
    pub id: DirectoryId,
    /// What it is.
    pub kind: Kind,
    /// Who said so.
    pub kind_source: KindSource,
    /// Display name, as the directory spells it; may be empty.
    pub name: String,
    /// The `SMTP:` address.
    pub primary: Address,
    /// All `smtp:` addresses, sorted, without the primary.
    pub aliases: Vec<Address>,
    /// Only Exchange lists it; Graph does not know it.
    pub exchange_only: bool,
}

/// Who is responsible for a domain's recipients: Exchange's `DomainType` (Microsoft Learn: Get-AcceptedDomain).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accepted {
    /// Every recipient is in this tenant; Exchange refuses others.
    Authoritative,
    /// Some recipients are on another server; Exchange passes on mail to addresses it does not know.
    InternalRelay,
    /// All recipients are on another server.
    ExternalRelay,
}

impl Accepted {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Authoritative, Self::InternalRelay, Self::ExternalRelay];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authoritative => "authoritative",
            Self::InternalRelay => "internal-relay",
            Self::ExternalRelay => "external-relay",
        }
    }
}

/// What the tenant says about one of its domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainFacts {
    /// The domain.
    pub name: DomainName,
    /// Its ownership is proven to Microsoft.
    pub verified: bool,
    /// `Email` is among its `supportedServices`.
    pub mail: bool,
    /// The tenant's default domain.
    pub default: bool,
    /// The first `*.onmicrosoft.com` name.
    pub initial: bool,
    /// The host and preference of the MX record that Microsoft reports for it; never computed (R1).
    pub mx: Option<(String, u16)>,
    /// Who is responsible for its recipients; `None` while Exchange did not say.
    #[serde(default)]
    pub accepted: Option<Accepted>,
}

/// Why a domain is shown greyed (R13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unselectable {
    /// `*.onmicrosoft.com`: its mail cannot be sent through a filter.
    MicrosoftsOwn,
    /// Not verified in Microsoft 365.
    NotVerified,
    /// E-mail is not among its services.
    CarriesNoMail,
    /// Microsoft reports no MX record value, so there is no delivery route.
    NoRoute,
}

impl DomainFacts {
    /// R13: `None` when the domain may be selected, else the reason why not.
    #[must_use]
    pub fn unselectable(&self) -> Option<Unselectable> {
        if self.name.is_onmicrosoft() {
            Some(Unselectable::MicrosoftsOwn)
        } else if !self.verified {
            Some(Unselectable::NotVerified)
        } else if !self.mail {
            Some(Unselectable::CarriesNoMail)
        } else if self.mx.is_none() {
            Some(Unselectable::NoRoute)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r13_microsofts_own_unverified_and_non_mail_domains_say_why_they_cannot_be_selected() {
        let facts = |name: &str, verified, mail, mx: Option<&str>| DomainFacts {
            name: name.parse().unwrap(),
            verified,
            mail,
            default: false,
            initial: false,
            mx: mx.map(|host| (host.to_owned(), 0)),
            accepted: None,
        };
        let mx = Some("a.mail.protection.outlook.com");
        assert_eq!(facts("x.onmicrosoft.com", true, true, mx).unselectable(), Some(Unselectable::MicrosoftsOwn));
        assert_eq!(facts("x.mail.onmicrosoft.com", true, true, mx).unselectable(), Some(Unselectable::MicrosoftsOwn));
        assert_eq!(facts("x.example", false, true, mx).unselectable(), Some(Unselectable::NotVerified));
        assert_eq!(facts("x.example", true, false, mx).unselectable(), Some(Unselectable::CarriesNoMail));
        assert_eq!(facts("x.example", true, true, None).unselectable(), Some(Unselectable::NoRoute));
        assert_eq!(facts("x.example", true, true, mx).unselectable(), None);
    }

    #[test]
    fn m5_sources_of_kinds_are_ordered_by_strength() {
        assert!(KindSource::Guess < KindSource::UsageReport);
        assert!(KindSource::UsageReport < KindSource::ExchangeAdminApi);
        assert!(KindSource::ExchangeAdminApi < KindSource::Exchange);
        assert!(KindSource::Exchange < KindSource::Technician);
    }

    #[test]
    fn every_kind_and_source_survives_its_name() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse::<Kind>(), Ok(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
        }
        for source in KindSource::ALL {
            assert_eq!(source.as_str().parse::<KindSource>(), Ok(source));
        }
    }
}
