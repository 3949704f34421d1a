//! S3: one Maildir for all mailboxes of a domain, in which a file is one imported message, whoever else has it.

use store::{ClientId, ImportId, ImportMailboxId, ImportedAs, NewImport, Store};

use crate::{
    importing::{delivered, folder, message},
    tenant::{at, id, new_client},
};

const PER_DOMAIN: &str = "maildir:/mail?per=domain";

fn begin(store: &Store, client: ClientId, sink: &str, folders: &str) -> ImportId {
    let wish = NewImport {
        sink: sink.to_owned(),
        since: None,
        until: None,
        zone: None,
        folders: folders.to_owned(),
        hours: None,
    };
    store.import_begin(client, &wish, at(0)).unwrap()
}

/// A mailbox of an import with one message in it, and what became of that.
fn delivers(store: &Store, job: ImportId, (number, address): (u32, &str), already: bool) -> ImportedAs {
    store.import_add_mailboxes(job, &[(id(number), address.to_owned())], at(0)).unwrap();
    let all = store.import_mailboxes(job).unwrap();
    let of: ImportMailboxId = all.iter().find(|mailbox| mailbox.object == id(number)).unwrap().id;
    store.import_see_folders(of, &[folder("Inbox", 1)]).unwrap();
    let inbox = store.import_folders(of).unwrap()[0].id;
    store.import_list_page(inbox, &[message(1)], &[], "https://graph.example/?t=1", true).unwrap();
    let open = store.import_next(of, None, 1).unwrap().remove(0).key;
    store.import_settle(of, &[(open, delivered(7, already))]).unwrap()[0]
}

#[test]
fn s3_a_file_that_the_mailboxes_of_a_domain_share_counts_as_imported_once() {
    let store = Store::in_memory().unwrap();
    let client = store.add_client(&new_client("Larkfield"), at(0)).unwrap();
    let job = begin(&store, client, PER_DOMAIN, "all");
    let said = [
        ((1, "ann@larkfield.example"), false, ImportedAs::Imported),
        ((2, "ben@LARKFIELD.example"), true, ImportedAs::Duplicate),
        // It made the file, and somebody who found it there was noted before.
        ((3, "cat@larkfield.example"), false, ImportedAs::Duplicate),
        ((4, "dan@brightwater.example"), false, ImportedAs::Imported),
        ((5, "eve@not-larkfield.example"), true, ImportedAs::Imported),
    ];
    for (mailbox, already, counts) in said {
        assert_eq!(delivers(&store, job, mailbox, already), counts, "{mailbox:?}");
    }
    // Another import into it: what is there counts once, and what is put there once more is there once more.
    let other = begin(&store, client, PER_DOMAIN, "inbox");
    assert_eq!(delivers(&store, other, (6, "fay@larkfield.example"), true), ImportedAs::Duplicate);
    assert_eq!(delivers(&store, other, (7, "gus@larkfield.example"), false), ImportedAs::Imported);
}

#[test]
fn s3_where_each_mailbox_has_a_maildir_what_was_there_is_its_own_whoever_else_has_it() {
    let store = Store::in_memory().unwrap();
    let client = store.add_client(&new_client("Larkfield"), at(0)).unwrap();
    for sink in ["maildir:/mail", "maildir:/srv/per=domain"] {
        let job = begin(&store, client, sink, "all");
        for mailbox in [(1, "ann@larkfield.example"), (2, "ben@larkfield.example")] {
            assert_eq!(delivers(&store, job, mailbox, true), ImportedAs::Imported, "{sink} {mailbox:?}");
        }
    }
}
