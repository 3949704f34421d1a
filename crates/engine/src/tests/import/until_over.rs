//! S2, M8: what a person wants while a run begins or is about to end, and that nothing is read once it is said so.

use std::collections::BTreeMap;

use practice::{Class, Failure, Fault};
use store::{ImportId, ImportState};
use tokio::net::TcpListener;
use tokio::sync::broadcast::Receiver;

use super::background::{not_now, overview, until, waits};
use super::by_smtp::{Archive, NO_ROOM, drafts};
use super::stage::{Import, SOMEBODY};
use crate::tests::stage::DEADLINE;
use crate::{AppStep, Event, ImportMailboxes, ImportWish};

/// An import that goes on, has a message in hand, and is told to stop.
async fn stopping(import: &Import, archive: &Archive) -> ImportId {
    let engine = &import.stage.engine;
    let (job, _) = drafts(import, archive, 1).await;
    engine.import_go(job).await.unwrap();
    archive.in_hand().await;
    engine.import_pause(job).await.unwrap();
    job
}

/// An import under way, which waits for its hours.
async fn waiting(import: &Import, events: &mut Receiver<Event>) -> ImportId {
    let engine = &import.stage.engine;
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    engine.import_set_hours(job, Some(not_now(engine, import).await)).await.unwrap();
    engine.import_go(job).await.unwrap();
    until(engine, import, events, waits).await;
    job
}

async fn stands(import: &Import) -> (ImportState, bool) {
    let now = overview(&import.stage.engine, import).await;
    (now.job.state, now.under_way)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_whoever_pauses_an_import_that_they_just_let_go_on_has_the_last_word() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let engine = &import.stage.engine;
    let held = archive.hold().await;
    let job = stopping(&import, &archive).await;
    engine.import_go(job).await.unwrap();
    assert_eq!(stands(&import).await, (ImportState::Running, true), "what is wished for is written down at once");
    engine.import_pause(job).await.unwrap();
    let mut events = import.stage.host.listen();
    drop(held);
    until(engine, &import, &mut events, |now| !now.under_way).await;
    // Whatever waited for the end of that run has come to its own.
    engine.close().await;
    assert_eq!(stands(&import).await, (ImportState::Paused, false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_how_a_stopped_run_ends_says_nothing_of_an_import_that_goes_on_since() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let engine = &import.stage.engine;
    let held = archive.hold().await;
    let job = stopping(&import, &archive).await;
    let mut events = import.stage.host.listen();
    engine.import_set_hours(job, Some(not_now(engine, &import).await)).await.unwrap();
    engine.import_go(job).await.unwrap();
    archive.answers("", NO_ROOM);
    drop(held);
    // The next run delivers nothing, because its hours have not come.
    let now = until(engine, &import, &mut events, waits).await;
    assert_eq!((now.job.state, now.problem, now.held), (ImportState::Running, None, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_the_application_is_removed_once_what_reads_with_it_is_paused_and_over() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let held = archive.hold().await;
    let (job, _) = drafts(&import, &archive, 1).await;
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    archive.in_hand().await;
    let meanwhile = async {
        until(engine, &import, &mut events, |now| now.job.state == ImportState::Paused).await;
        assert_eq!(practice.registered_apps().len(), 1, "a message is in hand");
        drop(held);
    };
    let (removed, ()) = tokio::join!(import.app(AppStep::Remove), meanwhile);
    removed.unwrap();
    assert_eq!((stands(&import).await, practice.registered_apps().len()), ((ImportState::Paused, false), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_nothing_is_read_any_more_once_an_application_is_forgotten_or_is_for_a_group_only() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let mut events = import.stage.host.listen();
    waiting(&import, &mut events).await;
    // As for some minutes after the grant, until it is in the tokens.
    let (class, how) = (Class::MailFolders, Failure::Forbidden);
    let refused = Fault { class, after: 0, how, times: None, retry_after: None };
    practice.configure(|settings| settings.faults = vec![refused]);
    import.app(AppStep::Register { everywhere: false }).await.unwrap();
    assert_eq!(stands(&import).await, (ImportState::Paused, false), "its token is one for every mailbox");
    practice.configure(|settings| settings.faults.clear());
    import.app(AppStep::Remove).await.unwrap();

    import.app(AppStep::Register { everywhere: true }).await.unwrap();
    waiting(&import, &mut events).await;
    engine.forget_app(import.client).await.unwrap();
    assert_eq!(stands(&import).await, (ImportState::Paused, false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_before_its_first_mailbox_a_run_hears_a_pause_and_the_end_of_the_program() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let mut events = import.stage.host.listen();
    let silent = Fault { class: Class::Exchange, after: 0, how: Failure::Stall, times: Some(1), retry_after: None };
    practice.configure(|settings| settings.faults = vec![silent]);
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    engine.import_go(job).await.unwrap();
    let asked = async {
        let mut asked = false;
        while !asked {
            practice.configure(|settings| asked = settings.faults.is_empty());
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, asked).await.expect("Exchange is asked");
    engine.import_pause(job).await.unwrap();
    until(engine, &import, &mut events, |now| !now.under_way).await;

    let archive = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sink = format!("smtp://{}?to=journal@archive.example&tls=none", archive.local_addr().unwrap());
    let wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    let job = engine.import_start(import.client, ImportWish { sink, ..wish }).await.unwrap();
    engine.import_go(job).await.unwrap();
    let (_silent, _) = tokio::time::timeout(DEADLINE, archive.accept()).await.unwrap().unwrap();
    tokio::time::timeout(DEADLINE, engine.close()).await.expect("the program ends");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_before_its_first_mailbox_a_count_hears_a_pause() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let silent = Fault { class: Class::Token, after: 0, how: Failure::Stall, times: None, retry_after: None };
    import.stage.practice.configure(|settings| settings.faults = vec![silent]);
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let mut events = import.stage.host.listen();
    engine.import_count_go(job).await.unwrap();
    engine.import_pause(job).await.unwrap();
    until(engine, &import, &mut events, |now| !now.counting).await;
    engine.close().await;
    assert_eq!(overview(engine, &import).await.problem, None, "nobody waited for Microsoft");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_exchange_is_asked_for_in_place_archives_twice_a_day_at_most() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let asked = || {
        let commands = |all: BTreeMap<String, u64>| {
            let commands = all.into_iter().filter(|(path, _)| path.ends_with("/InvokeCommand"));
            commands.map(|(_, times)| times).sum::<u64>()
        };
        commands(practice.requests())
    };
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let mut last = asked();
    for (hours, asks) in [(0, true), (0, false), (11, false), (2, true)] {
        import.stage.hand.forward(hours);
        import.run(job).await.unwrap();
        assert_eq!(asked() > last, asks, "{hours} hours later");
        last = asked();
    }
}
