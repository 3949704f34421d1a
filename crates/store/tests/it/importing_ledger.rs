//! S4: one number for what became of a mailbox's messages.

use store::{ImportLedger, Outcome};

use crate::importing::{Desk, delivered};

fn ledger(desk: &Desk) -> ImportLedger {
    desk.store.import_ledger(desk.mailbox).unwrap()
}

fn skipped(code: &str) -> Outcome {
    Outcome::Skipped { code: code.to_owned() }
}

fn two_folders() -> Desk {
    Desk::new(&["Archive", "Inbox"])
}

#[test]
fn s4_the_same_outcomes_are_the_same_number_however_they_came_about() {
    let one = two_folders();
    one.list("Inbox", &[1, 2, 3, 4], &[], true);
    one.settle(1, delivered(1, false));
    one.settle(2, delivered(1, true));
    one.settle(3, skipped("too-large"));
    let before = ledger(&one);
    assert_eq!((before.imported, before.duplicate, before.skipped, before.gone), (1, 1, 1, 0));

    let other = two_folders();
    other.list("Archive", &[3, 2], &[], true);
    other.list("Inbox", &[1], &[], true);
    other.settle(3, skipped("too-large"));
    other.settle(1, delivered(1, false));
    other.settle(2, delivered(1, true));
    assert_eq!(ledger(&other), before, "what is open, and where a message lies, are in no certificate");

    // It moves, and leaves; what became of it stays.
    one.list("Archive", &[1], &[], true);
    one.list("Archive", &[], &[1], true);
    assert_eq!(ledger(&one), before);
}

#[test]
fn s4_another_outcome_content_or_reason_is_another_number() {
    let settled = |outcome: Outcome| {
        let desk = two_folders();
        desk.list("Inbox", &[1], &[], true);
        let empty = ledger(&desk).digest;
        desk.settle(1, outcome);
        assert_ne!(ledger(&desk).digest, empty);
        ledger(&desk).digest
    };
    let gone = settled(Outcome::Gone);
    let all = [
        settled(delivered(1, false)),
        settled(delivered(2, false)),
        settled(Outcome::Duplicate { hash: [1; 32], size: 10 }),
        settled(skipped("too-large")),
        settled(skipped("unsendable")),
        gone,
    ];
    for (at, one) in all.iter().enumerate() {
        assert!(all[at + 1..].iter().all(|other| other != one), "{at}");
    }
}
