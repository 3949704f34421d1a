//! The authorize endpoint: checks the application's request and shows the sign-in page.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use url::{Host, Url};

use super::catalogue::{For, error};
use super::claims::answer_challenge;
use super::error::AadError;
use super::ledger::{End, Flow, Return};
use super::scopes::Asked;
use super::segment::{Segment, resolve};
use super::{pages, refuse};
use crate::control::RefuseAt;
use crate::random;
use crate::world::{CLIENT_ID, World, lock};

pub(super) type Parameters = BTreeMap<String, String>;

pub(super) async fn start(
    State(world): State<Arc<World>>,
    Path(segment): Path<String>,
    Query(parameters): Query<Parameters>,
) -> Response {
    let (segment_found, redirect_uri) = match application(&world, &segment, &parameters) {
        Ok(known) => known,
        Err(error) => return error.page(),
    };
    if let Some(error) = refuse::due_at_step(&world, RefuseAt::Page, true) {
        return error.page();
    }
    let state = parameters.get("state").map(String::as_str);
    if let Some(error) = refuse::due_at_step(&world, RefuseAt::Redirect, true) {
        return error.redirect(&redirect_uri, state);
    }
    match flow(&world, segment_found, redirect_uri.clone(), &parameters) {
        Ok(flow) => pick(&world, &segment, flow, parameters.get("login_hint")),
        Err(error) => error.redirect(&redirect_uri, state),
    }
}

/// The page on which an account is chosen; the hinted one comes first.
pub(super) fn pick(world: &World, segment: &str, flow: Flow, hint: Option<&String>) -> Response {
    let id = random::text(18);
    lock(&world.ledger).flows.insert(id.clone(), flow);
    let hint = hint.map(String::as_str).unwrap_or_default();
    let here = world.accounts.iter().filter(|account| world.place.knows(world.tenants[account.tenant].national));
    let (hinted, others): (Vec<_>, Vec<_>) = here.partition(|account| account.address.eq_ignore_ascii_case(hint));
    let accounts = hinted.into_iter().chain(others);
    let action = format!("{}/{segment}/login", world.place.prefix());
    Html(pages::pick_account(&id, &action, accounts)).into_response()
}

pub(super) fn required<'a>(parameters: &'a Parameters, name: &str) -> Result<&'a str, AadError> {
    parameters.get(name).map(String::as_str).filter(|value| !value.is_empty()).ok_or_else(|| {
        let text = format!("The request must contain the following parameter: '{name}'.");
        AadError::new("invalid_request", 900_144, text)
    })
}

/// What must be right before anything may be sent back to the redirect address.
pub(super) fn application(world: &World, segment: &str, parameters: &Parameters) -> Result<(Segment, Url), AadError> {
    let segment = resolve(world, segment)?;
    let client = required(parameters, "client_id")?;
    if client != CLIENT_ID {
        return Err(unknown_client(client));
    }
    let text = required(parameters, "redirect_uri")?;
    Ok((segment, registered_redirect(text).ok_or_else(|| wrong_redirect(text))?))
}

pub(super) fn unknown_client(client: &str) -> AadError {
    let text = format!(
        "Application with identifier '{client}' was not found in the directory. It has not been \
         installed by the administrator of the tenant or consented to by any user in the tenant."
    );
    AadError::new("unauthorized_client", 700_016, text)
}

fn wrong_redirect(text: &str) -> AadError {
    let text = format!(
        "The redirect URI '{text}' specified in the request does not match the redirect URIs \
         configured for the application '{CLIENT_ID}'."
    );
    AadError::new("invalid_request", 50011, text)
}

/// The registered addresses are `http://localhost` and `http://localhost/callback`. The port is
/// ignored with that name, the path is not (learn.microsoft.com, "Redirect URI (reply URL)
/// restrictions and limitations").
fn registered_redirect(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let localhost = url.host() == Some(Host::Domain("localhost"));
    let path = matches!(url.path(), "/" | "/callback");
    (url.scheme() == "http" && localhost && plain && path).then_some(url)
}

fn flow(world: &World, segment: Segment, uri: Url, parameters: &Parameters) -> Result<Flow, AadError> {
    let response_type = required(parameters, "response_type")?;
    if response_type != "code" {
        let text = format!("The response_type '{response_type}' is not enabled for the application.");
        return Err(AadError::new("unsupported_response_type", 700_054, text));
    }
    if parameters.get("response_mode").is_some_and(|mode| mode != "query") {
        let text = "The value of 'response_mode' is not supported for this request.";
        return Err(AadError::new("invalid_request", 9_002_313, text));
    }
    let asked = Asked::parse(required(parameters, "scope")?, world.place)?;
    let prompt = parameters.get("prompt").map(String::as_str);
    match prompt {
        None | Some("login" | "consent" | "select_account") => {}
        Some("none") => return Err(error(50058, For::Browser)),
        Some(other) => {
            let text = format!("The value '{other}' of the parameter 'prompt' is not supported.");
            return Err(AadError::new("invalid_request", 90023, text));
        }
    }
    Ok(Flow {
        segment,
        asked,
        state: parameters.get("state").cloned(),
        force_consent: prompt == Some("consent"),
        stepped_up: answer_challenge(parameters)?,
        end: End::Code(Return {
            uri,
            text: parameters.get("redirect_uri").cloned().unwrap_or_default(),
            nonce: parameters.get("nonce").cloned(),
            challenge: challenge(parameters)?,
        }),
    })
}

/// The PKCE challenge (RFC 7636), S256 only; absent if the client does without.
fn challenge(parameters: &Parameters) -> Result<Option<String>, AadError> {
    let Some(challenge) = parameters.get("code_challenge") else {
        return Ok(None);
    };
    let method = parameters.get("code_challenge_method").map(String::as_str);
    if method != Some("S256") || !(43..=128).contains(&challenge.len()) {
        let text = "Invalid size or method of the Code_Challenge parameter.";
        return Err(AadError::new("invalid_request", 501_491, text));
    }
    Ok(Some(challenge.clone()))
}
