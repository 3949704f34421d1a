//! S2, S3: several imports of one client: one goes on at a time, and none unseen.

use std::time::Duration;

use store::{ImportId, ImportState};

use super::background::{ended, not_now, overview, until, waits};
use super::by_smtp::{Archive, NO_ROOM};
use super::stage::{Import, SOMEBODY};
use crate::{ImportMailboxes, ImportOverview, ImportWish, Network, Standing, WishedHours};

const OTHER: &str = "van@larkfield.example";

fn of(people: &[&str]) -> ImportMailboxes {
    ImportMailboxes::These(people.iter().map(|who| (*who).to_owned()).collect())
}

/// Few messages of somebody's.
fn drafts(import: &Import, people: &[&str]) -> ImportWish {
    ImportWish { folders: "drafts".parse().unwrap(), ..import.wish(of(people)) }
}

async fn begin(import: &Import, wish: ImportWish) -> ImportId {
    import.stage.engine.import_start(import.client, wish).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_whoever_sets_up_or_counts_another_import_stops_none_and_whoever_lets_it_go_on_pauses_the_other() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let mut events = import.stage.host.listen();
    let hours = Some(not_now(engine, &import).await);
    let wished = WishedHours::These(hours);
    let first = begin(&import, ImportWish { hours: wished, ..drafts(&import, &[SOMEBODY]) }).await;
    engine.import_go(first).await.unwrap();
    until(engine, &import, &mut events, waits).await;

    // Set up and counted, it is the one that is shown, and the other goes on beside it.
    let second = begin(&import, import.wish(of(&[SOMEBODY]))).await;
    engine.import_count(second).await.unwrap();
    let shown = overview(engine, &import).await;
    assert_eq!((shown.job.id, shown.job.state), (second, ImportState::Paused), "a person lets it go");
    assert_eq!(others(&shown), [(first, ImportState::Running)]);
    let former = engine.import_overview_of(first).await.unwrap();
    assert_eq!((former.job.state, former.under_way), (ImportState::Running, true), "at work as before");
    assert_eq!(others(&former), [], "what nobody let go on is nothing to come back to");

    // Let go on, it pauses the other, and neither is out of sight.
    engine.import_set_hours(second, hours).await.unwrap();
    engine.import_go(second).await.unwrap();
    let shown = until(engine, &import, &mut events, |now| now.job.id == second && waits(now)).await;
    assert_eq!(others(&shown), [(first, ImportState::Paused)]);
    assert!(!engine.import_overview_of(first).await.unwrap().under_way, "its run is over");
    engine.import_show(first).await.unwrap();
    let shown = overview(engine, &import).await;
    assert_eq!((shown.job.id, shown.job.state), (first, ImportState::Paused), "a look lets nothing go on");
    assert_eq!(others(&shown), [(second, ImportState::Running)]);

    // The wish of the first once more is the first once more.
    engine.import_set_hours(first, None).await.unwrap();
    assert_eq!(begin(&import, drafts(&import, &[SOMEBODY])).await, first);
    engine.import_go(first).await.unwrap();
    let now = until(engine, &import, &mut events, ended).await;
    assert_eq!((now.job.id, now.standing), (first, Standing::Agrees), "{now:?}");
    assert_eq!(others(&now), [(second, ImportState::Paused)]);
    engine.import_show(second).await.unwrap();
    assert_eq!(others(&overview(engine, &import).await), [(first, ImportState::Ended)], "its result is a button away");
}

/// The client's others, as who sees one import is told of them.
fn others(shown: &ImportOverview) -> Vec<(ImportId, ImportState)> {
    shown.others.iter().map(|other| (other.job.id, other.job.state)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_an_import_that_was_let_go_and_had_not_begun_stays_in_sight_when_another_goes_on() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    engine.set_network(Network { offline: true, metered: false });
    let first = begin(&import, drafts(&import, &[SOMEBODY])).await;
    assert!(overview(engine, &import).await.fresh);
    engine.import_go(first).await.unwrap();
    let second = begin(&import, import.wish(of(&[SOMEBODY]))).await;
    engine.import_go(second).await.unwrap();
    let shown = overview(engine, &import).await;
    assert_eq!((shown.job.id, others(&shown)), (second, vec![(first, ImportState::Paused)]));
    let former = engine.import_overview_of(first).await.unwrap();
    assert!(!former.fresh && former.total.imported == 0, "{former:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_s4_an_import_that_ends_while_another_is_set_up_is_told_beside_it_as_complete_or_not() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let first = begin(&import, drafts(&import, &[SOMEBODY])).await;
    import.run(first).await.unwrap();
    let second = begin(&import, import.wish(of(&[SOMEBODY]))).await;
    engine.import_count(second).await.unwrap();
    let shown = overview(engine, &import).await;
    assert_eq!((shown.job.id, shown.fresh), (second, true));
    assert_eq!(others(&shown), [(first, ImportState::Ended)]);
    assert!(shown.others[0].complete);
    engine.import_add(first, of(&[OTHER])).await.unwrap();
    assert!(!overview(engine, &import).await.others[0].complete, "somebody is still to be read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_hours_stay_when_an_import_is_wished_for_without_any_and_a_run_under_way_hears_others() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let mut events = import.stage.host.listen();
    let hours = not_now(engine, &import).await;
    let wish = |hours| ImportWish { hours, ..drafts(&import, &[SOMEBODY]) };
    let job = begin(&import, wish(WishedHours::These(Some(hours)))).await;
    assert_eq!(begin(&import, wish(WishedHours::Kept)).await, job);
    engine.import_go(job).await.unwrap();
    assert_eq!(until(engine, &import, &mut events, waits).await.hours, Some(hours), "nobody took them away");
    begin(&import, wish(WishedHours::Kept)).await;
    assert!(waits(&overview(engine, &import).await));
    // Heard by whoever waits for them, not when they would have come.
    begin(&import, wish(WishedHours::These(None))).await;
    let now = until(engine, &import, &mut events, ended).await;
    assert_eq!((now.hours, now.standing), (None, Standing::Agrees), "{now:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_an_import_waits_for_what_another_of_the_client_has_in_hand() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let archive = Archive::start().await;
    let sink = archive.address();
    let mut events = import.stage.host.listen();
    let held = archive.hold().await;
    let first = begin(&import, ImportWish { sink: sink.clone(), ..drafts(&import, &[SOMEBODY]) }).await;
    engine.import_go(first).await.unwrap();
    archive.in_hand().await;
    let second = begin(&import, ImportWish { sink, ..import.wish(of(&[SOMEBODY])) }).await;
    engine.import_go(second).await.unwrap();
    let meanwhile = tokio::time::timeout(Duration::from_millis(200), archive.in_hand()).await;
    assert!(meanwhile.is_err(), "two at once could bring the same content twice");
    assert!(engine.import_overview_of(first).await.unwrap().under_way);

    archive.answers("", NO_ROOM);
    drop(held);
    let now = until(engine, &import, &mut events, |now| now.problem.is_some() && !now.under_way).await;
    assert_eq!((now.job.id, now.problem.unwrap().code.as_str()), (second, "import-sink"), "its turn came");
    assert!(!engine.import_overview_of(first).await.unwrap().under_way);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_of_an_import_that_was_counted_and_not_begun_a_deselected_mailbox_is_not_read() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let job = begin(&import, drafts(&import, &[SOMEBODY, OTHER])).await;
    engine.import_count(job).await.unwrap();
    assert_eq!(begin(&import, drafts(&import, &[SOMEBODY])).await, job);
    let shown = overview(engine, &import).await;
    assert_eq!((shown.mailboxes, shown.estimate.map(|estimate| estimate.counted)), (1, Some(1)));
    let status = import.run(job).await.unwrap();
    assert_eq!(status.mailboxes.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), [SOMEBODY]);
    assert!(import.delivered(OTHER).is_empty());
    // What has begun keeps what it has.
    begin(&import, drafts(&import, &[OTHER])).await;
    assert_eq!(overview(engine, &import).await.mailboxes, 2);
}
