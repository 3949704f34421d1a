//! `$batch`: up to 20 requests in one, each with a status of its own.
//!
//! learn.microsoft.com, "Combine multiple HTTP requests using JSON batching".

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tower::ServiceExt as _;

use super::caller::caller;
use super::error::GraphError;
use super::mail::limit;
use crate::faults::watch;
use crate::world::World;

const LIMIT: usize = 20;

#[derive(Debug, Deserialize)]
pub(super) struct Batch {
    requests: Vec<Item>,
}

#[derive(Debug, Deserialize)]
struct Item {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: Map<String, Value>,
}

pub(super) async fn run(State(world): State<Arc<World>>, headers: HeaderMap, Json(batch): Json<Batch>) -> Response {
    if let Err(error) = check(&world, &headers, &batch) {
        return error.into_response();
    }
    let rooms = Router::new().nest("/v1.0", super::single_routes());
    let rooms = rooms.layer(middleware::from_fn_with_state(Arc::clone(&world), watch));
    let rooms = rooms.layer(middleware::from_fn_with_state(Arc::clone(&world), limit)).with_state(Arc::clone(&world));
    let mut responses = Vec::new();
    for item in &batch.requests {
        responses.push(answer(&rooms, item, &headers).await);
    }
    // In any order, says the documentation: clients go by the id.
    responses.reverse();
    Json(json!({ "responses": responses })).into_response()
}

fn check(world: &World, headers: &HeaderMap, batch: &Batch) -> Result<(), GraphError> {
    caller(world, headers, &[])?;
    if batch.requests.len() > LIMIT {
        let message = format!("Number of batch request steps exceeds the maximum value of {LIMIT}.");
        return Err(GraphError::new(StatusCode::BAD_REQUEST, "BadRequest", message));
    }
    let ids: BTreeSet<String> = batch.requests.iter().map(|item| item.id.to_lowercase()).collect();
    if ids.len() < batch.requests.len() {
        let message = "Request Id's have to be unique in a batch.";
        return Err(GraphError::new(StatusCode::BAD_REQUEST, "BadRequest", message));
    }
    Ok(())
}

async fn answer(rooms: &Router, item: &Item, outer: &HeaderMap) -> Value {
    let url = format!("/v1.0/{}", item.url.trim_start_matches('/'));
    let mut request = Request::builder().method(item.method.as_str()).uri(url);
    if let Some(token) = outer.get(header::AUTHORIZATION) {
        request = request.header(header::AUTHORIZATION, token);
    }
    for (name, value) in &item.headers {
        request = request.header(name, value.as_str().unwrap_or_default());
    }
    let Ok(request) = request.body(Body::empty()) else {
        return json!({"id": item.id, "status": 400});
    };
    let response = rooms.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    let headers: Map<String, Value> = parts
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), json!(value.to_str().ok()?))))
        .collect();
    // What breaks off inside a batch is for the batch a gateway that got no answer.
    let body = to_bytes(body, usize::MAX).await.ok();
    let status = if body.is_some() { parts.status } else { StatusCode::GATEWAY_TIMEOUT };
    let body = body.and_then(|body| serde_json::from_slice::<Value>(&body).ok());
    json!({"id": item.id, "status": status.as_u16(), "headers": headers, "body": body})
}
