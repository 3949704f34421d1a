//! The token endpoint: codes and refresh tokens become tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::digest;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::form_urlencoded;

use super::authorize::unknown_client;
use super::error::AadError;
use super::ledger::{Code, Ledger, REFRESH_SECONDS};
use super::scopes::{Asked, Resource};
use super::segment::{Segment, resolve};
use super::token_response::{Grant, issue};
use crate::world::{CLIENT_ID, World, lock};

type Form = BTreeMap<String, String>;

pub(super) async fn redeem(State(world): State<Arc<World>>, Path(segment): Path<String>, body: String) -> Response {
    let form: Form = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let outcome = match grant(&world, &segment, &form) {
        Ok(grant) => issue(&world, &mistaken(&world, grant)),
        Err(error) => Err(error),
    };
    outcome.unwrap_or_else(IntoResponse::into_response)
}

fn field<'a>(form: &'a Form, name: &str) -> Result<&'a str, AadError> {
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
    let code = ledger.codes.get_mut(field(form, "code")?).ok_or_else(malformed)?;
    check_code(code, segment, form, verifier, now - lifetime)?;
    let asked = match form.get("scope") {
        Some(scope) => Asked::parse(scope)?,
        None => code.flow.asked.clone(),
    };
    let resources = asked.resources();
    if form.contains_key("scope") && resources.len() > 1 {
        let text = "The provided value for the input parameter 'scope' names more than one resource.";
        return Err(AadError::new("invalid_grant", 700_022, text));
    }
    code.redeemed = true;
    Ok(Grant {
        account: code.account,
        resource: resources.first().copied().unwrap_or(Resource::Graph),
        asked,
        openid: code.flow.asked.openid.clone(),
        nonce: code.flow.nonce.clone(),
    })
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
    if code.flow.segment != segment {
        let text = "The provided authorization code is intended to use against another tenant, thus rejected.";
        return Err(AadError::new("invalid_grant", 700_005, text));
    }
    if field(form, "redirect_uri")? != code.flow.redirect_text {
        let text = "The reply address does not match the one provided when requesting the authorization code.";
        return Err(AadError::new("invalid_grant", 500_112, text));
    }
    let proven = verifier.map(|verifier| {
        let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
        URL_SAFE_NO_PAD.encode(hash.as_ref())
    });
    if proven != code.flow.challenge {
        let text = "The Code_Verifier does not match the code_challenge supplied in the authorization request.";
        return Err(AadError::new("invalid_grant", 501_481, text));
    }
    Ok(())
}

fn by_refresh_token(world: &World, segment: Segment, form: &Form) -> Result<Grant, AadError> {
    let asked = Asked::parse(field(form, "scope")?)?;
    let now = world.now();
    let ledger = lock(&world.ledger);
    let refresh = ledger.refresh.get(field(form, "refresh_token")?).ok_or_else(malformed)?;
    if refresh.revoked {
        let text = "The provided grant has expired due to it being revoked, a fresh auth token is \
                    needed. The user might have changed or reset their password.";
        return Err(AadError::new("invalid_grant", 50173, text).with_suberror("bad_token"));
    }
    if now - refresh.issued >= REFRESH_SECONDS {
        let text = "The refresh token has expired due to inactivity.";
        return Err(AadError::new("invalid_grant", 700_082, text).with_suberror("token_expired"));
    }
    let who = &world.accounts[refresh.account];
    if let Segment::Tenant(tenant) = segment
        && tenant != who.tenant
    {
        let text = format!("User account '{}' does not exist in tenant '{}'.", who.address, world.tenants[tenant].name);
        return Err(AadError::new("invalid_grant", 50020, text));
    }
    // Where several resources are named, the token is for the first one.
    let resource = asked.resources().first().copied().unwrap_or(Resource::Graph);
    let openid = refresh.openid.clone();
    Ok(Grant { account: refresh.account, resource, asked, openid, nonce: None })
}

/// On request, the next tokens are those of somebody else's tenant: what a client sees that was
/// led to the wrong place after it had asked for the right one.
fn mistaken(world: &World, grant: Grant) -> Grant {
    let asked_for = lock(&world.settings).next_token.as_mut().and_then(|next| next.remove("tenant"));
    let other = world.accounts.iter().position(|account| account.tenant != 0);
    let (Some(_), Some(account)) = (asked_for, other) else {
        return grant;
    };
    lock(&world.ledger).consent(1, account, true, grant.asked.names());
    Grant { account, ..grant }
}

fn malformed() -> AadError {
    AadError::new("invalid_grant", 9_002_313, "Invalid request. Request is malformed or invalid.")
}
