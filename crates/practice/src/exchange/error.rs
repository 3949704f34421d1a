//! Exchange's error body: the words that count are in the details.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

#[derive(Debug)]
pub(super) struct ExchangeError {
    pub status: StatusCode,
    /// The exception Exchange would have thrown.
    pub exception: &'static str,
    pub message: String,
}

impl ExchangeError {
    pub(super) fn bad_request(exception: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, exception, message: message.into() }
    }

    pub(super) fn unauthorized(message: impl Into<String>) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, exception: "SecurityTokenException", message: message.into() }
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, exception: "ResourceNotFoundException", message: message.into() }
    }

    pub(super) fn forbidden(exception: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, exception, message: message.into() }
    }
}

/// Goes with a 401, which says no more: the body is empty.
const CHALLENGE: &str = "Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", error=\"invalid_token\"";

impl IntoResponse for ExchangeError {
    fn into_response(self) -> Response {
        if self.status == StatusCode::UNAUTHORIZED {
            return (self.status, [(header::WWW_AUTHENTICATE, CHALLENGE)]).into_response();
        }
        let code = match self.status {
            StatusCode::FORBIDDEN => "Forbidden",
            StatusCode::NOT_FOUND => "NotFound",
            _ => "BadRequest",
        };
        let body = json!({"error": {
            "code": code,
            "message": "Error executing cmdlet",
            "details": [{
                "code": "Context",
                "target": "",
                "message": format!("|{}|{}", self.exception, self.message),
            }],
            "innererror": {
                "message": "Error executing cmdlet",
                "type": "Microsoft.Exchange.Admin.OData.Core.ODataServiceException",
                "internalexception": {"message": self.message, "type": self.exception},
            },
        }});
        (self.status, Json(body)).into_response()
    }
}
