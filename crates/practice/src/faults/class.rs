//! What a request is for.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::Method;
use serde_json::Value;

use crate::control::Class;
use crate::panel::Call;

/// A command is at most this long; what is longer is passed on as it is and belongs to no class.
const COMMAND_BYTES: usize = 1 << 20;

/// The request comes back unchanged; which cmdlet it runs is only told by its body.
pub(super) async fn of(request: Request) -> (Option<Class>, Request) {
    match by_path(request.method(), request.uri().path()) {
        Some(Class::Exchange) => {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, COMMAND_BYTES).await.unwrap_or_default();
            let class = if runs_accepted_domain(&body) { Class::AcceptedDomains } else { Class::Exchange };
            (Some(class), Request::from_parts(parts, Body::from(body)))
        }
        class => (class, request),
    }
}

fn runs_accepted_domain(body: &[u8]) -> bool {
    let command = serde_json::from_slice::<Value>(body).unwrap_or_default();
    let name = command["CmdletInput"]["CmdletName"].as_str();
    name.is_some_and(|name| name.eq_ignore_ascii_case("Get-AcceptedDomain"))
}

fn by_path(method: &Method, path: &str) -> Option<Class> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    // The national clouds answer below a prefix of their own.
    let parts = match parts.as_slice() {
        ["us" | "dod" | "cn", rest @ ..] => rest,
        all => all,
    };
    Some(match (method.as_str(), parts) {
        ("GET", ["v1.0", "organization"]) => Class::Organization,
        ("GET", ["v1.0", "domains"]) => Class::Domains,
        ("GET", ["v1.0", "domains", _, "serviceConfigurationRecords"]) => Class::DomainRecords,
        ("GET", ["v1.0", _, "$count"]) => Class::Count,
        ("GET", ["v1.0", "users", _, "mailboxSettings", ..]) => Class::UserPurpose,
        ("GET", ["v1.0", "users", _, "messages", _, "$value"]) => Class::Mime,
        ("GET", ["v1.0", "users", _, "mailFolders", _, "messages", _, "$value"]) => Class::Mime,
        ("GET", ["v1.0", "users", _, "messages", ..] | ["v1.0", "users", _, "mailFolders", _, "messages", ..]) => {
            Class::Messages
        }
        ("GET", ["v1.0", "users", _, "mailFolders", ..]) => Class::MailFolders,
        (_, ["v1.0", "applications" | "servicePrincipals", ..]) => Class::Applications,
        (_, ["v1.0", "directory", "deletedItems", ..]) => Class::Applications,
        ("GET", ["v1.0", "users", ..]) => Class::Users,
        ("GET", ["v1.0", "groups", ..]) => Class::Groups,
        ("GET", ["v1.0", "contacts", ..]) => Class::Contacts,
        ("GET", ["beta", "reports", ..]) => Class::Report,
        ("POST", ["adminapi", "beta", _, "InvokeCommand"]) => Class::Exchange,
        ("POST", ["adminapi", "v2.0", ..]) => Class::ExchangeV2,
        ("POST", [_, "oauth2", "v2.0", "token"]) => Class::Token,
        ("GET", ["version", _]) => Class::EndpointsVersion,
        ("GET", ["endpoints", _]) => Class::Endpoints,
        (_, ["api", ..]) => Call::of(path).map_or(Class::Panel, Class::PanelCall),
        ("GET", [_, "v2.0", ".well-known", _] | [_, "discovery", "v2.0", "keys"]) => Class::Metadata,
        _ => return None,
    })
}
