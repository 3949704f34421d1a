//! B2: the reasons for which nothing is planned, each with its own words.

use model::{Resource, Unselectable};

/// A hard stop before any change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// The tenant was never read.
    #[error("the tenant was not read yet")]
    NeverRead,
    /// The reading did not reach its end.
    #[error("the last reading of the tenant is incomplete, so what is missing in it may only not have been read")]
    Incomplete,
    /// The reading shows no recipient at all.
    #[error("the tenant shows nobody at all; an empty reading never removes anything")]
    Empty,
    /// The reading shows fewer objects than Microsoft counts.
    #[error("the reading shows {seen} of the {counted} {} that Microsoft counts; what is missing may only not have been shown", .what.as_str())]
    Short {
        /// Which objects.
        what: Resource,
        /// So many were shown.
        seen: u64,
        /// So many there are.
        counted: u64,
    },
    /// Exchange no longer lists recipients whom it listed before and whom the directory still shows.
    #[error(
        "Exchange lists {seen} of the {counted} recipients that it listed before and that the directory still shows; what is missing may only not have been listed"
    )]
    Unlisted {
        /// So many are listed.
        seen: u64,
        /// So many there should be.
        counted: u64,
    },
    /// `/organization` names another tenant than the pinned one.
    #[error("the tenant that answered is {got}, but this client is {expected}")]
    TenantDiffers {
        /// Pinned GUID.
        expected: String,
        /// GUID that answered.
        got: String,
    },
    /// A selected domain is gone from the tenant.
    #[error("the selected domain {0} is gone from the tenant")]
    DomainVanished(String),
    /// A selected domain lost its route, verification or e-mail.
    #[error("the selected domain {domain} {}", lost(*.why))]
    DomainLost {
        /// The domain.
        domain: String,
        /// What it lost.
        why: Unselectable,
    },
    /// Another client synchronises a selected domain (R11).
    #[error("the selected domain {domain} is synchronised by the client {by}")]
    DomainTaken {
        /// The domain.
        domain: String,
        /// The other client.
        by: String,
    },
    /// Permissions that were granted are not any more.
    #[error("permissions that were granted are missing now: {}", .missing.join(", "))]
    PermissionsShrank {
        /// Scopes, or what could be read with them.
        missing: Vec<String>,
    },
    /// The gateway is another one than the one this client began with.
    #[error("the gateway is {got}, but this client began with {expected}")]
    GatewayChanged {
        /// Identity at first use.
        expected: String,
        /// Identity now.
        got: String,
    },
}

fn lost(why: Unselectable) -> &'static str {
    match why {
        Unselectable::MicrosoftsOwn => "is one of Microsoft's own",
        Unselectable::NotVerified => "is no longer verified",
        Unselectable::CarriesNoMail => "no longer carries e-mail",
        Unselectable::NoRoute => "lost its delivery route",
    }
}
