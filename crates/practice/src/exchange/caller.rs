//! Who calls, and which cmdlets the caller's role may run.

use axum::http::HeaderMap;

use super::error::ExchangeError;
use super::rbac;
use crate::bearer::check;
use crate::identity::Resource;
use crate::tenant::{Role, Tenant};
use crate::world::{Shown, World};

/// The tenant and how much of it is to be seen, if token, permission and role are good for this cmdlet.
pub(super) fn tenant<'a>(
    world: &'a World,
    headers: &HeaderMap,
    path: &str,
    cmdlet: &str,
    permission: &str,
) -> Result<(&'a Tenant, Shown), ExchangeError> {
    let access = check(world, headers, Resource::Exchange).map_err(|bad| ExchangeError::unauthorized(bad.message()))?;
    if world.tenant(path) != Some(access.tenant) {
        let text = format!("The token was issued for another tenant than '{path}'.");
        return Err(ExchangeError::forbidden("UnauthorizedAccessException", text));
    }
    if !access.scopes.contains(&permission) {
        let text = format!("The token lacks the permission {permission}.");
        return Err(ExchangeError::forbidden("UnauthorizedAccessException", text));
    }
    let who = access.actor.account().map(|account| &world.accounts[account]);
    let role = who.filter(|who| who.exchange).map(|who| who.role_in(access.tenant));
    let enough = match role {
        Some(Role::GlobalAdministrator) => true,
        Some(Role::GlobalReader) => !rbac::changes(cmdlet),
        _ => false,
    };
    if !enough {
        let text = format!("The cmdlet {cmdlet} is not present in the role definition of the current user.");
        let exception = "Microsoft.Exchange.Configuration.Authorization.CmdletAccessDeniedException";
        return Err(ExchangeError::forbidden(exception, text));
    }
    let (number, shown) = world.seen(access.tenant);
    Ok((&world.tenants[number], shown))
}
