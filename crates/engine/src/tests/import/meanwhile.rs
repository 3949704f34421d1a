//! S4: mail that arrives, moves and vanishes while it is imported.

use practice::{Arrival, MailEvent};
use store::ImportMailboxState;

use super::stage::{Import, SOMEBODY, line};
use crate::ImportMailboxes;

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
