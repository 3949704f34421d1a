//! B6, W10: one program, one job, and the background.

use std::sync::Arc;

use practice::{Class, Edit, Failure, Fault};
use tokio_util::sync::CancellationToken;

use super::stage::*;
use crate::{EngineError, FaultSort, LockError};

#[tokio::test]
async fn b6_a_second_program_is_told_who_holds_the_data_folder() {
    let stage = Stage::new().await;
    let second = open(stage.dir.path(), cloud(&stage.practice), TestHost::new(), &Hand::default()).await;
    assert!(matches!(second, Err(EngineError::Folder(LockError::Held { .. }))));
    stage.engine.close().await;
    open(stage.dir.path(), cloud(&stage.practice), TestHost::new(), &Hand::default()).await.unwrap();
}

#[tokio::test]
async fn b6_a_second_sync_joins_the_first() {
    let (stage, client) = Stage::chosen().await;
    let (one, two) = tokio::join!(stage.engine.sync(client), stage.engine.sync(client));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one, two);
    assert_eq!(stage.engine.history(client).await.unwrap().len(), 1);
}

#[tokio::test]
async fn w10_the_background_synchronises_a_client_when_it_is_due_and_no_other() {
    let (stage, client) = Stage::applied().await;
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    stage.hand.forward(2);
    let mut events = stage.host.listen();
    let cancel = CancellationToken::new();
    let (engine, stop) = (stage.engine.clone(), cancel.clone());
    let schedule = tokio::spawn(async move { engine.run_schedule(stop).await });
    let synced = async {
        loop {
            events.recv().await.unwrap();
            let runs = stage.engine.history(client).await.unwrap();
            if runs.len() == 2 && runs[0].ended_at.is_some() && stage.engine.working(client).is_none() {
                return runs;
            }
        }
    };
    let runs = tokio::time::timeout(DEADLINE, synced).await.unwrap();
    assert_eq!((runs[0].by.as_str(), runs[0].done), ("schedule", 1));
    cancel.cancel();
    schedule.await.unwrap();
    let next = stage.engine.client(client).await.unwrap().record.schedule.next_sync.unwrap();
    assert!(next > stage.engine.now());
}

#[tokio::test]
async fn w10_a_client_that_no_person_applied_is_left_alone() {
    let (stage, client) = Stage::chosen().await;
    stage.hand.forward(48);
    let cancel = CancellationToken::new();
    let due = stage.engine.clients().await.unwrap();
    assert!(due.iter().all(|status| status.record.schedule.next_sync.is_none()));
    cancel.cancel();
    stage.engine.run_schedule(cancel).await;
    assert!(stage.engine.newest_plan(client).await.unwrap().is_none());
}

#[tokio::test]
async fn m6_after_a_day_everything_is_read_anew() {
    let (stage, client) = Stage::fetched().await;
    assert!(!stage.engine.fetch(client, false).await.unwrap().full);
    assert!(stage.engine.fetch(client, true).await.unwrap().full);
    stage.hand.forward(25);
    assert!(stage.engine.fetch(client, false).await.unwrap().full);
}

#[tokio::test]
async fn a_cloud_file_is_remembered_for_later_starts_and_its_newest_version_wins() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", None).await.unwrap();
    stage.engine.close().await;
    let global = crate::Cloud::built_in("global").unwrap();
    let engine = open(stage.dir.path(), global, Arc::clone(&stage.host), &stage.hand).await.unwrap();
    let status = engine.client(client).await.unwrap();
    assert_eq!((status.record.cloud.as_str(), status.practice), ("practice", true));
    assert_eq!(engine.default_cloud().unwrap().name, "global");
    engine.discover(client, DOMAINS[0]).await.unwrap();
    engine.close().await;

    let moved = practice().await;
    let engine = open(stage.dir.path(), cloud(&moved), Arc::clone(&stage.host), &stage.hand).await.unwrap();
    stage.practice.stop().await;
    engine.discover(client, DOMAINS[0]).await.unwrap();
}

fn fault(how: Failure, retry_after: Option<f64>) -> Fault {
    Fault { class: Class::Groups, after: 0, how, times: None, retry_after }
}

/// Seconds until the next sync, after one that met this fault, and the problem as the cockpit shows it.
async fn after_fault(stage: &Stage, client: store::ClientId, fault: Fault) -> (i64, crate::Fault) {
    stage.practice.configure(|settings| settings.faults = vec![fault]);
    stage.engine.sync(client).await.unwrap_err();
    let status = stage.engine.client(client).await.unwrap();
    let next = status.record.schedule.next_sync.unwrap().duration_since(stage.engine.now());
    (next.as_secs(), status.problem.unwrap())
}

#[tokio::test]
async fn m7_without_a_network_the_schedule_waits_says_so_and_goes_on_where_it_was() {
    let (stage, client) = Stage::applied().await;
    let before = stage.engine.snapshot(client).await.unwrap();
    for _ in 0..3 {
        let (next, problem) = after_fault(&stage, client, fault(Failure::Reset, None)).await;
        assert!((100..=132).contains(&next), "it is tried again soon, however often it was in vain: {next}");
        assert_eq!((problem.code.as_str(), problem.sort), ("unreachable", FaultSort::Outside));
        assert!(problem.hints.iter().any(|hint| hint.contains("waits for the network")), "{problem:?}");
        assert!(problem.facts.contains_key("next"), "{problem:?}");
    }
    assert_eq!(stage.engine.snapshot(client).await.unwrap(), before);
    stage.practice.configure(|settings| settings.faults.clear());
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    let report = stage.engine.sync(client).await.unwrap();
    assert_eq!(
        (report.fetch.full, report.fetch.counts.added),
        (false, 1),
        "the sign-in and the delta links are intact"
    );
    assert!(stage.engine.client(client).await.unwrap().problem.is_none());
}

#[tokio::test]
async fn m7_microsoft_is_not_asked_again_before_the_time_it_names() {
    let (stage, client) = Stage::applied().await;
    let (next, problem) = after_fault(&stage, client, fault(Failure::Throttled, Some(1800.5))).await;
    assert!((1800..=1990).contains(&next), "{next}");
    assert_eq!(problem.code, "throttled");
    assert!(problem.hints.iter().any(|hint| hint.contains("as long as Microsoft asks")), "{problem:?}");
}
