//! Sign-in errors with their AADSTS numbers, as a JSON body, a page, or a redirect.
//!
//! Numbers and the shape of the body: learn.microsoft.com, "Microsoft Entra authentication and
//! authorization error codes".

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;
use url::Url;
use uuid::Uuid;

use super::pages;

#[derive(Debug)]
pub(super) struct AadError {
    error: String,
    number: u32,
    text: String,
    suberror: Option<String>,
    /// JSON: what a new sign-in has to be asked for.
    claims: Option<String>,
    trace: Uuid,
    correlation: Uuid,
    at: String,
}

impl AadError {
    pub(super) fn new(error: impl Into<String>, number: u32, text: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            number,
            text: text.into(),
            suberror: None,
            claims: None,
            trace: Uuid::new_v4(),
            correlation: Uuid::new_v4(),
            at: Timestamp::now().strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
        }
    }

    pub(super) fn with_error(self, error: &str) -> Self {
        Self { error: error.to_owned(), ..self }
    }

    pub(super) fn with_text(self, text: &str) -> Self {
        Self { text: text.to_owned(), ..self }
    }

    pub(super) fn with_suberror(self, suberror: &str) -> Self {
        Self { suberror: Some(suberror.to_owned()), ..self }
    }

    pub(super) fn with_claims(self, claims: &str) -> Self {
        Self { claims: Some(claims.to_owned()), ..self }
    }

    fn description(&self) -> String {
        let Self { number, text, trace, correlation, at, .. } = self;
        format!("AADSTS{number}: {text}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {at}")
    }

    fn uri(&self) -> String {
        format!("https://login.microsoftonline.com/error?code={}", self.number)
    }

    /// What stays in the browser: there is no redirect that could be trusted, or none is made.
    pub(super) fn page(&self) -> Response {
        let page = pages::refusal(&self.description());
        (StatusCode::BAD_REQUEST, Html(page)).into_response()
    }

    /// What goes back to the application that asked.
    pub(super) fn redirect(&self, redirect_uri: &Url, state: Option<&str>) -> Response {
        let mut url = redirect_uri.clone();
        let (description, uri) = (self.description(), self.uri());
        let always = [("error", self.error.as_str()), ("error_description", &description), ("error_uri", &uri)];
        url.query_pairs_mut().extend_pairs(always);
        let optional =
            [("error_subcode", self.suberror.as_deref()), ("claims", self.claims.as_deref()), ("state", state)];
        url.query_pairs_mut().extend_pairs(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
        found(&url)
    }
}

impl IntoResponse for AadError {
    fn into_response(self) -> Response {
        let status = match self.error.as_str() {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        let mut body = json!({
            "error": self.error,
            "error_description": self.description(),
            "error_codes": [self.number],
            "timestamp": self.at,
            "trace_id": self.trace,
            "correlation_id": self.correlation,
            "error_uri": self.uri(),
        });
        if let Some(suberror) = self.suberror {
            body["suberror"] = json!(suberror);
        }
        if let Some(claims) = self.claims {
            body["claims"] = json!(claims);
        }
        (status, [(header::CACHE_CONTROL, "no-store, no-cache")], Json(body)).into_response()
    }
}

pub(super) fn found(url: &Url) -> Response {
    let headers = [(header::LOCATION, url.as_str()), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::FOUND, headers).into_response()
}
