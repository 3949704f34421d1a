//! S2, S4: what fails for a moment is tried again, what fails for good is said, and neither is ever called done.

use practice::{Arrival, Class, Failure, Fault};
use store::{ImportMailboxState, ImportState};

use super::stage::{Import, SOMEBODY, line};
use crate::{AppStep, EngineError, ImportError, ImportMailboxes, ImportWish};

const OTHER: &str = "van@larkfield.example";

fn fault(class: Class, how: Failure, after: u32, times: Option<u32>) -> Fault {
    Fault { class, after, how, times, retry_after: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_what_fails_for_a_moment_is_tried_again_until_it_is_there() {
    let import = Import::ready().await;
    import.stage.practice.configure(|settings| {
        settings.faults = vec![
            fault(Class::Mime, Failure::Unavailable, 2, Some(1)),
            fault(Class::Mime, Failure::Reset, 6, Some(1)),
            fault(Class::Messages, Failure::BadGateway, 1, Some(1)),
            fault(Class::MailFolders, Failure::Unavailable, 1, Some(1)),
        ];
    });
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    import.agrees(mailbox);
    assert_eq!(mailbox.state, ImportMailboxState::Exceptions, "{mailbox:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_mailbox_whose_messages_do_not_come_waits_and_is_not_done_until_they_do() {
    let import = Import::ready().await;
    let broken = vec![fault(Class::Mime, Failure::Unavailable, 5, None)];
    import.stage.practice.configure(|settings| settings.faults = broken);
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    assert_eq!((status.job.state, mailbox.state), (ImportState::Paused, ImportMailboxState::Paused), "{mailbox:?}");
    assert!(mailbox.reason.as_ref().unwrap().starts_with("throttled"), "{mailbox:?}");
    assert!(mailbox.sums.open > 0 && mailbox.sums.skipped() == 0, "{mailbox:?}");
    assert!(!import.stage.engine.import_certificate(job).await.unwrap().complete);

    import.stage.practice.configure(|settings| settings.faults.clear());
    let status = import.run(job).await.unwrap();
    import.agrees(line(&status, SOMEBODY));
    assert!(import.stage.engine.import_certificate(job).await.unwrap().complete);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_whatever_answers_in_microsofts_place_once_nothing_is_called_done_before_the_numbers_agree() {
    let import = Import::ready().await;
    let faults = [
        (Class::MailFolders, Failure::Html),
        (Class::MailFolders, Failure::Truncated),
        (Class::Messages, Failure::NoLink),
        (Class::Messages, Failure::Circle),
        (Class::Messages, Failure::Foreign),
        (Class::Messages, Failure::Forbidden),
        (Class::Mime, Failure::Truncated),
        (Class::Mime, Failure::Forbidden),
    ];
    for (at, (class, how)) in faults.into_iter().enumerate() {
        import.stage.practice.configure(|settings| settings.faults = vec![fault(class, how, 2, Some(1))]);
        let mut wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
        wish.folders = "inbox".parse().unwrap();
        wish.sink = format!("maildir:{}", import.root().join(at.to_string()).display());
        let job = import.stage.engine.import_start(import.client, wish).await.unwrap();
        let inbox = import.stage.practice.mail_truth(SOMEBODY).unwrap();
        let inbox = u64::try_from(inbox.iter().filter(|m| m.folder.starts_with("Inbox")).count()).unwrap();
        let first = import.run(job).await;
        let said = import.stage.engine.import_status(job).await.unwrap();
        let sums = &line(&said, SOMEBODY).sums;
        let done = import.stage.engine.import_certificate(job).await.unwrap().complete;
        assert_eq!(done, sums.server() == inbox && sums.difference() == 0, "{class:?} {how:?}: {first:?} {said:?}");

        import.stage.practice.configure(|settings| settings.faults.clear());
        let status = import.run(job).await.unwrap();
        let sums = &line(&status, SOMEBODY).sums;
        assert_eq!((sums.server(), sums.difference(), sums.open), (inbox, 0, 0), "{class:?} {how:?}: {status:?}");
        assert!(import.stage.engine.import_certificate(job).await.unwrap().complete, "{class:?} {how:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_what_stands_between_here_and_microsoft_is_no_messages_fault_however_often() {
    let import = Import::ready().await;
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let portal = vec![fault(Class::Mime, Failure::Html, 2, None)];
    for _ in 0..4 {
        import.stage.practice.configure(|settings| settings.faults = portal.clone());
        let status = import.run(job).await.unwrap();
        let mailbox = line(&status, SOMEBODY);
        assert!(mailbox.sums.open > 0 && mailbox.reason.as_ref().unwrap().starts_with("not-json"), "{mailbox:?}");
    }
    import.stage.practice.configure(|settings| settings.faults.clear());
    let status = import.run(job).await.unwrap();
    import.agrees(line(&status, SOMEBODY));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_message_that_is_refused_holds_up_no_other() {
    let import = Import::ready().await;
    import
        .stage
        .practice
        .configure(|settings| settings.faults = vec![fault(Class::Mime, Failure::Forbidden, 4, Some(1))]);
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned(), OTHER.to_owned()])).await;
    let status = import.run(job).await.unwrap();
    assert_eq!(status.total.open, 1, "{status:?}");
    let waits: Vec<_> = status.mailboxes.iter().filter(|mailbox| mailbox.state == ImportMailboxState::Paused).collect();
    assert!(waits.len() == 1 && waits[0].reason.is_some(), "{status:?}");
    assert!(!import.stage.engine.import_certificate(job).await.unwrap().complete);
    let status = import.run(job).await.unwrap();
    [SOMEBODY, OTHER].into_iter().for_each(|address| import.agrees(line(&status, address)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_message_that_fails_day_after_day_is_skipped_at_the_tenth_try_also_when_its_failure_usually_passes() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let mut skipped = line(&import.run(job).await.unwrap(), SOMEBODY).sums.skipped();
    for how in [Failure::Forbidden, Failure::Truncated] {
        practice.mail_arrive(SOMEBODY, &Arrival::default()).unwrap();
        practice.configure(|settings| settings.faults = vec![fault(Class::Mime, how, 0, None)]);
        for _ in 1..10 {
            import.stage.hand.forward(23);
            // Nothing else comes of the mailbox, so that it may be the mailbox: within the day a second run is no second try.
            for _ in 0..2 {
                import.stage.hand.forward(1);
                let status = import.run(job).await.unwrap();
                let mailbox = line(&status, SOMEBODY);
                assert_eq!((mailbox.state, mailbox.sums.open), (ImportMailboxState::Paused, 1), "{how:?}: {mailbox:?}");
            }
        }
        import.stage.hand.forward(24);
        let status = import.run(job).await.unwrap();
        let mailbox = line(&status, SOMEBODY);
        skipped += 1;
        assert_eq!((mailbox.sums.open, mailbox.sums.skipped()), (0, skipped), "{how:?}: {mailbox:?}");
        assert_eq!(mailbox.state, ImportMailboxState::Exceptions, "{how:?}: {mailbox:?}");
        assert!(import.stage.engine.import_certificate(job).await.unwrap().complete);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_while_a_mailbox_gives_none_of_many_messages_a_try_counts_once_a_day_at_most() {
    let import = Import::ready().await;
    let (practice, engine) = (&import.stage.practice, &import.stage.engine);
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    import.run(job).await.unwrap();
    practice.mail_arrive(SOMEBODY, &Arrival { count: Some(40), ..Arrival::default() }).unwrap();
    practice.configure(|settings| settings.faults = vec![fault(Class::Mime, Failure::Truncated, 0, None)]);
    for _ in 0..3 {
        import.stage.hand.forward(1);
        let status = import.run(job).await.unwrap();
        let mailbox = line(&status, SOMEBODY);
        assert_eq!((mailbox.state, mailbox.sums.open), (ImportMailboxState::Paused, 40), "{mailbox:?}");
        let id = mailbox.id;
        let open = engine.stored(move |store| store.import_next(id, None, 200)).await.unwrap();
        assert!(open.iter().all(|message| message.tries < 2), "one a day at most: {open:?}");
    }
    practice.configure(|settings| settings.faults.clear());
    import.agrees(line(&import.run(job).await.unwrap(), SOMEBODY));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_while_a_mailbox_gives_none_of_a_few_messages_a_night_of_it_skips_none() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    import.run(job).await.unwrap();
    practice.mail_arrive(SOMEBODY, &Arrival { count: Some(3), ..Arrival::default() }).unwrap();
    practice.configure(|settings| settings.faults = vec![fault(Class::Mime, Failure::Forbidden, 0, None)]);
    for _ in 0..11 {
        import.stage.hand.forward(1);
        let status = import.run(job).await.unwrap();
        let mailbox = line(&status, SOMEBODY);
        assert_eq!((mailbox.state, mailbox.sums.open), (ImportMailboxState::Paused, 3), "{mailbox:?}");
    }
    practice.configure(|settings| settings.faults.clear());
    import.agrees(line(&import.run(job).await.unwrap(), SOMEBODY));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_damaged_messages_keep_no_other_from_its_turn_however_many_lie_side_by_side() {
    let import = Import::ready().await;
    let (practice, engine) = (&import.stage.practice, &import.stage.engine);
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    import.run(job).await.unwrap();
    practice.mail_arrive(SOMEBODY, &Arrival { count: Some(70), ..Arrival::default() }).unwrap();
    practice.configure(|settings| settings.faults = vec![fault(Class::Mime, Failure::Forbidden, 0, None)]);
    let asked = || async {
        let id = line(&import.run(job).await.unwrap(), SOMEBODY).id;
        let open = engine.stored(move |store| store.import_next(id, None, 200)).await.unwrap();
        open.into_iter().filter(|message| message.tries > 0).count()
    };
    // Thirty in a row and what was in hand: the next run goes on behind them, and the third comes to all.
    assert!((30..=33).contains(&asked().await));
    assert!((60..=66).contains(&asked().await));
    assert_eq!(asked().await, 70);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_folder_that_microsoft_cannot_list_keeps_no_other_folder_from_its_turn() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    let wish = ImportWish { folders: "inbox,sentitems".parse().unwrap(), ..wish };
    let job = import.stage.engine.import_start(import.client, wish).await.unwrap();
    // One of the two is listed.
    practice.configure(|settings| settings.faults = vec![fault(Class::Messages, Failure::BadGateway, 1, None)]);
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    assert_eq!((mailbox.state, mailbox.sums.open), (ImportMailboxState::Paused, 0), "{mailbox:?}");
    assert!(mailbox.sums.imported > 0, "{mailbox:?}");
    assert!(mailbox.reason.as_ref().unwrap().starts_with("microsoft-error: "), "{mailbox:?}");
    let some = mailbox.sums.imported;
    practice.configure(|settings| settings.faults.clear());
    let sums = import.run(job).await.unwrap().total;
    assert_eq!((sums.open, sums.difference(), sums.imported > some), (0, 0, true), "{sums:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_delta_links_that_died_list_everything_anew_and_read_nothing_twice() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    import.run(job).await.unwrap();
    let gone = practice.mail_truth(SOMEBODY).unwrap().into_iter().find(|m| m.mime.is_some()).unwrap();
    practice.mail_vanish(SOMEBODY, &gone.id).unwrap();
    practice.mail_forget_rounds();
    practice.mail_count_anew();
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    import.agrees(mailbox);
    assert_eq!(mailbox.sums.left, 1, "{mailbox:?}");
    assert_eq!(practice.mail_counts().iter().map(|counts| counts.mime).sum::<u64>(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m8_a_mailbox_outside_the_granted_scope_is_refused_and_the_others_go_on() {
    let import = Import::without_app().await;
    import.app(AppStep::Register { everywhere: false }).await.unwrap();
    let app = import.stage.practice.registered_apps().pop().unwrap();
    assert!(app.roles.is_empty(), "{app:?}");
    import.stage.practice.scope_app(&app.app_id, Some(&[SOMEBODY.to_owned()])).unwrap();
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned(), OTHER.to_owned()])).await;
    let status = import.run(job).await.unwrap();
    let refused = line(&status, OTHER);
    assert_eq!(refused.state, ImportMailboxState::Refused);
    assert!(refused.reason.as_ref().unwrap().starts_with("out-of-scope"), "{refused:?}");
    assert!(import.delivered(OTHER).is_empty());
    import.agrees(line(&status, SOMEBODY));
    assert_eq!(status.job.state, ImportState::Ended);
    assert!(!import.stage.engine.import_certificate(job).await.unwrap().complete);

    // Once it is granted, the same import reads it.
    import.stage.practice.scope_app(&app.app_id, None).unwrap();
    let status = import.run(job).await.unwrap();
    import.agrees(line(&status, OTHER));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_an_archive_that_cannot_be_written_pauses_the_import_and_skips_nobody() {
    let import = Import::ready().await;
    let file = import.root().join("no-folder");
    std::fs::write(&file, "in the way").unwrap();
    let mut wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    wish.sink = format!("maildir:{}", file.display());
    let job = import.stage.engine.import_start(import.client, wish).await.unwrap();
    let error = import.run(job).await.unwrap_err();
    assert!(matches!(error.origin(), EngineError::Import(ImportError::Sink { .. })), "{error}");
    let status = import.stage.engine.import_status(job).await.unwrap();
    assert_eq!(status.total.skipped(), 0);
    assert!(!import.stage.engine.import_certificate(job).await.unwrap().complete);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_an_archive_that_is_not_mounted_any_more_stops_the_import_and_nothing_is_made_in_its_place() {
    let import = Import::ready().await;
    let (root, away) = (import.root().join("archive"), import.root().join("away"));
    let mut wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    wish.folders = "inbox".parse().unwrap();
    wish.sink = format!("maildir:{}", root.display());
    let job = import.stage.engine.import_start(import.client, wish).await.unwrap();
    import.run(job).await.unwrap();

    std::fs::rename(&root, &away).unwrap();
    let error = import.run(job).await.unwrap_err();
    assert_eq!(error.fault().code, "import-sink");
    let told = error.to_string();
    assert!(told.contains(&root.display().to_string()) && told.contains("mount the archive's disk"), "{told}");
    assert!(!root.exists());

    std::fs::rename(&away, &root).unwrap();
    import.run(job).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_an_import_goes_on_into_no_other_archive_that_is_mounted_where_its_own_was() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let (root, away) = (import.root().join("archive"), import.root().join("away"));
    let mut wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    wish.folders = "inbox".parse().unwrap();
    wish.sink = format!("maildir:{}", root.display());
    let job = engine.import_start(import.client, wish.clone()).await.unwrap();
    import.run(job).await.unwrap();

    std::fs::rename(&root, &away).unwrap();
    let address = wish.sink.parse().unwrap();
    let other = archive::Sink::open(&address, None, import.root()).unwrap();
    other.begin(&archive::Filled::No).await.unwrap();
    engine.import_add(job, ImportMailboxes::These(vec![OTHER.to_owned()])).await.unwrap();
    let error = import.run(job).await.unwrap_err();
    assert_eq!(error.fault().code, "import-sink");
    let told = error.to_string();
    assert!(told.contains("another archive is mounted there") && told.contains("the archive's own disk"), "{told}");
    assert_eq!(std::fs::read_dir(&root).unwrap().count(), 1, "the other's mark alone");

    std::fs::remove_dir_all(&root).unwrap();
    std::fs::rename(&away, &root).unwrap();
    import.run(job).await.unwrap();
    let mark = async |job| engine.stored(move |store| store.import_archive(job)).await.unwrap().1;
    let id = mark(job).await;
    // The folder is known by one id, whichever import goes there, and to one of an earlier version once it was there.
    let drafts = ImportWish { folders: "drafts".parse().unwrap(), ..wish };
    let second = engine.import_start(import.client, drafts).await.unwrap();
    import.run(second).await.unwrap();
    for job in [job, second] {
        engine.stored(move |store| store.import_set_mark(job, None)).await.unwrap();
    }
    import.run(second).await.unwrap();
    assert_eq!((mark(job).await, id.is_some()), (id, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_no_import_of_the_client_fills_another_folder_in_the_place_of_an_archive_that_one_of_them_delivered_to() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let since = |day: &str| ImportWish {
        since: Some(day.parse().unwrap()),
        ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]))
    };
    let first = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    import.run(first).await.unwrap();
    let second = engine.import_start(import.client, since("1990-01-01")).await.unwrap();
    let sums = import.run(second).await.unwrap().total;
    assert!(sums.imported == 0 && sums.duplicates > 0, "{sums:?}");

    std::fs::remove_dir_all(import.root()).unwrap();
    std::fs::create_dir(import.root()).unwrap();
    import.stage.practice.mail_arrive(SOMEBODY, &Arrival { count: Some(2), ..Arrival::default() }).unwrap();
    let third = engine.import_start(import.client, since("1991-01-01")).await.unwrap();
    for job in [first, second, third] {
        let error = import.run(job).await.unwrap_err();
        assert_eq!(error.fault().code, "import-sink");
        assert!(error.to_string().contains("begin another import into another folder"), "{error}");
    }
    assert_eq!(std::fs::read_dir(import.root()).unwrap().count(), 0);

    // As the words say.
    let mut wish = since("1991-01-01");
    wish.sink = format!("maildir:{}", import.root().join("anew").display());
    let anew = engine.import_start(import.client, wish).await.unwrap();
    assert!(import.run(anew).await.unwrap().total.imported > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_an_address_that_is_no_mailbox_and_an_archive_that_is_none_are_refused_before_anything_is_stored() {
    let import = Import::without_app().await;
    let engine = &import.stage.engine;
    let unknown = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned(), "nobody@larkfield.example".to_owned()]));
    let error = engine.import_start(import.client, unknown).await.unwrap_err();
    assert!(
        matches!(&error, EngineError::Import(ImportError::NoMailbox(who)) if who.starts_with("nobody@")),
        "{error}"
    );
    let mut wish = import.wish(ImportMailboxes::All);
    wish.sink = "ftp://archive.example".to_owned();
    let error = engine.import_start(import.client, wish).await.unwrap_err();
    assert_eq!(error.fault().code, "import-sink");
    assert!(engine.imports(import.client).await.unwrap().is_empty());
    let none = engine.newest_import(import.client).await.unwrap_err();
    assert_eq!(none.fault().code, "import-no-job");
}
