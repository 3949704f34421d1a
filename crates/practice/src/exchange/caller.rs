//! Who calls, and which cmdlets the caller's role may run.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

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
) -> Result<(usize, &'a Tenant), Response> {
    let access = check(world, headers, Resource::Exchange).map_err(|_| {
        // Exchange says nothing more than this: an empty body and a challenge.
        let challenge = HeaderValue::from_static(
            "Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", error=\"invalid_token\"",
        );
        (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, challenge)]).into_response()
    })?;
    let who = &world.accounts[access.account];
    let tenant = &world.tenants[who.tenant];
    if world.tenant(path) != Some(who.tenant) {
        let text = format!("The token was issued for another tenant than '{path}'.");
        return Err(ExchangeError::forbidden("UnauthorizedAccessException", text).into_response());
    }
    if !access.scopes.contains(&"Exchange.Manage") {
        let text = "The token lacks the permission Exchange.Manage.";
        return Err(ExchangeError::forbidden("UnauthorizedAccessException", text).into_response());
    }
    if who.role == Role::Member {
        let text =
            format!("The cmdlet {cmdlet} is not present in the role definition of the current user.");
        let exception = "Microsoft.Exchange.Configuration.Authorization.CmdletAccessDeniedException";
        return Err(ExchangeError::forbidden(exception, text).into_response());
    }
    Ok((who.tenant, tenant))
}
