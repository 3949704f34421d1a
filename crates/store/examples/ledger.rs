//! What the ledger of an import costs: `ledger FOLDER [messages] [mailboxes]` lists and settles so many, one message for
//! each transaction as an import does, and prints times and bytes.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

extern crate tenantry_store as store;

use std::{env, fs, path::PathBuf, time::Instant};

use jiff::Timestamp;
use model::{DirectoryId, Options};
use store::{ListedMessage, NewClient, NewImport, Outcome, SeenFolder, Store};

const PAGE: u32 = 250;

fn main() {
    let mut words = env::args().skip(1);
    let path = PathBuf::from(words.next().unwrap()).join("ledger.db");
    let mut number = |otherwise: u32| words.next().map_or(otherwise, |word| word.parse().unwrap());
    let (messages, mailboxes) = (number(100_000), number(50));
    let now = Timestamp::UNIX_EPOCH;
    let store = Store::open(&path, now).unwrap().store;
    let [name, colour, cloud, gateway] = ["Larkfield", "teal", "practice", "local"].map(str::to_owned);
    let new = NewClient { name, colour, cloud, gateway, tenant: None, options: Options::default() };
    let client = store.add_client(&new, now).unwrap();
    let wish = NewImport {
        sink: "maildir:/mail".to_owned(),
        since: None,
        until: None,
        zone: None,
        folders: String::new(),
        hours: None,
    };
    let job = store.import_begin(client, &wish, now).unwrap();
    let people: Vec<_> =
        (0..mailboxes).map(|n| (DirectoryId(u128::from(n).to_be_bytes()), format!("p{n}@larkfield.example"))).collect();
    store.import_add_mailboxes(job, &people, now).unwrap();
    let size =
        || fs::read_dir(path.parent().unwrap()).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum::<u64>();

    let begun = Instant::now();
    for mailbox in store.import_mailboxes(job).unwrap() {
        list(&store, mailbox.id, messages / mailboxes);
    }
    println!("listed {messages} in {:?}, {} bytes on disk", begun.elapsed(), size());

    let begun = Instant::now();
    let mut content = 0_u32;
    for mailbox in store.import_mailboxes(job).unwrap() {
        loop {
            let open = store.import_next(mailbox.id, None, PAGE).unwrap();
            if open.is_empty() {
                break;
            }
            for one in open {
                content += 1;
                let mut hash = [0; 32];
                hash[..4].copy_from_slice(&content.wrapping_mul(0x9e37_79b9).to_be_bytes());
                let outcome = Outcome::Delivered { hash, size: 50_000, already: content.is_multiple_of(50) };
                store.import_settle(mailbox.id, &[(one.key, outcome)]).unwrap();
            }
        }
    }
    println!("settled in {:?}, {} bytes on disk", begun.elapsed(), size());
    let begun = Instant::now();
    let counts = store.import_counts(job).unwrap();
    println!("counted {} mailboxes in {:?}", counts.len(), begun.elapsed());
    assert_eq!(counts.values().map(|of| of.imported).sum::<u64>(), u64::from(messages / mailboxes * mailboxes));
}

fn list(store: &Store, mailbox: store::ImportMailboxId, messages: u32) {
    let [id, path] = ["AAMkAGI2", "Inbox"].map(str::to_owned);
    let seen = SeenFolder { id, path, kind: None, hidden: false, total: messages.into(), size: None };
    store.import_see_folders(mailbox, &[seen]).unwrap();
    let folder = store.import_folders(mailbox).unwrap()[0].id;
    for page in 0..messages.div_ceil(PAGE) {
        let shown = |n: u32| ListedMessage {
            id: format!("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A{mailbox}-{n:0>100}"),
            received: Some(1_700_000_000 + i64::from(n)),
            message_id: Some(format!("<{n:0>60}@larkfield.example>")),
            size: Some(50_000),
            read: None,
        };
        let shown: Vec<_> = (page * PAGE..messages.min((page + 1) * PAGE)).map(shown).collect();
        store
            .import_list_page(folder, &shown, &[], "https://graph.example/?t=1", page + 1 == messages.div_ceil(PAGE))
            .unwrap();
    }
}
