//! A stand-in for the Control Panel API of a mail filter: grammar, envelope and quirks as public integrations
//! show them. Own words where none of them quotes the original.

mod aliases;
mod call;
mod desk;
mod domains;
mod general;
mod guard;
mod meter;
mod outgoing;
mod page;
mod reply;
mod request;
mod state;
mod users;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{self, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get};

pub use call::Call;
pub use meter::PanelCounts;
pub use state::{PanelAccount, PanelDomain, Products};

pub(crate) use state::Panel;

use crate::control::Said;
use crate::faults::watch;
use crate::world::{World, lock};
use desk::Desk;
use reply::{Refusal, respond};
use request::Request;

pub(crate) fn routes(world: &Arc<World>) -> Router {
    Router::new()
        .route("/api/{*call}", any(call))
        .layer(middleware::from_fn_with_state(Arc::clone(world), watch))
        .layer(middleware::from_fn_with_state(Arc::clone(world), measure))
        .route("/", get(page::show))
        .with_state(Arc::clone(world))
}

/// What may stand in a list of requests: calls carry passwords in their path.
pub(crate) fn without_parameters(path: &str) -> &str {
    let Some(rest) = path.strip_prefix("/api/") else { return path };
    let end = rest.match_indices('/').nth(1).map_or(rest.len(), |(at, _)| at);
    &path[.."/api/".len() + end]
}

/// Counts the call, and holds it up as long as is wished.
async fn measure(State(world): State<Arc<World>>, request: extract::Request, next: Next) -> Response {
    let path = without_parameters(request.uri().path());
    let (_underway, now) = world.panel.meter.begin(path.trim_start_matches("/api/"));
    let (latency, most) = {
        let settings = lock(&world.settings);
        (settings.panel.latency_ms, settings.panel.at_once)
    };
    if most.is_some_and(|most| now > most) {
        return (StatusCode::SERVICE_UNAVAILABLE, Html("<h1>Service Temporarily Unavailable</h1>")).into_response();
    }
    if latency > 0 {
        let wait = tokio::time::sleep(Duration::from_millis(latency));
        let _ = world.stopping.run_until_cancelled(wait).await;
    }
    next.run(request).await
}

async fn call(State(world): State<Arc<World>>, headers: HeaderMap, uri: Uri) -> Response {
    let request = Request::parse(uri.path().strip_prefix("/api/").unwrap_or_default());
    let Some((user, password)) = guard::credentials(&headers) else { return guard::challenge() };
    let call = Call::named(&request.call);
    let (settings, said) = {
        let mut settings = lock(&world.settings);
        let said = settings.panel.take_said(call);
        (settings.panel.clone(), said)
    };
    if let Some(Said { done: false, how, .. }) = said {
        return how.respond(request.json);
    }
    let outcome = guard::admit(&world.panel, &settings, &user, &password).and_then(|caller| {
        let call = call.ok_or_else(Refusal::usage)?;
        let mut state = lock(&world.panel.state);
        Desk { state: &mut state, settings: &settings, caller: &caller, request: &request }.serve(call)
    });
    match said {
        Some(said) => said.how.respond(request.json),
        None => respond(&outcome, request.json),
    }
}

impl crate::control::Words {
    fn respond(&self, json: bool) -> Response {
        match self {
            Self::Error(words) => respond(&Err(Refusal::because(words.clone())), json),
            Self::Body(body) => body.clone().into_response(),
        }
    }
}
