//! What a person has to set, because the gateway has no call for it (G1).

use std::fmt;

use model::{DomainShape, RecipientShape};

/// A part of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// Region of a domain.
    Region,
    /// *Protect specific mailboxes only*, of a domain.
    ProtectListedOnly,
    /// *Reject mail to unlisted mailboxes*, of a domain.
    RejectUnlisted,
    /// The gateway's own LDAP mailbox sync of a domain (R10).
    LdapSync,
    /// The outgoing user of a domain may permit re-authentication (R8).
    Reauthentication,
    /// The mailbox stands in the gateway's list, or no longer, with its kind. Of a domain: what its list has already.
    Mailbox,
    /// The services of a mailbox.
    Services,
    /// Time zone, formats, report and SSO of a mailbox (R3, R9).
    Profile,
}

impl Setting {
    /// Every one, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Region,
        Self::ProtectListedOnly,
        Self::RejectUnlisted,
        Self::LdapSync,
        Self::Reauthentication,
        Self::Mailbox,
        Self::Services,
        Self::Profile,
    ];

    /// As it is stored and exported.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::ProtectListedOnly => "protect-listed-only",
            Self::RejectUnlisted => "reject-unlisted",
            Self::LdapSync => "ldap-sync",
            Self::Reauthentication => "reauthentication",
            Self::Mailbox => "mailbox",
            Self::Services => "services",
            Self::Profile => "profile",
        }
    }

    /// The settings among `by_hand` in which a domain is to differ from what it was.
    pub fn of_domain<'a>(
        by_hand: &'a [Self],
        before: Option<&'a DomainShape>,
        after: &'a DomainShape,
    ) -> impl Iterator<Item = Self> + 'a {
        let differs = move |setting: Self| match setting {
            Self::Region => after.region.is_some() && before.is_none_or(|b| b.region != after.region),
            Self::ProtectListedOnly => before.is_none_or(|b| b.protect_listed_only != after.protect_listed_only),
            Self::RejectUnlisted => before.is_none_or(|b| b.reject_unlisted != after.reject_unlisted),
            Self::LdapSync => before.is_none_or(|b| b.ldap_sync != after.ldap_sync),
            Self::Reauthentication => after.outgoing_user && before.is_none_or(|b| !b.outgoing_user),
            // R4: its own mailbox sync counts as on where no run of ours was through with it, so that it may have
            // mailboxes that no call shows.
            Self::Mailbox => before.is_some_and(|b| b.ldap_sync && !after.ldap_sync),
            Self::Services | Self::Profile => false,
        };
        by_hand.iter().copied().filter(move |setting| differs(*setting))
    }

    /// The settings among `by_hand` in which a recipient is to differ from what it was; neither is the other's
    /// absence.
    pub fn of_recipient<'a>(
        by_hand: &'a [Self],
        before: Option<&'a RecipientShape>,
        after: Option<&'a RecipientShape>,
    ) -> impl Iterator<Item = Self> + 'a {
        // An alias in another domain than the primary address is listed there like a mailbox.
        let elsewhere = |shape: &'a RecipientShape| {
            shape.aliases.iter().filter(|alias| alias.domain() != shape.primary.domain()).collect::<Vec<_>>()
        };
        let listing = move |shape: Option<&'a RecipientShape>| {
            shape.filter(|shape| shape.listed).map(|shape| (shape.primary.key(), shape.kind, elsewhere(shape)))
        };
        let differs = move |setting: Self| match setting {
            Self::Mailbox => listing(before) != listing(after),
            Self::Services => after.is_some() && before.map(|b| b.services) != after.map(|a| a.services),
            Self::Profile => {
                after.is_some_and(|a| a.profile.is_some() && before.is_none_or(|b| b.profile != a.profile))
            }
            _ => false,
        };
        by_hand.iter().copied().filter(move |setting| differs(*setting))
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
