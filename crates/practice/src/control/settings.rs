//! How the cloud behaves, changeable while it runs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::identity::CODE_SECONDS;
use crate::world::{World, lock};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// No page of Graph or Exchange is longer than this.
    pub page_size: Option<usize>,
    /// Life of an authorization code; 0 lets every code expire at once.
    pub code_seconds: i64,
    /// Puts the cloud's clock forward: tokens expire, delta links age.
    pub advance_seconds: i64,
    /// Claims of the next ID token that differ from the truth; null removes one. `signature` with
    /// any value spoils the signature, `tenant` answers with tokens of the other tenant.
    pub next_token: Option<Map<String, Value>>,
    /// Permissions that no token carries although they were consented to.
    pub withhold_scopes: Vec<String>,
    /// Lets listings break off.
    pub cut: Option<Cut>,
}

/// Every listing of one path breaks off after some pages, however often it is tried again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// Such as `users`, `users/delta`, `domains` or `InvokeCommand`.
    pub path: String,
    /// This many pages arrive.
    pub after_pages: u32,
    pub how: Failure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// 503 with `Retry-After: 0`.
    Unavailable,
    /// Status 200, then the connection ends in the middle of the body.
    Truncated,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_size: None,
            code_seconds: CODE_SECONDS,
            advance_seconds: 0,
            next_token: None,
            withhold_scopes: Vec::new(),
            cut: None,
        }
    }
}

/// Fields that are given are set, the others stay.
pub(super) async fn change(State(world): State<Arc<World>>, Json(change): Json<Map<String, Value>>) -> Response {
    let mut settings = lock(&world.settings);
    let changed = serde_json::to_value(&*settings).and_then(|mut value| {
        if let Value::Object(fields) = &mut value {
            fields.extend(change);
        }
        serde_json::from_value::<Settings>(value)
    });
    match changed {
        Ok(changed) => {
            *settings = changed;
            Json(settings.clone()).into_response()
        }
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response(),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Revocation {
    account: Option<String>,
    /// Access tokens too, so that the next request is answered 401.
    access: bool,
}

pub(super) async fn revoke(State(world): State<Arc<World>>, Json(revocation): Json<Revocation>) -> StatusCode {
    world.revoke(revocation.account.as_deref(), revocation.access);
    StatusCode::NO_CONTENT
}

pub(super) async fn forget_consent(State(world): State<Arc<World>>) -> StatusCode {
    lock(&world.ledger).forget_consent();
    StatusCode::NO_CONTENT
}
