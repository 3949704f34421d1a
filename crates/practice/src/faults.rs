//! Listings that break off, for clients that must not take half a directory for the whole.

use std::io;

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, stream};

use crate::control::Failure;
use crate::world::{World, lock};

/// How this page of this listing fails, if it does. Pages count from 0.
pub(crate) fn cut(world: &World, path: &str, page: u32) -> Option<Failure> {
    let settings = lock(&world.settings);
    let cut = settings.cut.as_ref()?;
    (cut.path == path && page >= cut.after_pages).then_some(cut.how)
}

/// Half of a body; then the connection ends.
pub(crate) fn truncated(content_type: &'static str, mut body: Vec<u8>) -> Response {
    body.truncate(body.len() / 2);
    let end = async {
        // Gives the first half time to be sent.
        tokio::task::yield_now().await;
        Err(io::Error::new(io::ErrorKind::ConnectionReset, "cut off by request"))
    };
    let body = Body::from_stream(stream::iter([Ok(body)]).chain(stream::once(end)));
    (StatusCode::OK, [(header::CONTENT_TYPE, content_type)], body).into_response()
}
