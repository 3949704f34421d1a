//! The MIME content of a message, streamed.
//!
//! learn.microsoft.com, "Get MIME content of a message".

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::messages::found;
use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::mail::content;

pub(super) async fn mime(Path(path): Path<BTreeMap<String, String>>, asked: Asked) -> Response {
    let mime = found(&asked, &path, |_, _, _, message| {
        content(message).ok_or_else(|| {
            // The same each time: an encrypted message has no content that could be shown.
            let text = "MIME content conversion failed.";
            GraphError::new(StatusCode::INTERNAL_SERVER_ERROR, "ErrorMimeContentConversionFailed", text)
        })
    });
    mime.map_or_else(IntoResponse::into_response, |(_, mime)| {
        let body = Body::from_stream(stream::iter(mime.map(Ok::<_, Infallible>)));
        ([(header::CONTENT_TYPE, "text/plain")], body).into_response()
    })
}
