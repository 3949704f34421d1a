//! Answers that fail, as each service words them.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::challenge::CLAIMS;
use super::count::Struck;
use super::wire::Cutter;
use crate::control::{Class, Failure};
use crate::national::Place;
use crate::world::World;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Graph,
    Exchange,
    Identity,
    /// One behind a plain web server, which says it before the service could.
    Plain,
}

impl Service {
    pub(super) fn of(class: Class) -> Self {
        match class {
            Class::Exchange | Class::AcceptedDomains | Class::ExchangeV2 => Self::Exchange,
            Class::Metadata | Class::Token => Self::Identity,
            Class::Endpoints | Class::EndpointsVersion | Class::Panel | Class::PanelCall(_) => Self::Plain,
            _ => Self::Graph,
        }
    }

    /// Graph and Exchange give a code, the identity platform an AADSTS number.
    fn error(self, status: StatusCode, code: &str, message: &str) -> Response {
        let id = Uuid::new_v4().to_string();
        let now = Timestamp::now();
        let body = match self {
            Self::Plain => {
                return (status, Html(format!("<html><body><h1>{status}</h1></body></html>"))).into_response();
            }
            Self::Identity => json!({
                "error": "temporarily_unavailable",
                "error_description": format!("AADSTS90033: A transient error has occurred. Please try again. ({message})"),
                "error_codes": [90033],
                "timestamp": now.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
                "trace_id": id,
                "correlation_id": id,
            }),
            _ => json!({"error": {
                "code": code,
                "message": message,
                "innerError": {
                    "date": now.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
                    "request-id": id,
                    "client-request-id": id,
                },
            }}),
        };
        let mut response = (status, Json(body)).into_response();
        put(&mut response, "request-id", &id);
        response
    }
}

fn put(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// What comes in the place of the real answer.
pub(super) fn instead(world: &World, service: Service, struck: &Struck, request: &Request) -> Response {
    match struck.how {
        Failure::Throttled => retry_after(throttled(service), struck),
        Failure::ThrottledBare => throttled(service),
        Failure::Unavailable => retry_after(unavailable(service), struck),
        Failure::BadGateway => {
            (StatusCode::BAD_GATEWAY, Html("<html><body><h1>502 Bad Gateway</h1></body></html>")).into_response()
        }
        Failure::Unauthorized => challenge(world, service, "error=\"invalid_token\""),
        Failure::Claims => {
            let claims = STANDARD.encode(CLAIMS);
            challenge(world, service, &format!("error=\"insufficient_claims\", claims=\"{claims}\""))
        }
        Failure::Forbidden => service.error(
            StatusCode::FORBIDDEN,
            if service == Service::Graph { "Authorization_RequestDenied" } else { "Forbidden" },
            "Insufficient privileges to complete the operation.",
        ),
        Failure::Redirect => {
            let location = format!("{}/practice/portal", world.base_of(Place::Global));
            (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
        }
        Failure::WrongShape => {
            Json(json!({"status": "ok", "items": [{"name": "not what was asked for"}]})).into_response()
        }
        Failure::Gone => {
            let text = "The sync state is not found or has expired. Start again without a token.";
            let mut response = service.error(StatusCode::GONE, "syncStateNotFound", text);
            put(&mut response, "location", &format!("{}{}?$deltatoken=", world.base, request.uri().path()));
            response
        }
        _ => portal(),
    }
}

fn throttled(service: Service) -> Response {
    let text = "Too many requests. Wait before trying again.";
    let mut response = service.error(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", text);
    if service == Service::Graph {
        put(&mut response, "x-ms-throttle-information", "ResourceUnitLimitExceeded");
        put(&mut response, "x-ms-throttle-limit-percentage", "1.8");
    }
    response
}

fn unavailable(service: Service) -> Response {
    let text = "The service is temporarily unavailable.";
    service.error(StatusCode::SERVICE_UNAVAILABLE, "ServiceNotAvailable", text)
}

/// Decimal seconds, as Graph sends them ("Microsoft Graph throttling guidance").
fn retry_after(mut response: Response, struck: &Struck) -> Response {
    put(&mut response, "retry-after", &struck.retry_after.to_string());
    response
}

fn challenge(world: &World, service: Service, rest: &str) -> Response {
    let text = "The access token does not meet the requirements of this request.";
    if service == Service::Plain {
        let basic = [(header::WWW_AUTHENTICATE, "Basic realm=\"Control Panel API\"")];
        return (StatusCode::UNAUTHORIZED, basic).into_response();
    }
    let mut response = match service {
        Service::Exchange => StatusCode::UNAUTHORIZED.into_response(),
        _ => service.error(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", text),
    };
    let authority = format!("authorization_uri=\"{}/common/oauth2/authorize\"", world.base);
    put(&mut response, "www-authenticate", &format!("Bearer realm=\"\", {authority}, {rest}"));
    response
}

/// Cuts the connection; where there is none, inside a batch, the answer is only not available.
pub(super) fn reset(service: Service, cutter: Option<&Cutter>) -> Response {
    if let Some(cutter) = cutter {
        cutter.cut();
    }
    unavailable(service)
}

/// The page of a network that wants its terms accepted first.
pub(crate) fn portal() -> Response {
    Html("<!doctype html><title>Guest network</title><p>Accept the terms of this network to go on.").into_response()
}
