//! The ledger of imports: every message once, whatever moves, leaves, comes back or is told twice (S1 to S4, M8).

use std::collections::BTreeMap;

use jiff::SignedDuration;
use store::{
    ClientId, ImportCounts, ImportFolderId, ImportId, ImportMailboxId, ImportMailboxState, ImportMessageId,
    ImportState, ImportedAs, ListedMessage, NewImport, Outcome, SeenFolder, Store, StoreError,
};

use crate::tenant::{at, id, new_client};

fn wish(sink: &str) -> NewImport {
    NewImport {
        sink: sink.to_owned(),
        since: None,
        until: Some(at(0)),
        zone: None,
        folders: "all".to_owned(),
        hours: None,
    }
}

pub fn folder(name: &str, total: u64) -> SeenFolder {
    SeenFolder { id: format!("id of {name}"), path: name.to_owned(), kind: None, hidden: false, total, size: None }
}

pub fn message(n: usize) -> ListedMessage {
    ListedMessage {
        // As long as immutable ids are.
        id: format!("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A{n:0>110}"),
        received: Some(1_700_000_000 + n as i64),
        message_id: Some(format!("<{n}.{}@larkfield.example>", "x".repeat(40))),
        size: Some(1_000),
        read: Some(n.is_multiple_of(2)),
    }
}

pub fn hash(content: u8) -> [u8; 32] {
    [content; 32]
}

pub fn delivered(content: u8, already: bool) -> Outcome {
    Outcome::Delivered { hash: hash(content), size: 10, already }
}

/// One mailbox of one import, with folders.
pub struct Desk {
    pub store: Store,
    pub client: ClientId,
    pub job: ImportId,
    pub mailbox: ImportMailboxId,
    pub folders: BTreeMap<String, ImportFolderId>,
}

impl Desk {
    pub fn of(store: Store, folders: &[&str]) -> Self {
        Self::to(store, "maildir:/mail", folders)
    }

    fn to(store: Store, sink: &str, folders: &[&str]) -> Self {
        let client = store.add_client(&new_client("Larkfield"), at(0)).unwrap();
        let job = store.import_begin(client, &wish(sink), at(0)).unwrap();
        let mailbox = Self::mailbox(&store, job);
        let seen: Vec<_> = folders.iter().map(|name| folder(name, 0)).collect();
        store.import_see_folders(mailbox, &seen).unwrap();
        let folders = store.import_folders(mailbox).unwrap().into_iter().map(|f| (f.seen.path, f.id)).collect();
        Self { store, client, job, mailbox, folders }
    }

    pub fn new(folders: &[&str]) -> Self {
        Self::of(Store::in_memory().unwrap(), folders)
    }

    fn mailbox(store: &Store, job: ImportId) -> ImportMailboxId {
        store.import_add_mailboxes(job, &[(id(1), "ann@larkfield.example".to_owned())], at(0)).unwrap();
        store.import_mailboxes(job).unwrap()[0].id
    }

    pub fn list(&self, folder: &str, shown: &[usize], removed: &[usize], ended: bool) {
        let shown: Vec<_> = shown.iter().map(|n| message(*n)).collect();
        let removed: Vec<_> = removed.iter().map(|n| message(*n).id).collect();
        self.store
            .import_list_page(self.folders[folder], &shown, &removed, "https://graph.example/?t=1", ended)
            .unwrap();
    }

    pub fn open(&self) -> Vec<(ImportMessageId, usize)> {
        let number = |id: &str| id[id.len() - 9..].parse().unwrap();
        let next = self.store.import_next(self.mailbox, None, 1_000).unwrap();
        next.into_iter().map(|one| (one.key, number(&one.id))).collect()
    }

    pub fn settle(&self, n: usize, outcome: Outcome) -> ImportedAs {
        let (key, _) = *self.open().iter().find(|(_, one)| *one == n).unwrap();
        self.store.import_settle(self.mailbox, &[(key, outcome)]).unwrap()[0]
    }

    /// A message cannot be had at a minute; tells how many tries of it count by then.
    pub fn fails(&self, key: ImportMessageId, minute: i64) -> u32 {
        self.store.import_defer(key, "graph-500", at(minute), SignedDuration::from_hours(1)).unwrap()
    }

    pub fn counts(&self) -> ImportCounts {
        self.store.import_counts(self.mailbox).unwrap().remove(&self.mailbox).unwrap_or_default()
    }

    /// The counts as they are kept with every change, which its mailbox and the whole import have alike.
    pub fn kept(&self) -> ImportCounts {
        let mailbox = self.store.import_mailboxes(self.job).unwrap().remove(0);
        let tallies = self.store.import_tallies(self.job).unwrap();
        assert_eq!(tallies.all().counts, mailbox.counts);
        assert_eq!(tallies.skipped.values().sum::<u64>(), mailbox.counts.skipped);
        mailbox.counts
    }
}

pub fn adds_up(counts: &ImportCounts) -> bool {
    counts.on_server + counts.left == counts.open + counts.imported + counts.duplicate + counts.skipped
}

#[test]
fn s2_the_same_command_goes_on_with_the_same_import_and_another_wish_is_another() {
    let desk = Desk::new(&["Inbox"]);
    let (store, client) = (&desk.store, desk.client);
    assert_eq!(store.import_begin(client, &wish("maildir:/mail"), at(9)).unwrap(), desk.job);
    let other = store.import_begin(client, &NewImport { until: None, ..wish("maildir:/mail") }, at(9)).unwrap();
    assert_ne!(other, desk.job);
    store.import_set_state(other, ImportState::Ended, None, at(10)).unwrap();
    assert_eq!(store.imports(client).unwrap().iter().map(|job| job.id).collect::<Vec<_>>(), [other, desk.job]);
    assert_eq!(store.import_newest(client).unwrap().unwrap().id, other);
    assert_eq!(store.imports_running().unwrap(), [], "what nobody let go does not go by itself");
    store.import_resume(desk.job, at(11)).unwrap();
    assert_eq!(store.imports_running().unwrap().iter().map(|job| job.id).collect::<Vec<_>>(), [desk.job]);
    let record = store.import(other).unwrap();
    assert_eq!((record.state, record.state_at, record.wish.until), (ImportState::Ended, at(10), None));
    assert!(matches!(store.import(ImportId(99)), Err(StoreError::NoImport(ImportId(99)))));
    assert!(matches!(store.import_begin(ClientId(99), &wish("x"), at(0)), Err(StoreError::NoClient(_))));
}

#[test]
fn s1_an_import_keeps_the_zone_in_which_its_days_were_meant() {
    let desk = Desk::new(&["Inbox"]);
    for zone in ["Europe/Berlin", "Africa/Lagos"] {
        let begun = NewImport { zone: Some(zone.to_owned()), ..wish("maildir:/other") };
        let job = desk.store.import_begin(desk.client, &begun, at(9)).unwrap();
        assert_eq!(desk.store.import(job).unwrap().wish.zone.as_deref(), Some("Europe/Berlin"));
    }
}

#[test]
fn s2_a_mailbox_keeps_its_state_its_reason_and_what_of_it_cannot_be_read() {
    let desk = Desk::new(&["Inbox"]);
    let (store, of) = (&desk.store, desk.mailbox);
    let states = ["queued", "counting", "running", "waiting", "paused", "done", "exceptions", "differs", "refused"];
    use ImportMailboxState::{Counting, Differs, Done, Exceptions, Paused, Queued, Refused, Running, Waiting};
    for (state, word) in
        [Queued, Counting, Running, Waiting, Paused, Done, Exceptions, Differs, Refused].into_iter().zip(states)
    {
        store.import_set_mailbox(of, state, Some(word), at(3)).unwrap();
        assert_eq!(state.as_str(), word);
        let known = &store.import_mailboxes(desk.job).unwrap()[0];
        assert_eq!((known.state, known.reason.as_deref(), known.state_at), (state, Some(word), at(3)));
    }
    store.import_set_unreachable(of, &["archive".to_owned()]).unwrap();
    // Chosen again: it stays as it is.
    Desk::mailbox(store, desk.job);
    let known = store.import_mailboxes(desk.job).unwrap();
    assert_eq!((known.len(), known[0].state), (1, Refused));
    assert_eq!((known[0].object, known[0].unreachable.as_slice()), (id(1), &["archive".to_owned()][..]));
}

#[test]
fn s3_a_page_that_comes_twice_lists_each_message_once_and_a_link_is_kept_with_its_page() {
    let desk = Desk::new(&["Inbox"]);
    desk.list("Inbox", &[1, 2], &[], false);
    desk.list("Inbox", &[2, 3], &[], true);
    assert_eq!(desk.open().iter().map(|(_, n)| *n).collect::<Vec<_>>(), [1, 2, 3]);
    let known = &desk.store.import_folders(desk.mailbox).unwrap()[0];
    assert_eq!((known.link.as_deref(), known.ended), (Some("https://graph.example/?t=1"), true));
    let after = desk.store.import_next(desk.mailbox, Some(desk.open()[0].0), 1).unwrap();
    assert_eq!((after.len(), &after[0].id), (1, &message(2).id));
    assert_eq!((after[0].received, after[0].size, after[0].tries), (Some(1_700_000_002), Some(1_000), 0));
    assert_eq!(after[0].read, Some(true), "as the list said");
}

#[test]
fn s3_a_message_is_settled_once_and_another_with_its_content_is_a_duplicate() {
    let desk = Desk::new(&["Inbox"]);
    desk.list("Inbox", &[1, 2, 3, 4, 5], &[], true);
    let first = desk.open()[0].0;
    assert_eq!(desk.settle(1, delivered(7, false)), ImportedAs::Imported);
    assert_eq!(desk.settle(2, delivered(7, true)), ImportedAs::Duplicate);
    assert!(desk.store.import_has(desk.mailbox, &hash(7)).unwrap());
    assert!(!desk.store.import_has(desk.mailbox, &hash(8)).unwrap());
    assert_eq!(desk.settle(3, Outcome::Duplicate { hash: hash(7), size: 10 }), ImportedAs::Duplicate);
    assert_eq!(desk.settle(4, Outcome::Skipped { code: "unreadable".to_owned() }), ImportedAs::Skipped);
    assert_eq!(desk.settle(5, Outcome::Gone), ImportedAs::Gone);
    // Once more, with another word: it stays what it is.
    let again = desk.store.import_settle(desk.mailbox, &[(first, Outcome::Gone)]).unwrap();
    assert_eq!(again, [ImportedAs::Imported]);
    // The lists say nothing new: nothing begins anew, and what is gone stays so until it is shown.
    desk.list("Inbox", &[1, 2, 3, 4], &[5], true);
    assert_eq!(desk.open(), []);
    let counts = desk.counts();
    let shown =
        ImportCounts { on_server: 4, imported: 1, duplicate: 2, skipped: 1, gone: 1, bytes: 10, ..Default::default() };
    assert_eq!(counts, shown);
    assert_eq!(desk.store.import_counts(desk.job).unwrap(), [(desk.mailbox, shown)].into());
}

#[test]
fn s3_what_was_delivered_before_a_kill_could_be_noted_is_imported_and_no_duplicate_of_itself() {
    let desk = Desk::new(&["Inbox"]);
    desk.list("Inbox", &[1], &[], true);
    let key = desk.open()[0].0;
    desk.store.import_take(key, &hash(7), 10).unwrap();
    assert_eq!(desk.open(), [(key, 1)], "nobody knows what became of it");
    assert!(!desk.store.import_has(desk.mailbox, &hash(7)).unwrap());
    assert_eq!(desk.settle(1, delivered(7, true)), ImportedAs::Imported);
}

#[test]
fn s3_s4_what_is_handed_over_once_more_without_a_word_of_the_first_time_may_be_there_twice_and_is_counted() {
    let desk = Desk::new(&["Inbox"]);
    desk.list("Inbox", &[1, 2], &[], true);
    let keys: Vec<_> = desk.open().into_iter().map(|(key, _)| key).collect();
    let take = |key| desk.store.import_take(key, &hash(7), 10).unwrap();
    let taken = take(keys[0]);
    desk.store.import_not_taken(keys[0], &taken).unwrap();
    take(keys[0]);
    take(keys[1]);
    assert_eq!((desk.kept().again, desk.counts().again), (0, 0), "the archive said that it did not take it");
    let taken = take(keys[0]);
    assert_eq!((desk.kept().again, desk.counts().again), (1, 1));
    desk.settle(1, delivered(7, false));
    desk.store.import_set_mailbox(desk.mailbox, ImportMailboxState::Paused, None, at(1)).unwrap();
    assert_eq!((desk.kept(), desk.counts().again), (desk.counts(), 1), "it stays so");
    desk.store.import_not_taken(keys[0], &taken).unwrap();
    assert_eq!((desk.counts().imported, desk.kept().again), (1, 1), "what is settled stays as it is");
}

#[test]
fn s4_since_when_a_mailbox_is_away_is_known_of_one_that_was_there_and_until_it_is_back() {
    let desk = Desk::new(&[]);
    let away = |minute| desk.store.import_away(desk.mailbox, at(minute)).unwrap();
    assert_eq!(away(1), None, "it never was there");
    desk.store.import_see_folders(desk.mailbox, &[folder("Inbox", 1)]).unwrap();
    assert_eq!((away(2), away(9)), (Some(at(2)), Some(at(2))));
    desk.store.import_back(desk.mailbox).unwrap();
    assert_eq!(away(10), Some(at(10)));
}

#[test]
fn s3_s4_what_may_be_in_the_archive_and_counts_as_a_duplicate_or_as_gone_is_told() {
    let desk = Desk::new(&["Inbox", "Sent"]);
    desk.list("Inbox", &[1, 2, 3, 4, 5, 6], &[], true);
    desk.list("Sent", &[7], &[], true);
    let keys: Vec<_> = desk.open().into_iter().map(|(key, _)| key).collect();
    // Nobody knows what became of any but the sixth, which the archive did not take.
    let taken: Vec<_> = keys.iter().map(|key| desk.store.import_take(*key, &hash(7), 10).unwrap()).collect();
    desk.store.import_not_taken(keys[5], &taken[5]).unwrap();
    desk.settle(1, delivered(7, false));
    assert_eq!(desk.kept().again, 0);
    desk.settle(2, Outcome::Duplicate { hash: hash(7), size: 10 });
    desk.settle(3, Outcome::Gone);
    assert_eq!(desk.kept().again, 2);
    desk.list("Inbox", &[], &[4], true);
    assert_eq!(desk.kept().again, 3, "the list says that it left");
    desk.store.import_relist(desk.folders["Inbox"]).unwrap();
    desk.list("Inbox", &[1, 2], &[], true);
    assert_eq!(desk.kept().again, 4, "the list does not show the fifth and the sixth any more");
    desk.store.import_see_folders(desk.mailbox, &[folder("Inbox", 2)]).unwrap();
    assert_eq!((desk.kept().again, desk.kept().gone), (5, 5), "its folder left");
    assert_eq!(desk.kept(), desk.counts());
    // What comes back and is sent then was told before.
    desk.list("Inbox", &[4], &[], true);
    desk.store.import_take(keys[3], &hash(8), 10).unwrap();
    desk.settle(4, delivered(8, false));
    assert_eq!(desk.kept().again, 5);
}

#[test]
fn s4_a_try_that_failed_counts_an_hour_after_the_one_before_whatever_the_clock_does() {
    let desk = Desk::new(&["Inbox"]);
    desk.list("Inbox", &[1], &[], true);
    let key = desk.open()[0].0;
    let minutes = [0, 1, 59, 60, 100, 119, 120, 3_000, 2_970, 2_939, 2_941];
    let tries: Vec<_> = minutes.into_iter().map(|minute| desk.fails(key, minute)).collect();
    assert_eq!(tries, [1, 1, 1, 2, 2, 2, 3, 4, 4, 5, 5]);
    desk.settle(1, Outcome::Gone);
    assert_eq!(desk.fails(key, 9_000), 0, "it is settled");
}

#[test]
fn s3_a_content_counts_once_in_one_mailbox_of_one_archive_and_again_in_another() {
    let desk = Desk::new(&["Inbox"]);
    desk.list("Inbox", &[1], &[], true);
    desk.settle(1, delivered(7, false));
    let begin = |wish: &NewImport| {
        let job = desk.store.import_begin(desk.client, wish, at(1)).unwrap();
        Desk::mailbox(&desk.store, job)
    };
    let later = begin(&NewImport { until: None, ..wish("maildir:/mail") });
    let elsewhere = begin(&wish("maildir:/other"));
    let has = |mailbox| desk.store.import_has(mailbox, &hash(7)).unwrap();
    assert!(has(desk.mailbox) && has(later) && !has(elsewhere));
    let job = desk.store.import_begin(desk.client, &wish("maildir:/mail"), at(1)).unwrap();
    desk.store.import_add_mailboxes(job, &[(id(2), "bob@larkfield.example".to_owned())], at(1)).unwrap();
    assert!(!has(desk.store.import_mailboxes(job).unwrap()[1].id), "another mailbox");
}

#[test]
fn s3_an_archive_by_smtp_is_one_by_its_host_and_its_journal_address_however_it_is_reached() {
    let sink = "smtp://archive.example?to=journal@x.example&tls=required";
    let desk = Desk::to(Store::in_memory().unwrap(), sink, &["Inbox"]);
    desk.list("Inbox", &[1], &[], true);
    desk.settle(1, delivered(7, false));
    let begin = |sink: &str| {
        let job = desk.store.import_begin(desk.client, &wish(sink), at(1)).unwrap();
        (job, Desk::mailbox(&desk.store, job))
    };
    // It is the same import. Where something of it was delivered it stays until a person lets it go on elsewhere.
    for same in [
        "smtp://archive.example:587?to=journal@x.example&tls=required",
        "smtps://ten%40ant@archive.example:1?to=Journal@X.example",
        "smtp://Archive.EXAMPLE?to=journal@x.example&from=msp@y.example&tls=required&ca=/etc/a?b.pem",
    ] {
        assert_eq!(begin(same), (desk.job, desk.mailbox), "{same}");
        assert_eq!(desk.store.import(desk.job).unwrap().wish.sink, sink);
    }
    for other in [
        "smtp://mail.archive.example?to=journal@x.example&tls=required",
        "smtp://archive.example?to=journal2@x.example&tls=required",
        "smtp://[::1]?to=journal@x.example&tls=none",
        "smtp://[::2]:25?to=journal@x.example&tls=none",
        "maildir:/mail?per=mailbox",
        "maildir:/Mail?per=mailbox",
        "maildir:/mail?per=domain",
    ] {
        let (job, mailbox) = begin(other);
        assert_ne!(job, desk.job, "{other}");
        assert!(!desk.store.import_has(mailbox, &hash(7)).unwrap(), "{other}");
    }
    assert_eq!(desk.store.imports(desk.client).unwrap().len(), 8, "none of these is another's");
    let days = NewImport { until: None, ..wish("smtp://tess@archive.example:2525?to=journal@x.example&tls=required") };
    let job = desk.store.import_begin(desk.client, &days, at(1)).unwrap();
    assert_ne!(job, desk.job);
    assert!(
        desk.store.import_has(Desk::mailbox(&desk.store, job), &hash(7)).unwrap(),
        "an import of other days has it"
    );
}

#[test]
fn s4_a_folder_counts_its_messages_alone_until_it_is_seen_once_more() {
    let desk = Desk::new(&["Deleted Items", "Inbox"]);
    let (store, of, items) = (&desk.store, desk.mailbox, [folder("Deleted Items", 5), folder("Inbox", 1)]);
    store.import_see_folders(of, &items).unwrap();
    desk.list("Deleted Items", &[1, 2, 3], &[], true);
    desk.list("Inbox", &[4], &[], true);
    desk.list("Deleted Items", &[], &[3], true);
    let (deleted, inbox) = (desk.folders["Deleted Items"], desk.folders["Inbox"]);
    assert_eq!(store.import_shown(of).unwrap(), [(deleted, 2), (inbox, 1)].into());
    let ids = [1, 2, 3, 4].map(|n| message(n).id);
    let keys: Vec<_> = desk.open().into_iter().filter(|(_, n)| *n < 3).map(|(key, _)| key).collect();
    assert_eq!(store.import_shows(deleted, &ids).unwrap(), keys, "one left, and one lies elsewhere");
    assert_eq!(store.import_shows(deleted, &[ids[0].clone(), ids[0].clone()]).unwrap(), keys[..1], "each once");
    let named = ["3 items".to_owned()];
    store.import_recount(of, &[(deleted, 2)], &named).unwrap();
    let known = store.import_mailboxes(of).unwrap().remove(0);
    assert_eq!((known.total, known.unreachable.as_slice()), (3, &named[..]));
    assert_eq!(store.import_tallies(desk.job).unwrap().all().total, 3);
    store.import_see_folders(of, &items).unwrap();
    assert_eq!(store.import_mailboxes(of).unwrap()[0].total, 6);
}

#[test]
fn s4_skipped_messages_are_told_with_what_a_person_finds_them_by() {
    let desk = Desk::new(&["Inbox/Sealed"]);
    desk.list("Inbox/Sealed", &[1, 2, 3], &[], true);
    for n in [1, 3] {
        desk.settle(n, Outcome::Skipped { code: "unreadable".to_owned() });
    }
    let key = desk.open()[0].0;
    desk.fails(key, 0);
    assert_eq!(desk.store.import_next(desk.mailbox, None, 1).unwrap()[0].tries, 1);
    desk.settle(2, Outcome::Skipped { code: "too-large".to_owned() });
    let page = desk.store.import_skipped(desk.mailbox, None, 2).unwrap();
    let next = desk.store.import_skipped(desk.mailbox, Some(page[1].key), 2).unwrap();
    let told: Vec<_> = page.iter().chain(&next).map(|one| (one.message_id.clone(), one.code.as_str())).collect();
    let of = |n: usize| message(n).message_id;
    assert_eq!(told, [(of(1), "unreadable"), (of(2), "too-large"), (of(3), "unreadable")]);
    assert_eq!((page[0].folder.as_str(), page[0].received), ("Inbox/Sealed", Some(1_700_000_001)));
    let reasons: BTreeMap<String, u64> = [("too-large".to_owned(), 1), ("unreadable".to_owned(), 2)].into();
    assert_eq!(desk.store.import_reasons(desk.job).unwrap(), [(desk.mailbox, reasons.clone())].into());
    assert_eq!(desk.store.import_reasons(desk.mailbox).unwrap(), [(desk.mailbox, reasons)].into());
}
