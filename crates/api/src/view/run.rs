//! Runs as people watch them and look back on them.

use engine::{
    By, FailedStep, Group, PlanRecord, RowOutcome as StoredOutcome, RunId, RunRecord, RunRow as StoredRow, RunWindow,
};
use jiff::Timestamp;

use super::{Subject, bill, group_count, kind_of_plan as kind, subject, time, usage};
use crate::dto::{Failure, HistoryRow, PhaseView, PlanCounts, Problem, RowOutcome, RunRow, RunRows, RunState, RunView};

pub(crate) fn run_view(
    run: &RunRecord,
    plan: &PlanRecord,
    failures: &[FailedStep],
    undone_by: Option<RunId>,
    now: Timestamp,
) -> RunView {
    let active = run.phases.iter().position(|p| p.done + p.failed < p.total);
    let running = run.state == engine::RunState::Running;
    let phases = run.phases.iter().enumerate().map(|(index, phase)| PhaseView {
        phase: phase.group.as_str().to_owned(),
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
        bill: bill(&plan.bill),
        problem: run.problem.as_deref().and_then(stored_problem),
        who: who(run),
        kind: kind(plan.kind),
        undoes: run.undoes.map(|run| run.0),
        undone_by: undone_by.map(|run| run.0),
        undo_until: undo_until(run, now).map(time),
        can_retry: run.failed > 0 && is_over(run),
    }
}

pub(crate) fn history_row(run: &RunRecord, undone_by: Option<RunId>, now: Timestamp) -> HistoryRow {
    HistoryRow {
        run: run.id.0,
        plan: run.plan.0,
        undoes: run.undoes.map(|run| run.0),
        undone_by: undone_by.map(|run| run.0),
        state: run_state(run.state),
        started: time(run.started_at),
        ended: run.ended_at.map(time),
        by: run.by.clone(),
        who: who(run),
        counts: done(run),
        done: run.done,
        failed: run.failed,
        held: run.held,
        undo_until: undo_until(run, now).map(time),
    }
}

/// Nobody decided what the schedule did.
fn who(run: &RunRecord) -> Option<String> {
    run.who.clone().filter(|_| run.by == By::Technician.as_str())
}

fn is_over(run: &RunRecord) -> bool {
    matches!(run.state, engine::RunState::Ended | engine::RunState::Cancelled)
}

/// What a run did can be taken back for a time after its end (B5).
fn undo_until(run: &RunRecord, now: Timestamp) -> Option<Timestamp> {
    let until = engine::undo_ends(run.ended_at.filter(|_| is_over(run) && run.done > 0)?);
    (now < until).then_some(until)
}

pub(crate) fn run_rows(window: &RunWindow, run: &RunRecord, now: Timestamp) -> RunRows {
    let undoable = undo_until(run, now).is_some();
    let row = |row: &StoredRow| {
        let Subject { object, id, name, before, after } = subject(&row.step);
        RunRow {
            seq: row.seq,
            at: time(row.at),
            who: who(run),
            group: row.group.as_str().to_owned(),
            object: object.to_owned(),
            id,
            key: row.key.clone(),
            name,
            reason: row.step.reason.as_str().to_owned(),
            outcome: outcome(row.outcome),
            problem: row.problem.as_deref().and_then(stored_problem),
            before,
            after,
            undone_by: row.undone_by.map(|run| run.0),
            undoable: undoable && row.outcome == StoredOutcome::Done && row.undone_by.is_none(),
        }
    };
    RunRows {
        rows: window.rows.iter().map(row).collect(),
        total: window.total,
        groups: window.groups.iter().map(group_count).collect(),
    }
}

fn outcome(outcome: StoredOutcome) -> RowOutcome {
    match outcome {
        StoredOutcome::Done => RowOutcome::Done,
        StoredOutcome::Failed => RowOutcome::Failed,
        StoredOutcome::Sent => RowOutcome::Sent,
    }
}

pub(crate) fn stored_outcome(outcome: RowOutcome) -> StoredOutcome {
    match outcome {
        RowOutcome::Done => StoredOutcome::Done,
        RowOutcome::Failed => StoredOutcome::Failed,
        RowOutcome::Sent => StoredOutcome::Sent,
    }
}

/// Steps done, by group.
fn done(run: &RunRecord) -> PlanCounts {
    let of = |group| run.phases.iter().find(|phase| phase.group == group).map_or(0, |phase| phase.done);
    PlanCounts {
        domains: of(Group::Domains),
        created: of(Group::Created),
        adopted: of(Group::Adopted),
        changed: of(Group::Changed),
        stopped: of(Group::Stopped),
        removed: of(Group::Removed),
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
