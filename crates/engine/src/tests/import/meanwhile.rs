//! S4: mail that arrives, moves and vanishes while it is imported.

use ::handover::{Block, Language, Tone};
use practice::{Arrival, Class, Failure, Fault, MailEvent};
use store::{ImportId, ImportMailboxState, Outcome};

use super::stage::{Import, SOMEBODY, line};
use crate::{ImportMailboxes, ImportWish, MailboxImport};

/// Everything from a day on; the first messages of the practice cloud are of 2021.
fn since(import: &Import, day: &str) -> ImportWish {
    ImportWish { since: Some(day.parse().unwrap()), ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()])) }
}

/// Lists a mailbox, and no message of it comes. Tells how many requests the lists took.
async fn lists_only(import: &Import, job: ImportId) -> u32 {
    let practice = &import.stage.practice;
    let broken = Fault { class: Class::Mime, after: 0, how: Failure::Unavailable, times: None, retry_after: None };
    practice.configure(|settings| settings.faults = vec![broken]);
    practice.mail_count_anew();
    let status = import.run(job).await.unwrap();
    practice.configure(|settings| settings.faults.clear());
    let mailbox = line(&status, SOMEBODY);
    assert_eq!((mailbox.state, mailbox.sums.imported), (ImportMailboxState::Paused, 0), "{mailbox:?}");
    let asked: u64 = practice.mail_counts().iter().map(|counts| counts.requests - counts.mime).sum();
    u32::try_from(asked).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_what_arrives_moves_and_vanishes_after_an_import_is_accounted_for_by_the_next() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let before = import.run(job).await.unwrap();
    let before = line(&before, SOMEBODY).sums.clone();

    let truth = practice.mail_truth(SOMEBODY).unwrap();
    let inbox: Vec<_> = truth.iter().filter(|m| m.folder == "Inbox" && m.mime.is_some()).collect();
    practice.mail_arrive(SOMEBODY, &Arrival { count: Some(2), ..Arrival::default() }).unwrap();
    practice.mail_move(SOMEBODY, &inbox[0].id, "archive").unwrap();
    practice.mail_vanish(SOMEBODY, &inbox[1].id).unwrap();

    let after = import.run(job).await.unwrap();
    let after = line(&after, SOMEBODY);
    import.agrees(after);
    assert_eq!(after.state, ImportMailboxState::Exceptions, "{after:?}");
    let sums = &after.sums;
    assert_eq!((sums.server(), sums.left), (before.server() + 1, 1), "two came, one vanished: {sums:?}");
    assert_eq!(sums.imported + sums.duplicates, before.imported + before.duplicates + 2, "{sums:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_the_numbers_close_whatever_happens_in_the_mailbox_during_the_import() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let truth = practice.mail_truth(SOMEBODY).unwrap();
    let readable = truth.iter().filter(|message| message.mime.is_some());
    for (at, message) in readable.enumerate().take(24) {
        let id = message.id.clone();
        let event = match at % 4 {
            0 => MailEvent::Move { message: id, to: "archive".to_owned() },
            1 => MailEvent::Move { message: id, to: "inbox".to_owned() },
            2 => MailEvent::Vanish { message: id },
            _ => MailEvent::Arrive(Arrival::default()),
        };
        // Some before the first list, some during the lists, some between the messages; none after the last list, which
        // nobody could know of.
        practice.mail_later(SOMEBODY, u32::try_from(at * 2).unwrap(), event).unwrap();
    }
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    import.agrees(mailbox);
    assert_eq!(mailbox.state, ImportMailboxState::Exceptions, "{mailbox:?}");
    assert!(mailbox.sums.left + mailbox.sums.gone > 0, "{mailbox:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_with_days_a_mailbox_that_is_away_for_a_while_waits_and_loses_no_message() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let job = import.stage.engine.import_start(import.client, since(&import, "2020-01-01")).await.unwrap();
    let lists = lists_only(&import, job).await;
    // It leaves when some messages of it have come.
    practice.mail_later(SOMEBODY, lists + 6, MailEvent::Leave).unwrap();
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    assert_eq!((mailbox.state, mailbox.sums.gone), (ImportMailboxState::Paused, 0), "{mailbox:?}");
    assert!(mailbox.sums.imported > 0 && mailbox.sums.open > 0, "{mailbox:?}");
    assert!(mailbox.reason.as_ref().unwrap().contains("MailboxNotEnabledForRESTAPI"), "{mailbox:?}");

    // It is still away when it is asked for again, for three days, and is not given up before.
    let away = [(0, ImportMailboxState::Paused, "mailbox-away"), (80, ImportMailboxState::Refused, "no-mailbox")];
    for (hours, state, why) in away {
        import.stage.hand.forward(hours);
        let status = import.run(job).await.unwrap();
        let mailbox = line(&status, SOMEBODY);
        assert_eq!((mailbox.state, mailbox.reason.as_deref()), (state, Some(why)), "{mailbox:?}");
    }

    practice.mail_later(SOMEBODY, 0, MailEvent::Return).unwrap();
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    import.agrees(mailbox);
    assert_eq!(mailbox.state, ImportMailboxState::Exceptions, "{mailbox:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_with_days_what_counts_as_gone_is_believed_only_after_lists_from_nothing() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let job = engine.import_start(import.client, since(&import, "2020-01-01")).await.unwrap();
    lists_only(&import, job).await;
    let mailbox = engine.import_status(job).await.unwrap().mailboxes.remove(0).id;
    let open = engine.stored(move |store| store.import_next(mailbox, None, 200)).await.unwrap();
    let truth = practice.mail_truth(SOMEBODY).unwrap();
    let readable = |id: &str| truth.iter().any(|message| message.id == id && message.mime.is_some());
    let mut open = open.into_iter().filter(|open| readable(&open.id));
    // As where the pages of two folders crossed while the one moved; the other is gone indeed.
    let (moved, gone) = (open.next().unwrap(), open.next().unwrap());
    practice.mail_vanish(SOMEBODY, &gone.id).unwrap();
    let outcomes = [(moved.key, Outcome::Gone), (gone.key, Outcome::Gone)];
    engine.stored(move |store| store.import_settle(mailbox, &outcomes)).await.unwrap();

    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    import.agrees(mailbox);
    assert_eq!((mailbox.state, mailbox.sums.gone), (ImportMailboxState::Exceptions, 1), "{mailbox:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_with_days_a_message_that_is_only_marked_as_read_is_taken_no_sooner_than_before() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let truth = practice.mail_truth(SOMEBODY).unwrap();
    let mut inbox: Vec<_> = truth.iter().filter(|m| m.folder == "Inbox" && m.mime.is_some()).collect();
    inbox.sort_by_key(|message| message.received);
    let day = jiff::Timestamp::from_second(inbox[inbox.len() / 2].received).unwrap().strftime("%Y-%m-%d").to_string();
    let job = import.stage.engine.import_start(import.client, since(&import, &day)).await.unwrap();
    let before = line(&import.run(job).await.unwrap(), SOMEBODY).sums.clone();
    let archive = import.delivered(SOMEBODY);
    assert!(before.listed > 0 && before.listed < truth.len() as u64, "{before:?}");

    for message in [inbox[0], inbox[inbox.len() - 1]] {
        let mark = MailEvent::Mark { message: message.id.clone(), read: true };
        practice.mail_later(SOMEBODY, 0, mark).unwrap();
    }
    let after = import.run(job).await.unwrap();
    let after = line(&after, SOMEBODY);
    assert_eq!((&after.sums, import.delivered(SOMEBODY)), (&before, archive), "{after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_with_days_a_message_whose_date_is_never_told_holds_up_no_list_and_is_not_left_out() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    let wish = ImportWish { folders: "Sent Items".parse().unwrap(), ..since(&import, "2030-01-01") };
    let job = import.stage.engine.import_start(import.client, wish).await.unwrap();
    let before = line(&import.run(job).await.unwrap(), SOMEBODY).sums.clone();
    assert_eq!((before.listed, before.imported), (0, 0), "{before:?}");

    let truth = practice.mail_truth(SOMEBODY).unwrap();
    let marked = truth.iter().find(|m| m.folder == "Sent Items" && m.mime.is_some()).unwrap();
    practice.mail_later(SOMEBODY, 0, MailEvent::Mark { message: marked.id.clone(), read: true }).unwrap();
    // The first is the list, the next that one message's.
    let refused =
        Fault { class: Class::Messages, after: 1, how: Failure::Forbidden, times: Some(1), retry_after: None };
    practice.configure(|settings| settings.faults = vec![refused]);
    let after = import.run(job).await.unwrap();
    let after = line(&after, SOMEBODY);
    assert_eq!((after.state, after.sums.imported), (ImportMailboxState::Done, 1), "{after:?}");
}

/// Another mailbox, which comes to the import later.
const LATER: &str = "van@larkfield.example";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_mail_that_came_to_a_mailbox_after_it_was_done_is_in_the_numbers_that_an_import_ends_with() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let before = import.run(job).await.unwrap();
    let before = line(&before, SOMEBODY).clone();
    practice.mail_arrive(SOMEBODY, &Arrival { count: Some(5), ..Arrival::default() }).unwrap();

    engine.import_add(job, ImportMailboxes::These(vec![LATER.to_owned()])).await.unwrap();
    let after = import.run(job).await.unwrap();
    for address in [SOMEBODY, LATER] {
        import.agrees(line(&after, address));
    }
    let (first, last) = (line(&after, SOMEBODY), line(&after, LATER));
    assert_eq!(first.sums.imported + first.sums.duplicates, before.sums.imported + before.sums.duplicates + 5);
    assert!(
        before.state_at < last.state_at && last.state_at < first.state_at,
        "counted last of all: {first:?} {last:?}"
    );
    assert!(engine.import_certificate(job).await.unwrap().complete);

    let out = tempfile::tempdir().unwrap();
    import.stage.hand.forward(24 * 14);
    let certificate = engine.import_certificate(job).await.unwrap();
    let files = engine.import_certificate_files(&certificate, out.path()).await.unwrap();
    let mut rows = csv::Reader::from_path(files.mailboxes).unwrap();
    let times: Vec<_> =
        rows.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[13].to_owned())).collect();
    let at = |mailbox: &MailboxImport| (mailbox.address.clone(), mailbox.state_at.to_string());
    assert_eq!(times, [at(first), at(last)], "when each was counted, and not when the list was written");
    let paper = engine.import_certificate_paper(job, None, None).await.unwrap();
    assert_eq!(paper.counted, Some((last.state_at, first.state_at)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_at_the_end_of_an_import_a_mailbox_is_asked_for_what_has_changed_alone_whatever_it_took_before() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let requests = || practice.mail_counts().iter().map(|counts| counts.requests).sum::<u64>();
    let wished = |since: Option<&str>| ImportWish {
        since: since.map(|day| day.parse().unwrap()),
        ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]))
    };
    // Items that are no messages, and with days a message that is gone, make a mailbox list everything from nothing.
    practice.mail_others(SOMEBODY, "deleteditems", 3).unwrap();
    for since in [None, Some("2020-01-01")] {
        let job = engine.import_start(import.client, wished(since)).await.unwrap();
        if since.is_some() {
            lists_only(&import, job).await;
            let truth = practice.mail_truth(SOMEBODY).unwrap();
            let gone = truth.iter().find(|message| message.mime.is_some()).unwrap();
            practice.mail_vanish(SOMEBODY, &gone.id).unwrap();
        }
        let before = import.run(job).await.unwrap();
        let before = line(&before, SOMEBODY).clone();
        assert_eq!(before.state, ImportMailboxState::Exceptions, "{before:?}");
        assert_eq!(before.sums.gone, u64::from(since.is_some()), "{before:?}");
        practice.mail_count_anew();
        import.run(job).await.unwrap();
        let whole = requests();

        engine.import_add(job, ImportMailboxes::These(vec![LATER.to_owned()])).await.unwrap();
        practice.mail_count_anew();
        let after = import.run(job).await.unwrap();
        let after = line(&after, SOMEBODY);
        assert_eq!((&after.sums, &after.not_reached), (&before.sums, &before.not_reached));
        assert!(after.state_at > before.state_at, "{after:?}");
        let id = after.id;
        let object = engine.stored(move |store| store.import_mailboxes(id)).await.unwrap().remove(0).object.to_string();
        let counts = practice.mail_counts();
        let asked = counts.iter().find(|counts| counts.mailbox == object).unwrap();
        // One round, of the three or two that it takes otherwise.
        assert!(asked.requests * 3 <= whole * 2, "{} of {whole} requests", asked.requests);
        assert_eq!(asked.mime, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_mail_that_moved_to_a_folder_that_was_not_chosen_before_it_was_read_is_told_as_not_in_the_archive() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    let wish = ImportWish { folders: "inbox".parse().unwrap(), ..wish };
    let job = engine.import_start(import.client, wish).await.unwrap();
    lists_only(&import, job).await;
    let truth = practice.mail_truth(SOMEBODY).unwrap();
    let inbox = truth.iter().filter(|message| message.folder == "Inbox" && message.mime.is_some());
    for message in inbox.take(2) {
        practice.mail_move(SOMEBODY, &message.id, "archive").unwrap();
    }
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    assert_eq!((mailbox.state, mailbox.sums.gone), (ImportMailboxState::Exceptions, 2), "{mailbox:?}");

    let paper = engine.import_certificate_paper(job, None, Some(Language::English)).await.unwrap();
    assert!(paper.complete);
    let document = paper.document();
    let note = document.blocks.iter().find_map(|block| match block {
        Block::Note(Tone::Look, text) if text.contains("left the chosen folders before they were read: 2.") => {
            Some(text)
        }
        _ => None,
    });
    assert!(note.is_some_and(|text| text.contains("not in the archive")), "among the first lines");
    let said = format!("{:?}", document.blocks);
    assert!(!said.contains("the server does not have them any more"), "it has both: {said}");
}
