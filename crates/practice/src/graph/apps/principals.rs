//! Service principals: what an application is in a tenant, Microsoft's own services among them.
//!
//! learn.microsoft.com, "Create serviceprincipal", "List servicePrincipals" and "Delete servicePrincipal".

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::desk::{REGISTER, known, listed, may, may_see, missing, object, one, removed, select, time};
use crate::apps::{Apps, Principal, Service, text};
use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::world::lock;

const WRITABLE: [&str; 7] =
    ["appId", "displayName", "notes", "description", "tags", "accountEnabled", "appRoleAssignmentRequired"];

pub(super) fn show(principal: &Principal) -> Map<String, Value> {
    let mut shown = principal.properties.clone();
    for (name, value) in [
        ("id", json!(principal.id)),
        ("appId", json!(principal.app_id)),
        ("createdDateTime", time(principal.created)),
        ("deletedDateTime", principal.deleted.map_or(Value::Null, time)),
        ("servicePrincipalType", json!("Application")),
        ("appRoles", json!([])),
    ] {
        shown.insert(name.to_owned(), value);
    }
    shown.entry("accountEnabled").or_insert(json!(true));
    shown.entry("tags").or_insert(json!([]));
    shown
}

/// With the application roles that it offers.
fn builtin(service: Service, id: Uuid) -> Map<String, Value> {
    let roles = service.roles().map(|role| {
        json!({
            "allowedMemberTypes": ["Application"],
            "description": role.words,
            "displayName": role.words,
            "id": role.id,
            "isEnabled": true,
            "origin": "Application",
            "value": role.value,
        })
    });
    let shown = json!({
        "id": id,
        "appId": service.app_id(),
        "displayName": service.name(),
        "accountEnabled": true,
        "appRoles": roles.collect::<Vec<_>>(),
        "servicePrincipalType": "Application",
        "tags": [],
    });
    shown.as_object().cloned().unwrap_or_default()
}

/// Everyone of a tenant as it is shown.
fn everyone(asked: &Asked, apps: &Apps, tenant: usize) -> Vec<Map<String, Value>> {
    let own = apps.principals.iter().filter(|principal| principal.tenant == tenant && principal.deleted.is_none());
    let services =
        Service::ALL.into_iter().map(|service| builtin(service, service.principal(tenant, asked.world.seed)));
    services.chain(own.map(show)).collect()
}

pub(super) async fn list(asked: Asked) -> Response {
    let list = || {
        let caller = may_see(&asked)?;
        listed(&asked, "servicePrincipals", everyone(&asked, &lock(&asked.world.apps), caller.number))
    };
    list().unwrap_or_else(|error: GraphError| error.into_response())
}

pub(super) async fn single(Path(id): Path<String>, asked: Asked) -> Response {
    let found = || {
        let caller = may_see(&asked)?;
        let all = everyone(&asked, &lock(&asked.world.apps), caller.number);
        let found = all.into_iter().find(|shown| text(shown, "id").eq_ignore_ascii_case(&id));
        let shown = found.ok_or_else(|| missing(&id))?;
        Ok(one(&asked, "servicePrincipals", StatusCode::OK, select(&asked, Value::Object(shown))))
    };
    found().unwrap_or_else(|error: GraphError| error.into_response())
}

pub(super) async fn create(asked: Asked, body: String) -> Response {
    let created = || {
        let caller = may(&asked, REGISTER)?;
        let mut given = object(&body)?;
        known(&given, &WRITABLE)?;
        let told = text(&given, "appId").to_owned();
        let mut apps = lock(&asked.world.apps);
        let app = Uuid::try_parse(&told).ok().and_then(|app_id| apps.application(caller.number, app_id).cloned());
        let app = app.ok_or_else(|| {
            let message =
                format!("The appId '{told}' of the service principal does not reference a valid application object.");
            GraphError::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
        })?;
        if apps.principal(caller.number, app.app_id).is_some() {
            let message = format!(
                "The service principal cannot be created, updated, or restored because the service principal name \
                 {told} is already in use."
            );
            return Err(GraphError::new(StatusCode::CONFLICT, "Request_MultipleObjectsWithSameKeyValue", message));
        }
        given.remove("appId");
        given.insert("displayName".to_owned(), json!(app.name()));
        let principal = Principal {
            id: Uuid::new_v4(),
            app_id: app.app_id,
            tenant: caller.number,
            created: asked.world.now(),
            deleted: None,
            properties: given,
        };
        let answer = one(&asked, "servicePrincipals", StatusCode::CREATED, Value::Object(show(&principal)));
        apps.principals.push(principal);
        Ok(answer)
    };
    created().unwrap_or_else(|error: GraphError| error.into_response())
}

pub(super) async fn remove(Path(id): Path<String>, asked: Asked) -> Response {
    removed(&asked, &id, Apps::delete_principal)
}
