//! A successful token response: access, refresh and ID token.

use aws_lc_rs::digest;
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::error::AadError;
use super::keys;
use super::ledger::{ACCESS_SECONDS, Access, Actor, Refresh, Session};
use super::scopes::{Asked, Resource, of_resource};
use crate::national::National;
use crate::random;
use crate::tenant::{Account, Role};
use crate::world::{CLIENT_ID, World, lock};

/// Who gets a token for what.
#[derive(Debug)]
pub(super) struct Grant {
    pub session: Session,
    pub resource: Resource,
    pub asked: Asked,
    pub openid: Vec<&'static str>,
    pub nonce: Option<String>,
}

/// `wrong`: claims of the ID token that differ from the truth.
pub(super) fn issue(world: &World, grant: &Grant, wrong: Map<String, Value>) -> Result<Response, AadError> {
    let scopes = granted(world, grant)?;
    let now = world.now();
    // As long as the real ones, which do not fit every keyring in one piece.
    let access_token = format!("ey{}", random::text(1200));
    let mut body = json!({
        "token_type": "Bearer",
        "scope": scope_text(world.tenants[grant.session.tenant].national, grant, &scopes),
        "expires_in": ACCESS_SECONDS,
        "ext_expires_in": ACCESS_SECONDS,
        "access_token": access_token,
    });
    if grant.openid.contains(&"openid") {
        body["id_token"] = json!(id_token(world, grant, wrong));
    }
    let mut ledger = lock(&world.ledger);
    if grant.openid.contains(&"offline_access") {
        let refresh_token = format!("1.A{}", random::text(1100));
        body["refresh_token"] = json!(refresh_token);
        let openid = grant.openid.clone();
        let refresh = Refresh { session: grant.session, openid, issued: now, revoked: false };
        ledger.refresh.insert(refresh_token, refresh);
    }
    let access = Access {
        actor: Actor::Person(grant.session.account),
        client: Uuid::try_parse(CLIENT_ID).unwrap_or_default(),
        tenant: grant.session.tenant,
        resource: grant.resource,
        scopes,
        expires: now + ACCESS_SECONDS,
        revoked: false,
    };
    if grant.session.stepped_up {
        lock(&world.challenges).vouch(&access_token);
    }
    ledger.grant(access_token, access);
    Ok(([(header::CACHE_CONTROL, "no-store, no-cache")], Json(body)).into_response())
}

/// A token carries everything consented for its resource, not only what was asked for now.
fn granted(world: &World, grant: &Grant) -> Result<Vec<&'static str>, AadError> {
    let withheld = lock(&world.settings).withhold_scopes.clone();
    let Session { account, tenant, .. } = grant.session;
    let ledger = lock(&world.ledger);
    let consented = |name: &&'static str| ledger.is_consented(tenant, account, name);
    let named = grant.asked.permissions.iter().filter(|(r, _)| *r == grant.resource);
    let all: Vec<_> = of_resource(grant.resource).filter(consented).collect();
    let unmet = named.map(|(_, name)| name).any(|name| !all.contains(name));
    let nothing = grant.asked.whole.contains(&grant.resource) && all.is_empty();
    if unmet || nothing {
        let text = format!(
            "The user or administrator has not consented to use the application with ID '{CLIENT_ID}'. \
             Send an interactive authorization request for this user and resource."
        );
        return Err(AadError::new("invalid_grant", 65001, text).with_suberror("consent_required"));
    }
    Ok(all.into_iter().filter(|name| !withheld.iter().any(|w| w == name)).collect())
}

/// Graph permissions by their short names, those of other resources with the resource in front.
fn scope_text(national: National, grant: &Grant, scopes: &[&str]) -> String {
    let mut names: Vec<String> = Vec::new();
    match grant.resource {
        Resource::Graph => {
            let openid = grant.openid.iter().filter(|name| **name != "offline_access");
            names.extend(openid.chain(scopes).map(|name| (*name).to_owned()));
        }
        Resource::Exchange => {
            names.extend(scopes.iter().map(|name| grant.resource.scope(national, name)));
        }
    }
    if grant.asked.whole.contains(&grant.resource) {
        names.push(grant.resource.scope(national, ".default"));
    }
    names.join(" ")
}

fn id_token(world: &World, grant: &Grant, wrong: Map<String, Value>) -> String {
    let who = &world.accounts[grant.session.account];
    let tenant = world.tenants[grant.session.tenant].id;
    // The real clock: a client checks these times against its own.
    let issued = Timestamp::now().as_second() - 300;
    let mut claims = json!({
        "ver": "2.0",
        "iss": format!("{}/{tenant}/v2.0", world.base),
        "sub": pairwise(who),
        "aud": CLIENT_ID,
        "exp": issued + 300 + ACCESS_SECONDS,
        "iat": issued,
        "nbf": issued,
        "tid": tenant,
    });
    if grant.openid.contains(&"profile") {
        claims["name"] = json!(who.name);
        claims["preferred_username"] = json!(who.address);
        claims["oid"] = json!(who.id);
    }
    if grant.openid.contains(&"email") {
        claims["email"] = json!(who.address);
    }
    if let Some(nonce) = &grant.nonce {
        claims["nonce"] = json!(nonce);
    }
    if let Some(role) = role_template(who.role_in(grant.session.tenant)) {
        claims["wids"] = json!([role]);
    }
    let own = who.home.unwrap_or(who.tenant);
    if own != grant.session.tenant {
        claims["idp"] = json!(format!("https://sts.windows.net/{}/", world.tenants[own].id));
    }
    let mut spoiled = false;
    for (name, value) in wrong {
        match name.as_str() {
            "signature" => spoiled = true,
            _ => claims[name] = value,
        }
    }
    if let Value::Object(claims) = &mut claims {
        claims.retain(|_, value| !value.is_null());
    }
    keys::sign(&claims, spoiled)
}

/// Ids of the built-in roles: learn.microsoft.com, "Microsoft Entra built-in roles".
fn role_template(role: Role) -> Option<&'static str> {
    match role {
        Role::GlobalAdministrator => Some("62e90394-69f5-4237-9190-012177145e10"),
        Role::GlobalReader => Some("f2ef992c-3afb-46b9-b7cf-a126ee74c451"),
        Role::Member => None,
    }
}

/// `sub` differs per application, unlike `oid`.
fn pairwise(who: &Account) -> String {
    let hash = digest::digest(&digest::SHA256, format!("{CLIENT_ID} {}", who.id).as_bytes());
    URL_SAFE_NO_PAD.encode(hash.as_ref())
}
