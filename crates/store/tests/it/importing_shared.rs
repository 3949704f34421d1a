//! S3: one Maildir for all mailboxes of a domain, in which a file is one imported message, whoever else has it.

use store::{ClientId, ImportId, ImportMailboxId, ImportMessageId, ImportedAs, NewImport, Outcome, Store};

use crate::{
    importing::{delivered, folder, hash, message},
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

/// A mailbox of an import with one message in it.
fn listed(store: &Store, job: ImportId, (number, address): (u32, &str)) -> (ImportMailboxId, ImportMessageId) {
    store.import_add_mailboxes(job, &[(id(number), address.to_owned())], at(0)).unwrap();
    let all = store.import_mailboxes(job).unwrap();
    let of: ImportMailboxId = all.iter().find(|mailbox| mailbox.object == id(number)).unwrap().id;
    store.import_see_folders(of, &[folder("Inbox", 1)]).unwrap();
    let inbox = store.import_folders(of).unwrap()[0].id;
    store.import_list_page(inbox, &[message(1)], &[], "https://graph.example/?t=1", true).unwrap();
    (of, store.import_next(of, None, 1).unwrap().remove(0).key)
}

/// What became of it.
fn delivers(store: &Store, job: ImportId, mailbox: (u32, &str), already: bool) -> ImportedAs {
    let (of, open) = listed(store, job, mailbox);
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

#[test]
fn s3_what_one_import_knows_of_an_archive_all_of_the_client_know() {
    let store = Store::in_memory().unwrap();
    let client = |name| store.add_client(&new_client(name), at(0)).unwrap();
    let (one, other) = (client("Larkfield"), client("Brightwater"));
    let [first, second, third] = ["all", "inbox", "sent"].map(|folders| begin(&store, one, "maildir:/mail", folders));
    let apart = [begin(&store, one, "maildir:/post", "all"), begin(&store, other, "maildir:/mail", "all")];
    let known = |job| store.import_archive(job).unwrap();
    store.import_set_mark(second, Some("empty")).unwrap();
    assert_eq!(known(third), (false, Some("empty".into())), "nothing is in it yet");
    let ann = (1, "ann@larkfield.example");
    assert_eq!(delivers(&store, first, ann, false), ImportedAs::Imported);
    store.import_set_mark(first, Some("first")).unwrap();
    assert_eq!(delivers(&store, second, ann, true), ImportedAs::Duplicate);
    assert_eq!(
        [first, second, third].map(known),
        [(); 3].map(|()| (true, Some("first".into()))),
        "who delivered knows"
    );
    assert_eq!(delivers(&store, third, (2, "ben@larkfield.example"), false), ImportedAs::Imported);
    store.import_set_mark(third, Some("third")).unwrap();
    assert_eq!([second, third].map(|job| known(job).1.unwrap()), ["first", "third"], "its own before others'");
    assert_eq!(apart.map(known), [(); 2].map(|()| (false, None)));
    // It is the same folder, whatever has a Maildir of its own in it.
    let per = ["mailbox", "domain"].map(|per| begin(&store, one, &format!("maildir:/disk?per={per}"), "all"));
    assert_eq!(delivers(&store, per[0], ann, false), ImportedAs::Imported);
    store.import_set_mark(per[0], Some("disk")).unwrap();
    assert_eq!(per.map(known), [(); 2].map(|()| (true, Some("disk".into()))));
}

#[test]
fn s4_an_import_keeps_the_address_at_which_something_was_delivered_until_it_is_moved_and_then_knows_it() {
    let store = Store::in_memory().unwrap();
    let client = store.add_client(&new_client("Larkfield"), at(0)).unwrap();
    let [p1, p2, p3] = [
        "smtp://mail.example?to=j@x.example",
        "smtp://mail.example:2525?to=j@x.example",
        "smtps://mail.example?to=j@x.example",
    ];
    let job = begin(&store, client, p1, "all");
    let stands = || store.import(job).map(|import| (import.wish.sink, import.former)).unwrap();
    assert_eq!((begin(&store, client, p2, "all"), stands()), (job, (p2.into(), vec![])), "nothing is there");
    store.import_move(job, p1, false).unwrap();
    assert_eq!(stands(), (p1.into(), vec![]));
    delivers(&store, job, (1, "ann@larkfield.example"), false);
    assert_eq!((begin(&store, client, p2, "all"), stands()), (job, (p1.into(), vec![])));
    for (to, former) in [(p2, vec![p1]), (p3, vec![p1, p2]), (p1, vec![p2, p3])] {
        store.import_move(job, to, false).unwrap();
        assert_eq!(stands(), (to.into(), former.into_iter().map(str::to_owned).collect()));
    }
    let other = begin(&store, client, p1, "inbox");
    store.import_move(other, p2, true).unwrap();
    assert_eq!(store.import(other).unwrap().former, [p1], "what was in hand may be there");
}

#[test]
fn s3_what_one_import_handed_to_a_mail_server_without_an_answer_counts_as_maybe_twice_where_another_hands_it_over() {
    let store = Store::in_memory().unwrap();
    let client = store.add_client(&new_client("Larkfield"), at(0)).unwrap();
    let (server, ann) = ("smtp://mail.example?to=j@x.example", (1, "ann@larkfield.example"));
    let jobs = ["all", "inbox"].map(|folders| begin(&store, client, server, folders));
    let elsewhere = begin(&store, client, "smtp://mail.example?to=other@x.example", "all");
    let again = |job| store.import_tallies(job).unwrap().all().counts.again;
    let hands = |job, mailbox, content| {
        let (_, open) = listed(&store, job, mailbox);
        store.import_take(open, &hash(content), 1).unwrap();
        again(job)
    };
    assert_eq!(hands(jobs[0], ann, 7), 0);
    assert_eq!(hands(jobs[1], (2, "ben@larkfield.example"), 7), 0, "nobody else's");
    assert_eq!(hands(elsewhere, ann, 7), 0, "another archive");
    assert_eq!((hands(jobs[1], ann, 7), again(jobs[0])), (1, 0));
    // A try of which the archive says that it did not take it changes nothing of that, however often, nor does giving up.
    let (of, open) = listed(&store, jobs[0], ann);
    let third = begin(&store, client, server, "sent");
    let (_, there) = listed(&store, third, ann);
    let refused = |job, message| {
        let taken = store.import_take(message, &hash(7), 1).unwrap();
        let counts = again(job);
        store.import_not_taken(message, &taken).unwrap();
        (counts, again(job))
    };
    assert_eq!([refused(jobs[0], open), refused(jobs[0], open)], [(1, 0); 2]);
    assert_eq!([refused(third, there), refused(third, there)], [(1, 0); 2]);
    store.import_settle(of, &[(open, Outcome::Skipped { code: "unanswered".to_owned() })]).unwrap();
    assert_eq!((again(jobs[0]), refused(third, there)), (1, (1, 0)), "it may be there, although it counts as skipped");
    // Where it may be already the import keeps its address, although nothing counts as delivered.
    let other_port = "smtp://mail.example:2525?to=j@x.example";
    assert_eq!(begin(&store, client, other_port, "all"), jobs[0]);
    assert_eq!(store.import(jobs[0]).unwrap().wish.sink, server);
    store.import_move(jobs[0], other_port, false).unwrap();
    assert_eq!(store.import(jobs[0]).unwrap().former, [server]);
}
