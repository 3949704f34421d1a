//! W10: the background as a whole, with a real tenant and gateway.

use std::sync::Arc;

use practice::Edit;
use tokio_util::sync::CancellationToken;

use super::stage::*;
use crate::{Cause, Event, PauseCause, Topic};

/// Runs the schedule until the test's work is done.
pub(super) async fn while_scheduled<T>(stage: &Stage, work: impl Future<Output = T>) -> T {
    let cancel = CancellationToken::new();
    let (engine, stop) = (stage.engine.clone(), cancel.clone());
    let schedule = tokio::spawn(async move { engine.run_schedule(stop).await });
    let done = tokio::time::timeout(DEADLINE, work).await.unwrap();
    cancel.cancel();
    schedule.await.unwrap();
    done
}

#[tokio::test]
async fn w10_a_pause_holds_the_background_and_what_was_due_begins_after_it() {
    let (stage, client) = Stage::applied().await;
    let engine = stage.engine.clone();
    engine.pause_all(true).await.unwrap();
    stage.hand.forward(2);
    let mut events = stage.host.listen();
    while_scheduled(&stage, async {
        let looked = Event::Stale { client: None, topics: vec![Topic::Background] };
        while events.recv().await.unwrap() != looked {}
        let paused = engine.background().await.unwrap();
        assert_eq!((paused.running, paused.paused.map(|paused| paused.why)), (true, Some(PauseCause::Asked)));
        assert_eq!(engine.history(client).await.unwrap().len(), 1);
        stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
        engine.pause_all(false).await.unwrap();
        while engine
            .history(client)
            .await
            .unwrap()
            .first()
            .is_none_or(|run| run.by != "schedule" || run.ended_at.is_none())
        {
            events.recv().await.unwrap();
        }
    })
    .await;
    assert!(!stage.engine.background().await.unwrap().running);
}

#[tokio::test]
async fn w2_the_first_reading_begins_with_the_sign_in_though_nobody_waits_for_it() {
    let stage = Stage::new().await;
    let client = stage.add("Larkfield", None).await.unwrap();
    let mut events = stage.host.listen();
    Box::pin(while_scheduled(&stage, async {
        let looked = Event::Stale { client: None, topics: vec![Topic::Background] };
        while events.recv().await.unwrap() != looked {}
        stage.sign_in(client, ADMIN).await.unwrap();
        let read = Event::Stale { client: Some(client), topics: vec![Topic::Client, Topic::Domains, Topic::Mailboxes] };
        while events.recv().await.unwrap() != read {}
        assert!(stage.engine.snapshot(client).await.unwrap().is_some());
    }))
    .await;
}

#[tokio::test]
async fn w10_a_sign_in_that_ends_is_told_once_however_often_the_program_starts() {
    let (stage, client) = Stage::applied().await;
    let mut events = stage.host.listen();
    // Nothing else is due: the clock goes on, and only the sign-in comes to its end.
    stage.engine.set_paused(client, true).await.unwrap();
    stage.hand.forward(24 * 84);
    while_scheduled(&stage, async {
        loop {
            if let Event::Notice(need) = events.recv().await.unwrap() {
                assert!(matches!(need.cause, Cause::SignInEnds { days } if days <= 7), "{need:?}");
                break;
            }
        }
    })
    .await;
    let needs = stage.engine.background().await.unwrap().needs;
    assert_eq!(needs.iter().map(|need| need.client).collect::<Vec<_>>(), [client]);
    stage.engine.close().await;
    let engine = open(stage.dir.path(), cloud(&stage.practice), Arc::clone(&stage.host), &stage.hand).await.unwrap();
    let mut events = stage.host.listen();
    let cancel = CancellationToken::new();
    let (again, stop) = (engine.clone(), cancel.clone());
    let schedule = tokio::spawn(async move { again.run_schedule(stop).await });
    // The second word of a sign-in comes a day before its end: what is heard first is that, and not the first again.
    stage.hand.forward(24 * 6);
    engine.set_paused(client, true).await.unwrap();
    let first = async {
        loop {
            if let Event::Notice(need) = events.recv().await.unwrap() {
                return need.cause;
            }
        }
    };
    let told = tokio::time::timeout(DEADLINE, first).await.unwrap();
    assert!(matches!(told, Cause::SignInEnds { days } if days <= 1), "{told:?}");
    cancel.cancel();
    schedule.await.unwrap();
}

#[tokio::test]
async fn w10_settings_that_change_at_the_same_time_all_stay_and_outlive_the_program() {
    let stage = Stage::new().await;
    let engine = &stage.engine;
    for _ in 0..20 {
        let before = engine.settings().await.unwrap();
        let changes = tokio::join!(
            engine.change_settings(|settings| settings.close_keeps_running = !settings.close_keeps_running),
            engine.change_settings(|settings| settings.check_for_updates = !settings.check_for_updates),
            engine.change_settings(|settings| settings.paused = !settings.paused),
        );
        assert!(changes.0.is_ok() && changes.1.is_ok() && changes.2.is_ok());
        let after = engine.settings().await.unwrap();
        assert_ne!(after.close_keeps_running, before.close_keeps_running);
        assert_ne!(after.check_for_updates, before.check_for_updates);
        assert_ne!(after.paused, before.paused);
    }
    let kept = engine.change_settings(|settings| settings.theme = crate::Theme::Dark).await.unwrap();
    engine.close().await;
    let again = open(stage.dir.path(), cloud(&stage.practice), Arc::clone(&stage.host), &stage.hand).await.unwrap();
    assert_eq!(again.settings().await.unwrap(), kept);
}
