//! Who is let in: HTTP Basic on every call, refused in words like everything else.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Panel;
use super::reply::Refusal;
use crate::control::PanelSettings;
use crate::world::lock;

/// Name and password of the Authorization header (RFC 7617).
pub(super) fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(decoded).ok()?;
    text.split_once(':').map(|(user, password)| (user.to_owned(), password.to_owned()))
}

/// Without any credentials there is nothing to put into words.
pub(super) fn challenge() -> Response {
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Basic realm=\"Control Panel API\"")]).into_response()
}

/// The administrator whom these credentials belong to, if the API is open to them.
pub(super) fn admit(panel: &Panel, settings: &PanelSettings, user: &str, password: &str) -> Result<String, Refusal> {
    if settings.address_blocked {
        let words = "You have no access to this API, current IP address '127.0.0.1' is not allowed";
        return Err(Refusal::because(words));
    }
    let known =
        |account: &&super::PanelAccount| account.user.eq_ignore_ascii_case(user) && account.password == password;
    let Some(account) = panel.accounts.iter().find(known) else {
        let login = lock(&panel.state).logins.get(user).is_some_and(|login| login.password == password);
        let words = if login { "You have no permissions to use the API" } else { "Supplied credential is invalid." };
        return Err(Refusal::because(words));
    };
    if settings.inactive.contains(&account.user) {
        return Err(Refusal::because(format!("User '{}' has status 'inactive'", account.user)));
    }
    if settings.without_api.contains(&account.user) {
        return Err(Refusal::because("You don't have permissions to access the API."));
    }
    Ok(account.user.clone())
}
