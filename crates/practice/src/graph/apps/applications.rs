//! Registrations of applications.
//!
//! learn.microsoft.com, "Create application", "List applications", "Update application" and "Delete application".

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::desk::{REGISTER, known, listed, may, may_see, missing, object, one, removed, select, time};
use super::keys;
use crate::apps::{Application, Apps, text};
use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::world::lock;

/// What can be written; the keys are kept apart.
const WRITABLE: [&str; 12] = [
    "displayName",
    "description",
    "notes",
    "tags",
    "signInAudience",
    "keyCredentials",
    "requiredResourceAccess",
    "isFallbackPublicClient",
    "serviceManagementReference",
    "web",
    "publicClient",
    "api",
];

pub(super) fn show(app: &Application) -> Map<String, Value> {
    let mut shown = app.properties.clone();
    for (name, value) in [
        ("id", json!(app.id)),
        ("appId", json!(app.app_id)),
        ("createdDateTime", time(app.created)),
        ("deletedDateTime", app.deleted.map_or(Value::Null, time)),
        ("keyCredentials", keys::show(&app.keys)),
        ("passwordCredentials", json!([])),
    ] {
        shown.insert(name.to_owned(), value);
    }
    for (name, value) in [
        ("description", Value::Null),
        ("notes", Value::Null),
        ("tags", json!([])),
        ("requiredResourceAccess", json!([])),
        ("signInAudience", json!("AzureADMyOrg")),
    ] {
        shown.entry(name).or_insert(value);
    }
    shown
}

pub(super) async fn list(asked: Asked) -> Response {
    let list = || {
        let caller = may_see(&asked)?;
        let apps = lock(&asked.world.apps);
        let live = apps.applications.iter().filter(|app| app.tenant == caller.number && app.deleted.is_none());
        listed(&asked, "applications", live.map(show))
    };
    list().unwrap_or_else(|error: GraphError| error.into_response())
}

pub(super) async fn single(Path(id): Path<String>, asked: Asked) -> Response {
    let found = || {
        let caller = may_see(&asked)?;
        let apps = lock(&asked.world.apps);
        let mut live = apps.applications.iter().filter(|app| app.tenant == caller.number && app.deleted.is_none());
        let app = live.find(|app| Uuid::try_parse(&id) == Ok(app.id)).ok_or_else(|| missing(&id))?;
        Ok(one(&asked, "applications", StatusCode::OK, select(&asked, Value::Object(show(app)))))
    };
    found().unwrap_or_else(|error: GraphError| error.into_response())
}

pub(super) async fn create(asked: Asked, body: String) -> Response {
    let created = || {
        let caller = may(&asked, REGISTER)?;
        let mut given = object(&body)?;
        known(&given, &WRITABLE)?;
        if text(&given, "displayName").trim().is_empty() {
            return Err(GraphError::bad_request(
                "A value is required for property 'displayName' of resource 'Application'.",
            ));
        }
        let keys = given.remove("keyCredentials").map(|list| keys::read(&list, &[])).transpose()?;
        let app = Application {
            id: Uuid::new_v4(),
            app_id: Uuid::new_v4(),
            tenant: caller.number,
            created: asked.world.now(),
            deleted: None,
            keys: keys.unwrap_or_default(),
            properties: given,
        };
        let answer = one(&asked, "applications", StatusCode::CREATED, Value::Object(show(&app)));
        lock(&asked.world.apps).applications.push(app);
        Ok(answer)
    };
    created().unwrap_or_else(|error: GraphError| error.into_response())
}

pub(super) async fn change(Path(id): Path<String>, asked: Asked, body: String) -> Response {
    let changed = || {
        let caller = may(&asked, REGISTER)?;
        let mut given = object(&body)?;
        known(&given, &WRITABLE)?;
        let mut apps = lock(&asked.world.apps);
        let mut live = apps.applications.iter_mut().filter(|app| app.tenant == caller.number && app.deleted.is_none());
        let app = live.find(|app| Uuid::try_parse(&id) == Ok(app.id)).ok_or_else(|| missing(&id))?;
        if let Some(list) = given.remove("keyCredentials") {
            app.keys = keys::read(&list, &app.keys)?;
        }
        app.properties.extend(given);
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    changed().unwrap_or_else(|error: GraphError| error.into_response())
}

pub(super) async fn remove(Path(id): Path<String>, asked: Asked) -> Response {
    removed(&asked, &id, Apps::delete_application)
}
