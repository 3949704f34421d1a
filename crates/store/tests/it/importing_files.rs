//! The ledger of imports as a file: how it grows, and what is saved of a damaged one (S3, B6).

use std::{fs, path::Path};

use store::{ImportedAs, NewImport, Outcome, Store};

use crate::importing::{Desk, adds_up, delivered};
use crate::tenant::{at, id};

pub fn number(path: &Path, sql: &str) -> i64 {
    rusqlite::Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn s3_a_message_that_has_arrived_takes_a_bounded_part_of_the_database() {
    const MESSAGES: usize = 4_000;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("tenantry.db");
    let desk = Desk::of(Store::open(&path, at(0)).unwrap().store, &["Inbox"]);
    let used = || {
        number(
            &path,
            "SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count)",
        ) * 4096
    };
    let before = used();
    for page in 0..MESSAGES / 250 {
        desk.list("Inbox", &(page * 250..(page + 1) * 250).collect::<Vec<_>>(), &[], false);
    }
    let mut content = 0_u32;
    loop {
        let open = desk.store.import_next(desk.mailbox, None, 100).unwrap();
        if open.is_empty() {
            break;
        }
        let mut outcome = || {
            content += 1;
            let mut hash = [0; 32];
            // Spread as hashes are.
            hash[..4].copy_from_slice(&content.wrapping_mul(0x9e37_79b9).to_be_bytes());
            Outcome::Delivered { hash, size: 50_000, already: false }
        };
        let outcomes: Vec<_> = open.iter().map(|one| (one.key, outcome())).collect();
        desk.store.import_settle(desk.mailbox, &outcomes).unwrap();
    }
    assert_eq!(desk.counts().imported, MESSAGES as u64);
    let each = (used() - before) / MESSAGES as i64;
    assert!(each <= 200, "{each} bytes for each message");
}

#[test]
fn b6_of_a_damaged_database_the_ledger_is_saved_and_open_messages_are_listed_once_more() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("tenantry.db");
    {
        let desk = Desk::of(Store::open(&path, at(0)).unwrap().store, &["Inbox"]);
        desk.list("Inbox", &[1, 2, 3], &[], true);
        desk.settle(1, delivered(1, false));
        desk.settle(2, Outcome::Skipped { code: "unreadable".to_owned() });
    }
    let mut bytes = fs::read(&path).unwrap();
    bytes[..16].fill(0x55);
    fs::write(&path, bytes).unwrap();
    let opened = Store::open(&path, at(50)).unwrap();
    assert!(opened.salvage.is_some());
    let store = opened.store;
    let client = store.clients().unwrap()[0].id;
    let job = store.imports(client).unwrap()[0].id;
    let mailbox = store.import_mailboxes(job).unwrap()[0].id;
    let known = store.import_folders(mailbox).unwrap();
    assert_eq!((known[0].link.as_deref(), known[0].ended), (None, false));
    let folders = known.into_iter().map(|f| (f.seen.path, f.id)).collect();
    let desk = Desk { store, client, job, mailbox, folders };
    assert_eq!((desk.counts().imported, desk.counts().skipped), (1, 1));
    desk.list("Inbox", &[1, 2, 3], &[], true);
    assert_eq!(desk.open().iter().map(|(_, n)| *n).collect::<Vec<_>>(), [3], "what arrived is not read again");
    assert_eq!(desk.settle(3, delivered(1, true)), ImportedAs::Duplicate, "its content is known");
    assert!(adds_up(&desk.counts()));
    assert_eq!(desk.kept(), desk.counts(), "what is kept with every change was counted anew");
}

#[test]
fn b6_s3_archives_are_told_apart_by_their_addresses_where_by_what_they_are_known_was_damaged() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("tenantry.db");
    let wish = |sink: &str| NewImport {
        sink: sink.to_owned(),
        since: None,
        until: None,
        zone: None,
        folders: "all".to_owned(),
        hours: None,
    };
    {
        let desk = Desk::of(Store::open(&path, at(0)).unwrap().store, &["Inbox"]);
        desk.list("Inbox", &[1], &[], true);
        desk.settle(1, delivered(1, false));
        desk.store.import_begin(desk.client, &wish("maildir:/other"), at(0)).unwrap();
    }
    let mut bytes = fs::read(&path).unwrap();
    bytes[..16].fill(0x55);
    let column = b"archive TEXT";
    let name = bytes.windows(column.len()).position(|part| part == column).unwrap();
    bytes[name + 3] = 0xde;
    fs::write(&path, bytes).unwrap();
    let opened = Store::open(&path, at(50)).unwrap();
    assert!(opened.salvage.is_some());
    let store = opened.store;
    let client = store.clients().unwrap()[0].id;
    let mut known = store.imports(client).unwrap();
    known.sort_by_key(|import| import.id);
    for sink in ["maildir:/mail", "maildir:/other"] {
        let job = store.import_begin(client, &wish(sink), at(51)).unwrap();
        store.import_add_mailboxes(job, &[(id(1), "ann@larkfield.example".to_owned())], at(51)).unwrap();
        let mailbox = store.import_mailboxes(job).unwrap()[0].id;
        assert_eq!(store.import_has(mailbox, &[1; 32]).unwrap(), sink == "maildir:/mail", "{sink}");
        assert_eq!(job == known[1].id, sink == "maildir:/other", "{sink}");
    }
}
