//! What happens on the server while a mailbox is imported: the sums agree at every moment (S4).

use std::collections::BTreeMap;

use proptest::prelude::*;
use store::{ImportGone, ListedMessage, Outcome};

use crate::importing::{Desk, adds_up, delivered, folder, message};

#[test]
fn s4_a_message_that_moves_is_one_message_in_whatever_order_the_folders_tell_it() {
    for old_first in [true, false] {
        let desk = Desk::new(&["Inbox", "Projects"]);
        desk.list("Inbox", &[1, 2], &[], true);
        desk.settle(1, delivered(1, false));
        if old_first {
            desk.list("Inbox", &[], &[1, 2], true);
            assert_eq!((desk.counts().on_server, desk.counts().left, desk.counts().gone), (0, 1, 1));
        }
        desk.list("Projects", &[1, 2], &[], true);
        if !old_first {
            desk.list("Inbox", &[], &[1, 2], true);
        }
        let counts = desk.counts();
        assert_eq!((counts.on_server, counts.imported, counts.open, counts.gone), (2, 1, 1, 0), "{old_first}");
        assert_eq!(desk.open()[0].1, 2, "what was not read yet is read there");
    }
}

#[test]
fn s1_what_the_ledger_does_not_know_is_told_and_a_change_of_which_little_is_told_takes_nothing_away() {
    let desk = Desk::new(&["Inbox", "Projects"]);
    desk.list("Inbox", &[1, 2], &[], true);
    desk.settle(1, delivered(1, false));
    let ids: Vec<_> = [1, 2, 3].into_iter().map(|n| message(n).id).collect();
    for folder in ["Inbox", "Projects"] {
        assert_eq!(desk.store.import_unknown(desk.folders[folder], &ids).unwrap(), [message(3).id].into(), "{folder}");
    }
    let little = ListedMessage { received: None, message_id: None, size: None, read: None, ..message(2) };
    desk.store.import_list_page(desk.folders["Inbox"], &[little], &[], "https://graph.example/?t=2", true).unwrap();
    let open = desk.store.import_next(desk.mailbox, None, 9).unwrap().remove(0);
    assert_eq!((open.received, open.size, open.read), (message(2).received, message(2).size, Some(true)));
}

#[test]
fn s4_that_one_message_left_and_another_came_back_is_not_the_same_as_before() {
    let desk = Desk::new(&["Inbox", "Projects"]);
    let gone = || desk.store.import_gone(desk.mailbox).unwrap();
    assert_eq!(gone(), ImportGone::default());
    desk.list("Inbox", &[1, 2, 3], &[], true);
    desk.list("Inbox", &[], &[2], true);
    let before = gone();
    assert_ne!(before, ImportGone::default());
    desk.list("Inbox", &[2], &[3], true);
    assert_eq!(desk.counts().gone, 1, "as many as before");
    assert_ne!(gone(), before);
    desk.list("Inbox", &[3], &[2], true);
    assert_eq!(gone(), before);
}

#[test]
fn s4_what_a_list_from_its_beginning_does_not_show_is_no_longer_there() {
    let desk = Desk::new(&["Inbox", "Projects"]);
    desk.list("Inbox", &[1, 2, 3, 4], &[], true);
    desk.settle(1, delivered(1, false));
    desk.settle(2, delivered(2, false));
    desk.store.import_relist(desk.folders["Inbox"]).unwrap();
    let begun = &desk.store.import_folders(desk.mailbox).unwrap()[0];
    assert_eq!((begun.link.as_deref(), begun.ended), (None, false));
    desk.list("Inbox", &[1], &[], false);
    assert!(adds_up(&desk.counts()), "also half-way: {:?}", desk.counts());
    desk.list("Inbox", &[3], &[], true);
    let counts = desk.counts();
    assert_eq!((counts.on_server, counts.left, counts.imported, counts.open, counts.gone), (2, 1, 2, 1, 1));
    assert_eq!(desk.open().iter().map(|(_, n)| *n).collect::<Vec<_>>(), [3]);
    // A later page of changes says nothing of the others: they stay.
    desk.list("Inbox", &[5], &[], true);
    assert_eq!(desk.counts().on_server, 3);
}

#[test]
fn s4_a_folder_that_is_gone_takes_its_messages_along_and_one_that_returns_is_listed_from_its_beginning() {
    let desk = Desk::new(&["Inbox", "Projects"]);
    desk.list("Projects", &[1, 2], &[], true);
    desk.list("Inbox", &[3], &[], true);
    desk.settle(1, delivered(1, false));
    let total = || desk.store.import_mailboxes(desk.job).unwrap()[0].total;
    desk.store.import_see_folders(desk.mailbox, &[folder("Inbox", 1), folder("Projects", 2)]).unwrap();
    assert_eq!(total(), folder("Inbox", 1).total + folder("Projects", 2).total);
    desk.store.import_see_folders(desk.mailbox, &[folder("Inbox", 1)]).unwrap();
    assert_eq!(total(), folder("Inbox", 1).total, "what is in a folder that is gone is on no server");
    assert_eq!(desk.store.import_folders(desk.mailbox).unwrap().len(), 1);
    let counts = desk.counts();
    assert_eq!((counts.on_server, counts.left, counts.gone, counts.open), (1, 1, 1, 1));
    desk.store.import_see_folders(desk.mailbox, &[folder("Inbox", 1), folder("Projects", 2)]).unwrap();
    let known = desk.store.import_folders(desk.mailbox).unwrap();
    assert_eq!((known[0].ended, known[1].ended, known[1].link.as_deref()), (true, false, None));
    assert_eq!(known[1].id, desk.folders["Projects"]);
    desk.list("Projects", &[1, 2], &[], true);
    assert_eq!((desk.counts().on_server, desk.counts().left, desk.counts().open), (3, 0, 2));
}

/// What happens to a mailbox while it is imported.
#[derive(Debug, Clone)]
enum Event {
    Arrive(usize, usize),
    Move(usize, usize),
    Vanish(usize),
    Work(usize, u8, bool),
    Relist(usize),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let (message, folder) = (0_usize..12, 0_usize..3);
    prop::collection::vec(
        prop_oneof![
            (message.clone(), folder.clone()).prop_map(|(m, f)| Event::Arrive(m, f)),
            (message.clone(), folder.clone()).prop_map(|(m, f)| Event::Move(m, f)),
            message.prop_map(Event::Vanish),
            (0_usize..6, 0_u8..6, any::<bool>()).prop_map(|(n, what, already)| Event::Work(n, what, already)),
            folder.prop_map(Event::Relist),
        ],
        0..40,
    )
}

const FOLDERS: [&str; 3] = ["A", "B", "C"];

/// The server's side: where each message lies, and what each folder has not yet told.
#[derive(Default)]
struct Server {
    lies: BTreeMap<usize, usize>,
    told: [BTreeMap<usize, bool>; 3],
}

impl Server {
    fn puts(&mut self, message: usize, folder: Option<usize>) {
        if let Some(from) = self.lies.remove(&message) {
            self.told[from].insert(message, false);
        }
        if let Some(to) = folder {
            self.lies.insert(message, to);
            self.told[to].insert(message, true);
        }
    }

    /// One folder tells what changed.
    fn tells(&mut self, desk: &Desk, folder: usize) {
        let (shown, removed): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.told[folder]).into_iter().partition(|(_, there)| *there);
        let numbers = |of: Vec<(usize, bool)>| of.into_iter().map(|(n, _)| n).collect::<Vec<_>>();
        desk.list(FOLDERS[folder], &numbers(shown), &numbers(removed), true);
    }
}

fn work(desk: &Desk, nth: usize, what: u8, already: bool) {
    let open = desk.open();
    let Some((key, _)) = open.get(nth) else { return };
    let outcome = match what {
        0 => Outcome::Skipped { code: "unreadable".to_owned() },
        1 => Outcome::Gone,
        2 => {
            desk.fails(*key, 0);
            return;
        }
        content => delivered(content, already),
    };
    desk.store.import_settle(desk.mailbox, &[(*key, outcome)]).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn s4_whatever_arrives_moves_and_vanishes_the_sums_agree_and_in_the_end_the_server_is_what_was_listed(events in events()) {
        let (desk, mut server) = (Desk::new(&FOLDERS), Server::default());
        for (n, event) in events.into_iter().enumerate() {
            match event {
                Event::Arrive(m, f) if !server.lies.contains_key(&m) => server.puts(m, Some(f)),
                Event::Move(m, f) if server.lies.contains_key(&m) => server.puts(m, Some(f)),
                Event::Vanish(m) => server.puts(m, None),
                Event::Work(nth, what, already) => work(&desk, nth, what, already),
                Event::Relist(f) => {
                    desk.store.import_relist(desk.folders[FOLDERS[f]]).unwrap();
                    server.told[f] = server.lies.iter().filter(|(_, at)| **at == f).map(|(m, _)| (*m, true)).collect();
                    server.tells(&desk, f);
                }
                Event::Arrive(..) | Event::Move(..) => {}
            }
            if n % 3 == 0 {
                server.tells(&desk, n % FOLDERS.len());
            }
            prop_assert!(adds_up(&desk.counts()), "{:?}", desk.counts());
            prop_assert_eq!(desk.kept(), desk.counts());
        }
        // Once more from the beginning, and what is open is settled.
        for (f, name) in FOLDERS.iter().enumerate() {
            desk.store.import_relist(desk.folders[*name]).unwrap();
            server.told[f] = server.lies.iter().filter(|(_, at)| **at == f).map(|(m, _)| (*m, true)).collect();
        }
        (0..FOLDERS.len()).for_each(|f| server.tells(&desk, f));
        for (key, n) in desk.open() {
            let content = u8::try_from(n).unwrap();
            desk.store.import_settle(desk.mailbox, &[(key, delivered(100 + content, false))]).unwrap();
        }
        let counts = desk.counts();
        prop_assert!(adds_up(&counts));
        prop_assert_eq!((counts.on_server, counts.open), (server.lies.len() as u64, 0));
        prop_assert_eq!(desk.kept(), counts);
    }
}
