//! One object of a directory: what Graph and Exchange say about it comes from here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an object is. The names are those of `tenantryctl recipients`, plus what a tenant
/// also contains and an import has to leave alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    User,
    Shared,
    Room,
    Equipment,
    MailUser,
    Guest,
    /// A user without a licence, and so without a mailbox.
    Unlicensed,
    /// Exchange's own eDiscovery mailbox, present in every real tenant.
    DiscoveryMailbox,
    DistributionList,
    MailEnabledSecurityGroup,
    #[serde(rename = "microsoft-365-group")]
    Microsoft365Group,
    SecurityGroup,
    MailContact,
    DynamicDistributionList,
    PublicFolder,
}

/// Where an object is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Collection {
    Users,
    Groups,
    Contacts,
    /// Known to Exchange, absent from Graph.
    ExchangeOnly,
}

impl Collection {
    pub(crate) const ALL: [Self; 4] = [Self::Users, Self::Groups, Self::Contacts, Self::ExchangeOnly];

    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Groups => "groups",
            Self::Contacts => "contacts",
            Self::ExchangeOnly => "exchange-only",
        }
    }
}

impl Kind {
    pub(crate) fn collection(self) -> Collection {
        match self {
            Self::User
            | Self::Shared
            | Self::Room
            | Self::Equipment
            | Self::MailUser
            | Self::Guest
            | Self::Unlicensed
            | Self::DiscoveryMailbox => Collection::Users,
            Self::DistributionList | Self::MailEnabledSecurityGroup | Self::Microsoft365Group | Self::SecurityGroup => {
                Collection::Groups
            }
            Self::MailContact => Collection::Contacts,
            Self::DynamicDistributionList | Self::PublicFolder => Collection::ExchangeOnly,
        }
    }

    /// Exchange's `RecipientType` and `RecipientTypeDetails`; none for what Exchange does not list.
    pub(crate) fn recipient_type(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::User => ("UserMailbox", "UserMailbox"),
            Self::Shared => ("UserMailbox", "SharedMailbox"),
            Self::Room => ("UserMailbox", "RoomMailbox"),
            Self::Equipment => ("UserMailbox", "EquipmentMailbox"),
            Self::DiscoveryMailbox => ("UserMailbox", "DiscoveryMailbox"),
            Self::MailUser => ("MailUser", "MailUser"),
            Self::Guest => ("MailUser", "GuestMailUser"),
            Self::DistributionList => ("MailUniversalDistributionGroup", "MailUniversalDistributionGroup"),
            Self::MailEnabledSecurityGroup => ("MailUniversalSecurityGroup", "MailUniversalSecurityGroup"),
            Self::Microsoft365Group => ("MailUniversalDistributionGroup", "GroupMailbox"),
            Self::MailContact => ("MailContact", "MailContact"),
            Self::DynamicDistributionList => ("DynamicDistributionGroup", "DynamicDistributionGroup"),
            Self::PublicFolder => ("PublicFolder", "PublicFolder"),
            Self::Unlicensed | Self::SecurityGroup => return None,
        })
    }

    /// Whether Get-Mailbox lists it.
    pub(crate) fn has_mailbox(self) -> bool {
        matches!(self.recipient_type(), Some(("UserMailbox", _)))
    }

    /// Users and Microsoft 365 groups go to deleted items for 30 days; the rest is gone at once.
    pub(crate) fn removal(self) -> Removal {
        if self.collection() == Collection::Users || self == Self::Microsoft365Group {
            Removal::Changed
        } else {
            Removal::Deleted
        }
    }
}

/// The `reason` inside `@removed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    Changed,
    Deleted,
}

impl Removal {
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Deleted => "deleted",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Directory id; for what only Exchange knows it is never shown.
    pub id: Uuid,
    /// Exchange's own `Guid`.
    pub guid: Uuid,
    pub kind: Kind,
    pub name: String,
    pub given: Option<String>,
    pub surname: Option<String>,
    pub upn: Option<String>,
    /// Proxy addresses as the directory keeps them: prefix, then the address in its original case.
    pub addresses: Vec<String>,
    /// Where mail for a contact, mail user or guest finally goes.
    pub external: Option<String>,
    pub enabled: bool,
    pub synced: bool,
    pub archive: bool,
    /// A mailbox that became a shared one and still has its licence.
    pub kept_licence: bool,
    pub members: Vec<Uuid>,
    /// Makes a group's membership dynamic.
    pub rule: Option<String>,
}

impl Entry {
    pub(crate) fn new(id: Uuid, guid: Uuid, kind: Kind, name: &str) -> Self {
        Self {
            id,
            guid,
            kind,
            name: name.to_owned(),
            given: None,
            surname: None,
            upn: None,
            addresses: Vec::new(),
            external: None,
            enabled: true,
            synced: false,
            archive: false,
            kept_licence: false,
            members: Vec::new(),
            rule: None,
        }
    }

    /// The primary SMTP address: the one whose prefix is in capitals.
    pub(crate) fn primary(&self) -> Option<&str> {
        self.addresses.iter().find_map(|a| a.strip_prefix("SMTP:"))
    }

    /// What Graph shows as `mail`: for a guest the address outside.
    pub(crate) fn mail(&self) -> Option<&str> {
        match self.kind {
            Kind::Guest => self.external.as_deref(),
            _ => self.primary(),
        }
    }

    /// Mail nickname (Exchange: alias).
    pub(crate) fn nickname(&self) -> String {
        let source = self.primary().or(self.upn.as_deref()).unwrap_or(&self.name);
        source.split('@').next().unwrap_or_default().to_owned()
    }

    pub(crate) fn is_called(&self, who: &str) -> bool {
        self.upn.as_deref().is_some_and(|upn| upn.eq_ignore_ascii_case(who))
            || self.id.to_string().eq_ignore_ascii_case(who)
            || self.guid.to_string().eq_ignore_ascii_case(who)
            || self.addresses.iter().any(|a| {
                a.get(..5).is_some_and(|p| p.eq_ignore_ascii_case("smtp:"))
                    && a.get(5..).is_some_and(|a| a.eq_ignore_ascii_case(who))
            })
    }
}
