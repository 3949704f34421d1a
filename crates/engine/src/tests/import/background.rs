//! S2, W10: an import in the background: held, paused, taken up after a restart, in its hours.

use std::sync::Arc;

use jiff::tz::TimeZone;
use practice::{Class, Failure, Fault};
use store::{ImportId, ImportMailboxState, ImportQuery, ImportState};
use tokio::sync::broadcast::Receiver;
use tokio_util::sync::CancellationToken;

use super::stage::{Import, SOMEBODY, line};
use crate::tests::background::while_scheduled;
use crate::tests::stage::{DEADLINE, Stage, cloud, open};
use crate::{
    Engine, Event, ImportHold, ImportMailboxes, ImportOverview, ImportStatus, Network, PauseCause, QuietHours,
    Standing, Topic, WishedHours,
};

async fn somebody(import: &Import) -> ImportId {
    import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await
}

pub async fn overview(engine: &Engine, import: &Import) -> ImportOverview {
    engine.import_overview(import.client).await.unwrap().unwrap()
}

/// Looks at the import whenever it is told of, until it stands as wished.
pub async fn until(
    engine: &Engine,
    import: &Import,
    events: &mut Receiver<Event>,
    stands: impl Fn(&ImportOverview) -> bool,
) -> ImportOverview {
    let wait = async {
        loop {
            let now = overview(engine, import).await;
            if stands(&now) {
                return now;
            }
            events.recv().await.unwrap();
        }
    };
    tokio::time::timeout(DEADLINE, wait).await.expect("it comes to stand so")
}

pub fn ended(now: &ImportOverview) -> bool {
    now.job.state == ImportState::Ended && !now.under_way
}

/// An import that comes to half of its messages and no farther, because Microsoft's answers stay away.
fn stuck(import: &Import) {
    let broken = Fault { class: Class::Mime, after: 5, how: Failure::Unavailable, times: None, retry_after: None };
    import.stage.practice.configure(|settings| settings.faults = vec![broken]);
}

fn mended(import: &Import) {
    import.stage.practice.configure(|settings| settings.faults.clear());
}

fn is_import(event: &Event) -> bool {
    matches!(event, Event::Stale { topics, .. } if topics.contains(&Topic::Import))
}

/// The same data folder and vault, after the program ended.
pub async fn reopened(stage: &Stage) -> Engine {
    let engine = open(stage.dir.path(), cloud(&stage.practice), Arc::clone(&stage.host), &stage.hand).await.unwrap();
    super::stage::same_keys(&stage.engine, &engine).await;
    engine
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_an_import_that_was_let_go_runs_in_the_background_to_its_end_and_is_told_of() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, somebody(&import).await);
    let before = overview(engine, &import).await;
    assert_eq!((before.job.state, before.under_way, before.mailboxes), (ImportState::Paused, false, 1));
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    engine.import_go(job).await.unwrap();
    let after = until(engine, &import, &mut events, ended).await;
    assert!(after.standing == Standing::Agrees && after.problem.is_none(), "{after:?}");
    assert!(after.rate.is_none() && after.ends.is_none(), "it is over: {after:?}");
    let status = engine.import_status(job).await.unwrap();
    import.agrees(line(&status, SOMEBODY));
    assert_eq!(status.total, after.total, "what is kept with every change is what the ledger says");
    let window = engine.import_window(job, ImportQuery { limit: 10, ..ImportQuery::default() }).await.unwrap();
    assert_eq!((window.of, &window.rows[0].sums), (1, &line(&status, SOMEBODY).sums));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_paused_import_stays_so_and_goes_on_where_it_ended() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, somebody(&import).await);
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    until(engine, &import, &mut events, |now| now.total.imported > 0 || ended(now)).await;
    engine.import_pause(job).await.unwrap();
    // Whoever lets it go at once waits until the messages in hand are over.
    engine.import_go(job).await.unwrap();
    let after = until(engine, &import, &mut events, ended).await;
    assert_eq!(after.standing, Standing::Agrees, "{after:?}");
    import.agrees(line(&engine.import_status(job).await.unwrap(), SOMEBODY));
    let mime = import.stage.practice.mail_counts().iter().map(|counts| counts.mime).sum::<u64>();
    let messages = u64::try_from(import.stage.practice.mail_truth(SOMEBODY).unwrap().len()).unwrap();
    assert!(mime <= messages + 3, "nothing is read twice but what may have been in hand: {mime} of {messages}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_an_import_that_has_just_ended_begins_anew_at_once_when_a_person_wants_it() {
    let import = Import::ready().await;
    let mut wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    wish.folders = "drafts".parse().unwrap();
    let engine = &import.stage.engine;
    let job = engine.import_start(import.client, wish).await.unwrap();
    for _ in 0..10 {
        import.stage.practice.mail_count_anew();
        engine.import_run(job).await.unwrap();
        let lists = import.stage.practice.mail_counts().iter().map(|counts| counts.requests).sum::<u64>();
        assert!(lists > 0, "it was read once more");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_what_passes_is_kept_as_the_problem_and_tried_again_by_itself() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, somebody(&import).await);
    stuck(&import);
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    let stopped = until(engine, &import, &mut events, |now| now.problem.is_some() && !now.under_way).await;
    assert_eq!((stopped.job.state, stopped.standing), (ImportState::Running, Standing::Open));
    assert_eq!(stopped.problem.unwrap().code, "import-waits");
    let Some(ImportHold::Again { at }) = stopped.held else { panic!("{:?}", stopped.held) };
    assert!((4..=5).contains(&at.duration_since(engine.now()).as_mins()), "in five minutes: {at}");
    mended(&import);
    import.stage.hand.forward(1);
    let after = while_scheduled(&import.stage, until(engine, &import, &mut events, ended)).await;
    assert!(after.standing == Standing::Agrees && after.problem.is_none(), "{after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_w10_what_holds_the_background_holds_an_import_and_lets_it_go_on() {
    let import = Import::ready().await;
    let (engine, job, client) = (&import.stage.engine, somebody(&import).await, import.client);
    let because = |why| move |now: &ImportOverview| matches!(now.held, Some(ImportHold::Background(p)) if p.why == why);
    let (offline, metered, good) =
        (Network { offline: true, metered: false }, Network { offline: false, metered: true }, Network::default());
    let mut events = import.stage.host.listen();
    engine.pause_all(true).await.unwrap();
    engine.import_go(job).await.unwrap();
    let held = overview(engine, &import).await;
    assert!(because(PauseCause::Asked)(&held) && held.job.state == ImportState::Running && !held.under_way, "{held:?}");
    while_scheduled(&import.stage, async {
        engine.set_network(offline);
        engine.pause_all(false).await.unwrap();
        until(engine, &import, &mut events, because(PauseCause::Offline)).await;
        engine.set_network(metered);
        until(engine, &import, &mut events, because(PauseCause::Metered)).await;
        engine.set_paused(client, true).await.unwrap();
        engine.set_network(good);
        until(engine, &import, &mut events, |now| now.held == Some(ImportHold::Client)).await;
        assert!(import.delivered(SOMEBODY).is_empty(), "nothing was read");
        engine.set_paused(client, false).await.unwrap();
        until(engine, &import, &mut events, ended).await;
    })
    .await;
    import.agrees(line(&engine.import_status(job).await.unwrap(), SOMEBODY));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_w10_an_import_under_way_stops_when_everything_is_paused_and_waits_to_go_on() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, somebody(&import).await);
    let mut events = import.stage.host.listen();
    while_scheduled(&import.stage, async {
        // It waits for its hours, so that it is surely under way.
        engine.import_set_hours(job, Some(not_now(engine, &import).await)).await.unwrap();
        engine.import_go(job).await.unwrap();
        until(engine, &import, &mut events, waits).await;
        engine.pause_all(true).await.unwrap();
        let held = until(engine, &import, &mut events, |now| !now.under_way).await;
        assert_eq!(held.job.state, ImportState::Running, "nobody stopped it");
        engine.import_set_hours(job, None).await.unwrap();
        engine.pause_all(false).await.unwrap();
        until(engine, &import, &mut events, ended).await;
    })
    .await;
}

pub fn waits(now: &ImportOverview) -> bool {
    now.under_way && now.states.contains_key(&ImportMailboxState::Waiting)
}

/// Hours of the client's zone that begin in two and end in four.
pub async fn not_now(engine: &Engine, import: &Import) -> QuietHours {
    let zone = TimeZone::get(&engine.options(import.client).await.unwrap().time_zone).unwrap();
    let hour = |ahead: i8| {
        let hour = (engine.now().to_zoned(zone.clone()).hour() + ahead).rem_euclid(24);
        format!("{hour:02}:00").parse().unwrap()
    };
    QuietHours { from: hour(2), to: hour(4) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_outside_its_hours_folders_are_counted_and_no_message_is_read_until_they_come() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, somebody(&import).await);
    let hours = not_now(engine, &import).await;
    let mut wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    wish.hours = WishedHours::These(Some(hours));
    assert_eq!(engine.import_start(import.client, wish).await.unwrap(), job, "the same import, with hours");
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    let waiting = until(engine, &import, &mut events, waits).await;
    assert_eq!(waiting.hours, Some(hours));
    let opens = waiting.waits_until.unwrap();
    let (least, most) = (jiff::SignedDuration::from_mins(59), jiff::SignedDuration::from_mins(121));
    let wait = opens.duration_since(engine.now());
    assert!(least < wait && wait <= most, "{wait:?}");
    let row =
        engine.import_window(job, ImportQuery { limit: 1, ..ImportQuery::default() }).await.unwrap().rows.remove(0);
    assert_eq!((row.state, row.waits_until), (ImportMailboxState::Waiting, Some(opens)));
    assert_eq!(import.stage.practice.mail_counts().iter().map(|counts| counts.mime).sum::<u64>(), 0);
    import.stage.hand.forward(2);
    // Whatever wakes the loop makes it look at the clock.
    let after = while_scheduled(&import.stage, until(engine, &import, &mut events, ended)).await;
    assert_eq!(after.standing, Standing::Agrees, "{after:?}");
}

async fn taken_up(import: &Import, engine: &Engine, events: &mut Receiver<Event>) -> ImportStatus {
    let (cancel, again) = (CancellationToken::new(), engine.clone());
    let stop = cancel.clone();
    let schedule = tokio::spawn(async move { again.run_schedule(stop).await });
    let now = until(engine, import, events, ended).await;
    cancel.cancel();
    schedule.await.unwrap();
    engine.import_status(now.job.id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_an_import_that_ran_when_the_program_ended_goes_on_by_itself_after_the_next_start() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, somebody(&import).await);
    let mut events = import.stage.host.listen();
    engine.import_set_hours(job, Some(not_now(engine, &import).await)).await.unwrap();
    engine.import_go(job).await.unwrap();
    until(engine, &import, &mut events, waits).await;
    engine.close().await;
    let engine = reopened(&import.stage).await;
    let found = overview(&engine, &import).await;
    assert_eq!((found.job.state, found.under_way), (ImportState::Running, false));
    engine.import_set_hours(job, None).await.unwrap();
    let mut events = import.stage.host.listen();
    let status = taken_up(&import, &engine, &mut events).await;
    import.agrees(line(&status, SOMEBODY));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_wait_that_microsoft_asks_for_holds_up_neither_a_pause_nor_the_end_of_the_program() {
    let import = Import::ready().await;
    let (engine, practice, job) = (&import.stage.engine, &import.stage.practice, somebody(&import).await);
    let wait =
        Fault { class: Class::Mime, after: 5, how: Failure::Throttled, times: Some(1), retry_after: Some(200.0) };
    practice.configure(|settings| settings.faults = vec![wait]);
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    // Once it is known here: an answer that the pause cuts off would never be heard.
    let heard = async {
        let first = ImportQuery { limit: 1, ..ImportQuery::default() };
        while engine.import_window(job, first.clone()).await.unwrap().rows[0].waits_until.is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, heard).await.expect("Microsoft asks to wait");
    engine.import_pause(job).await.unwrap();
    until(engine, &import, &mut events, |now| !now.under_way).await;
    // The mailbox is to be left alone for the rest of that time, and is waited for before anything is asked of it.
    engine.import_go(job).await.unwrap();
    let taken = async {
        while line(&engine.import_status(job).await.unwrap(), SOMEBODY).state != ImportMailboxState::Counting {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, taken).await.expect("its turn comes");
    tokio::time::timeout(DEADLINE, engine.close()).await.expect("the program ends");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_an_import_that_a_person_paused_does_not_go_on_after_the_next_start() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, somebody(&import).await);
    let mut events = import.stage.host.listen();
    engine.import_set_hours(job, Some(not_now(engine, &import).await)).await.unwrap();
    engine.import_go(job).await.unwrap();
    until(engine, &import, &mut events, waits).await;
    engine.import_pause(job).await.unwrap();
    until(engine, &import, &mut events, |now| !now.under_way).await;
    engine.close().await;
    let engine = reopened(&import.stage).await;
    engine.import_set_hours(job, None).await.unwrap();
    // One look of the schedule, which comes to its end.
    let cancel = CancellationToken::new();
    cancel.cancel();
    engine.run_schedule(cancel).await;
    let found = overview(&engine, &import).await;
    assert_eq!((found.job.state, found.under_way, found.held), (ImportState::Paused, false, None));
    assert!(import.delivered(SOMEBODY).is_empty());
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    until(&engine, &import, &mut events, ended).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_mailbox_that_was_at_work_when_the_program_was_killed_is_interrupted_and_not_at_work() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, somebody(&import).await);
    let now = engine.now();
    engine
        .stored(move |store| {
            store.import_resume(job, now)?;
            store.import_claim(job, now).map(drop)
        })
        .await
        .unwrap();
    engine.close().await;
    let engine = reopened(&import.stage).await;
    let row =
        engine.import_window(job, ImportQuery { limit: 1, ..ImportQuery::default() }).await.unwrap().rows.remove(0);
    assert_eq!((row.state, row.reason.as_deref()), (ImportMailboxState::Paused, Some("interrupted")));
    let mut events = import.stage.host.listen();
    let status = taken_up(&import, &engine, &mut events).await;
    import.agrees(line(&status, SOMEBODY));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_an_import_is_told_of_at_most_once_a_second_while_it_runs() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, import.begin(ImportMailboxes::All).await);
    let mut events = import.stage.host.listen();
    let began = tokio::time::Instant::now();
    engine.import_go(job).await.unwrap();
    let (mut told, mut heard) = (0_u64, true);
    while heard && !ended(&overview(engine, &import).await) {
        let event = tokio::time::timeout(DEADLINE, events.recv()).await;
        heard = event.is_ok();
        told += u64::from(event.is_ok_and(|event| is_import(&event.unwrap())));
    }
    assert!(heard);
    // Its beginning, its end, and each second in between.
    assert!(told <= began.elapsed().as_secs() + 5, "{told} times in {:?}", began.elapsed());
}
