//! Exchange Online's admin interface, `adminapi/beta`.

mod accepted_domains;
mod caller;
mod error;
mod invoke;
mod parameters;
mod recipients;

use std::sync::Arc;

use axum::Router;
use axum::routing::post;

use crate::world::World;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new().route("/{tenant}/InvokeCommand", post(invoke::invoke))
}
