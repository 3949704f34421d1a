//! The sign-in page's form: an account was chosen.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};

use super::catalogue::{For, error};
use super::error::{AadError, found};
use super::ledger::{Code, End, Flow, Return, Session};
use super::pages::{self, ConsentPage};
use super::scopes::{in_words, needs_administrator};
use super::segment::Segment;
use super::{approval, device, refuse};
use crate::control::RefuseAt;
use crate::random;
use crate::tenant::Role;
use crate::world::{CLIENT_ID, World, lock};

/// A sign-in under way, and who is about to end it.
pub(super) struct Step<'a> {
    pub id: &'a str,
    pub flow: Flow,
    pub session: Session,
}

pub(super) async fn choose(
    State(world): State<Arc<World>>,
    Path(segment): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let step = match step(&world, &form) {
        Ok(step) => step,
        Err(error) => return error.page(),
    };
    if let Some(error) = refuse::due_at_step(&world, RefuseAt::Page, false) {
        return error.page();
    }
    match &step.flow.end {
        End::Device(_) => Html(pages::confirm(&world, &segment, &step)).into_response(),
        End::Approval(_) => go_on(&world, &segment, &step),
        End::Code(back) => match refuse::due_at_step(&world, RefuseAt::Redirect, false) {
            Some(error) => {
                lock(&world.ledger).flows.remove(step.id);
                error.redirect(&back.uri, step.flow.state.as_deref())
            }
            None => go_on(&world, &segment, &step),
        },
    }
}

/// The consent page, or the end of the sign-in where nothing is left to ask.
pub(super) fn go_on(world: &World, segment: &str, step: &Step<'_>) -> Response {
    let Step { id, flow, session } = step;
    let missing = missing_consent(world, flow, session);
    let approving = matches!(flow.end, End::Approval(_));
    if missing.is_empty() && !flow.force_consent && !approving {
        return finish(world, id, *session);
    }
    let who = &world.accounts[session.account];
    let administrator = who.role_in(session.tenant) == Role::GlobalAdministrator;
    if approving && !administrator {
        return error(90093, For::Browser).page();
    }
    if !administrator && missing.iter().any(|name| needs_administrator(name)) {
        return approval_needed(world, session).page();
    }
    let names = flow.asked.openid.iter().copied().chain(flow.asked.names());
    let page = ConsentPage {
        flow: id,
        action: &format!("{}/{segment}/consent", world.place.prefix()),
        account: who,
        tenant: &world.tenants[session.tenant].name,
        permissions: names.map(|name| (name, in_words(name))).collect(),
        administrator: administrator && !approving,
        approving,
    };
    Html(pages::consent(&page)).into_response()
}

/// The sign-in under way that a submitted form names, with an account that may sign in there.
pub(super) fn step<'a>(world: &World, form: &'a BTreeMap<String, String>) -> Result<Step<'a>, AadError> {
    let id = form.get("flow").map(String::as_str).unwrap_or_default();
    let flow = lock(&world.ledger).flows.get(id).cloned().ok_or_else(|| error(50089, For::Browser))?;
    let address = form.get("account").map(String::as_str).unwrap_or_default();
    let here = |account: &usize| world.place.knows(world.tenants[world.accounts[*account].tenant].national);
    let account = world.account(address).filter(here).ok_or_else(|| {
        let text = format!("The user account '{address}' does not exist in this directory.");
        AadError::new("invalid_grant", 50034, text)
    })?;
    let session = admit(world, &flow, account)?;
    Ok(Step { id, flow, session })
}

/// May this account sign in here at all?
fn admit(world: &World, flow: &Flow, account: usize) -> Result<Session, AadError> {
    let who = &world.accounts[account];
    let own = who.home.unwrap_or(who.tenant);
    let tenant = match flow.segment {
        Segment::Any => own,
        Segment::Tenant(tenant) => tenant,
    };
    if !who.acts_in(tenant) {
        let text = format!(
            "User account '{}' from identity provider '{}/{}/' does not exist in tenant '{}' and \
             cannot access the application '{CLIENT_ID}' in that tenant.",
            who.address, world.base, world.tenants[own].id, world.tenants[tenant].name
        );
        return Err(AadError::new("invalid_request", 50020, text));
    }
    match who.refused {
        Some(number) => Err(error(number, For::Browser)),
        None => Ok(Session { account, tenant, stepped_up: flow.stepped_up }),
    }
}

/// A partner's technician meets another refusal than the tenant's own people.
pub(super) fn approval_needed(world: &World, session: &Session) -> AadError {
    let partner = world.accounts[session.account].delegated == Some(session.tenant);
    error(if partner { 90099 } else { 90094 }, For::Browser)
}

pub(super) fn missing_consent(world: &World, flow: &Flow, session: &Session) -> Vec<&'static str> {
    let ledger = lock(&world.ledger);
    let mut names = flow.asked.names();
    names.retain(|name| !ledger.is_consented(session.tenant, session.account, name));
    names
}

/// Ends the sign-in in the way it was begun.
pub(super) fn finish(world: &World, id: &str, session: Session) -> Response {
    let Some(flow) = lock(&world.ledger).flows.remove(id) else {
        return error(50089, For::Browser).page();
    };
    match &flow.end {
        End::Code(back) => issue_code(world, &flow, back, session),
        End::Device(code) => device::allow(world, code, session),
        End::Approval(uri) => approval::approved(world, &flow, uri, session),
    }
}

/// Ends the sign-in because the person said no.
pub(super) fn decline(world: &World, id: &str, flow: &Flow, session: Session) -> Response {
    lock(&world.ledger).flows.remove(id);
    let declined = error(65004, For::Browser);
    match &flow.end {
        End::Code(back) => declined.redirect(&back.uri, flow.state.as_deref()),
        End::Device(code) => device::decline(world, code),
        End::Approval(uri) => approval::failed(world, flow, uri, session, &declined.with_error("consent_required")),
    }
}

/// Back to the application with a code.
fn issue_code(world: &World, flow: &Flow, back: &Return, session: Session) -> Response {
    let code = format!("1.A{}", random::text(600));
    let mut url = back.uri.clone();
    url.query_pairs_mut().append_pair("code", &code);
    if let Some(state) = &flow.state {
        url.query_pairs_mut().append_pair("state", state);
    }
    url.query_pairs_mut().append_pair("session_state", &uuid::Uuid::new_v4().to_string());
    let issued = Code {
        segment: flow.segment,
        asked: flow.asked.clone(),
        back: back.clone(),
        session,
        issued: world.now(),
        redeemed: false,
    };
    lock(&world.ledger).codes.insert(code, issued);
    found(&url)
}
