//! Tokens for an application in its own name: client credentials with a certificate.
//!
//! learn.microsoft.com, "Microsoft identity platform and the OAuth 2.0 client credentials flow".

use std::collections::BTreeMap;

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::assertion::{Expected, malformed, verify};
use super::authorize::unknown_client;
use super::catalogue::{For, error};
use super::error::AadError;
use super::keys;
use super::ledger::{ACCESS_SECONDS, Access, Actor};
use super::refuse;
use super::scopes::{Asked, Resource};
use super::segment::Segment;
use super::token::field;
use crate::apps::{Application, Principal, Service};
use crate::control::RefuseAt;
use crate::world::{World, lock};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub(super) fn grant(world: &World, segment: Segment, form: &BTreeMap<String, String>) -> Result<Response, AadError> {
    let Segment::Tenant(tenant) = segment else { return Err(error(50059, For::Body)) };
    let client = field(form, "client_id")?;
    let (app, principal) = registered(world, tenant, client)?;
    let resource = resource(world, field(form, "scope")?)?;
    prove(world, tenant, &app, form)?;
    if let Some(error) = refuse::due(world, RefuseAt::Application) {
        return Err(error);
    }
    issue(world, tenant, &app, &principal, resource)
}

fn registered(world: &World, tenant: usize, client: &str) -> Result<(Application, Principal), AadError> {
    let app_id = Uuid::try_parse(client).map_err(|_| unknown_client(client))?;
    let apps = lock(&world.apps);
    let app = apps.application(tenant, app_id).ok_or_else(|| unknown_client(client))?;
    let principal = apps.principal(tenant, app_id).ok_or_else(|| error(7_000_229, For::Body))?;
    Ok((app.clone(), principal.clone()))
}

/// Everything of one resource: single permissions cannot be asked for.
fn resource(world: &World, scope: &str) -> Result<Resource, AadError> {
    let asked = Asked::parse(scope, world.place)?;
    match asked.whole.as_slice() {
        [one] if asked.permissions.is_empty() && asked.openid.is_empty() => Ok(*one),
        _ => {
            let text = format!(
                "The provided value for scope {scope} is not valid. Client credential flows must have a scope value \
                 with /.default suffixed to the resource identifier (application ID URI)."
            );
            Err(AadError::new("invalid_scope", 1_002_012, text))
        }
    }
}

fn prove(world: &World, tenant: usize, app: &Application, form: &BTreeMap<String, String>) -> Result<(), AadError> {
    let Some(assertion) = form.get("client_assertion") else {
        // No application here has a secret, so every one is wrong.
        let number = if form.contains_key("client_secret") { 7_000_215 } else { 7_000_216 };
        return Err(error(number, For::Body));
    };
    if field(form, "client_assertion_type")? != ASSERTION_TYPE {
        let text = "The value of the parameter 'client_assertion_type' is not supported.";
        return Err(AadError::new("invalid_request", 90023, text));
    }
    let id = world.tenants[tenant].id;
    let audiences = [format!("{}/{id}/oauth2/v2.0/token", world.base), format!("{}/{id}/v2.0", world.base)];
    // The real clock: the client signed by its own, which nobody puts forward.
    let expected = Expected { app, audiences: &audiences, now: Timestamp::now().as_second() };
    let (jti, certificate) = verify(assertion, &expected)?;
    if !(certificate.not_before..=certificate.not_after).contains(&world.now()) {
        return Err(error(1_000_502, For::Body));
    }
    match lock(&world.ledger).assertions.insert((app.app_id, jti), assertion.clone()) {
        None => Ok(()),
        Some(_) => Err(malformed()),
    }
}

fn issue(
    world: &World,
    tenant: usize,
    app: &Application,
    principal: &Principal,
    resource: Resource,
) -> Result<Response, AadError> {
    let service = match resource {
        Resource::Graph => Service::Graph,
        Resource::Exchange => Service::Exchange,
    };
    let withheld = lock(&world.settings).withhold_scopes.clone();
    let mut roles = lock(&world.apps).roles(tenant, app.app_id, service);
    roles.retain(|role| !withheld.iter().any(|name| name == role));
    let at = &world.tenants[tenant];
    let issued = Timestamp::now().as_second();
    let mut claims = json!({
        "aud": resource.audience(at.national),
        "iss": format!("https://sts.windows.net/{}/", at.id),
        "iat": issued,
        "nbf": issued,
        "exp": issued + ACCESS_SECONDS,
        "app_displayname": app.name(),
        "appid": app.app_id,
        "appidacr": "2",
        "idtyp": "app",
        "oid": principal.id,
        "sub": principal.id,
        "tid": at.id,
        "uti": Uuid::new_v4().simple().to_string(),
        "ver": "1.0",
    });
    // Without any grant there is a token all the same, it only says nothing.
    if !roles.is_empty() {
        claims["roles"] = json!(roles);
    }
    let token = keys::sign(&claims, false);
    let access = Access {
        actor: Actor::Application(app.app_id),
        client: app.app_id,
        tenant,
        resource,
        scopes: roles,
        expires: world.now() + ACCESS_SECONDS,
        revoked: false,
    };
    lock(&world.ledger).grant(token.clone(), access);
    let body = json!({
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
        "ext_expires_in": ACCESS_SECONDS,
        "access_token": token,
    });
    Ok(([(header::CACHE_CONTROL, "no-store, no-cache")], Json(body)).into_response())
}
