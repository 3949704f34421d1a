//! Deleted applications: 30 days to be restored in, or gone at once.
//!
//! learn.microsoft.com, "Permanently delete item (directory object)".

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::desk::{REGISTER, may, may_see, missing, page};
use crate::apps::Apps;
use crate::graph::error::GraphError;
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
    let purged = || {
        let caller = may(&asked, REGISTER)?;
        let number = Uuid::try_parse(&id).map_err(|_| missing(&id))?;
        match lock(&asked.world.apps).purge(caller.number, number) {
            true => Ok(StatusCode::NO_CONTENT.into_response()),
            false => Err(missing(&id)),
        }
    };
    purged().unwrap_or_else(|error: GraphError| error.into_response())
}
