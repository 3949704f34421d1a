//! A client in a bundle: its settings, counts and runs, without a name.

use serde_json::{Value, json};
use store::{RunRecord, SignInCheck};

use super::pseudonym::{Pseudonyms, code};
use crate::{ClientStatus, Cloud, Fault, GatewayKind, PERMISSIONS};

/// The kind of a gateway's text, nothing of its place.
pub(super) fn gateway_kind(text: &str) -> &'static str {
    let word = text.split(':').next().unwrap_or_default();
    GatewayKind::ALL.map(GatewayKind::as_str).into_iter().find(|kind| *kind == word).unwrap_or("other")
}

/// Microsoft's clouds by their names; a cloud file's own name is not told.
fn cloud(name: &str) -> &str {
    if Cloud::built_in(name).is_some() { name } else { "from a cloud file" }
}

/// A client as support needs it.
pub(super) fn client(status: &ClientStatus, options: &model::Options, runs: &[RunRecord], names: &Pseudonyms) -> Value {
    let record = &status.record;
    json!({
        "client": names.of("client", &record.name),
        "id": record.id.0,
        "practice": status.practice,
        "cloud": cloud(&record.cloud),
        "gateway": gateway_kind(&record.gateway),
        "gateway_answered": record.gateway_identity.is_some(),
        "tenant": record.tenant.as_ref().map(|tenant| names.of("tenant", &tenant.id.to_string())),
        "paused": record.paused,
        "added_at": record.created_at,
        "first_applied_at": record.first_applied_at,
        "next_sync": record.schedule.next_sync,
        "last_good_sync": record.schedule.last_good_sync,
        "problem": status.problem.as_ref().map(problem),
        "sign_in": record.sign_in.as_ref().map(|sign_in| json!({
            "at": sign_in.at,
            "last_used": sign_in.last_used,
            "guest": sign_in.guest_of.is_some(),
            "granted": PERMISSIONS.iter().map(|known| known.scope)
                .filter(|scope| sign_in.granted.iter().any(|granted| granted.ends_with(scope)))
                .collect::<Vec<_>>(),
            "checks": sign_in.checks.iter().map(check).collect::<Vec<_>>(),
        })),
        "snapshot": status.snapshot.as_ref().map(|snapshot| json!({
            "read_at": snapshot.read_at,
            "complete": snapshot.complete,
            "recipients": snapshot.recipients,
            "requests": snapshot.requests,
        })),
        "domains": status.domains_total,
        "domains_selected": status.domains_selected,
        "in_scope": status.in_scope,
        "by_hand": status.by_hand,
        "options": chosen(options),
        "runs": runs.iter().map(run).collect::<Vec<_>>(),
    })
}

/// Settings that a list of choices offers; those that a person writes are told by number.
fn chosen(options: &model::Options) -> Value {
    json!({
        "date_format": options.date_format,
        "time_format": options.time_format,
        "reports_a_day": options.report.times().len(),
        "sso": options.sso,
        "archiving": options.archiving,
        "defaults": options.defaults,
        "new_mailboxes": options.new_mailboxes,
        "leavers": options.leavers,
        "sync": options.sync,
        "brake": options.brake,
        "second_person": options.second_person,
        "approvers": options.approvers.len(),
    })
}

fn check(check: &SignInCheck) -> Value {
    json!({ "what": code(&check.what), "ok": check.ok, "code": check.code.as_deref().map(code) })
}

/// What sort of trouble, and nothing of what it happened to.
fn problem(fault: &Fault) -> Value {
    json!({ "code": code(&fault.code), "sort": fault.sort, "facts": fault.facts.len() })
}

fn run(run: &RunRecord) -> Value {
    json!({
        "run": run.id.0,
        "plan": run.plan.0,
        "by": code(&run.by),
        "undoes": run.undoes.map(|undone| undone.0),
        "state": run.state,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "phases": run.phases,
        "done": run.done,
        "failed": run.failed,
        "total": run.total,
        "held": run.held,
        "verified": run.verified,
        "problem": run.problem.as_deref().and_then(Fault::from_json).as_ref().map(problem),
    })
}
