//! What all requests about applications have in common: who may, bodies, answers.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::filter::Filter;
use crate::apps::Apps;
use crate::graph::caller::{Caller, caller};
use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::tenant::Role;
use crate::world::lock;

/// Looking needs the least, changing the most of these.
pub(super) const SEE: &[&str] = &["Application.ReadWrite.All", "Directory.Read.All", "AppRoleAssignment.ReadWrite.All"];
pub(super) const REGISTER: &[&str] = &["Application.ReadWrite.All"];
pub(super) const GRANT: &[&str] = &["AppRoleAssignment.ReadWrite.All"];

pub(super) fn may_see(asked: &Asked) -> Result<Caller<'_>, GraphError> {
    caller(&asked.world, &asked.headers, SEE)
}

/// Only administrators change anything, whatever their token permits.
pub(super) fn may<'a>(asked: &'a Asked, permissions: &[&str]) -> Result<Caller<'a>, GraphError> {
    let caller = caller(&asked.world, &asked.headers, permissions)?;
    if caller.actor.account().is_none() || caller.role != Role::GlobalAdministrator {
        let message = "Insufficient privileges to complete the operation.";
        return Err(GraphError::new(StatusCode::FORBIDDEN, "Authorization_RequestDenied", message));
    }
    Ok(caller)
}

/// A body is a JSON object.
pub(super) fn object(body: &str) -> Result<Map<String, Value>, GraphError> {
    serde_json::from_str(body).map_err(|_| {
        let message = "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is \
                       of valid JSON format.";
        GraphError::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    })
}

/// Names that an object of this kind does not have are errors, not silence.
pub(super) fn known(given: &Map<String, Value>, names: &[&str]) -> Result<(), GraphError> {
    let stranger = given.keys().find(|name| !names.contains(&name.as_str()));
    stranger.map_or(Ok(()), |name| Err(GraphError::bad_request(format!("Invalid property '{name}'."))))
}

pub(super) fn time(seconds: i64) -> Value {
    json!(Timestamp::from_second(seconds).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

pub(super) fn missing(id: &str) -> GraphError {
    let message =
        format!("Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
    GraphError::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
}

/// Removes what an id names, if it is there.
pub(super) fn removed(asked: &Asked, id: &str, remove: impl FnOnce(&mut Apps, usize, Uuid, i64) -> bool) -> Response {
    let done = may(asked, REGISTER).and_then(|caller| {
        let number = Uuid::try_parse(id).map_err(|_| missing(id))?;
        let now = asked.world.now();
        match remove(&mut lock(&asked.world.apps), caller.number, number, now) {
            true => Ok(StatusCode::NO_CONTENT.into_response()),
            false => Err(missing(id)),
        }
    });
    done.unwrap_or_else(IntoResponse::into_response)
}

/// Those that pass the request's filter, as far as it selects of them.
pub(super) fn listed(
    asked: &Asked,
    what: &str,
    all: impl IntoIterator<Item = Map<String, Value>>,
) -> Result<Response, GraphError> {
    asked.only(&["$select", "$filter", "$top"])?;
    let filter = asked.option("$filter").map(Filter::parse).transpose()?;
    let shown = all.into_iter().filter(|shown| filter.as_ref().is_none_or(|filter| filter.admits(shown)));
    let shown: Vec<Value> = shown.map(|shown| select(asked, Value::Object(shown))).collect();
    Ok(page(asked, what, &shown))
}

/// A list in one page: there are never many.
pub(super) fn page(asked: &Asked, what: &str, value: &[Value]) -> Response {
    let context = format!("{}/v1.0/$metadata#{what}", asked.world.base);
    Json(json!({ "@odata.context": context, "value": value })).into_response()
}

pub(super) fn one(asked: &Asked, what: &str, status: StatusCode, mut body: Value) -> Response {
    body["@odata.context"] = json!(format!("{}/v1.0/$metadata#{what}/$entity", asked.world.base));
    (status, Json(body)).into_response()
}

/// Only what was selected, and the id.
pub(super) fn select(asked: &Asked, mut body: Value) -> Value {
    if let (Some(names), Value::Object(body)) = (asked.option("$select"), &mut body) {
        body.retain(|key, _| key == "id" || names.split(',').any(|name| name.trim() == key));
    }
    body
}
