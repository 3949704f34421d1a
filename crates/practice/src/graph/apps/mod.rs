//! Applications, their service principals and what they were granted.

mod applications;
mod assignments;
mod deleted;
mod desk;
mod filter;
mod keys;
mod principals;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get};

use crate::world::World;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/applications", get(applications::list).post(applications::create))
        .route("/applications/{id}", get(applications::single).patch(applications::change).delete(applications::remove))
        .route("/servicePrincipals", get(principals::list).post(principals::create))
        .route("/servicePrincipals/{id}", get(principals::single).delete(principals::remove))
        .route(
            "/servicePrincipals/{id}/appRoleAssignments",
            get(assignments::list).post(assignments::create_for_principal),
        )
        .route(
            "/servicePrincipals/{id}/appRoleAssignedTo",
            get(assignments::given).post(assignments::create_of_resource),
        )
        .route("/servicePrincipals/{id}/appRoleAssignments/{assignment}", delete(assignments::remove))
        .route("/servicePrincipals/{id}/appRoleAssignedTo/{assignment}", delete(assignments::remove))
        .route("/directory/deletedItems/microsoft.graph.application", get(deleted::applications))
        .route("/directory/deletedItems/microsoft.graph.servicePrincipal", get(deleted::principals))
        .route("/directory/deletedItems/{id}", delete(deleted::purge))
}
