//! Bodies that end too early, or never.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::response::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

/// Half of the body; then the connection ends.
pub(super) fn half_then_end(parts: Parts, whole: &Bytes) -> Response {
    half_then(parts, whole, async {
        // Gives the first half time to be sent.
        tokio::task::yield_now().await;
    })
}

/// Half of the body; then nothing until the client goes, or the cloud is stopped.
pub(super) fn half_then_nothing(parts: Parts, whole: &Bytes, stopping: CancellationToken) -> Response {
    half_then(parts, whole, async move { stopping.cancelled().await })
}

fn half_then(mut parts: Parts, whole: &Bytes, wait: impl Future<Output = ()> + Send + 'static) -> Response {
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let end = async {
        wait.await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    };
    let half = whole.slice(..whole.len() / 2);
    let body = Body::from_stream(stream::iter([Ok(half)]).chain(stream::once(end)));
    Response::from_parts(parts, body)
}
