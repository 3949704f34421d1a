//! The token endpoint: codes, refresh tokens and what applications sign become tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::digest;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::form_urlencoded;

use super::authorize::unknown_client;
use super::catalogue::{For, error};
use super::claims::{answer_challenge, interaction_required};
use super::error::AadError;
use super::ledger::{Code, Ledger, REFRESH_SECONDS, Refresh, Session};
use super::scopes::{Asked, Resource};
use super::segment::{Segment, resolve};
use super::token_response::{Grant, issue};
use super::{application, device, refuse};
use crate::control::RefuseAt;
use crate::world::{CLIENT_ID, World, lock};

type Form = BTreeMap<String, String>;

pub(super) async fn redeem(State(world): State<Arc<World>>, Path(segment): Path<String>, body: String) -> Response {
    let form: Form = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    if form.get("grant_type").is_some_and(|kind| kind == "client_credentials") {
        let outcome = resolve(&world, &segment).and_then(|segment| application::grant(&world, segment, &form));
        return outcome.unwrap_or_else(IntoResponse::into_response);
    }
    let outcome = match grant(&world, &segment, &form) {
        Ok(grant) => {
            let mut wrong = lock(&world.settings).take_next_token(grant.resource);
            let grant = if wrong.remove("tenant").is_some() { elsewhere(&world, grant) } else { grant };
            issue(&world, &grant, wrong)
        }
        Err(error) => Err(error),
    };
    outcome.unwrap_or_else(IntoResponse::into_response)
}

pub(super) fn field<'a>(form: &'a Form, name: &str) -> Result<&'a str, AadError> {
    form.get(name).map(String::as_str).filter(|value| !value.is_empty()).ok_or_else(|| {
        let text = format!("The request body must contain the following parameter: '{name}'.");
        AadError::new("invalid_request", 900_144, text)
    })
}

fn grant(world: &World, segment: &str, form: &Form) -> Result<Grant, AadError> {
    let segment = resolve(world, segment)?;
    let kind = field(form, "grant_type")?;
    let client = field(form, "client_id")?;
    if client != CLIENT_ID {
        return Err(unknown_client(client));
    }
    if form.contains_key("client_secret") || form.contains_key("client_assertion") {
        let text = "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.";
        return Err(AadError::new("invalid_client", 700_025, text));
    }
    match kind {
        "authorization_code" => by_code(world, segment, form),
        "refresh_token" => by_refresh_token(world, segment, form),
        "urn:ietf:params:oauth:grant-type:device_code" => by_device(world, segment, form),
        other => {
            let text = format!("The app requested an unsupported grant type '{other}'.");
            Err(AadError::new("unsupported_grant_type", 70003, text))
        }
    }
}

fn by_code(world: &World, segment: Segment, form: &Form) -> Result<Grant, AadError> {
    let now = world.now();
    let lifetime = lock(&world.settings).code_seconds;
    let mut guard = lock(&world.ledger);
    let ledger: &mut Ledger = &mut guard;
    let verifier = form.get("code_verifier");
    ledger.verifiers.extend(verifier.cloned());
    let code = ledger.codes.get_mut(field(form, "code")?).filter(|code| issued_here(world, &code.session));
    let code = code.ok_or_else(malformed_code)?;
    check_code(code, segment, form, verifier, now - lifetime)?;
    let asked = match form.get("scope") {
        Some(scope) => Asked::parse(scope, world.place)?,
        None => code.asked.clone(),
    };
    let resources = asked.resources();
    if form.contains_key("scope") && resources.len() > 1 {
        let text = "The provided value for the input parameter 'scope' names more than one resource.";
        return Err(AadError::new("invalid_grant", 700_022, text));
    }
    if let Some(error) = refuse::due(world, RefuseAt::Code) {
        return Err(error);
    }
    code.redeemed = true;
    settle(world, &code.session);
    Ok(Grant {
        session: code.session,
        resource: resources.first().copied().unwrap_or(Resource::Graph),
        asked,
        openid: code.asked.openid.clone(),
        nonce: code.back.nonce.clone(),
    })
}

fn by_device(world: &World, segment: Segment, form: &Form) -> Result<Grant, AadError> {
    if let Some(error) = refuse::due_at_step(world, RefuseAt::Device, false) {
        return Err(error);
    }
    let (session, asked) = device::redeem(world, segment, form)?;
    settle(world, &session);
    let resource = asked.resources().first().copied().unwrap_or(Resource::Graph);
    let openid = asked.openid.clone();
    Ok(Grant { session, resource, asked, openid, nonce: None })
}

/// A person who signed in as a claims challenge demanded owes nothing any more.
fn settle(world: &World, session: &Session) {
    if session.stepped_up {
        lock(&world.challenges).settle(session.account);
    }
}

/// What one national cloud issued is unknown in the others.
fn issued_here(world: &World, session: &Session) -> bool {
    world.tenants[session.tenant].national.authority() == world.place
}

fn check_code(
    code: &Code,
    segment: Segment,
    form: &Form,
    verifier: Option<&String>,
    issued_after: i64,
) -> Result<(), AadError> {
    if code.redeemed {
        let text = "OAuth2 Authorization code was already redeemed, please retry with a new valid code.";
        return Err(AadError::new("invalid_grant", 54005, text));
    }
    if code.issued <= issued_after {
        let text = "The provided authorization code or refresh token has expired. Send a new interactive request.";
        return Err(AadError::new("invalid_grant", 70008, text));
    }
    if code.segment != segment {
        return Err(foreign_code());
    }
    if field(form, "redirect_uri")? != code.back.text {
        let text = "The reply address does not match the one provided when requesting the authorization code.";
        return Err(AadError::new("invalid_grant", 500_112, text));
    }
    let proven = verifier.map(|verifier| {
        let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
        URL_SAFE_NO_PAD.encode(hash.as_ref())
    });
    if proven != code.back.challenge {
        let text = "The Code_Verifier does not match the code_challenge supplied in the authorization request.";
        return Err(AadError::new("invalid_grant", 501_481, text));
    }
    Ok(())
}

fn by_refresh_token(world: &World, segment: Segment, form: &Form) -> Result<Grant, AadError> {
    let asked = Asked::parse(field(form, "scope")?, world.place)?;
    // A refresh token cannot answer a challenge, but what is no claims request is refused.
    answer_challenge(form)?;
    let now = world.now();
    let ledger = lock(&world.ledger);
    let refresh = ledger.refresh.get(field(form, "refresh_token")?);
    let refresh = refresh.filter(|refresh| issued_here(world, &refresh.session)).ok_or_else(malformed_code)?;
    check_refresh(refresh, now)?;
    let session = at_tenant(world, refresh.session, segment)?;
    if let Some(error) = refuse::due(world, RefuseAt::Refresh) {
        return Err(error);
    }
    let owed = lock(&world.challenges).owed(session.account).filter(|_| !session.stepped_up);
    if let Some(claims) = owed {
        return Err(interaction_required(claims));
    }
    // Where several resources are named, the token is for the first one.
    let resource = asked.resources().first().copied().unwrap_or(Resource::Graph);
    let openid = refresh.openid.clone();
    Ok(Grant { session, resource, asked, openid, nonce: None })
}

fn check_refresh(refresh: &Refresh, now: i64) -> Result<(), AadError> {
    if refresh.revoked {
        let text = "The provided grant has expired due to it being revoked, a fresh auth token is \
                    needed. The user might have changed or reset their password.";
        return Err(AadError::new("invalid_grant", 50173, text).with_suberror("bad_token"));
    }
    if now - refresh.issued >= REFRESH_SECONDS {
        return Err(error(700_082, For::Body).with_error("invalid_grant"));
    }
    Ok(())
}

/// A refresh token is bound to its person, not to a tenant.
fn at_tenant(world: &World, session: Session, segment: Segment) -> Result<Session, AadError> {
    let who = &world.accounts[session.account];
    match segment {
        Segment::Any => Ok(session),
        Segment::Tenant(tenant) if who.acts_in(tenant) => Ok(Session { tenant, ..session }),
        Segment::Tenant(tenant) => {
            let text =
                format!("User account '{}' does not exist in tenant '{}'.", who.address, world.tenants[tenant].name);
            Err(AadError::new("invalid_grant", 50020, text))
        }
    }
}

/// Tokens of somebody else's tenant: what a client sees that was led to the wrong place after it had asked for the
/// right one.
fn elsewhere(world: &World, grant: Grant) -> Grant {
    let Some(account) = world.accounts.iter().position(|account| account.tenant == 1) else { return grant };
    lock(&world.ledger).consent(1, account, true, grant.asked.names());
    Grant { session: Session { account, tenant: 1, ..grant.session }, ..grant }
}

pub(super) fn malformed_code() -> AadError {
    error(9_002_313, For::Body)
}

pub(super) fn foreign_code() -> AadError {
    error(700_005, For::Body)
}
