//! The admin consent endpoint: an administrator consents for the whole tenant, without signing in to
//! the application.
//!
//! Shapes: learn.microsoft.com, "Admin consent on the Microsoft identity platform".

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use url::Url;

use super::authorize::{Parameters, application, pick, required};
use super::catalogue::{For, error};
use super::error::{AadError, found};
use super::ledger::{End, Flow, Session};
use super::refuse;
use super::scopes::Asked;
use super::segment::Segment;
use crate::control::RefuseAt;
use crate::world::World;

pub(super) async fn start(
    State(world): State<Arc<World>>,
    Path(segment): Path<String>,
    Query(parameters): Query<Parameters>,
) -> Response {
    let (known, uri) = match application(&world, &segment, &parameters) {
        Ok(known) => known,
        Err(error) => return error.page(),
    };
    if let Some(error) = refuse::due_at_step(&world, RefuseAt::Page, true) {
        return error.page();
    }
    // Consent for everybody needs to know of which tenant.
    if segment.eq_ignore_ascii_case("common") {
        return error(50059, For::Browser).page();
    }
    match flow(&world, known, uri.clone(), &parameters) {
        Ok(flow) => pick(&world, &segment, flow, None),
        Err(error) => {
            let mut url = uri;
            url.query_pairs_mut().append_pair("admin_consent", "True");
            error.redirect(&url, parameters.get("state").map(String::as_str))
        }
    }
}

fn flow(world: &World, segment: Segment, uri: Url, parameters: &Parameters) -> Result<Flow, AadError> {
    Ok(Flow {
        segment,
        asked: Asked::parse(required(parameters, "scope")?, world.place)?,
        state: parameters.get("state").cloned(),
        force_consent: true,
        stepped_up: false,
        end: End::Approval(uri),
    })
}

/// What both outcomes have in common: `admin_consent` is no sign of success.
fn answer(world: &World, uri: &Url, session: Session) -> Url {
    let mut url = uri.clone();
    let tenant = world.tenants[session.tenant].id.to_string();
    url.query_pairs_mut().append_pair("admin_consent", "True").append_pair("tenant", &tenant);
    url
}

pub(super) fn approved(world: &World, flow: &Flow, uri: &Url, session: Session) -> Response {
    let mut url = answer(world, uri, session);
    let scope = flow.asked.in_full(world.tenants[session.tenant].national);
    url.query_pairs_mut().append_pair("scope", &scope);
    if let Some(state) = &flow.state {
        url.query_pairs_mut().append_pair("state", state);
    }
    found(&url)
}

pub(super) fn failed(world: &World, flow: &Flow, uri: &Url, session: Session, error: &AadError) -> Response {
    error.redirect(&answer(world, uri, session), flow.state.as_deref())
}
