//! How many users, groups or contacts there are.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::caller::caller;
use super::error::GraphError;
use super::query::{Asked, permissions};
use crate::tenant::Collection;
use crate::world::read;

pub(super) async fn count(collection: Collection, asked: Asked) -> Response {
    number(collection, &asked).map_or_else(IntoResponse::into_response, |number| {
        ([(header::CONTENT_TYPE, "text/plain")], number.to_string()).into_response()
    })
}

fn number(collection: Collection, asked: &Asked) -> Result<usize, GraphError> {
    let caller = caller(&asked.world, &asked.headers, permissions(collection))?;
    asked.only(&[])?;
    if !asked.is_eventual() {
        return Err(GraphError::bad_request("$count is not currently supported."));
    }
    Ok(read(&caller.tenant.directory).present(collection, 0).count())
}
