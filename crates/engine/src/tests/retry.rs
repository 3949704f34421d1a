//! What failed is tried again within its run, if it would be planned now as well; and CSV of plans and bills.

use std::io::Write;
use std::sync::{Arc, Mutex};

use practice::Collection;
use store::RunState;
use tokio::sync::Notify;

use super::faulty::*;
use super::stage::*;
use crate::{Approval, EngineError, Moved, PlanNotice};

#[tokio::test]
async fn b4_what_failed_is_tried_again_and_nothing_else() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    stage.engine.0.gateways.replace(client, Arc::new(Faulty::new(stage.gateway(), 3, 3, Then::Refuses)));
    let run = stage.apply(client, &plan, Approval::None).await.unwrap();
    assert_eq!((run.state, run.failed), (RunState::Ended, 1));
    let fixed = Arc::new(Faulty::new(stage.gateway(), 3, 0, Then::Works));
    stage.engine.0.gateways.replace(client, Arc::clone(&fixed) as Arc<dyn gateway::Gateway>);
    let again = stage.engine.retry_failed(client, run.id).await.unwrap();
    let again = tokio::time::timeout(DEADLINE, stage.engine.run_ended(client, again.id)).await.unwrap().unwrap();
    assert_eq!((again.id, again.failed, again.done), (run.id, 0, plan.ready));
    assert_eq!(fixed.calls.load(std::sync::atomic::Ordering::SeqCst), 1, "one call with the one that failed");
    assert_eq!(stage.engine.make_plan(client).await.unwrap().ready, 0);
    let nothing = stage.engine.retry_failed(client, run.id).await.unwrap_err();
    assert_eq!(nothing.fault().code, "nothing-failed");
}

#[tokio::test]
async fn b4_what_was_cancelled_stays_cancelled_when_what_failed_is_tried_again() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let gated = Arc::new(Faulty { gate: Some(Notify::new()), ..Faulty::new(stage.gateway(), 3, 2, Then::Refuses) });
    stage.engine.0.gateways.replace(client, gated.clone());
    let run = stage.engine.apply(client, order(&plan, Approval::None)).await.unwrap();
    for call in 1..=2 {
        gated.reached.notified().await;
        if call == 2 {
            stage.engine.run_cancel(client, run.id).await.unwrap();
        }
        gated.gate.as_ref().unwrap().notify_one();
    }
    let cancelled = tokio::time::timeout(DEADLINE, stage.engine.run_ended(client, run.id)).await.unwrap().unwrap();
    assert_eq!((cancelled.state, cancelled.done, cancelled.failed), (RunState::Cancelled, 5, 1));

    stage.engine.0.gateways.replace(client, stage.gateway());
    stage.engine.retry_failed(client, run.id).await.unwrap();
    let again = tokio::time::timeout(DEADLINE, stage.engine.run_ended(client, run.id)).await.unwrap().unwrap();
    assert_eq!((again.state, again.done, again.failed), (RunState::Cancelled, 6, 0), "nothing else was sent");
    assert_eq!(stage.whole_gateway().await.len(), 3);
}

#[tokio::test]
async fn b4_what_was_done_is_written_down_when_the_gateway_goes_away_before_the_next_look() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    stage.engine.0.gateways.replace(client, Arc::new(Faulty::new(stage.gateway(), 3, 2, Then::Unreachable)));
    let run = stage.apply(client, &plan, Approval::None).await.unwrap();
    assert_eq!((run.done, run.failed), (3, 3), "the domains");
    // Three recipients are looked at and sent, and the next look fails.
    stage.engine.0.gateways.replace(client, Arc::new(Faulty::new(stage.gateway(), 3, 2, Then::Blind)));
    stage.engine.retry_failed(client, run.id).await.unwrap();
    let again = tokio::time::timeout(DEADLINE, stage.engine.run_ended(client, run.id)).await.unwrap().unwrap();
    assert_eq!((again.state, again.done, again.failed), (RunState::Ended, 6, 0), "{again:?}");
    assert_eq!(crate::Fault::from_json(again.problem.as_deref().unwrap()).unwrap().code, "gateway-unreachable");

    stage.engine.0.gateways.replace(client, stage.gateway());
    let next = stage.engine.make_plan(client).await.unwrap();
    assert_eq!((next.counts.adopted, next.ready), (0, plan.ready - 6), "they are ours, and nobody else's");
}

#[tokio::test]
async fn b3_what_failed_is_not_tried_again_when_it_is_not_wished_any_more() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    stage.engine.0.gateways.replace(client, Arc::new(Faulty::new(stage.gateway(), 3, 3, Then::Refuses)));
    let run = stage.apply(client, &plan, Approval::None).await.unwrap();
    let failed = stage.engine.failures(client, run.id, 10).await.unwrap();
    let everybody = store::Target::Filter(Default::default());
    let deselect = store::MailboxChange { selected: Some(false), ..Default::default() };
    stage.engine.choose_mailboxes(client, everybody, deselect).await.unwrap();
    let refused = stage.engine.retry_failed(client, run.id).await.unwrap_err();
    assert!(matches!(refused, EngineError::Stale { moved: Moved::Choices, .. }), "{refused:?}");
    assert_eq!(stage.engine.run(client, run.id).await.unwrap(), run);
    assert_eq!(stage.engine.failures(client, run.id, 10).await.unwrap(), failed, "it is still told as failed, and why");
    assert_eq!(failed.len(), 1);
}

/// A writer that others can look into.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn rows(&self) -> Vec<csv::StringRecord> {
        let bytes = self.0.lock().unwrap().clone();
        csv::Reader::from_reader(&bytes[..]).records().map(Result::unwrap).collect()
    }
}

#[tokio::test]
async fn a_plan_and_its_bill_are_written_as_csv_that_adds_up() {
    let (stage, client) = Stage::applied().await;
    stage.leavers_stop(client).await;
    stage.practice.upsert_user("=cmd@larkfield.example", &practice::Edit::default()).unwrap();
    stage.practice.remove(Collection::Users, "van@larkfield.example").unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    let plan = stage.engine.make_plan(client).await.unwrap();
    let (steps, bill) = (Shared::default(), Shared::default());
    stage.engine.plan_csv(client, plan.id, steps.clone()).await.unwrap();
    stage.engine.bill_csv(client, plan.id, bill.clone()).await.unwrap();
    let rows = steps.rows();
    assert_eq!(rows.len(), plan.counts.total() as usize);
    assert!(rows.iter().all(|row| row.iter().all(|cell| !cell.starts_with('='))), "no cell is a formula");
    let rows = bill.rows();
    let sum = |column: usize| rows.iter().filter(|row| &row[column] == "1").count() as u32;
    let bill = plan.bill;
    assert_eq!((sum(3), sum(4)), (bill.incoming_before, bill.incoming_after));
    assert_eq!((sum(5), sum(6)), (bill.outgoing_before, bill.outgoing_after));
    assert_eq!((sum(7), sum(8)), (bill.archiving_before, bill.archiving_after));
    let by_kind: u32 = plan.bill_by_kind.values().map(|bill| bill.incoming_after).sum();
    assert_eq!(by_kind, bill.incoming_after);
}

#[tokio::test]
async fn b1_r6_a_plan_without_steps_says_who_is_leaving_and_when_so_many_left_that_somebody_should_look() {
    let (stage, client) = Stage::applied().await;
    stage.practice.remove(Collection::Users, "van@larkfield.example").unwrap();
    let one = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!(one.counts.total(), 0);
    let [PlanNotice::LeaversWaiting { count: 1, first_ends, days: 30 }] = one.notices[..] else {
        panic!("{:?}", one.notices)
    };
    let left = first_ends.duration_since(stage.engine.now()).as_hours();
    assert!((24 * 29..=24 * 30).contains(&left), "{left}");
    for who in ["boardroom@larkfield.example", "info@larkfield.example"] {
        stage.practice.remove(Collection::Users, who).unwrap();
    }
    let three = stage.engine.sync(client).await.unwrap().plan;
    assert_eq!(three.counts.total(), 0);
    assert!(three.notices.iter().any(|n| matches!(n, PlanNotice::MassLeave { count: 3, .. })), "{:?}", three.notices);
    assert!(three.notices.iter().any(|n| matches!(n, PlanNotice::LeaversWaiting { count: 3, .. })));
    stage.hand.forward(25);
    let later = stage.engine.make_plan(client).await.unwrap();
    assert!(!later.notices.iter().any(|n| matches!(n, PlanNotice::MassLeave { .. })), "a day later it is known");
}
