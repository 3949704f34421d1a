//! Why a step is there, and why it waits.

use serde::{Deserialize, Serialize};

/// Why a step is there, for machines; the words are chosen where people read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A person selected the domain (R1) or the recipient (R2).
    Selected,
    /// It appeared in a selected domain (R7).
    Appeared,
    /// The gateway had it before we first touched it (R4).
    AlreadyThere,
    /// The gateway had the domain with an LDAP mailbox sync, which ends (R10).
    LdapSyncEnds,
    /// Microsoft reports another delivery route (R1).
    RouteChanged,
    /// A domain's products were chosen differently (R9).
    ProductsChosen,
    /// A person made the domain an alias of another one, or ended that (R14).
    AliasChosen,
    /// A person chose another region for the domain (R14).
    RegionChosen,
    /// The primary address changed; it is the same mailbox (R16).
    Renamed,
    /// Other addresses were added or removed in the tenant.
    AddressesChanged,
    /// The kind changed in the tenant.
    KindChanged,
    /// A person chose other services.
    ServicesChosen,
    /// A person gave this mailbox the settings that new ones get (R12).
    SettingsChosen,
    /// A person selected it again.
    SelectedAgain,
    /// A person deselected it (R5).
    Deselected,
    /// It left the tenant and the leaver policy says so (R6).
    Left,
    /// It came back to the tenant.
    Returned,
    /// Somebody changed the gateway by hand (G4).
    Drift,
    /// It was left alone by an exception, which ended, and the gateway is not as we made it.
    ExceptionEnded,
    /// A run or a part of it is taken back (B5).
    Undone,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 20] = [
        Self::Selected,
        Self::Appeared,
        Self::AlreadyThere,
        Self::LdapSyncEnds,
        Self::RouteChanged,
        Self::ProductsChosen,
        Self::AliasChosen,
        Self::RegionChosen,
        Self::Renamed,
        Self::AddressesChanged,
        Self::KindChanged,
        Self::ServicesChosen,
        Self::SettingsChosen,
        Self::SelectedAgain,
        Self::Deselected,
        Self::Left,
        Self::Returned,
        Self::Drift,
        Self::ExceptionEnded,
        Self::Undone,
    ];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Selected => "selected",
            Self::Appeared => "appeared",
            Self::AlreadyThere => "already-there",
            Self::LdapSyncEnds => "ldap-sync-ends",
            Self::RouteChanged => "route-changed",
            Self::ProductsChosen => "products-chosen",
            Self::AliasChosen => "alias-chosen",
            Self::RegionChosen => "region-chosen",
            Self::Renamed => "renamed",
            Self::AddressesChanged => "addresses-changed",
            Self::KindChanged => "kind-changed",
            Self::ServicesChosen => "services-chosen",
            Self::SettingsChosen => "settings-chosen",
            Self::SelectedAgain => "selected-again",
            Self::Deselected => "deselected",
            Self::Left => "left",
            Self::Returned => "returned",
            Self::Drift => "drift",
            Self::ExceptionEnded => "exception-ended",
            Self::Undone => "undone",
        }
    }
}

/// Why a step waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// Too many removals in a day (B1).
    Brake,
    /// The client's policy wants new mailboxes looked at (R7).
    NewMailbox,
    /// The gateway was changed by hand (G4).
    Drift,
    /// Exchange passes on mail to addresses of the domain that it does not know, and they would be refused.
    InternalRelay,
    /// Exchange could not be asked: recipients that only it knows would be refused.
    ExchangeUnknown,
    /// A person's exception about the object ended; whatever would happen now is looked at first.
    ExceptionEnded,
    /// It is to be undone, but the gateway was changed after the run that made it (B5).
    MovedSince,
    /// It is to be undone by taking a domain out of a gateway that cannot tell what else people made in it (B5, R15).
    DomainOut,
    /// It came in a plan from a file and takes something away; nobody has looked at it here (B3).
    Imported,
}

impl Hold {
    /// Every hold.
    pub const ALL: [Self; 9] = [
        Self::Brake,
        Self::NewMailbox,
        Self::Drift,
        Self::InternalRelay,
        Self::ExchangeUnknown,
        Self::ExceptionEnded,
        Self::MovedSince,
        Self::DomainOut,
        Self::Imported,
    ];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Brake => "brake",
            Self::NewMailbox => "new-mailbox",
            Self::Drift => "drift",
            Self::InternalRelay => "internal-relay",
            Self::ExchangeUnknown => "exchange-unknown",
            Self::ExceptionEnded => "exception-ended",
            Self::MovedSince => "moved-since",
            Self::DomainOut => "domain-out",
            Self::Imported => "imported",
        }
    }

    /// Whether a domain waits because the gateway is to refuse whoever is not listed in it.
    #[must_use]
    pub const fn is_of_refusal(self) -> bool {
        matches!(self, Self::InternalRelay | Self::ExchangeUnknown)
    }
}
