//! Edits of a tenant: what an administrator would do in the admin centre.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;

use crate::tenant::{Collection, DomainEdit, Edit, EditError, Tenant};
use crate::world::{World, write};

type Place = Path<(String, Collection, String)>;

impl IntoResponse for EditError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::WrongCollection { .. } => StatusCode::BAD_REQUEST,
            _ => StatusCode::NOT_FOUND,
        };
        (status, format!("{self}\n")).into_response()
    }
}

fn tenant<'a>(world: &'a World, name: &str) -> Result<&'a Tenant, EditError> {
    let found = world.tenant(name).map(|n| &world.tenants[n]);
    found.ok_or_else(|| EditError::UnknownTenant(name.to_owned()))
}

fn answer(id: Uuid) -> Response {
    Json(json!({ "id": id })).into_response()
}

pub(super) async fn upsert(
    State(world): State<Arc<World>>,
    Path((name, collection, who)): Place,
    Json(edit): Json<Edit>,
) -> Result<Response, EditError> {
    let mut directory = write(&tenant(&world, &name)?.directory);
    directory.upsert(collection, &who, &edit).map(answer)
}

pub(super) async fn remove(
    State(world): State<Arc<World>>,
    Path((name, collection, who)): Place,
) -> Result<Response, EditError> {
    let mut directory = write(&tenant(&world, &name)?.directory);
    directory.remove(collection, &who).map(answer)
}

pub(super) async fn upsert_domain(
    State(world): State<Arc<World>>,
    Path((name, domain)): Path<(String, String)>,
    Json(edit): Json<DomainEdit>,
) -> Result<StatusCode, EditError> {
    tenant(&world, &name)?.upsert_domain(&domain, &edit);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn remove_domain(
    State(world): State<Arc<World>>,
    Path((name, domain)): Path<(String, String)>,
) -> Result<StatusCode, EditError> {
    tenant(&world, &name)?.remove_domain(&domain)?;
    Ok(StatusCode::NO_CONTENT)
}
