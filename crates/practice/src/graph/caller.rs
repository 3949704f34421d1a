//! Who calls, for which tenant, and with which permission.

use axum::http::{HeaderMap, StatusCode};

use super::error::GraphError;
use crate::bearer::check;
use crate::identity::{Actor, Resource};
use crate::tenant::{Role, Tenant};
use crate::world::{Shown, World};

#[derive(Debug)]
pub(super) struct Caller<'a> {
    /// Position in the list of tenants.
    pub number: usize,
    pub tenant: &'a Tenant,
    pub shown: Shown,
    pub actor: Actor,
    pub role: Role,
    pub scopes: Vec<&'static str>,
}

/// Any one of the permissions will do; the first is the least of them. Without any, a good token is enough.
pub(super) fn caller<'a>(world: &'a World, headers: &HeaderMap, any_of: &[&str]) -> Result<Caller<'a>, GraphError> {
    let access = check(world, headers, Resource::Graph).map_err(|bad| {
        let challenge = format!(
            "Bearer realm=\"\", authorization_uri=\"{}/common/oauth2/authorize\", \
             client_id=\"00000003-0000-0000-c000-000000000000\"",
            world.base
        );
        GraphError::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", bad.message())
            .with_header("www-authenticate", challenge)
    })?;
    if !any_of.is_empty() && !access.scopes.iter().any(|scope| any_of.contains(scope)) {
        let message = format!("Insufficient privileges to complete the operation. Required: {}.", any_of.join(" or "));
        return Err(GraphError::new(StatusCode::FORBIDDEN, "Authorization_RequestDenied", message));
    }
    // An application has no role: what it may do is in its permissions.
    let role = access.actor.account().map_or(Role::GlobalReader, |who| world.accounts[who].role_in(access.tenant));
    let (number, shown) = world.seen(access.tenant);
    let tenant = &world.tenants[number];
    Ok(Caller { number, tenant, shown, actor: access.actor, role, scopes: access.scopes })
}
