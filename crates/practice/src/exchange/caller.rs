//! Who calls, and which cmdlets the caller's role may run.

use axum::http::HeaderMap;

use super::error::ExchangeError;
use crate::bearer::check;
use crate::identity::Resource;
use crate::tenant::{Role, Tenant};
use crate::world::World;

/// The tenant, if token, permission and role are good for this cmdlet.
pub(super) fn tenant<'a>(
    world: &'a World,
    headers: &HeaderMap,
    path: &str,
    cmdlet: &str,
) -> Result<&'a Tenant, ExchangeError> {
    let access = check(world, headers, Resource::Exchange).map_err(|bad| ExchangeError::unauthorized(bad.message()))?;
    let who = &world.accounts[access.account];
    let tenant = &world.tenants[access.tenant];
    if world.tenant(path) != Some(access.tenant) {
        let text = format!("The token was issued for another tenant than '{path}'.");
        return Err(ExchangeError::forbidden("UnauthorizedAccessException", text));
    }
    if !access.scopes.contains(&"Exchange.Manage") {
        let text = "The token lacks the permission Exchange.Manage.";
        return Err(ExchangeError::forbidden("UnauthorizedAccessException", text));
    }
    if who.role_in(access.tenant) == Role::Member || !who.exchange {
        let text = format!("The cmdlet {cmdlet} is not present in the role definition of the current user.");
        let exception = "Microsoft.Exchange.Configuration.Authorization.CmdletAccessDeniedException";
        return Err(ExchangeError::forbidden(exception, text));
    }
    Ok(tenant)
}
