//! The consent page's form: accepted or cancelled.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::Response;

use super::catalogue::{For, error};
use super::ledger::End;
use super::login::{Step, approval_needed, decline, finish, missing_consent, step};
use super::scopes::needs_administrator;
use super::{approval, refuse};
use crate::control::RefuseAt;
use crate::tenant::Role;
use crate::world::{World, lock};

pub(super) async fn decide(State(world): State<Arc<World>>, Form(form): Form<BTreeMap<String, String>>) -> Response {
    let Step { id, flow, session } = match step(&world, &form) {
        Ok(step) => step,
        Err(error) => return error.page(),
    };
    if form.get("decision").map(String::as_str) != Some("accept") {
        return decline(&world, id, &flow, session);
    }
    let administrator = world.accounts[session.account].role_in(session.tenant) == Role::GlobalAdministrator;
    if let End::Approval(uri) = &flow.end {
        if !administrator {
            return error(90093, For::Browser).page();
        }
        if let Some(error) = refuse::due(&world, RefuseAt::AdminConsent) {
            lock(&world.ledger).flows.remove(id);
            return approval::failed(&world, &flow, uri, session, &error);
        }
    }
    let missing = missing_consent(&world, &flow, &session);
    if !administrator && missing.iter().any(|name| needs_administrator(name)) {
        return approval_needed(&world, &session).page();
    }
    let approving = matches!(flow.end, End::Approval(_));
    let everybody = administrator && (approving || form.contains_key("organisation"));
    lock(&world.ledger).consent(session.tenant, session.account, everybody, flow.asked.names());
    finish(&world, id, session)
}
