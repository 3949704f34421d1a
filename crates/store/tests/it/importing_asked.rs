//! S2: what mailboxes were asked lately outlives the program, and no longer than it matters.

use std::time::Duration;

use jiff::Timestamp;
use store::{ImportAsked, Store};

use crate::tenant::at;

const MINUTE: Duration = Duration::from_secs(60);

fn asked(at: Timestamp, requests: u32) -> ImportAsked {
    ImportAsked { at, requests, wait: Duration::ZERO }
}

#[test]
fn s2_what_a_mailbox_was_asked_is_kept_as_long_as_it_matters_and_no_line_stays_for_ever() {
    let store = Store::in_memory().unwrap();
    let wait = ImportAsked { at: at(2), requests: 0, wait: 90 * MINUTE };
    store.import_ask("a", asked(at(0), 250), 11 * MINUTE).unwrap();
    store.import_ask("b", asked(at(1), 250), 11 * MINUTE).unwrap();
    store.import_ask("a", asked(at(1), 40), 11 * MINUTE).unwrap();
    store.import_ask("a", wait, wait.wait).unwrap();
    assert_eq!(store.import_asked("a").unwrap(), [asked(at(0), 250), asked(at(1), 40), wait]);
    // Whoever is asked later clears away what is over of everybody.
    store.import_ask("c", asked(at(12), 250), 11 * MINUTE).unwrap();
    assert_eq!(store.import_asked("a").unwrap(), [wait]);
    assert_eq!(store.import_asked("b").unwrap(), []);
    store.imports_interrupted(at(200)).unwrap();
    assert_eq!((store.import_asked("a").unwrap(), store.import_asked("c").unwrap()), (vec![], vec![]));
}

#[test]
fn s2_what_a_clock_that_was_put_back_says_is_of_later_is_of_the_next_start_and_ends_like_everything() {
    let store = Store::in_memory().unwrap();
    store.import_ask("a", asked(at(90), 250), 11 * MINUTE).unwrap();
    store.import_ask("a", asked(at(91), 250), 11 * MINUTE).unwrap();
    store.imports_interrupted(at(5)).unwrap();
    assert_eq!(store.import_asked("a").unwrap(), [asked(at(5), 250), asked(at(5), 250)]);
    store.imports_interrupted(at(15)).unwrap();
    assert_eq!(store.import_asked("a").unwrap(), [asked(at(5), 250), asked(at(5), 250)]);
    store.imports_interrupted(at(16)).unwrap();
    assert_eq!(store.import_asked("a").unwrap(), []);
}
