//! One page of a collection as a response.

use std::sync::{Arc, OnceLock};

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::cache::Rendered;
use super::gzip::{Block, join};
use super::property::{Property, put};
use super::query::Asked;

pub(super) const JSON: &str =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
/// Shorter answers are not worth compressing.
const WORTH_PACKING: usize = 2048;

#[derive(Debug)]
pub(super) struct Page {
    /// What follows `$metadata#`.
    pub context: String,
    pub count: Option<usize>,
    /// `@odata.nextLink` or `@odata.deltaLink` and its address.
    pub link: Option<(&'static str, String)>,
    /// The elements, separated by commas, without brackets.
    pub body: Arc<Rendered>,
}

impl Page {
    /// Of elements that are not kept.
    pub(super) fn of(context: String, value: Vec<u8>, link: Option<(&'static str, String)>) -> Self {
        let body = Rendered { value, next: None, version: 0, packed: OnceLock::new() };
        Self { context, count: None, link, body: Arc::new(body) }
    }

    pub(super) fn into_response(self, asked: &Asked) -> Response {
        let head = self.head(asked);
        let tail = b"]}";
        let value = &self.body.value;
        let packed = value.len() > WORTH_PACKING && asked.takes_gzip();
        let body = if packed {
            join(&head, self.body.packed.get_or_init(|| Block::of(value)), tail)
        } else {
            [&head, value.as_slice(), tail].concat()
        };
        let headers: [(HeaderName, &str); 2] =
            [(header::CONTENT_TYPE, JSON), (HeaderName::from_static("odata-version"), "4.0")];
        let mut response = (StatusCode::OK, headers, body).into_response();
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if packed {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }

    fn head(&self, asked: &Asked) -> Vec<u8> {
        let mut head = b"{\"@odata.context\":".to_vec();
        put(&mut head, &format!("{}/v1.0/$metadata#{}", asked.world.base, self.context));
        if let Some(count) = self.count {
            head.extend_from_slice(b",\"@odata.count\":");
            put(&mut head, &count);
        }
        if let Some((name, link)) = &self.link {
            head.push(b',');
            put(&mut head, name);
            head.push(b':');
            put(&mut head, link);
        }
        head.extend_from_slice(b",\"value\":[");
        head
    }
}

/// `users(id,displayName)`, or plain `users` when nothing was selected.
pub(super) fn context(path: &str, selected: Option<&[&Property]>) -> String {
    match selected {
        Some(selection) => {
            let names: Vec<&str> = selection.iter().map(|property| property.name).collect();
            format!("{path}({})", names.join(","))
        }
        None => path.to_owned(),
    }
}
