//! Mail that arrives, moves and vanishes, and what was asked of the mailboxes.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::mail::{Arrival, MailCounts, MailEditError, MailEvent, MailTruth};
use crate::world::World;

impl IntoResponse for MailEditError {
    fn into_response(self) -> Response {
        (StatusCode::NOT_FOUND, format!("{self}\n")).into_response()
    }
}

pub(super) async fn counts(State(world): State<Arc<World>>) -> Json<Vec<MailCounts>> {
    Json(world.mail.meter.counts())
}

pub(super) async fn reset(State(world): State<Arc<World>>) -> StatusCode {
    world.mail.meter.reset();
    StatusCode::NO_CONTENT
}

pub(super) async fn forget(State(world): State<Arc<World>>) -> StatusCode {
    world.mail.forget_rounds();
    StatusCode::NO_CONTENT
}

pub(super) async fn truth(
    State(world): State<Arc<World>>,
    Path(who): Path<String>,
) -> Result<Json<Vec<MailTruth>>, MailEditError> {
    world.mail_truth(&who).map(Json)
}

pub(super) async fn arrive(
    State(world): State<Arc<World>>,
    Path(who): Path<String>,
    Json(arrival): Json<Arrival>,
) -> Result<Json<Value>, MailEditError> {
    world.mail_arrive(&who, &arrival).map(|ids| Json(json!({ "ids": ids })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    message: String,
    /// A well-known name or an id; none: gone for good.
    #[serde(default)]
    to: Option<String>,
}

pub(super) async fn place(
    State(world): State<Arc<World>>,
    Path(who): Path<String>,
    Json(wish): Json<Move>,
) -> Result<StatusCode, MailEditError> {
    world.mail_place(&who, &wish.message, wish.to.as_deref()).map(|()| StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Others {
    folder: String,
    count: u32,
}

pub(super) async fn others(
    State(world): State<Arc<World>>,
    Path(who): Path<String>,
    Json(Others { folder, count }): Json<Others>,
) -> Result<StatusCode, MailEditError> {
    world.mail_others(&who, &folder, count).map(|()| StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Later {
    after: u32,
    event: MailEvent,
}

pub(super) async fn later(
    State(world): State<Arc<World>>,
    Path(who): Path<String>,
    Json(Later { after, event }): Json<Later>,
) -> Result<StatusCode, MailEditError> {
    world.mail_later(&who, after, event).map(|()| StatusCode::NO_CONTENT)
}
