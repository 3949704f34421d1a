//! B5: what a run did, or one row of it, is taken back exactly, and stays so until a person lifts it.

use std::sync::Arc;

use gateway::Change;
use model::plan::{Hold, Object, Reason};
use model::{Route, Services};
use practice::{Collection, Edit};
use store::{Excepted, PlanKind, PlanQuery, RowOutcome, RunQuery, RunState};

use super::faulty::*;
use super::stage::*;
use crate::{Approval, EngineError, Moved};

/// The gateway has a domain with another route, and a mailbox with other services, before anything is applied.
async fn there_before_us(stage: &Stage, client: store::ClientId) {
    let probe = stage.engine.make_plan(client).await.unwrap();
    let (_, domain) = stage.step(client, probe.id, DOMAINS[0]).await;
    let (_, info) = stage.step(client, probe.id, "info@larkfield.example").await;
    let Object::Domain { name, after: mut shape, .. } = domain.object else { unreachable!() };
    shape.routes = vec![Route { preference: 10, host: "old.filter.example".to_owned(), port: 25 }];
    let domain = Change::EnsureDomain { name, shape };
    let Object::Recipient { id, after: mut shape, .. } = info.object else { unreachable!() };
    (shape.services, shape.aliases) = (Services { outgoing: true, ..Services::NONE }, Vec::new());
    let info = Change::EnsureRecipient { id, previous: None, shape };
    assert!(stage.gateway().apply(&[domain, info]).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn b5_undoing_the_first_run_leaves_gateway_and_memory_as_they_were_before_it() {
    let (stage, client) = Stage::chosen().await;
    there_before_us(&stage, client).await;
    let before = stage.state(client).await;
    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    assert_eq!(plan.counts.adopted, 1);
    let applied = stage.state(client).await;
    assert_ne!(applied, before);

    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    assert_eq!((undo.kind, undo.undoes, undo.held), (PlanKind::Undo, Some(run.id), 0));
    assert_eq!(undo.counts.total(), plan.counts.total());
    assert_eq!(stage.state(client).await, applied, "making it changes nothing");
    let undone = stage.apply_typed(client, &undo, Approval::None).await.unwrap();
    assert_eq!((undone.state, undone.failed, &undone.problem), (RunState::Ended, 0, &None));
    assert_eq!((undone.done, undone.verified), (undo.ready, Some(undo.ready)));
    assert_eq!(stage.state(client).await, before);

    let after = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!((after.counts.total(), after.counts.exempt), (0, plan.counts.total()), "what was undone stays so");
    let rows = stage.engine.run_rows(client, run.id, RunQuery { limit: 500, ..RunQuery::default() }).await.unwrap();
    assert!(rows.rows.iter().all(|row| row.undone_by == Some(undone.id) && row.outcome == RowOutcome::Done));
    let again = stage.engine.undo(client, run.id, None).await.unwrap();
    assert_eq!(again.counts.total(), 0, "nothing is left to undo");
}

#[tokio::test]
async fn b5_every_sort_of_step_is_taken_back_and_an_undo_is_undone_like_any_run() {
    let (stage, client) = Stage::applied().await;
    stage.leavers_stop(client).await;
    let before = stage.state(client).await;
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    let renamed = Edit { primary: Some("milo.embers@larkfield.example".to_owned()), ..Edit::default() };
    stage.practice.upsert_user("member@larkfield.example", &renamed).unwrap();
    stage.practice.remove(Collection::Users, "van@larkfield.example").unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    let nobody = store::MailboxFilter { search: "boardroom".to_owned(), ..Default::default() };
    let deselect = store::MailboxChange { selected: Some(false), ..Default::default() };
    stage.engine.choose_mailboxes(client, store::Target::Filter(nobody), deselect).await.unwrap();
    let (plan, run) = stage.plan_and_apply(client, Approval::None).await;
    let counts = plan.counts;
    assert_eq!((counts.created, counts.changed, counts.stopped, counts.removed), (1, 1, 1, 1));
    let after = stage.state(client).await;

    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    assert_eq!((undo.counts.total(), undo.held), (4, 0));
    assert!(!undo.brake.holds, "an undo is a person's word on each");
    let undone = stage.apply(client, &undo, Approval::None).await.unwrap();
    assert_eq!((undone.done, undone.failed), (4, 0));
    assert_eq!(stage.state(client).await, before, "the rename, the leaver, the deselected one and the newcomer");
    let next = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!((next.counts.total(), next.counts.exempt), (0, 4));

    let redo = stage.engine.undo(client, undone.id, None).await.unwrap();
    let redone = stage.apply(client, &redo, Approval::None).await.unwrap();
    assert_eq!((redone.done, redone.failed), (4, 0));
    assert_eq!(stage.state(client).await, after);
    let next = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!((next.counts.total(), next.counts.exempt), (0, 0), "nothing is left alone any more");
}

#[tokio::test]
async fn b5_one_row_is_taken_back_and_comes_again_once_its_exception_is_lifted() {
    let (stage, client) = Stage::applied().await;
    let run = stage.engine.history(client).await.unwrap().remove(0);
    let before = stage.state(client).await;
    let (row, step) = stage.step(client, run.plan, "van@larkfield.example").await;
    let whole = stage.engine.undo(client, run.id, None).await.unwrap();
    assert_eq!(crate::undone_row(&whole), None);
    let undo = stage.engine.undo(client, run.id, Some(row)).await.unwrap();
    assert_eq!(undo.counts.total(), 1);
    assert_eq!(
        (undo.undoes, crate::undone_row(&undo)),
        (Some(run.id), Some(row)),
        "it is known to be of one row alone"
    );
    stage.apply(client, &undo, Approval::None).await.unwrap();
    assert!(stage.in_gateway("van@larkfield.example").await.is_none());
    let model::plan::Object::Recipient { id, .. } = step.object else { unreachable!() };
    let standing = stage.engine.exceptions(client, Default::default()).await.unwrap();
    assert_eq!(standing.total, 1);
    assert_eq!(stage.engine.sync(client).await.unwrap().plan.counts.total(), 0);

    assert_eq!(stage.engine.exception_remove(client, vec![Excepted::Recipient(id)]).await.unwrap(), 1);
    let report = stage.engine.sync(client).await.unwrap();
    assert_eq!((report.plan.counts.created, report.run.unwrap().done), (1, 1));
    assert_eq!(stage.state(client).await, before);
    let unknown = stage.engine.undo(client, run.id, Some(9_999)).await.unwrap_err();
    assert!(matches!(unknown, EngineError::UnknownRow { row: 9_999, .. }), "{unknown:?}");
}

#[tokio::test]
async fn b5_what_somebody_changed_since_the_run_is_held_and_the_rest_goes_back() {
    let (stage, client) = Stage::applied().await;
    let run = stage.engine.history(client).await.unwrap().remove(0);
    stage.by_hand("van@larkfield.example", |shape| shape.services = Services::NONE).await;
    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    let held = PlanQuery { held: Some(true), limit: 500, ..PlanQuery::default() };
    let held = stage.engine.plan_window(client, undo.id, held).await.unwrap().rows;
    let why = |row: &store::PlanRow| (row.key.clone(), row.step.held, row.step.reason);
    let moved = ("van@larkfield.example".to_owned(), Some(Hold::MovedSince), Reason::Undone);
    assert_eq!(held.iter().map(why).collect::<Vec<_>>(), [moved]);
    let undone = stage.apply_typed(client, &undo, Approval::None).await.unwrap();
    // Its domain cannot go while it is there.
    assert_eq!((undone.held, undone.failed), (1, 1), "{undone:?}");
    let left = stage.whole_gateway().await;
    assert_eq!(left.iter().map(|r| r.shape.primary.to_string()).collect::<Vec<_>>(), ["van@larkfield.example"]);
}

#[tokio::test]
async fn b3_b5_an_undo_is_refused_when_the_gateway_moved_after_it_was_reviewed() {
    let (stage, client) = Stage::applied().await;
    let run = stage.engine.history(client).await.unwrap().remove(0);
    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    stage.by_hand("van@larkfield.example", |shape| shape.services = Services::NONE).await;
    let before = stage.state(client).await;
    let refused = stage.apply_typed(client, &undo, Approval::All).await.unwrap_err();
    assert!(matches!(refused, EngineError::Stale { moved: Moved::Gateway, .. }), "{refused:?}");
    assert_eq!(stage.state(client).await, before);
}

#[tokio::test]
async fn b5_a_run_is_undone_for_thirty_days_and_not_while_it_is_under_way() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let faulty = Arc::new(Faulty::gated(stage.gateway()));
    stage.engine.0.gateways.replace(client, Arc::clone(&faulty) as Arc<dyn gateway::Gateway>);
    let begun = stage.engine.apply(client, order(&plan, Approval::None)).await.unwrap();
    tokio::time::timeout(DEADLINE, faulty.reached.notified()).await.unwrap();
    let early = stage.engine.undo(client, begun.id, None).await.unwrap_err();
    assert!(matches!(early, EngineError::UndoUnderWay(_)), "{early:?}");
    stage.engine.run_cancel(client, begun.id).await.unwrap();
    faulty.gate.as_ref().unwrap().notify_one();
    let ended = tokio::time::timeout(DEADLINE, stage.engine.run_ended(client, begun.id)).await.unwrap().unwrap();
    assert_eq!(ended.state, RunState::Cancelled);
    let undo = stage.engine.undo(client, begun.id, None).await.unwrap();
    assert_eq!(undo.counts.total(), ended.done, "what a cancelled run did can be undone");

    stage.hand.forward(24 * 30 - 1);
    stage.engine.undo(client, begun.id, None).await.unwrap();
    stage.hand.forward(2);
    let late = stage.engine.undo(client, begun.id, None).await.unwrap_err();
    assert_eq!(late.fault().code, "undo-too-late");
    let unknown = stage.engine.undo(client, store::RunId(77), None).await.unwrap_err();
    assert_eq!(unknown.fault().code, "unknown-run");
}

#[tokio::test]
async fn b4_b5_an_undo_that_was_cut_short_is_taken_up_and_ends_in_the_same_state() {
    let (stage, client) = Stage::chosen().await;
    let before = stage.state(client).await;
    let (_, run) = stage.plan_and_apply(client, Approval::None).await;
    let undo = stage.engine.undo(client, run.id, None).await.unwrap();
    let faulty = Faulty::new(stage.gateway(), 4, 2, Then::Unreachable);
    stage.engine.0.gateways.replace(client, Arc::new(faulty));
    let broken = stage.apply_typed(client, &undo, Approval::None).await.unwrap();
    assert!(broken.problem.is_some() && broken.done > 0 && broken.failed > 0, "{broken:?}");
    let retried = stage.engine.retry_failed(client, broken.id).await.unwrap();
    let retried = tokio::time::timeout(DEADLINE, stage.engine.run_ended(client, retried.id)).await.unwrap().unwrap();
    assert_eq!((retried.done, retried.failed), (undo.ready, 0));
    assert_eq!(stage.state(client).await, before);
}
