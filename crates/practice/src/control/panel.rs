//! The panel, seen and changed by hand: what a person does there besides the API.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::panel::{Call, PanelAccount, PanelDomain};
use crate::world::{World, lock};

/// How the panel behaves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PanelSettings {
    /// Domains that one administrator may have; none: any number.
    pub domain_limit: Option<usize>,
    /// Calls from this address are refused.
    pub address_blocked: bool,
    /// Administrators that are switched off.
    pub inactive: Vec<String>,
    /// Administrators without the right to use the API.
    pub without_api: Vec<String>,
    /// Products that the administrators do not have.
    pub withheld_products: Vec<String>,
    /// `domain/exists` and `domain/getowner` say of a missing domain what they say of another administrator's.
    pub exists_errors: bool,
    /// `emailalias/list` gives whole addresses as aliases, not local parts.
    pub full_aliases: bool,
    /// More calls than these at the same time are answered 503.
    pub at_once: Option<u32>,
    /// Every call takes this much longer.
    pub latency_ms: u64,
    /// Answers in the place of the true ones; the first that fits is given.
    pub said: Vec<Said>,
}

/// An answer in the place of the true one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// None: any call.
    #[serde(default)]
    pub call: Option<Call>,
    /// So many such calls pass first.
    #[serde(default)]
    pub after: u32,
    /// So many are answered so; none: until taken back.
    #[serde(default)]
    pub times: Option<u32>,
    /// The call is carried out all the same.
    #[serde(default)]
    pub done: bool,
    pub how: Words,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// An error with this text, in the usual envelope.
    Error(String),
    /// This body, with status 200.
    Body(String),
}

impl PanelSettings {
    pub(crate) fn take_said(&mut self, call: Option<Call>) -> Option<Said> {
        let fits = |said: &Said| said.call.is_none() || said.call == call;
        let mut taken = None;
        for said in self.said.iter_mut().filter(|said| fits(said)) {
            if said.after > 0 {
                said.after -= 1;
            } else if taken.is_none() && said.times != Some(0) {
                said.times = said.times.map(|times| times - 1);
                taken = Some(said.clone());
            }
        }
        self.said.retain(|said| said.times != Some(0));
        taken
    }
}

/// Domains and counts, without passwords.
pub(super) async fn show(State(world): State<Arc<World>>) -> Json<Value> {
    let users: Vec<&str> = world.panel.accounts.iter().map(|account| account.user.as_str()).collect();
    let (domains, logins) = {
        let state = lock(&world.panel.state);
        (state.domains.clone(), state.logins.keys().cloned().collect::<Vec<String>>())
    };
    Json(json!({ "accounts": users, "domains": domains, "logins": logins, "counts": world.panel.meter.counts() }))
}

/// The administrators with their passwords.
pub(super) async fn accounts(State(world): State<Arc<World>>) -> Json<Vec<PanelAccount>> {
    Json(world.panel.accounts.clone())
}

pub(super) async fn domains(State(world): State<Arc<World>>) -> Json<BTreeMap<String, PanelDomain>> {
    Json(lock(&world.panel.state).domains.clone())
}

/// Puts a domain there as a person would, in place of what was there under its name.
pub(super) async fn put(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Json(domain): Json<PanelDomain>,
) -> StatusCode {
    lock(&world.panel.state).domains.insert(name.to_ascii_lowercase(), domain);
    StatusCode::NO_CONTENT
}

pub(super) async fn remove(State(world): State<Arc<World>>, Path(name): Path<String>) -> StatusCode {
    match lock(&world.panel.state).domains.remove(&name.to_ascii_lowercase()) {
        Some(_) => StatusCode::NO_CONTENT,
        None => StatusCode::NOT_FOUND,
    }
}

pub(super) async fn reset(State(world): State<Arc<World>>) -> StatusCode {
    world.panel.meter.reset();
    StatusCode::NO_CONTENT
}
