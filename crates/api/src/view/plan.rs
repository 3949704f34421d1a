//! Plans as people review them.

use engine::{
    ApprovalRecord, Group, PlanKind as StoredKind, PlanNotice as StoredNotice, PlanRecord, PlanRow as StoredRow,
    PlanWindow as StoredWindow, Setting,
};
use model::{
    BrakeReading, ServiceReading, TYPED_FROM,
    plan::{Action, Hold, Reason, Step},
};

use super::{Subject, subject, time, usage};
use crate::dto::{
    ApprovalView, Bill, BrakeView, GroupCount, HandCount, HeldOffer, HoldCount, KindBill, PlanCounts, PlanKind,
    PlanNotice, PlanQuery, PlanRow, PlanView, PlanWindow, Problem, ServiceBrake,
};

pub(crate) fn group_named(name: &str) -> Result<Group, Problem> {
    let found = Group::ALL.into_iter().find(|group| group.as_str() == name);
    found.ok_or_else(|| usage(format!("\u{201c}{name}\u{201d} is not a group"), "Leave it out."))
}

fn reason_named(name: &str) -> Result<Reason, Problem> {
    let found = Reason::ALL.into_iter().find(|reason| reason.as_str() == name);
    found.ok_or_else(|| usage(format!("\u{201c}{name}\u{201d} is not a reason"), "Leave it out."))
}

pub(crate) fn hold_named(name: &str) -> Result<Hold, Problem> {
    let found = Hold::ALL.into_iter().find(|hold| hold.as_str() == name);
    found.ok_or_else(|| usage(format!("nothing is held for \u{201c}{name}\u{201d}"), "Causes are those of the plan."))
}

pub(crate) fn plan_query(query: &PlanQuery) -> Result<engine::PlanQuery, Problem> {
    Ok(engine::PlanQuery {
        held: query.held,
        hold: query.hold.as_deref().map(hold_named).transpose()?,
        group: query.group.as_deref().map(group_named).transpose()?,
        reason: query.reason.as_deref().map(reason_named).transpose()?,
        search: query.search.clone(),
        offset: query.offset,
        limit: query.limit.min(engine::WINDOW),
    })
}

/// What applying a plan asks of people.
#[derive(Default)]
pub(crate) struct Asks {
    /// Held steps by cause.
    pub holds: Vec<HoldCount>,
    /// Steps that take something away, and that wait for a person or go with an undo.
    pub removals: u32,
    pub approvals: Vec<ApprovalRecord>,
    pub second_person: bool,
    /// What it leaves to a person, by setting.
    pub by_hand: Vec<HandCount>,
}

pub(crate) fn plan_view(plan: &PlanRecord, stale: bool, asks: Asks) -> PlanView {
    let much = asks.removals >= TYPED_FROM;
    let second = asks.approvals.iter().any(|approval| approval.second);
    let from = engine::SavedFrom::of(plan);
    let second_person = asks.second_person || from.as_ref().is_some_and(|from| from.second_needed);
    PlanView {
        plan: plan.id.0,
        hash: plan.hash.clone(),
        made_at: time(plan.made_at),
        read_at: time(plan.snapshot_read_at),
        ready: plan.ready,
        held: plan.held,
        counts: counts(plan.counts),
        bill: bill(&plan.bill),
        notices: plan.notices.iter().map(notice).collect(),
        brake: brake(&plan.brake),
        stale,
        run: plan.run.map(|run| run.0),
        kind: kind_of_plan(plan.kind),
        undoes: plan.undoes.map(|run| run.0),
        undoes_row: engine::undone_row(plan),
        bill_by_kind: plan
            .bill_by_kind
            .iter()
            .map(|(kind, of)| KindBill { kind: kind.to_string(), bill: bill(of) })
            .collect(),
        exempt: plan.counts.exempt,
        approvals: asks.approvals.iter().map(approval).collect(),
        file_approvals: from.iter().flat_map(|from| &from.approvals).map(approval).collect(),
        held_removals: asks.holds.iter().map(|hold| hold.removals).sum(),
        holds: asks.holds,
        typed_from: TYPED_FROM,
        name_needed: much,
        second_needed: second_person && !second && (plan.held > 0 || much),
        by_hand: asks.by_hand,
    }
}

pub(crate) fn kind_of_plan(kind: StoredKind) -> PlanKind {
    match kind {
        StoredKind::Sync => PlanKind::Sync,
        StoredKind::Undo => PlanKind::Undo,
        StoredKind::Rehearsal => PlanKind::Rehearsal,
        StoredKind::Saved => PlanKind::Saved,
    }
}

pub(crate) fn approval(approval: &ApprovalRecord) -> ApprovalView {
    ApprovalView {
        second: approval.second,
        who: approval.who.clone(),
        account: approval.account.clone(),
        at: time(approval.at),
    }
}

fn brake(reading: &BrakeReading) -> BrakeView {
    let service = |(service, reading): (&str, &ServiceReading)| ServiceBrake {
        service: service.to_owned(),
        done: reading.done,
        planned: reading.planned,
        limit: reading.limit,
        holds: reading.holds,
    };
    BrakeView {
        done: reading.done,
        planned: reading.planned,
        limit: reading.limit,
        holds: reading.holds,
        services: ["incoming", "outgoing", "archiving"].into_iter().zip(&reading.services).map(service).collect(),
    }
}

pub(crate) fn counts(counts: engine::PlanCounts) -> PlanCounts {
    let engine::PlanCounts { domains, created, adopted, changed, stopped, removed, .. } = counts;
    PlanCounts { domains, created, adopted, changed, stopped, removed }
}

pub(crate) fn bill(bill: &engine::Bill) -> Bill {
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
        StoredNotice::LeaversWaiting { count, first_ends, days } => {
            PlanNotice::LeaversWaiting { count: *count, first_ends: time(*first_ends), days: *days }
        }
        StoredNotice::MassLeave { count, of } => PlanNotice::MassLeave { count: *count, of: *of },
        StoredNotice::KindsAreGuesses { cause } => PlanNotice::KindsAreGuesses { cause: cause.clone() },
    }
}

pub(crate) fn plan_window(window: &StoredWindow, kind: StoredKind, by_hand: &[Setting]) -> PlanWindow {
    PlanWindow {
        rows: window.rows.iter().map(|row| plan_row(row, kind, by_hand)).collect(),
        total: window.total,
        groups: window.groups.iter().map(group_count).collect(),
    }
}

pub(crate) fn group_count(of: &engine::GroupCount) -> GroupCount {
    GroupCount { group: of.group.as_str().to_owned(), count: of.count }
}

fn plan_row(row: &StoredRow, kind: StoredKind, by_hand: &[Setting]) -> PlanRow {
    let step = &row.step;
    let Subject { object, id, name, before, after } = subject(step);
    PlanRow {
        seq: row.seq,
        group: row.group.as_str().to_owned(),
        object: object.to_owned(),
        action: action(step.action).to_owned(),
        id,
        key: row.key.clone(),
        name,
        reason: step.reason.as_str().to_owned(),
        held: step.held.map(|hold| hold.as_str().to_owned()),
        confirmed: step.confirmed,
        offers: offers(step, kind),
        by_hand: engine::settings_of(step, by_hand).into_iter().map(Into::into).collect(),
        before,
        after,
    }
}

/// What may be answered: leavers are those who left, only what a hand changed can be adopted, and what answers change
/// is what the next sync wishes. A rehearsal asks nothing.
fn offers(step: &Step, kind: StoredKind) -> Vec<HeldOffer> {
    let Some(hold) = step.held else { return Vec::new() };
    match kind {
        StoredKind::Rehearsal => return Vec::new(),
        StoredKind::Undo | StoredKind::Saved => return vec![HeldOffer::Approve],
        StoredKind::Sync => {}
    }
    let mut offers = vec![HeldOffer::Approve, HeldOffer::Exempt];
    if step.action == Action::Remove && !step.confirmed {
        offers.push(HeldOffer::Leaver);
    }
    if hold == Hold::Drift {
        offers.push(HeldOffer::Adopt);
    }
    offers
}

pub(crate) fn action(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Adopt => "adopt",
        Action::Change => "change",
        Action::Stop => "stop",
        Action::Remove => "remove",
        Action::Withdraw => "withdraw",
    }
}

#[cfg(test)]
mod tests {
    use model::plan::{Object, Standing};

    use super::*;

    fn held(action: Action, hold: Hold) -> Step {
        let primary = "ann@larkfield.example".parse().unwrap();
        let (aliases, kind, services) = (Vec::new(), model::Kind::User, model::Services::ALL);
        let after = model::RecipientShape { primary, aliases, kind, listed: true, services, profile: None };
        let (id, name) = (model::DirectoryId([1; 16]), String::new());
        let object = Object::Recipient { id, name, before: None, after, foreign: Vec::new() };
        let (reason, standing) = (Reason::Left, Standing::Left);
        Step {
            action,
            object,
            reason,
            held: Some(hold),
            standing,
            confirmed: false,
            drifted: None,
            loses_address: false,
            hands_over: false,
        }
    }

    #[test]
    fn b1_only_answers_that_fit_a_held_step_are_offered() {
        use HeldOffer::{Adopt, Approve, Exempt, Leaver};
        let (removal, drift) = (held(Action::Remove, Hold::Brake), held(Action::Change, Hold::Drift));
        assert_eq!(offers(&removal, StoredKind::Sync), [Approve, Exempt, Leaver]);
        assert_eq!(offers(&drift, StoredKind::Sync), [Approve, Exempt, Adopt]);
        assert_eq!(offers(&Step { confirmed: true, ..removal.clone() }, StoredKind::Sync), [Approve, Exempt]);
        assert_eq!(offers(&removal, StoredKind::Undo), [Approve]);
        assert_eq!(offers(&removal, StoredKind::Rehearsal), []);
        assert_eq!(offers(&Step { held: None, ..removal }, StoredKind::Sync), []);
    }
}
