//! Graph's error body and the ids on every response.
//!
//! learn.microsoft.com, "Microsoft Graph error responses and resource types".

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

/// Rides on the response until [`identify`] writes the body, which needs the request's ids.
#[derive(Clone, Debug)]
pub(super) struct GraphError {
    status: StatusCode,
    code: &'static str,
    message: String,
    headers: Vec<(&'static str, String)>,
}

impl GraphError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), headers: Vec::new() }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    pub(super) fn unsupported_query(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message)
    }

    pub(super) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl GraphError {
    /// The whole answer, for what is refused before [`identify`] sees it.
    pub(super) fn answer(self, request: &Request) -> Response {
        let ids = Ids::of(request);
        let response = self.into_response();
        ids.write(response)
    }
}

/// The ids of one request and what it costs.
struct Ids {
    request: String,
    client: String,
    units: i32,
}

impl Ids {
    fn of(request: &Request) -> Self {
        let id = Uuid::new_v4().to_string();
        let sent = request.headers().get("client-request-id").and_then(|id| id.to_str().ok());
        let client = sent.map_or_else(|| id.clone(), str::to_owned);
        Self { request: id, client, units: units(request.uri()) }
    }

    fn write(self, mut response: Response) -> Response {
        if let Some(error) = response.extensions_mut().remove::<GraphError>() {
            let body = json!({"error": {
                "code": error.code,
                "message": error.message,
                "innerError": {
                    "date": Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S").to_string(),
                    "request-id": self.request,
                    "client-request-id": self.client,
                },
            }});
            let headers = std::mem::take(response.headers_mut());
            response = (error.status, headers, Json(body)).into_response();
        }
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        let ids = [
            ("request-id", self.request),
            ("client-request-id", self.client),
            ("x-ms-resource-unit", self.units.to_string()),
        ];
        for (name, id) in ids {
            if let Ok(id) = HeaderValue::from_str(&id) {
                headers.insert(name, id);
            }
        }
        response
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(*name, value);
            }
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// `request-id` and `client-request-id` on every response and inside every error.
pub(super) async fn identify(request: Request, next: Next) -> Response {
    let ids = Ids::of(&request);
    ids.write(next.run(request).await)
}

/// What a request costs in resource units: learn.microsoft.com, "Microsoft Graph service-specific
/// throttling limits", identity and access.
fn units(uri: &Uri) -> i32 {
    let query = uri.query().unwrap_or_default();
    let base = if uri.path().starts_with("/users") { 2 } else { 1 };
    let selects = i32::from(query.contains("$select="));
    let expands = i32::from(query.contains("$expand="));
    let top = query.split('&').find_map(|option| option.strip_prefix("$top=")?.parse::<u32>().ok());
    let few = i32::from(top.is_some_and(|top| top < 20));
    (base - selects + expands - few).max(1)
}

pub(super) async fn unknown_segment(request: Request) -> GraphError {
    let path = request.uri().path();
    let segment = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
    let message = format!("Resource not found for the segment '{segment}'.");
    GraphError::new(StatusCode::BAD_REQUEST, "BadRequest", message)
}

pub(super) async fn method_not_allowed() -> GraphError {
    let message = "Specified HTTP method is not allowed for the request target.";
    GraphError::new(StatusCode::METHOD_NOT_ALLOWED, "Request_BadRequest", message)
}
