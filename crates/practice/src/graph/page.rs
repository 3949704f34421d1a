//! One page of a collection as a response.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::property::{Property, put};
use crate::world::World;

const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

#[derive(Debug)]
pub(super) struct Page {
    /// What follows `$metadata#`.
    pub context: String,
    pub count: Option<usize>,
    /// `@odata.nextLink` or `@odata.deltaLink` and its address.
    pub link: Option<(&'static str, String)>,
    /// The elements, separated by commas, without brackets.
    pub value: Vec<u8>,
}

impl Page {
    pub(super) fn into_response(self, world: &World) -> Response {
        let mut body = Vec::with_capacity(self.value.len() + 512);
        body.extend_from_slice(b"{\"@odata.context\":");
        put(&mut body, &format!("{}/v1.0/$metadata#{}", world.base, self.context));
        if let Some(count) = self.count {
            body.extend_from_slice(b",\"@odata.count\":");
            put(&mut body, &count);
        }
        if let Some((name, link)) = &self.link {
            body.push(b',');
            put(&mut body, name);
            body.push(b':');
            put(&mut body, link);
        }
        body.extend_from_slice(b",\"value\":[");
        body.extend_from_slice(&self.value);
        body.extend_from_slice(b"]}");
        let headers = [(header::CONTENT_TYPE.as_str(), JSON), ("odata-version", "4.0")];
        (StatusCode::OK, headers, body).into_response()
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
