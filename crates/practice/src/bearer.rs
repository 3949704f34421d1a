//! Whose access token came with a request, and whether it is good for this service.

use axum::http::{HeaderMap, header};

use crate::identity::{Access, Resource};
use crate::world::{World, lock};

/// Why a token is refused; each service words it in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadToken {
    Missing,
    Unknown,
    Expired,
    WrongAudience,
    Revoked,
}

pub(crate) fn check(world: &World, headers: &HeaderMap, resource: Resource) -> Result<Access, BadToken> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or(BadToken::Missing)?;
    let now = world.now();
    let ledger = lock(&world.ledger);
    let access = ledger.access(token).ok_or(BadToken::Unknown)?;
    // Each national cloud is an audience of its own.
    let here = world.tenants[access.tenant].national.services() == world.place;
    if access.resource != resource || !here {
        return Err(BadToken::WrongAudience);
    }
    if access.revoked {
        return Err(BadToken::Revoked);
    }
    if access.expires <= now {
        return Err(BadToken::Expired);
    }
    Ok(access.clone())
}

impl BadToken {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Missing => "Access token is empty.",
            Self::Unknown => "CompactToken parsing failed.",
            Self::Expired => "Lifetime validation failed, the token is expired.",
            Self::WrongAudience => "Access token validation failure. Invalid audience.",
            Self::Revoked => "Access token has been revoked.",
        }
    }
}
