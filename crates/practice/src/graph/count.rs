//! How many users, groups or contacts there are.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::caller::caller;
use super::error::GraphError;
use super::query::{Asked, permissions};
use super::walk::Walk;
use crate::tenant::Collection;
use crate::world::{Shown, read};

pub(super) async fn count(collection: Collection, asked: Asked) -> Response {
    number(collection, &asked).map_or_else(IntoResponse::into_response, |number| {
        ([(header::CONTENT_TYPE, "text/plain")], number.to_string()).into_response()
    })
}

fn number(collection: Collection, asked: &Asked) -> Result<usize, GraphError> {
    let caller = caller(&asked.world, &asked.headers, permissions(collection))?;
    asked.only(&["$filter"])?;
    if !asked.is_eventual() {
        return Err(GraphError::bad_request("$count is not currently supported."));
    }
    let filter = asked.filter(collection)?;
    let directory = read(&caller.tenant.directory);
    // What is counted does not come from where the lists come from: half a list does not halve it.
    let shown = if caller.shown == Shown::Half { Shown::All } else { caller.shown };
    Ok(Walk { directory: &directory, collection, filter: filter.as_ref(), shown }.count())
}
