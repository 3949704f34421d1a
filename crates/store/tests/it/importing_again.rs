//! Skipped messages that are tried once more (S3, S4).

use store::{ImportMailboxId, ImportMailboxState, ImportState, ImportedAs, Outcome};

use crate::importing::{Desk, adds_up, delivered, message};
use crate::tenant::at;

#[test]
fn s3_s4_skipped_messages_are_opened_once_more_where_the_server_shows_them_and_settled_as_any_other() {
    let desk = Desk::new(&["Inbox"]);
    let (store, of) = (&desk.store, desk.mailbox);
    desk.list("Inbox", &[1, 2, 3, 4, 5], &[], true);
    desk.settle(1, delivered(7, false));
    // One that left while it was read, was skipped and came back cannot be asked for: its id was let go.
    let (left, _) = desk.open()[3];
    desk.list("Inbox", &[], &[5], true);
    store.import_settle(of, &[(left, Outcome::Skipped { code: "smtp-554".to_owned() })]).unwrap();
    desk.list("Inbox", &[5], &[], true);
    for (n, code) in [(2, "too-large"), (3, "too-large"), (4, "smtp-554")] {
        desk.fails(desk.open()[0].0, 0);
        desk.settle(n, Outcome::Skipped { code: code.to_owned() });
    }
    desk.list("Inbox", &[], &[3], true);
    store.import_set_mailbox(of, ImportMailboxState::Running, None, at(3)).unwrap();
    assert_eq!(store.import_reopen(desk.job, desk.job, at(4)).unwrap(), 0, "it is at work");
    store.import_set_mailbox(of, ImportMailboxState::Exceptions, None, at(5)).unwrap();
    store.import_set_state(desk.job, ImportState::Ended, None, at(5)).unwrap();
    assert_eq!(store.import_reopen(desk.job, ImportMailboxId(99), at(6)).unwrap(), 0);
    assert_eq!(store.import(desk.job).unwrap().state, ImportState::Ended);
    assert_eq!(store.import_reopen(desk.job, of, at(6)).unwrap(), 2, "one left");
    assert_eq!(store.import(desk.job).unwrap().state, ImportState::Paused);
    let known = store.import_mailboxes(of).unwrap().remove(0);
    assert_eq!((known.state, known.state_at), (ImportMailboxState::Queued, at(6)));
    let open = store.import_next(of, None, 9).unwrap();
    assert_eq!(
        open.iter().map(|one| (one.id.clone(), one.tries)).collect::<Vec<_>>(),
        [(message(2).id, 0), (message(4).id, 0)]
    );
    assert_eq!(desk.fails(open[0].key, 0), 1, "what counted before is forgotten");
    assert!(adds_up(&desk.counts()));
    assert_eq!((desk.kept(), desk.counts().skipped), (desk.counts(), 2));
    let reasons = ["smtp-554", "too-large"].map(|code| (code.to_owned(), 1));
    assert_eq!(store.import_tallies(desk.job).unwrap().skipped, reasons.into());
    assert_eq!(desk.settle(2, delivered(7, true)), ImportedAs::Duplicate, "another brought its content");
    assert_eq!(desk.settle(4, Outcome::Skipped { code: "smtp-554".to_owned() }), ImportedAs::Skipped);
    assert_eq!(desk.kept(), desk.counts());
    assert_eq!(store.import_skipped(of, None, 9).unwrap().len(), 3, "it is told as before");
}
