//! How the cloud behaves, changeable while it runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fault::{Fault, Refuse};
use super::mail::{DnsName, MailFlow};
use super::panel::PanelSettings;
use crate::endpoints;
use crate::identity::{CODE_SECONDS, Resource};
use crate::mail::MailLimits;
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
    /// any value spoils the signature, `tenant` answers with tokens of the other tenant; `resource`
    /// (`graph` or `exchange`) lets tokens for anything else pass first.
    pub next_token: Option<Map<String, Value>>,
    /// Permissions that no token carries although they were consented to.
    pub withhold_scopes: Vec<String>,
    pub faults: Vec<Fault>,
    /// Every answer takes this much longer.
    pub latency_ms: u64,
    /// What the identity platform refuses.
    pub refuse: Vec<Refuse>,
    /// Seconds a device waits between two questions for its tokens.
    pub device_interval: u32,
    /// Whether `adminapi/beta` is there.
    pub exchange_v1: bool,
    /// Whether `adminapi/v2.0` is there.
    pub exchange_v2: bool,
    /// Whether usage reports are there.
    pub reports: bool,
    /// Whether usage reports hide names, as administrators may choose.
    pub concealed_names: bool,
    /// The version of Microsoft's list of addresses, ten digits.
    pub endpoints_version: String,
    /// The ranges that mail comes from, in place of those that Microsoft published.
    pub mail_ranges: Option<Vec<String>>,
    pub panel: PanelSettings,
    /// What one application may ask of one mailbox.
    pub mail_limits: MailLimits,
    /// What DNS tells in place of what follows from the tenants, by name.
    pub dns: BTreeMap<String, DnsName>,
    /// How the main tenant's mail flows.
    pub mail_flow: MailFlow,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_size: None,
            code_seconds: CODE_SECONDS,
            advance_seconds: 0,
            next_token: None,
            withhold_scopes: Vec::new(),
            faults: Vec::new(),
            latency_ms: 0,
            refuse: Vec::new(),
            device_interval: 5,
            exchange_v1: true,
            exchange_v2: true,
            reports: true,
            concealed_names: false,
            endpoints_version: endpoints::VERSION.to_owned(),
            mail_ranges: None,
            panel: PanelSettings::default(),
            mail_limits: MailLimits::default(),
            dns: BTreeMap::new(),
            mail_flow: MailFlow::default(),
        }
    }
}

impl Settings {
    /// What the token for a resource says that differs from the truth; said once.
    pub(crate) fn take_next_token(&mut self, resource: Resource) -> Map<String, Value> {
        let meant = |next: &Map<String, Value>| next.get("resource").is_none_or(|only| only == resource.name());
        let mut next = self.next_token.take_if(|next| meant(next)).unwrap_or_default();
        next.remove("resource");
        next
    }
}

/// Fields that are given are set, the others stay.
pub(super) async fn change(State(world): State<Arc<World>>, Json(change): Json<Map<String, Value>>) -> Response {
    if change.contains_key("faults") {
        lock(&world.faults).begin_again();
    }
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
