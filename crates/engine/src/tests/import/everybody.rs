//! S1, S4: an import of everybody's mail is of who gets a mailbox later, too.

use std::time::Duration;

use practice::{Class, Edit, Failure, Fault, Kind};
use rusqlite::Connection;
use store::ImportId;
use tokio::sync::broadcast::Receiver;

use super::background::{ended, not_now, overview, until, waits};
use super::stage::{Import, SOMEBODY, line};
use crate::{Event, ImportMailboxes, ImportWish, NotReached, Standing, Topic};

const FIRST: &str = "new.hand@larkfield.example";
const SECOND: &str = "newer.hand@larkfield.example";

/// Few messages of each.
fn wish(import: &Import, mailboxes: ImportMailboxes) -> ImportWish {
    ImportWish { folders: "drafts".parse().unwrap(), ..import.wish(mailboxes) }
}

async fn joins(import: &Import, who: &str) {
    import.stage.practice.upsert_user(who, &Edit::default()).unwrap();
    import.stage.engine.fetch(import.client, false).await.unwrap();
}

/// It goes on, and none of its mailboxes is read before its hours are others.
async fn waits_for_hours(import: &Import, job: ImportId) -> Receiver<Event> {
    let engine = &import.stage.engine;
    let hours = Some(not_now(engine, import).await);
    engine.import_set_hours(job, hours).await.unwrap();
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    until(engine, import, &mut events, waits).await;
    events
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_who_gets_a_mailbox_while_everybodys_mail_is_imported_or_after_that_is_missing_in_no_certificate() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let job = engine.import_start(import.client, wish(&import, ImportMailboxes::All)).await.unwrap();
    let mut events = waits_for_hours(&import, job).await;
    joins(&import, FIRST).await;
    engine.import_set_hours(job, None).await.unwrap();
    let now = until(engine, &import, &mut events, ended).await;
    assert_eq!((now.standing, now.joined), (Standing::Agrees, 0));
    assert_eq!(line(&engine.import_status(job).await.unwrap(), FIRST).standing(), Standing::Agrees);
    let certificate = engine.import_certificate(job).await.unwrap();
    let read = engine.snapshot(import.client).await.unwrap().unwrap().read_at;
    assert_eq!((certificate.complete, certificate.everybody), (true, Some(read)));

    let mut events = import.stage.host.listen();
    joins(&import, SECOND).await;
    let told = |event: Event| matches!(event, Event::Stale { topics, .. } if topics.contains(&Topic::Import));
    assert!(std::iter::from_fn(|| events.try_recv().ok()).any(told), "whoever shows the import looks again");
    let now = overview(engine, &import).await;
    assert_eq!((now.standing, now.joined), (Standing::Open, 1));
    let certificate = engine.import_certificate(job).await.unwrap();
    let joined = certificate.not_reached.iter().find(|what| what.what == NotReached::JOINED).unwrap();
    assert_eq!((certificate.complete, joined.name.as_deref()), (false, Some(SECOND)));
    let paper = engine.import_certificate_paper(job, None, None).await.unwrap();
    assert_eq!(paper.document().title, "Mail import, not complete");

    let status = import.run(job).await.unwrap();
    assert_eq!(line(&status, SECOND).standing(), Standing::Agrees);
    assert!(engine.import_certificate(job).await.unwrap().complete);
}

/// The database itself, behind the engine's back.
fn database(import: &Import) -> Connection {
    let database = Connection::open(import.stage.dir.path().join("tenantry.db")).unwrap();
    database.busy_timeout(Duration::from_secs(30)).unwrap();
    database
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_an_import_of_everybodys_mail_is_written_down_as_that_or_not_at_all() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let last = "CREATE TRIGGER last BEFORE UPDATE OF everybody ON import_job WHEN new.everybody = 1
                BEGIN SELECT raise(ABORT, 'the program ends here'); END";
    let begin = || engine.import_start(import.client, wish(&import, ImportMailboxes::All));
    database(&import).execute_batch(last).unwrap();
    begin().await.unwrap_err();
    assert!(engine.imports(import.client).await.unwrap().is_empty());
    let somebody = ImportMailboxes::These(vec![SOMEBODY.to_owned()]);
    let job = engine.import_start(import.client, wish(&import, somebody)).await.unwrap();
    begin().await.unwrap_err();
    engine.import_add(job, ImportMailboxes::All).await.unwrap_err();
    assert_eq!(engine.import_status(job).await.unwrap().mailboxes.len(), 1);
    database(&import).execute_batch("DROP TRIGGER last").unwrap();
    assert_eq!(begin().await.unwrap(), job);
    let status = engine.import_status(job).await.unwrap();
    assert!(status.job.everybody && status.mailboxes.len() > 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_who_comes_to_an_import_while_its_certificate_is_made_does_not_fall_between_its_lists() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let job = engine.import_start(import.client, wish(&import, ImportMailboxes::All)).await.unwrap();
    import.run(job).await.unwrap();
    assert!(engine.import_certificate(job).await.unwrap().complete);
    joins(&import, FIRST).await;
    let (database, now) = (database(&import), import.stage.engine.now());
    for moment in 0..60 {
        let comes = async {
            tokio::time::sleep(Duration::from_micros(moment * 100)).await;
            engine.stored(move |store| store.import_add_joined(job, now)).await.unwrap()
        };
        let (certificate, came) = tokio::join!(engine.import_certificate(job), comes);
        assert_eq!((certificate.unwrap().complete, came), (false, 1), "after {moment} moments");
        database.execute("DELETE FROM import_mailbox WHERE address = ?1", [FIRST]).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_who_joined_an_import_is_counted_once_for_a_reading_and_its_mailboxes_and_anew_for_others() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let begin = || engine.import_start(import.client, wish(&import, ImportMailboxes::All));
    let joined = async || overview(engine, &import).await.joined;
    let job = begin().await.unwrap();
    assert_eq!(joined().await, 0);
    joins(&import, FIRST).await;
    assert_eq!(joined().await, 1);
    // What no reading tells is not looked for.
    let database = database(&import);
    let there = |taken: u8| {
        let sql = "UPDATE object SET taken = ?1 WHERE addresses LIKE ?2 || '%'";
        assert_eq!(database.execute(sql, rusqlite::params![taken, FIRST]).unwrap(), 1);
    };
    there(0);
    assert_eq!(joined().await, 1);
    there(1);
    let now = engine.now();
    engine.stored(move |store| store.import_add_joined(job, now)).await.unwrap();
    assert_eq!(joined().await, 0);
    joins(&import, SECOND).await;
    // Two have left, so that it is of as many as before once it is of the others.
    let left = "UPDATE import_mailbox SET object = randomblob(16) WHERE address = ?1";
    assert_eq!(database.execute(left, [SOMEBODY]).unwrap(), 1);
    let left = "INSERT INTO import_mailbox (job, object, address, state, state_at) VALUES (?1, randomblob(16), 'x', 'queued', 0)";
    assert_eq!(database.execute(left, [job.0]).unwrap(), 1);
    assert_eq!(joined().await, 2);
    assert_eq!(begin().await.unwrap(), job);
    assert_eq!(joined().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_an_import_of_chosen_mailboxes_is_of_no_others_until_everybodys_mail_is_wanted() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let somebody = || ImportMailboxes::These(vec![SOMEBODY.to_owned()]);
    let begin = |mailboxes| engine.import_start(import.client, wish(&import, mailboxes));
    let job = begin(ImportMailboxes::All).await.unwrap();
    // Nothing has begun: it is of whom the last word says.
    assert_eq!(begin(somebody()).await.unwrap(), job);
    joins(&import, FIRST).await;
    assert_eq!(import.run(job).await.unwrap().mailboxes.len(), 1);
    let certificate = engine.import_certificate(job).await.unwrap();
    assert_eq!((certificate.complete, certificate.everybody), (true, None));
    engine.import_add(job, ImportMailboxes::All).await.unwrap();
    joins(&import, SECOND).await;
    assert_eq!(overview(engine, &import).await.joined, 1);
    let status = import.run(job).await.unwrap();
    assert_eq!([FIRST, SECOND].map(|who| line(&status, who).standing()), [Standing::Agrees; 2]);
    // What has begun keeps what it has.
    begin(somebody()).await.unwrap();
    assert!(engine.import_certificate(job).await.unwrap().everybody.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_of_who_joins_an_import_exchange_is_asked_for_an_in_place_archive_and_silence_is_no_answer() {
    const NORA: &str = "nora.quill@larkfield.example";
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let becomes = async |kind| {
        practice.upsert_user(NORA, &Edit { kind: Some(kind), ..Edit::default() }).unwrap();
        engine.fetch(import.client, false).await.unwrap();
    };
    becomes(Kind::Unlicensed).await;
    let job = engine.import_start(import.client, wish(&import, ImportMailboxes::All)).await.unwrap();
    let mut events = waits_for_hours(&import, job).await;
    becomes(Kind::User).await;
    engine.import_set_hours(job, None).await.unwrap();
    until(engine, &import, &mut events, ended).await;
    let has = async |who| {
        let status = engine.import_status(job).await.unwrap();
        let of = status.mailboxes.iter().find(|one| one.address.eq_ignore_ascii_case(who)).unwrap();
        let of = of.not_reached.iter().find(|what| what.what.starts_with("archive"));
        of.map(|what| what.what.clone())
    };
    assert_eq!(has(NORA).await.as_deref(), Some("archive"));
    assert_eq!(has(SOMEBODY).await, None);

    let silent = Fault { class: Class::Exchange, after: 0, how: Failure::Unavailable, times: None, retry_after: None };
    joins(&import, FIRST).await;
    practice.configure(|settings| settings.faults = vec![silent]);
    import.run(job).await.unwrap();
    assert_eq!(has(FIRST).await.as_deref(), Some("archive-unknown"));
    assert_eq!((has(NORA).await.as_deref(), has(SOMEBODY).await), (Some("archive"), None), "what was told counts");
}
