//! Application permissions given to service principals: what an administrator's consent writes.
//!
//! learn.microsoft.com, "Grant an appRoleAssignment to a service principal".

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::desk::{GRANT, known, may, may_see, missing, object, one, page, time};
use crate::apps::{Apps, Assignment, Service, text};
use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::random;
use crate::world::lock;

const CONTEXT: &str = "appRoleAssignments";

fn show(apps: &Apps, given: &Assignment, seed: u64) -> Value {
    let principal = apps.principals.iter().find(|principal| principal.id == given.principal);
    json!({
        "id": given.id,
        "deletedDateTime": null,
        "appRoleId": given.role.id,
        "createdDateTime": time(given.created),
        "principalDisplayName": principal.map(|principal| principal.name()),
        "principalId": given.principal,
        "principalType": "ServicePrincipal",
        "resourceDisplayName": given.role.service.name(),
        "resourceId": given.role.service.principal(given.tenant, seed),
    })
}

/// What a service principal was given.
pub(super) async fn list(Path(id): Path<String>, asked: Asked) -> Response {
    let principal = Uuid::try_parse(&id).ok();
    shown(&asked, &id, |given, _| Some(given.principal) == principal)
}

/// Whom a service's roles were given to.
pub(super) async fn given(Path(id): Path<String>, asked: Asked) -> Response {
    let resource = Uuid::try_parse(&id).ok();
    shown(&asked, &id, |given, seed| Some(given.role.service.principal(given.tenant, seed)) == resource)
}

fn shown(asked: &Asked, id: &str, fits: impl Fn(&Assignment, u64) -> bool) -> Response {
    let listed = || {
        let caller = may_see(asked)?;
        asked.only(&["$top", "$select"])?;
        let (apps, seed) = (lock(&asked.world.apps), asked.world.seed);
        let number = Uuid::try_parse(id).map_err(|_| missing(id))?;
        let service = Service::ALL.into_iter().any(|service| service.principal(caller.number, seed) == number);
        let mut own = apps.principals.iter().filter(|one| one.tenant == caller.number && one.deleted.is_none());
        if !service && !own.any(|principal| principal.id == number) {
            return Err(missing(id));
        }
        let all = apps.assignments.iter().filter(|given| given.tenant == caller.number && fits(given, seed));
        let shown: Vec<Value> = all.map(|given| show(&apps, given, seed)).collect();
        Ok(page(asked, CONTEXT, &shown))
    };
    listed().unwrap_or_else(|error: GraphError| error.into_response())
}

pub(super) async fn create_for_principal(Path(id): Path<String>, asked: Asked, body: String) -> Response {
    create(&asked, &id, "principalId", &body).unwrap_or_else(IntoResponse::into_response)
}

pub(super) async fn create_of_resource(Path(id): Path<String>, asked: Asked, body: String) -> Response {
    create(&asked, &id, "resourceId", &body).unwrap_or_else(IntoResponse::into_response)
}

/// The id in the path has to be the one in the body.
fn create(asked: &Asked, id: &str, same: &str, body: &str) -> Result<Response, GraphError> {
    let caller = may(asked, GRANT)?;
    let given = object(body)?;
    known(&given, &["principalId", "resourceId", "appRoleId"])?;
    let field = |name: &str| {
        Uuid::try_parse(text(&given, name)).map_err(|_| {
            GraphError::bad_request(format!(
                "A value is required for property '{name}' of resource 'AppRoleAssignment'."
            ))
        })
    };
    let (principal, resource, role) = (field("principalId")?, field("resourceId")?, field("appRoleId")?);
    if !text(&given, same).eq_ignore_ascii_case(id) {
        return Err(GraphError::bad_request("The id in the request path and the one in the body differ."));
    }
    let mut apps = lock(&asked.world.apps);
    let seed = asked.world.seed;
    let mut own = apps.principals.iter().filter(|one| one.tenant == caller.number && one.deleted.is_none());
    if !own.any(|one| one.id == principal) {
        return Err(missing(&principal.to_string()));
    }
    let mut services = Service::ALL.into_iter();
    let service = services.find(|service| service.principal(caller.number, seed) == resource);
    let role = service.ok_or_else(|| missing(&resource.to_string()))?.role(role);
    let role = role.ok_or_else(|| GraphError::bad_request("Permission being assigned was not found on application"))?;
    if apps.assignments.iter().any(|given| given.principal == principal && given.role == role) {
        return Err(GraphError::bad_request("Permission being assigned already exists on the object"));
    }
    let id = URL_SAFE_NO_PAD.encode([principal.as_bytes().as_slice(), &random::bytes::<16>()].concat());
    let given = Assignment { id, principal, tenant: caller.number, role, created: asked.world.now() };
    let answer = one(asked, CONTEXT, StatusCode::CREATED, show(&apps, &given, seed));
    apps.assignments.push(given);
    Ok(answer)
}

pub(super) async fn remove(Path((_, assignment)): Path<(String, String)>, asked: Asked) -> Response {
    let removed = || {
        let caller = may(&asked, GRANT)?;
        let mut apps = lock(&asked.world.apps);
        let before = apps.assignments.len();
        apps.assignments.retain(|given| given.tenant != caller.number || given.id != assignment);
        if apps.assignments.len() == before {
            return Err(missing(&assignment));
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    removed().unwrap_or_else(|error: GraphError| error.into_response())
}
