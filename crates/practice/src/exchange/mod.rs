//! Exchange Online's admin interfaces, `adminapi/beta` and `adminapi/v2.0`.

mod accepted_domains;
mod caller;
mod error;
mod invoke;
mod mail_flow;
mod parameters;
mod rbac;
mod recipients;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::post;
use jiff::{SignedDuration, Timestamp};

use crate::world::{World, lock};

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    let routes = Router::new().route("/{tenant}/InvokeCommand", post(invoke::invoke));
    routes.layer(middleware::from_fn_with_state(Arc::clone(world), allowance))
}

pub(crate) fn second_routes(world: &Arc<World>) -> Router<Arc<World>> {
    let routes = Router::new().route("/{tenant}/{endpoint}", post(invoke::endpoint));
    routes.layer(middleware::from_fn_with_state(Arc::clone(world), allowance))
}

/// Requests a client may make until the next reset.
const ALLOWANCE: u64 = 30_000;

/// Every answer says how much of the allowance is left.
async fn allowance(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let asked = lock(&world.requests).iter().filter(|(line, _)| line.contains("/adminapi/")).map(|(_, n)| n).sum();
    let reset = Timestamp::now() + SignedDuration::from_mins(5);
    for (name, value) in [
        ("rate-limit-limit", ALLOWANCE.to_string()),
        ("rate-limit-remaining", ALLOWANCE.saturating_sub(asked).to_string()),
        ("rate-limit-reset", reset.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
