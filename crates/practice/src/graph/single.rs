//! Single users, oneself among them, and their mailbox settings.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::caller::{Caller, caller};
use super::error::GraphError;
use super::page::JSON;
use super::property::members;
use super::query::{Asked, defaults, parse_select};
use crate::tenant::{Collection, Entry, Kind};
use crate::world::read;

const SELF: &[&str] = &["User.Read", "User.Read.All", "Directory.Read.All"];
const ANYBODY: &[&str] = &["User.Read.All", "Directory.Read.All"];
const SETTINGS: &[&str] = &["MailboxSettings.Read"];

pub(super) async fn me(asked: Asked) -> Response {
    let found = caller(&asked.world, &asked.headers, SELF).and_then(|caller| {
        let account = caller.actor.account().ok_or_else(nobody)?;
        let own = asked.world.accounts[account].id.to_string();
        show(&asked, &caller, &own)
    });
    found.unwrap_or_else(IntoResponse::into_response)
}

/// An application in its own name is nobody.
fn nobody() -> GraphError {
    let message = "/me request is only valid with delegated authentication flow.";
    GraphError::new(StatusCode::BAD_REQUEST, "BadRequest", message)
}

pub(super) async fn user(Path(id): Path<String>, asked: Asked) -> Response {
    let found = caller(&asked.world, &asked.headers, ANYBODY).and_then(|caller| show(&asked, &caller, &id));
    found.unwrap_or_else(IntoResponse::into_response)
}

fn show(asked: &Asked, caller: &Caller<'_>, id: &str) -> Result<Response, GraphError> {
    asked.only(&["$select"])?;
    let selected =
        asked.option("$select").map(|names| parse_select(Collection::Users, names.split(','))).transpose()?;
    let entry = find(caller, id)?;
    let mut body = b"{\"@odata.context\":".to_vec();
    super::property::put(&mut body, &format!("{}/v1.0/$metadata#users/$entity", asked.world.base));
    body.push(b',');
    members(&entry, &selected.unwrap_or_else(|| defaults(Collection::Users)), &mut body);
    body.push(b'}');
    Ok(([("content-type", JSON), ("odata-version", "4.0")], body).into_response())
}

/// By directory id or sign-in name.
fn find(caller: &Caller<'_>, id: &str) -> Result<Entry, GraphError> {
    let directory = read(&caller.tenant.directory);
    let found = directory.find(Collection::Users, id).filter(|(slot, _)| caller.shown.shows(*slot));
    let named = |entry: &Entry| {
        entry.id.to_string().eq_ignore_ascii_case(id)
            || entry.upn.as_deref().is_some_and(|upn| upn.eq_ignore_ascii_case(id))
    };
    found.map(|(_, entry)| entry).filter(named).ok_or_else(|| {
        let message =
            format!("Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
        GraphError::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
    })
}

/// An application reads everybody's; with a delegated permission one reads one's own settings and nobody else's, whatever one's role.
pub(super) async fn purpose(Path(id): Path<String>, asked: Asked) -> Response {
    own_purpose(&id, &asked).map_or_else(IntoResponse::into_response, |body| Json(body).into_response())
}

fn own_purpose(id: &str, asked: &Asked) -> Result<Value, GraphError> {
    let caller = caller(&asked.world, &asked.headers, SETTINGS)?;
    let entry = find(&caller, id)?;
    if caller.actor.account().is_some_and(|account| entry.id != asked.world.accounts[account].id) {
        let message = "Access is denied. Check credentials and try again.";
        return Err(GraphError::new(StatusCode::FORBIDDEN, "ErrorAccessDenied", message));
    }
    let purpose = match entry.kind {
        Kind::User => "user",
        Kind::Shared => "shared",
        Kind::Room => "room",
        Kind::Equipment => "equipment",
        _ => {
            let message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise.";
            return Err(GraphError::new(StatusCode::NOT_FOUND, "MailboxNotEnabledForRESTAPI", message));
        }
    };
    Ok(json!({
        "@odata.context": format!("{}/v1.0/$metadata#users('{id}')/mailboxSettings/userPurpose", asked.world.base),
        "value": purpose,
    }))
}
