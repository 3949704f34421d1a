//! Applications as an administrator sets them up by hand, in the portal and in Exchange's PowerShell.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::apps::{AppEditError, RegisteredApp};
use crate::world::World;

impl IntoResponse for AppEditError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::UnknownApplication(_) => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        };
        (status, format!("{self}\n")).into_response()
    }
}

pub(super) async fn list(State(world): State<Arc<World>>) -> Json<Vec<RegisteredApp>> {
    Json(world.registered_apps())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registration {
    name: String,
    /// DER as base64, what stands between the lines of a PEM file.
    certificate: String,
    /// Application permissions of Microsoft Graph, such as `Mail.Read`.
    #[serde(default)]
    roles: Vec<String>,
}

pub(super) async fn register(
    State(world): State<Arc<World>>,
    Json(wish): Json<Registration>,
) -> Result<Json<RegisteredApp>, AppEditError> {
    let lines = wish.certificate.lines().filter(|line| !line.starts_with("-----"));
    let der = STANDARD.decode(lines.collect::<String>()).map_err(|_| AppEditError::NoCertificate)?;
    let roles: Vec<&str> = wish.roles.iter().map(String::as_str).collect();
    world.register_app(&wish.name, &der, &roles).map(Json)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScopeWish {
    /// Primary addresses; none: every mailbox.
    mailboxes: Option<Vec<String>>,
}

pub(super) async fn scope(
    State(world): State<Arc<World>>,
    Path(app): Path<String>,
    Json(wish): Json<ScopeWish>,
) -> Result<StatusCode, AppEditError> {
    world.scope_app(&app, wish.mailboxes.as_deref()).map(|()| StatusCode::NO_CONTENT)
}
