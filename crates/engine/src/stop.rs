//! B2: the reasons for which nothing is planned, each with its own words.

use model::{Resource, Unselectable};

/// What lists everybody in Exchange.
const EXCHANGE_RIGHT: &str = "Exchange.Manage";

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
    /// Exchange, which was read before, cannot be read, for a reason that is not a missing right.
    #[error("Exchange Online, which was read before, cannot be read now: {cause}")]
    ExchangeSilent {
        /// The first reason, short.
        cause: String,
        /// Every reason, with those of the weaker sources.
        whole: String,
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

/// How much of a reason is told; what Microsoft says in it may be long.
const SHORT: usize = 200;

impl Stop {
    /// Exchange was read before and says nothing now: a right was taken away, or something else is wrong.
    pub(crate) fn exchange(whole: &str) -> Self {
        let first = whole.split("; ").next().unwrap_or(whole);
        // The words of a 403 and of a missing role (`MicrosoftError`); nothing else is a matter of rights.
        let Some((_, refused)) = first.split_once(" was refused: ") else {
            let cause = first.chars().take(SHORT).collect();
            return Self::ExchangeSilent { cause, whole: whole.to_owned() };
        };
        let why = refused.split(" (").next().unwrap_or(refused);
        let role = !why.starts_with(EXCHANGE_RIGHT);
        let missing = if role { format!("{EXCHANGE_RIGHT} ({why})") } else { EXCHANGE_RIGHT.to_owned() };
        Self::PermissionsShrank { missing: vec![missing] }
    }
}

fn lost(why: Unselectable) -> &'static str {
    match why {
        Unselectable::MicrosoftsOwn => "is one of Microsoft's own",
        Unselectable::NotVerified => "is no longer verified",
        Unselectable::CarriesNoMail => "no longer carries e-mail",
        Unselectable::NoRoute => "lost its delivery route",
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use microsoft::{Audience, MicrosoftError};

    use super::*;

    fn stop(error: &MicrosoftError) -> Stop {
        Stop::exchange(&format!("{error}; the Admin API of Exchange: {error}"))
    }

    #[test]
    fn b2_only_a_refused_right_is_a_right_that_was_taken_away() {
        let (what, message, request_id) = ("recipients", "Access; denied".to_owned(), None);
        let forbidden = MicrosoftError::PermissionMissing {
            what,
            permission: "Exchange.Manage",
            code: "Forbidden".to_owned(),
            message: message.clone(),
            request_id: request_id.clone(),
        };
        assert_eq!(stop(&forbidden), Stop::PermissionsShrank { missing: vec!["Exchange.Manage".to_owned()] });
        let role = MicrosoftError::RoleMissing { what, role: "Get-Recipient", message, request_id };
        let missing = vec!["Exchange.Manage (the account lacks a role with Get-Recipient)".to_owned()];
        assert_eq!(stop(&role), Stop::PermissionsShrank { missing });
    }

    #[test]
    fn b2_exchange_that_fails_otherwise_is_silent_and_says_its_first_reason_only() {
        let message = "Not found. ".repeat(100);
        let (what, status, code) = ("recipients", 404, "NotFound".to_owned());
        for error in [
            MicrosoftError::Graph { what, status, code, message, request_id: None },
            MicrosoftError::Circle { what },
            MicrosoftError::ForeignLink { what, host: "evil.example".to_owned() },
            MicrosoftError::TokenRefused {
                audience: Audience::Exchange,
                message: "expired".to_owned(),
                request_id: None,
            },
        ] {
            let stop = stop(&error);
            let Stop::ExchangeSilent { cause, whole } = &stop else { panic!("{stop:?}") };
            assert!(cause.len() <= SHORT && error.to_string().starts_with(cause), "{cause}");
            assert!(whole.contains("the Admin API of Exchange"), "{whole}");
        }
    }
}
