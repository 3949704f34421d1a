//! S4: folders that hold items which are no messages: the server counts them, and no list of messages shows them.

use practice::{Arrival, MailEvent, MailKind};
use store::ImportMailboxState;

use super::stage::{Import, SOMEBODY, line};
use crate::{ImportMailboxes, ImportStatus, NotReached, Standing};

/// A message of this kind lies beside what was deleted.
async fn beside(kind: MailKind) -> Import {
    let import = Import::ready().await;
    let arrival = Arrival { folder: Some("deleteditems".to_owned()), kind, ..Arrival::default() };
    import.stage.practice.mail_arrive(SOMEBODY, &arrival).unwrap();
    import
}

/// Only what was deleted, so that little is read.
async fn deleted(import: &Import) -> store::ImportId {
    let mut wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    wish.folders = "deleted".parse().unwrap();
    import.stage.engine.import_start(import.client, wish).await.unwrap()
}

/// Items that are named as no messages, by folder.
fn others(status: &ImportStatus) -> Vec<(Option<&str>, Option<u64>)> {
    let named = line(status, SOMEBODY).not_reached.iter().filter(|what| what.what == NotReached::OTHER_ITEMS);
    named.map(|what| (what.name.as_deref(), what.messages)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_items_that_are_no_messages_are_named_as_not_reached_and_the_rest_of_their_folder_is_done() {
    // Pages of any length cannot be had of it: the folder is asked for in shorter ones.
    let import = beside(MailKind::Corrupt).await;
    let practice = &import.stage.practice;
    let there = practice.mail_truth(SOMEBODY).unwrap();
    let there = u64::try_from(there.iter().filter(|m| m.folder.starts_with("Deleted Items")).count()).unwrap();
    let job = deleted(&import).await;
    for items in [3, 2] {
        practice.mail_others(SOMEBODY, "deleteditems", items).unwrap();
        let status = import.run(job).await.unwrap();
        let mailbox = line(&status, SOMEBODY);
        assert_eq!(others(&status), [(Some("Deleted Items"), Some(u64::from(items)))], "{mailbox:?}");
        assert_eq!((mailbox.sums.server(), mailbox.sums.difference()), (there, 0), "{mailbox:?}");
        assert_eq!((mailbox.standing(), mailbox.total), (Standing::Agrees, Some(there)), "{mailbox:?}");
        let overview = import.stage.engine.import_overview(import.client).await.unwrap().unwrap();
        assert_eq!((overview.standing, overview.total.server()), (Standing::Agrees, there));
        assert!(import.stage.engine.import_certificate(job).await.unwrap().complete);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_folder_whose_messages_were_not_all_listed_differs_whatever_else_is_in_it() {
    let import = beside(MailKind::Untold).await;
    import.stage.practice.mail_others(SOMEBODY, "deleteditems", 2).unwrap();
    let job = deleted(&import).await;
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    assert_eq!((mailbox.state, mailbox.sums.difference()), (ImportMailboxState::Differs, 3), "{mailbox:?}");
    assert_eq!((others(&status), mailbox.standing()), (Vec::new(), Standing::Differs), "{mailbox:?}");
    assert!(!import.stage.engine.import_certificate(job).await.unwrap().complete);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_items_that_are_no_messages_are_told_apart_whenever_a_message_leaves_or_comes_meanwhile() {
    let import = beside(MailKind::Plain).await;
    let practice = &import.stage.practice;
    practice.mail_others(SOMEBODY, "deleteditems", 1).unwrap();
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    import.run(job).await.unwrap();
    practice.mail_count_anew();
    import.run(job).await.unwrap();
    let requests = practice.mail_counts().iter().map(|counts| counts.requests).sum::<u64>();
    let requests = u32::try_from(requests).unwrap();

    // The last round, from nothing, is most of it.
    for at in (requests / 2..requests).step_by(7) {
        let truth = practice.mail_truth(SOMEBODY).unwrap();
        let inbox = truth.iter().find(|message| message.folder == "Inbox" && message.mime.is_some());
        let message = inbox.unwrap().id.clone();
        practice.mail_later(SOMEBODY, at, MailEvent::Vanish { message }).unwrap();
        practice.mail_later(SOMEBODY, at + 5, MailEvent::Arrive(Arrival::default())).unwrap();
        let status = import.run(job).await.unwrap();
        let mailbox = line(&status, SOMEBODY);
        assert_eq!(mailbox.sums.difference(), 0, "after {at} of {requests} requests: {mailbox:?}");
        assert_eq!(others(&status), [(Some("Deleted Items"), Some(1))], "after {at} of {requests} requests");
    }
}
