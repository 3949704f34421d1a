//! Microsoft Graph v1.0, as far as a directory is read.

mod caller;
mod contacts;
mod count;
mod cursor;
mod delta;
mod domains;
mod error;
mod filter;
mod groups;
mod listing;
mod organization;
mod page;
mod property;
mod query;
mod round;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::get;

use crate::tenant::Collection::{self, Contacts, Groups, Users};
use crate::world::World;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/organization", get(organization::list))
        .route("/domains", get(domains::list))
        .route("/domains/{id}/serviceConfigurationRecords", get(domains::records))
        .merge(collection(Users))
        .merge(collection(Groups))
        .merge(collection(Contacts))
        .fallback(error::unknown_segment)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(middleware::from_fn(error::identify))
}

fn collection(collection: Collection) -> Router<Arc<World>> {
    let path = collection.segment();
    Router::new()
        .route(&format!("/{path}"), get(move |r: query::Asked| listing::list(collection, r)))
        .route(&format!("/{path}/delta"), get(move |r: query::Asked| delta::delta(collection, r)))
        .route(&format!("/{path}/$count"), get(move |r: query::Asked| count::count(collection, r)))
}
