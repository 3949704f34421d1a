//! Why a call did not do it, and what that means for the object it was about.

use std::time::Duration;

use super::texts::Failure;
use crate::GatewayError;

/// Whose a domain is when the panel does not name the account.
pub(super) const ANOTHER_ACCOUNT: &str = "another account";

/// What kept a call from being done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The panel answered that it did not do it, in these words, without secrets.
    Said { failure: Failure, words: String },
    /// Nothing is known: no connection, or no answer of the panel.
    Lost { cause: String, again: Again },
}

/// Whether another try may do better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// It will not.
    No,
    /// The connection or the answer broke.
    Fault,
    /// The panel holds back, for so long if it says so.
    Held(Option<Duration>),
}

impl Trouble {
    pub(super) const fn again(&self) -> Again {
        match self {
            Self::Said { failure: Failure::Fault, .. } => Again::Fault,
            Self::Said { .. } => Again::No,
            Self::Lost { again, .. } => *again,
        }
    }

    pub(super) const fn failure(&self) -> Option<Failure> {
        match self {
            Self::Said { failure, .. } => Some(*failure),
            Self::Lost { .. } => None,
        }
    }

    /// As an error of the gateway at `place` about `object`.
    pub(super) fn about(self, place: &str, object: &(impl ToString + ?Sized)) -> GatewayError {
        let (gateway, object) = (place.to_owned(), object.to_string());
        match self {
            Self::Lost { cause, .. } => GatewayError::Unreachable { gateway, cause },
            Self::Said { failure, words: cause } if failure.is_denial() => GatewayError::Credentials { gateway, cause },
            Self::Said { failure: Failure::Another | Failure::NotOurs, .. } => {
                GatewayError::Conflict { object, owner: ANOTHER_ACCOUNT.to_owned() }
            }
            Self::Said { failure: Failure::Limit, words: cause } => GatewayError::Limit { object, cause },
            Self::Said { words: cause, .. } => GatewayError::Refused { object, cause },
        }
    }
}

/// Whether every further call would end the same way.
pub(super) const fn is_final(error: &GatewayError) -> bool {
    matches!(error, GatewayError::Unreachable { .. } | GatewayError::Credentials { .. })
}
