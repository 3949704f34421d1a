//! Microsoft Graph v1.0, as far as a directory and its mail are read.

mod apps;
mod batch;
mod cache;
mod caller;
mod contacts;
mod count;
mod cursor;
mod delta;
mod domains;
mod error;
mod filter;
mod groups;
mod gzip;
mod listing;
mod mail;
mod organization;
mod page;
mod property;
mod query;
mod report;
mod round;
mod single;
mod users;
mod walk;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

use crate::tenant::Collection::{self, Contacts, Groups, Users};
use crate::world::World;

pub(crate) use cache::Pages;
pub(crate) use mail::limit;
pub(crate) use report::routes as beta;

pub(crate) fn routes() -> Router<Arc<World>> {
    single_routes().route("/$batch", post(batch::run).layer(middleware::from_fn(error::identify)))
}

/// What can be asked for alone or as part of a batch.
fn single_routes() -> Router<Arc<World>> {
    Router::new()
        .route("/me", get(single::me))
        .route("/users/{id}", get(single::user))
        .route("/users/{id}/mailboxSettings/userPurpose", get(single::purpose))
        .route("/organization", get(organization::list))
        .route("/domains", get(domains::list))
        .route("/domains/{id}/serviceConfigurationRecords", get(domains::records))
        .merge(apps::routes())
        .merge(mail::routes())
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
