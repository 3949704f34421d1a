//! B4: whatever moment the program dies at, the next start converges and repeats nothing.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use store::{ClientId, MailboxChange, MailboxFilter, RunState, Target};
use tokio::runtime::Runtime;

use super::faulty::{Faulty, Then};
use super::stage::*;
use crate::{Approval, Cloud, EngineError, Moved};

const BATCH: u32 = 4;

/// A first life: everything up to the run, which dies at a call of the gateway.
fn first_life(dir: &Path, cloud: &Cloud, tenant: &str, at: usize, then: Then) -> ClientId {
    let dying = Runtime::new().unwrap();
    let life = async {
        let (host, hand) = (TestHost::new(), Hand::default());
        let engine = open(dir, cloud.clone(), Arc::clone(&host), &hand).await.unwrap();
        let client = engine.add_client(newcomer("Larkfield", Some(DOMAINS[0]))).await.unwrap();
        host.at_the_browser(ADMIN, practice::Consent::Accept);
        engine.sign_in_start(client, None, true).await.unwrap();
        engine.sign_in_ended(client).await.unwrap();
        engine.fetch(client, false).await.unwrap();
        let choose = DOMAINS.map(|name| store::DomainChange {
            name: name.parse().unwrap(),
            selected: Some(true),
            archiving: None,
            region: None,
        });
        engine.choose_domains(client, choose.to_vec()).await.unwrap();
        let plan = engine.make_plan(client).await.unwrap();
        let faulty = Arc::new(Faulty::new(local(dir, tenant), BATCH as usize, at, then));
        engine.0.gateways.replace(client, faulty.clone());
        engine.apply(client, order(&plan, Approval::None)).await.unwrap();
        faulty.reached.notified().await;
        client
    };
    let client = dying.block_on(async { tokio::time::timeout(DEADLINE, life).await.unwrap() });
    // The power cut: no task of this life goes on.
    dying.shutdown_timeout(Duration::from_secs(10));
    client
}

fn converges(at: usize, then: Then) {
    let runtime = Runtime::new().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let practice = runtime.block_on(practice());
    let (cloud, tenant) = (cloud(&practice), practice.tenant_id().to_owned());
    let client = first_life(dir.path(), &cloud, &tenant, at, then);

    runtime.block_on(async {
        let engine = open(dir.path(), cloud, TestHost::new(), &Hand::default()).await.unwrap();
        let run = engine.history(client).await.unwrap().remove(0);
        assert_eq!(run.state, RunState::Interrupted);
        let in_time = u32::try_from(at).unwrap() - u32::from(then == Then::HangsBefore);
        assert_eq!((run.done, run.failed), (in_time * BATCH, 0), "what the gateway did is done, the rest is due");
        let again = engine.run_resume(client, run.id).await.unwrap();
        let again = engine.run_ended(client, again.id).await.unwrap();
        assert_eq!((again.state, again.done), (RunState::Ended, again.total), "{again:?}");
        assert_eq!(engine.make_plan(client).await.unwrap().ready, 0);
        engine.close().await;
    });

    let (stage, _) = runtime.block_on(Stage::applied());
    let whole = runtime.block_on(everything(&local(dir.path(), &tenant)));
    let never_died = runtime.block_on(stage.whole_gateway());
    assert_eq!(whole, never_died);
}

#[test]
fn b4_killed_before_the_gateway_did_it_the_next_start_converges() {
    converges(1, Then::HangsBefore);
    converges(3, Then::HangsBefore);
}

#[test]
fn b4_killed_after_the_gateway_did_it_the_next_start_observes_and_converges() {
    converges(1, Then::HangsAfter);
    converges(2, Then::HangsAfter);
}

#[test]
fn b3_a_run_that_was_cut_short_is_not_taken_up_when_the_choices_changed() {
    let runtime = Runtime::new().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let practice = runtime.block_on(practice());
    let (cloud, tenant) = (cloud(&practice), practice.tenant_id().to_owned());
    let client = first_life(dir.path(), &cloud, &tenant, 2, Then::HangsAfter);

    runtime.block_on(async {
        let engine = open(dir.path(), cloud, TestHost::new(), &Hand::default()).await.unwrap();
        let run = engine.history(client).await.unwrap().remove(0);
        let plan = engine.plan(client, run.plan).await.unwrap();
        let before = everything(&local(dir.path(), &tenant)).await;
        let choose = |selected| MailboxChange { selected: Some(selected), ..MailboxChange::default() };
        let all = || Target::Filter(MailboxFilter::default());
        engine.choose_mailboxes(client, all(), choose(false)).await.unwrap();
        let refused = [
            engine.apply(client, order(&plan, Approval::None)).await.unwrap_err(),
            engine.run_resume(client, run.id).await.unwrap_err(),
        ];
        for error in refused {
            assert!(matches!(error, EngineError::Stale { moved: Moved::Choices, .. }), "{error:?}");
        }
        assert_eq!(engine.run(client, run.id).await.unwrap(), run, "nothing was begun");
        assert_eq!(everything(&local(dir.path(), &tenant)).await, before);
        engine.choose_mailboxes(client, all(), choose(true)).await.unwrap();
        engine.run_resume(client, run.id).await.unwrap();
        let ended = engine.run_ended(client, run.id).await.unwrap();
        assert_eq!((ended.state, ended.done), (RunState::Ended, ended.total), "the same is wanted again");
        engine.close().await;
    });
}

#[tokio::test]
async fn b4_a_step_that_fails_does_not_stop_the_others() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let faulty = Faulty::new(stage.gateway(), 3, 3, Then::Refuses);
    stage.engine.0.gateways.replace(client, Arc::new(faulty));
    let run = stage.apply(client, &plan, Approval::None).await.unwrap();
    assert_eq!((run.state, run.failed, run.done), (RunState::Ended, 1, plan.ready - 1));
    let failure = stage.engine.failures(client, run.id, 200).await.unwrap().remove(0);
    assert_eq!(crate::Fault::from_json(&failure.problem).unwrap().code, "gateway-refused");
    let report = stage.engine.sync(client).await.unwrap();
    assert_eq!((report.plan.ready, report.run.unwrap().failed), (1, 0), "retrying is planning again");
}

#[tokio::test]
async fn an_unreachable_gateway_stops_the_run_and_nothing_is_lost() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let faulty = Faulty::new(stage.gateway(), 3, 2, Then::Unreachable);
    stage.engine.0.gateways.replace(client, Arc::new(faulty));
    let run = stage.apply(client, &plan, Approval::None).await.unwrap();
    let fault = crate::Fault::from_json(run.problem.as_deref().unwrap()).unwrap();
    assert_eq!((fault.code.as_str(), fault.sort), ("gateway-unreachable", crate::FaultSort::Outside));
    assert_eq!((run.done, run.verified), (3, None));
    let report = stage.engine.sync(client).await.unwrap();
    assert_eq!(report.run.unwrap().failed, 0);
    assert_eq!(stage.engine.make_plan(client).await.unwrap().ready, 0);
}

#[tokio::test]
async fn w7_a_run_pauses_goes_on_and_is_cancelled_between_batches() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let gated = Arc::new(Faulty::gated(stage.gateway()));
    stage.engine.0.gateways.replace(client, gated.clone());
    let gate = gated.gate.as_ref().unwrap();
    let run = stage.engine.apply(client, order(&plan, Approval::None)).await.unwrap();
    let joined = stage.engine.apply(client, order(&plan, Approval::None)).await.unwrap();
    assert_eq!(joined.id, run.id, "B6: the second request joins the run");
    gated.reached.notified().await;
    let mut events = stage.host.listen();
    stage.engine.run_pause(client, run.id).await.unwrap();
    gate.notify_one();
    loop {
        events.recv().await.unwrap();
        if stage.engine.run(client, run.id).await.unwrap().state == RunState::Paused {
            break;
        }
    }
    assert_eq!(stage.engine.run(client, run.id).await.unwrap().done, 1);
    stage.engine.run_resume(client, run.id).await.unwrap();
    gated.reached.notified().await;
    stage.engine.run_cancel(client, run.id).await.unwrap();
    gate.notify_one();
    let ended = tokio::time::timeout(DEADLINE, stage.engine.run_ended(client, run.id)).await.unwrap().unwrap();
    assert_eq!((ended.state, ended.done), (RunState::Cancelled, 2));
    let status = stage.engine.client(client).await.unwrap();
    assert_eq!((status.left(), status.record.schedule.last_good_sync), (ended.total - 2, None), "it is not up to date");
    let late = stage.engine.run_pause(client, run.id).await.unwrap_err();
    assert!(matches!(late, EngineError::NotRunning(_)));
}

#[tokio::test]
async fn w10_a_sync_that_the_end_of_the_program_or_a_person_cuts_off_is_no_failure_and_no_good_sync() {
    for stopped in [false, true] {
        let (stage, client) = Stage::applied().await;
        let before = stage.engine.client(client).await.unwrap().record.schedule.last_good_sync;
        for name in ["lea", "max", "ida"] {
            stage.practice.upsert_user(&format!("{name}@larkfield.example"), &practice::Edit::default()).unwrap();
        }
        let gated = Arc::new(Faulty::gated(stage.gateway()));
        stage.engine.0.gateways.replace(client, gated.clone());
        let engine = stage.engine.clone();
        let sync = tokio::spawn(async move { engine.sync(client).await });
        gated.reached.notified().await;
        let engine = if stopped {
            let run = stage.engine.history(client).await.unwrap()[0].id;
            stage.engine.run_cancel(client, run).await.unwrap();
            gated.gate.as_ref().unwrap().notify_one();
            assert_eq!(sync.await.unwrap().unwrap().run.unwrap().state, RunState::Cancelled);
            stage.engine.clone()
        } else {
            tokio::join!(stage.engine.close(), async { gated.gate.as_ref().unwrap().notify_one() });
            drop(sync.await);
            open(stage.dir.path(), cloud(&stage.practice), Arc::clone(&stage.host), &stage.hand).await.unwrap()
        };
        let status = engine.client(client).await.unwrap();
        assert_eq!(status.record.schedule.last_good_sync, before, "stopped by a person: {stopped}");
        assert!(status.problem.is_none(), "{:?}", status.problem);
        assert!(status.left() > 0, "{:?}", status.run);
    }
}

#[tokio::test]
async fn b3_a_run_that_paused_does_not_go_on_when_the_choices_changed_meanwhile() {
    let (stage, client) = Stage::chosen().await;
    let plan = stage.engine.make_plan(client).await.unwrap();
    let gated = Arc::new(Faulty::gated(stage.gateway()));
    stage.engine.0.gateways.replace(client, gated.clone());
    let mut events = stage.host.listen();
    let run = stage.engine.apply(client, order(&plan, Approval::None)).await.unwrap();
    gated.reached.notified().await;
    stage.engine.run_pause(client, run.id).await.unwrap();
    gated.gate.as_ref().unwrap().notify_one();
    while stage.engine.run(client, run.id).await.unwrap().state != RunState::Paused {
        events.recv().await.unwrap();
    }
    let none = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    stage.engine.choose_mailboxes(client, Target::Filter(MailboxFilter::default()), none).await.unwrap();
    stage.engine.run_resume(client, run.id).await.unwrap();
    let ended = tokio::time::timeout(DEADLINE, stage.engine.run_ended(client, run.id)).await.unwrap().unwrap();
    assert_eq!((ended.state, ended.done), (RunState::Ended, 1), "{ended:?}");
    assert_eq!(crate::Fault::from_json(ended.problem.as_deref().unwrap()).unwrap().code, "plan-stale");
    assert!(stage.whole_gateway().await.is_empty(), "nobody was added who is not wished any more");
}
