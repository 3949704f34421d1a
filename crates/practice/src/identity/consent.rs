//! The consent page's form: accepted or cancelled.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::Response;

use super::error::AadError;
use super::login::{admit, approval_needed, chosen, issue_code, missing_consent};
use super::scopes::needs_administrator;
use crate::tenant::Role;
use crate::world::{World, lock};

pub(super) async fn decide(State(world): State<Arc<World>>, Form(form): Form<BTreeMap<String, String>>) -> Response {
    let (id, flow, account) = match chosen(&world, &form) {
        Ok(chosen) => chosen,
        Err(error) => return error.page(),
    };
    if let Err(error) = admit(&world, &flow, account) {
        return error.page();
    }
    if form.get("decision").map(String::as_str) != Some("accept") {
        lock(&world.ledger).flows.remove(id);
        let error = AadError::new("access_denied", 65004, "User declined to consent to access the app.");
        return error.redirect(&flow.redirect_uri, flow.state.as_deref());
    }
    let who = &world.accounts[account];
    let administrator = who.role == Role::GlobalAdministrator;
    let missing = missing_consent(&world, &flow, account);
    if !administrator && missing.iter().any(|name| needs_administrator(name)) {
        return approval_needed().page();
    }
    let everybody = administrator && form.contains_key("organisation");
    lock(&world.ledger).consent(who.tenant, account, everybody, flow.asked.names());
    issue_code(&world, id, account)
}
