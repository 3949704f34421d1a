//! Deleted applications: 30 days to be restored in, or gone at once.
//!
//! learn.microsoft.com, "Permanently delete item (directory object)".

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::desk::{may_see, page, removed};
use crate::apps::Apps;
use crate::graph::query::Asked;
use crate::world::lock;

pub(super) async fn applications(asked: Asked) -> Response {
    list(&asked, |apps, tenant| {
        let gone = apps.applications.iter().filter(|app| app.tenant == tenant && app.deleted.is_some());
        gone.map(super::applications::show).collect()
    })
}

pub(super) async fn principals(asked: Asked) -> Response {
    list(&asked, |apps, tenant| {
        let gone = apps.principals.iter().filter(|one| one.tenant == tenant && one.deleted.is_some());
        gone.map(super::principals::show).collect()
    })
}

fn list(asked: &Asked, gone: impl Fn(&Apps, usize) -> Vec<Map<String, Value>>) -> Response {
    let listed = may_see(asked).map(|caller| gone(&lock(&asked.world.apps), caller.number));
    listed.map_or_else(IntoResponse::into_response, |gone| {
        let gone: Vec<Value> = gone.into_iter().map(Value::Object).collect();
        page(asked, "directoryObjects", &gone)
    })
}

pub(super) async fn purge(Path(id): Path<String>, asked: Asked) -> Response {
    removed(&asked, &id, |apps, tenant, id, _| apps.purge(tenant, id))
}
