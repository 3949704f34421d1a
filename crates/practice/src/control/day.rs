//! Days that pass, and days on which the directory is broken.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::fault::Broken;
use crate::tenant::Day;
use crate::world::{World, lock};

pub(super) async fn pass(State(world): State<Arc<World>>, Path(which): Path<String>) -> Result<Json<Day>, StatusCode> {
    match which.as_str() {
        "next" => Ok(Json(world.next_day())),
        "bad" => Ok(Json(world.bad_day())),
        _ => Err(StatusCode::NOT_FOUND),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    how: Option<Broken>,
}

pub(super) async fn broken(State(world): State<Arc<World>>, Json(wish): Json<Wish>) -> StatusCode {
    *lock(&world.broken) = wish.how;
    StatusCode::NO_CONTENT
}
