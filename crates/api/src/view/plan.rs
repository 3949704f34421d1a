//! Plans and runs as people review and watch them.

use engine::{FailedStep, Group, PlanNotice as StoredNotice, PlanRecord, PlanWindow as StoredWindow, RunRecord};
use model::{
    DomainShape, RecipientShape,
    plan::{Hold, Object, Reason, Step},
};

use super::{services, time, usage};
use crate::dto::{
    Bill, BrakeView, Failure, GroupCount, HistoryRow, PhaseView, PlanCounts, PlanNotice, PlanQuery, PlanRow, PlanView,
    PlanWindow, Problem, RunState, RunView, ShapeView,
};

const GROUPS: [(Group, &str); 6] = [
    (Group::Domains, "domains"),
    (Group::Changed, "changed"),
    (Group::Created, "created"),
    (Group::Adopted, "adopted"),
    (Group::Stopped, "stopped"),
    (Group::Removed, "removed"),
];

fn group_name(group: Group) -> &'static str {
    GROUPS.into_iter().find(|(g, _)| *g == group).map_or("", |(_, name)| name)
}

fn group_named(name: &str) -> Result<Group, Problem> {
    let found = GROUPS.into_iter().find(|(_, n)| *n == name);
    found
        .map(|(group, _)| group)
        .ok_or_else(|| usage(format!("\u{201c}{name}\u{201d} is not a group"), "Leave it out."))
}

fn reason_named(name: &str) -> Result<Reason, Problem> {
    let found = Reason::ALL.into_iter().find(|reason| reason.as_str() == name);
    found.ok_or_else(|| usage(format!("\u{201c}{name}\u{201d} is not a reason"), "Leave it out."))
}

/// The name of a hold.
pub(crate) fn hold(hold: Hold) -> &'static str {
    match hold {
        Hold::Brake => "brake",
        Hold::NewMailbox => "new-mailbox",
        Hold::Drift => "drift",
        Hold::InternalRelay => "internal-relay",
        Hold::ExchangeUnknown => "exchange-unknown",
    }
}

pub(crate) fn plan_query(query: &PlanQuery) -> Result<engine::PlanQuery, Problem> {
    Ok(engine::PlanQuery {
        held: query.held,
        group: query.group.as_deref().map(group_named).transpose()?,
        reason: query.reason.as_deref().map(reason_named).transpose()?,
        search: query.search.clone(),
        offset: query.offset,
        limit: query.limit.min(engine::WINDOW),
    })
}

pub(crate) fn plan_view(plan: &PlanRecord, stale: bool) -> PlanView {
    let counts = plan.counts;
    PlanView {
        plan: plan.id.0,
        hash: plan.hash.clone(),
        made_at: time(plan.made_at),
        read_at: time(plan.snapshot_read_at),
        ready: plan.ready,
        held: plan.held,
        counts: PlanCounts {
            domains: counts.domains,
            created: counts.created,
            adopted: counts.adopted,
            changed: counts.changed,
            stopped: counts.stopped,
            removed: counts.removed,
        },
        bill: bill(plan),
        notices: plan.notices.iter().map(notice).collect(),
        brake: BrakeView {
            done: plan.brake.done,
            planned: plan.brake.planned,
            limit: plan.brake.limit,
            holds: plan.brake.holds,
        },
        stale,
        run: plan.run.map(|run| run.0),
    }
}

pub(crate) fn bill(plan: &PlanRecord) -> Bill {
    let bill = plan.bill;
    Bill {
        incoming_before: bill.incoming_before,
        incoming_after: bill.incoming_after,
        outgoing_before: bill.outgoing_before,
        outgoing_after: bill.outgoing_after,
        archiving_before: bill.archiving_before,
        archiving_after: bill.archiving_after,
    }
}

fn notice(notice: &StoredNotice) -> PlanNotice {
    match notice {
        StoredNotice::DomainHeld { domain, owner } => {
            PlanNotice::DomainHeld { domain: domain.to_string(), owner: owner.clone() }
        }
        StoredNotice::UnlistedRecipients { domain, count } => {
            PlanNotice::UnlistedRecipients { domain: domain.to_string(), count: *count }
        }
        StoredNotice::LeftBehind { domain } => PlanNotice::LeftBehind { domain: domain.to_string() },
        StoredNotice::InternalRelay { domain } => PlanNotice::InternalRelay { domain: domain.to_string() },
        StoredNotice::ExchangeUnknown { domain } => PlanNotice::ExchangeUnknown { domain: domain.to_string() },
        StoredNotice::RelayRefused { domain } => PlanNotice::RelayRefused { domain: domain.to_string() },
        StoredNotice::WeakerKinds { source, cause } => {
            PlanNotice::WeakerKinds { source: source.as_str().to_owned(), cause: cause.clone() }
        }
        StoredNotice::KindsAreGuesses { cause } => PlanNotice::KindsAreGuesses { cause: cause.clone() },
    }
}

pub(crate) fn plan_window(window: &StoredWindow) -> PlanWindow {
    let groups = window.groups.iter();
    PlanWindow {
        rows: window.rows.iter().map(|row| plan_row(row.seq, row.group, &row.key, &row.step)).collect(),
        total: window.total,
        groups: groups.map(|g| GroupCount { group: group_name(g.group).to_owned(), count: g.count }).collect(),
    }
}

fn plan_row(seq: u32, group: Group, key: &str, step: &Step) -> PlanRow {
    let (object, name, before, after) = match &step.object {
        Object::Domain { name, before, after, .. } => {
            ("domain", name.to_unicode(), before.as_ref().map(domain), domain(after))
        }
        Object::Recipient { name, before, after, .. } => {
            ("recipient", name.clone(), before.as_ref().map(recipient), recipient(after))
        }
    };
    PlanRow {
        seq,
        group: group_name(group).to_owned(),
        object: object.to_owned(),
        key: key.to_owned(),
        name,
        reason: step.reason.as_str().to_owned(),
        held: step.held.map(|held| hold(held).to_owned()),
        before,
        after,
    }
}

fn domain(shape: &DomainShape) -> ShapeView {
    ShapeView::Domain {
        routes: shape.routes.iter().map(|route| format!("{}:{}", route.host, route.port)).collect(),
        products: services(shape.products),
        ldap_sync: shape.ldap_sync,
        reject_unlisted: shape.reject_unlisted,
        outgoing_user: shape.outgoing_user,
    }
}

fn recipient(shape: &RecipientShape) -> ShapeView {
    ShapeView::Recipient {
        primary: shape.primary.to_string(),
        aliases: shape.aliases.iter().map(ToString::to_string).collect(),
        kind: shape.kind.to_string(),
        listed: shape.listed,
        services: services(shape.services),
    }
}

pub(crate) fn run_view(run: &RunRecord, plan: &PlanRecord, failures: &[FailedStep]) -> RunView {
    let active = run.phases.iter().position(|p| p.done + p.failed < p.total);
    let running = run.state == engine::RunState::Running;
    let phases = run.phases.iter().enumerate().map(|(index, phase)| PhaseView {
        phase: group_name(phase.group).to_owned(),
        done: phase.done,
        failed: phase.failed,
        total: phase.total,
        active: running && active == Some(index),
    });
    let verify = PhaseView {
        phase: "verify".to_owned(),
        done: run.verified.unwrap_or_default(),
        failed: run.verified.map_or(0, |verified| run.done.saturating_sub(verified)),
        total: run.done,
        active: running && active.is_none(),
    };
    RunView {
        run: run.id.0,
        plan: run.plan.0,
        state: run_state(run.state),
        started: time(run.started_at),
        ended: run.ended_at.map(time),
        phases: phases.chain([verify]).collect(),
        done: run.done,
        total: run.total,
        held: run.held,
        failures: failures.iter().map(failure).collect(),
        failed: run.failed,
        verified: run.verified,
        bill: bill(plan),
        problem: run.problem.as_deref().and_then(stored_problem),
    }
}

pub(crate) fn history_row(run: &RunRecord) -> HistoryRow {
    HistoryRow {
        run: run.id.0,
        plan: run.plan.0,
        state: run_state(run.state),
        started: time(run.started_at),
        ended: run.ended_at.map(time),
        by: run.by.clone(),
        done: run.done,
        failed: run.failed,
        held: run.held,
    }
}

fn run_state(state: engine::RunState) -> RunState {
    match state {
        engine::RunState::Running => RunState::Running,
        engine::RunState::Paused => RunState::Paused,
        engine::RunState::Ended => RunState::Ended,
        engine::RunState::Cancelled => RunState::Cancelled,
        engine::RunState::Interrupted => RunState::Interrupted,
    }
}

fn failure(step: &FailedStep) -> Failure {
    let problem = stored_problem(&step.problem).unwrap_or_else(|| usage(step.problem.clone(), ""));
    Failure { seq: step.seq, key: step.key.clone(), name: step.name.clone(), problem }
}

fn stored_problem(json: &str) -> Option<Problem> {
    serde_json::from_str::<engine::Fault>(json).ok().map(Problem::from)
}
