//! S1, S2: what is asked before an import begins: the archive, and how much there is.

use store::{ImportMailboxState, ImportQuery};

use super::background::{overview, until};
use super::stage::{Import, SOMEBODY};
use crate::{EngineError, ImportError, ImportMailboxes, ImportRoom, ImportWish, MailboxImport, RoomOf, Standing};

async fn rows(import: &Import, job: store::ImportId) -> Vec<MailboxImport> {
    let query = ImportQuery { limit: 100, ..ImportQuery::default() };
    import.stage.engine.import_window(job, query).await.unwrap().rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_the_estimate_counts_every_mailbox_and_reads_no_message() {
    let import = Import::ready().await;
    let (engine, job) = (&import.stage.engine, import.begin(ImportMailboxes::All).await);
    let before = engine.import_overview(import.client).await.unwrap().unwrap();
    assert_eq!((before.estimate, before.standing), (None, Standing::Open));
    assert!(rows(&import, job).await.iter().all(|row| row.total.is_none()));
    engine.import_count(job).await.unwrap();
    let after = engine.import_overview(import.client).await.unwrap().unwrap();
    let rows = rows(&import, job).await;
    for row in &rows {
        let there = u64::try_from(import.stage.practice.mail_truth(&row.address).unwrap().len()).unwrap();
        assert_eq!((row.total, row.state), (Some(there), ImportMailboxState::Queued), "{row:?}");
    }
    let estimate = after.estimate.unwrap();
    assert_eq!(estimate.messages, rows.iter().filter_map(|row| row.total).sum::<u64>());
    assert_eq!(estimate.bytes, rows.iter().map(|row| row.size).sum::<Option<u64>>());
    assert_eq!((estimate.counted, after.mailboxes), (after.mailboxes, u64::try_from(rows.len()).unwrap()));
    assert_eq!(estimate.bytes, None, "of recoverable items the server tells no bytes");
    assert!(estimate.seconds > 0 && !estimate.at_most, "{estimate:?}");
    assert!(estimate.ends.unwrap() > engine.now());
    let counts = import.stage.practice.mail_counts();
    assert_eq!(counts.iter().map(|counts| counts.mime).sum::<u64>(), 0);

    let mut wish = import.wish(ImportMailboxes::All);
    (wish.folders, wish.since) = ("inbox".parse().unwrap(), Some("2020-01-01".parse().unwrap()));
    let inbox = engine.import_start(import.client, wish).await.unwrap();
    engine.import_count(inbox).await.unwrap();
    let less = engine.import_overview(import.client).await.unwrap().unwrap().estimate.unwrap();
    assert!(less.bytes.unwrap() > 0 && less.messages < estimate.messages && less.at_most, "{less:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_the_room_that_an_import_finds_is_told_beside_what_it_takes_and_nothing_is_made() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let archive = import.root().join("archive");
    let mut wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    (wish.folders, wish.sink) = ("inbox".parse().unwrap(), format!("maildir:{}", archive.display()));
    let job = engine.import_start(import.client, wish.clone()).await.unwrap();
    assert_eq!(engine.import_room(job).await.unwrap(), None, "nothing was counted");
    engine.import_count(job).await.unwrap();
    let bytes = engine.import_overview_of(job).await.unwrap().estimate.unwrap().bytes.unwrap();
    let room = engine.import_room(job).await.unwrap().unwrap();
    assert_eq!((room.of, &room.folder, room.needed), (RoomOf::Archive, &archive, bytes));
    assert!(bytes > 0 && !archive.exists(), "{room:?}");
    assert!(!room.is_short() && ImportRoom { needed: room.free + 1, ..room }.is_short());

    wish.sink = "smtps://archive.example?to=journal@archive.example".to_owned();
    let sent = engine.import_start(import.client, wish.clone()).await.unwrap();
    let room = engine.import_room(sent).await.unwrap().unwrap();
    assert_eq!((room.of, room.needed), (RoomOf::InHand, 1_800_000_000), "twelve at once: {room:?}");
    (wish.folders, wish.sink) = ("all".parse().unwrap(), format!("maildir:{}", archive.display()));
    let all = engine.import_start(import.client, wish).await.unwrap();
    engine.import_count(all).await.unwrap();
    assert_eq!(engine.import_room(all).await.unwrap(), None, "of recoverable items the server tells no bytes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_count_in_the_background_keeps_what_stopped_it() {
    let import = Import::without_app().await;
    let (engine, job) = (&import.stage.engine, import.begin(ImportMailboxes::All).await);
    let mut events = import.stage.host.listen();
    engine.import_count_go(job).await.unwrap();
    let told = async {
        loop {
            if let Some(problem) = engine.import_overview(import.client).await.unwrap().unwrap().problem {
                return problem;
            }
            events.recv().await.unwrap();
        }
    };
    let problem = tokio::time::timeout(crate::tests::stage::DEADLINE, told).await.unwrap();
    assert_eq!(problem.code, "import-no-access");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_count_that_ends_leaves_why_the_import_stands_still() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let sink = "smtp://127.0.0.1:9?to=journal@archive.example&tls=none".to_owned();
    let of = ImportMailboxes::These(vec![SOMEBODY.to_owned()]);
    let job = engine.import_start(import.client, ImportWish { sink, ..import.wish(of) }).await.unwrap();
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    until(engine, &import, &mut events, |now| now.problem.is_some() && !now.under_way).await;
    engine.import_count_go(job).await.unwrap();
    // Whoever asks meanwhile joins that count, or counts nothing more; how it ended is noted after that.
    engine.import_count(job).await.unwrap();
    engine.close().await;
    let problem = overview(engine, &import).await.problem;
    assert_eq!(problem.map(|problem| problem.code).as_deref(), Some("import-sink"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_the_mailbox_that_a_person_puts_first_is_first_in_the_window_and_at_work() {
    let import = Import::without_app().await;
    let (engine, job) = (&import.stage.engine, import.begin(ImportMailboxes::All).await);
    let before = rows(&import, job).await;
    let last = before.last().unwrap();
    assert!(before.is_sorted_by_key(|row| row.address.to_lowercase()) && last.address != before[0].address);
    engine.import_first(job, last.id).await.unwrap();
    let after = rows(&import, job).await;
    assert_eq!((after[0].id, after[0].first, after.len()), (last.id, true, before.len()));
    let now = engine.now();
    let turn = engine.stored(move |store| store.import_claim(job, now)).await.unwrap().unwrap();
    assert_eq!(turn.id, last.id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_an_archive_is_tried_before_anything_is_stored_and_says_why_it_does_not_take_mail() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    let sink = format!("maildir:{}", import.root().join("archive").display());
    let tried = engine.import_try_sink(import.client, &sink, None).await.unwrap();
    assert!(tried.shown.starts_with(&sink) && tried.largest.is_none(), "{tried:?}");
    assert!(tried.free.unwrap() > 0);
    let file = import.root().join("no-folder");
    std::fs::write(&file, "in the way").unwrap();
    let wrong = [
        format!("maildir:{}", file.display()),
        "ftp://archive.example".to_owned(),
        "smtps://tess:hunter2@127.0.0.1:9?to=journal@archive.example".to_owned(),
    ];
    for sink in wrong {
        let error = engine.import_try_sink(import.client, &sink, None).await.unwrap_err();
        assert!(matches!(&error, EngineError::Import(ImportError::Sink { .. })), "{sink}: {error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    let without = "smtp://tess@127.0.0.1:9?to=journal@archive.example";
    let error = engine.import_try_sink(import.client, without, None).await.unwrap_err();
    assert!(matches!(&error, EngineError::Import(ImportError::SinkPassword { .. })), "{error}");
    assert!(engine.imports(import.client).await.unwrap().is_empty());
    let known = engine.import_overview(import.client).await.unwrap();
    assert!(known.is_none(), "{SOMEBODY} has none");
}
