//! The sign-in page's form: an account was chosen.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};

use super::error::{AadError, found};
use super::ledger::{Code, Flow};
use super::pages::{ConsentPage, consent};
use super::scopes::{in_words, needs_administrator};
use super::segment::Segment;
use crate::random;
use crate::tenant::Role;
use crate::world::{CLIENT_ID, World, lock};

pub(super) async fn choose(
    State(world): State<Arc<World>>,
    Path(segment): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let (id, flow, account) = match chosen(&world, &form) {
        Ok(chosen) => chosen,
        Err(error) => return error.page(),
    };
    if let Err(error) = admit(&world, &flow, account) {
        return error.page();
    }
    let missing = missing_consent(&world, &flow, account);
    if missing.is_empty() && !flow.force_consent {
        return issue_code(&world, id, account);
    }
    let who = &world.accounts[account];
    let administrator = who.role == Role::GlobalAdministrator;
    if !administrator && missing.iter().any(|name| needs_administrator(name)) {
        return approval_needed().page();
    }
    let names = flow.asked.openid.iter().copied().chain(flow.asked.names());
    let page = ConsentPage {
        flow: id,
        action: &format!("/{segment}/consent"),
        account: who,
        tenant: &world.tenants[who.tenant].name,
        permissions: names.map(|name| (name, in_words(name))).collect(),
        administrator,
    };
    Html(consent(&page)).into_response()
}

/// The sign-in under way and the account that a submitted form names.
pub(super) fn chosen<'a>(
    world: &World,
    form: &'a BTreeMap<String, String>,
) -> Result<(&'a str, Flow, usize), AadError> {
    let id = form.get("flow").map(String::as_str).unwrap_or_default();
    let flow = lock(&world.ledger)
        .flows
        .get(id)
        .cloned()
        .ok_or_else(|| AadError::new("invalid_request", 50089, "The sign-in has expired. Start again."))?;
    let address = form.get("account").map(String::as_str).unwrap_or_default();
    let account = world.account(address).ok_or_else(|| {
        let text = format!("The user account '{address}' does not exist in this directory.");
        AadError::new("invalid_grant", 50034, text)
    })?;
    Ok((id, flow, account))
}

/// May this account sign in here at all?
pub(super) fn admit(world: &World, flow: &Flow, account: usize) -> Result<(), AadError> {
    let who = &world.accounts[account];
    if let Segment::Tenant(tenant) = flow.segment
        && tenant != who.tenant
    {
        let text = format!(
            "User account '{}' from identity provider '{}/{}/' does not exist in tenant '{}' and \
             cannot access the application '{CLIENT_ID}' in that tenant.",
            who.address, world.base, world.tenants[who.tenant].id, world.tenants[tenant].name
        );
        return Err(AadError::new("invalid_request", 50020, text));
    }
    if who.blocked {
        let text = "Access has been blocked by Conditional Access policies.";
        return Err(AadError::new("access_denied", 53003, text));
    }
    Ok(())
}

pub(super) fn approval_needed() -> AadError {
    let text = "Need admin approval. Tenantry needs permissions to your organisation's resources \
                that only an administrator can grant.";
    AadError::new("access_denied", 90094, text)
}

pub(super) fn missing_consent(world: &World, flow: &Flow, account: usize) -> Vec<&'static str> {
    let tenant = world.accounts[account].tenant;
    let ledger = lock(&world.ledger);
    let mut names = flow.asked.names();
    names.retain(|name| !ledger.is_consented(tenant, account, name));
    names
}

/// Ends the sign-in: back to the application with a code.
pub(super) fn issue_code(world: &World, flow: &str, account: usize) -> Response {
    let mut ledger = lock(&world.ledger);
    let Some(flow) = ledger.flows.remove(flow) else {
        let text = "The sign-in has expired. Start again.";
        return AadError::new("invalid_request", 50089, text).page();
    };
    let code = format!("1.A{}", random::text(600));
    let mut url = flow.redirect_uri.clone();
    url.query_pairs_mut().append_pair("code", &code);
    if let Some(state) = &flow.state {
        url.query_pairs_mut().append_pair("state", state);
    }
    url.query_pairs_mut().append_pair("session_state", &uuid::Uuid::new_v4().to_string());
    let now = world.now();
    ledger.codes.insert(code, Code { flow, account, issued: now, redeemed: false });
    found(&url)
}
