//! The mailboxes of the users: folders, messages, their changes and their MIME content.

mod cursor;
mod delta;
mod folder_delta;
mod folders;
mod limit;
mod messages;
mod open;
mod options;
mod properties;
mod value;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

pub(crate) use limit::limit;

use crate::world::World;

pub(super) fn routes() -> Router<Arc<World>> {
    let message = "messages/{message}";
    let mut router = Router::new()
        .route("/users/{id}/mailFolders", get(folders::top))
        .route("/users/{id}/mailFolders/delta", get(folder_delta::delta))
        .route("/users/{id}/mailFolders/{folder}", get(folders::single))
        .route("/users/{id}/mailFolders/{folder}/childFolders", get(folders::children_of))
        .route("/users/{id}/mailFolders/{folder}/messages", get(messages::in_folder))
        .route("/users/{id}/mailFolders/{folder}/messages/delta", get(delta::delta))
        .route("/users/{id}/messages", get(messages::everywhere));
    for place in ["/users/{id}", "/users/{id}/mailFolders/{folder}"] {
        router = router
            .route(&format!("{place}/{message}"), get(messages::single))
            .route(&format!("{place}/{message}/$value"), get(value::mime));
    }
    router
}
