//! S2: which import of a client goes on, and whose mail it takes.

use store::{ClientId, ImportId, ImportPeople, ImportState, ListedMessage, NewImport, SeenFolder, Store};

use crate::tenant::{at, id, new_client};

fn wish(folders: &str) -> NewImport {
    NewImport {
        sink: "maildir:/mail".to_owned(),
        since: None,
        until: None,
        zone: None,
        folders: folders.to_owned(),
        hours: None,
    }
}

fn client(store: &Store, name: &str) -> ClientId {
    store.add_client(&new_client(name), at(0)).unwrap()
}

fn newest(store: &Store, client: ClientId) -> ImportId {
    let newest = store.import_newest(client).unwrap().unwrap().id;
    assert_eq!(store.imports(client).unwrap()[0].id, newest);
    newest
}

fn running(store: &Store) -> Vec<ImportId> {
    store.imports_running().unwrap().iter().map(|job| job.id).collect()
}

fn others(store: &Store, job: ImportId) -> Vec<ImportId> {
    store.import_others(job).unwrap().iter().map(|job| job.id).collect()
}

#[test]
fn s2_of_a_clients_imports_one_goes_on_and_the_newest_is_that_begun_let_go_on_or_shown_last() {
    let store = Store::in_memory().unwrap();
    let (client, other) = (client(&store, "Larkfield"), client(&store, "Contoso"));
    let apart = store.import_begin(other, &wish("all"), at(0)).unwrap();
    store.import_resume(apart, at(0)).unwrap();
    let first = store.import_begin(client, &wish("all"), at(1)).unwrap();
    store.import_resume(first, at(1)).unwrap();
    assert_eq!(running(&store), [apart, first], "another client's is none of its business");

    let second = store.import_begin(client, &wish("usual"), at(1)).unwrap();
    assert_eq!((newest(&store, client), running(&store)), (second, vec![apart, first]), "nobody let it go on");
    assert_eq!((others(&store, second), others(&store, first)), (vec![first], vec![]));

    // The same moment as before: the order is not the clock's.
    assert_eq!(store.import_begin(client, &wish("all"), at(1)).unwrap(), first);
    assert_eq!(newest(&store, client), first);
    store.import_resume(second, at(1)).unwrap();
    assert_eq!((newest(&store, client), running(&store)), (second, vec![apart, second]));
    assert_eq!(others(&store, second), [first], "a person let it go, whether or not it began");
    store.import_show(first).unwrap();
    assert_eq!((newest(&store, client), running(&store)), (first, vec![apart, second]));
    store.import_resume(first, at(1)).unwrap();
    assert_eq!((newest(&store, client), running(&store)), (first, vec![apart, first]));
    // An end is no new beginning.
    store.import_set_state(second, ImportState::Ended, None, at(9)).unwrap();
    assert_eq!(newest(&store, client), first);
    assert_eq!(newest(&store, other), apart);
}

#[test]
fn s2_what_a_person_let_go_once_stays_in_sight_with_why_it_stands_still_and_of_what_ended_the_newest_do() {
    let store = Store::in_memory().unwrap();
    let client = client(&store, "Larkfield");
    let begin = |folders: &str| store.import_begin(client, &wish(folders), at(0)).unwrap();
    let [waits, stands, shown] = ["inbox", "sent", "archive"].map(begin);
    store.import_resume(stands, at(1)).unwrap();
    store.import_set_state(stands, ImportState::Running, Some("no room"), at(1)).unwrap();
    let ended = ["a", "b", "c", "d"].map(|folders| {
        let job = begin(folders);
        store.import_resume(job, at(2)).unwrap();
        store.import_set_state(job, ImportState::Ended, None, at(2)).unwrap();
        job
    });
    store.import_show(shown).unwrap();
    assert_eq!(store.import(stands).unwrap().problem.as_deref(), Some("no room"), "what stopped it, it is told");
    assert_eq!(others(&store, shown), [ended[3], ended[2], ended[1], stands], "nobody let {waits} go");
    store.import_resume(stands, at(3)).unwrap();
    store.import_show(shown).unwrap();
    assert_eq!(others(&store, shown), [stands, ended[3], ended[2], ended[1]], "the one that runs comes first");
}

#[test]
fn s2_a_wish_that_comes_once_more_keeps_hours_and_of_an_import_that_runs_the_address() {
    let store = Store::in_memory().unwrap();
    let client = client(&store, "Larkfield");
    let sinks = ["smtp://mail.example:2525?to=j@x.example", "smtp://tess@mail.example?to=j@x.example"];
    let wish = |sink: &str, hours| NewImport { sink: sink.to_owned(), hours, ..wish("all") };
    let job = store.import_begin(client, &wish(sinks[0], Some((1200, 360))), at(0)).unwrap();
    let again = |sink, hours| {
        assert_eq!(store.import_begin(client, &wish(sink, hours), at(1)).unwrap(), job);
        let kept = store.import(job).unwrap().wish;
        (sinks.iter().position(|sink| *sink == kept.sink).unwrap(), kept.hours)
    };
    assert_eq!(again(sinks[1], None), (1, Some((1200, 360))), "at rest it is where it is wished");
    store.import_resume(job, at(2)).unwrap();
    assert_eq!(again(sinks[0], Some((0, 60))), (1, Some((1200, 360))));
    store.import_move(job, sinks[0], false).unwrap();
    store.import_move(job, "smtp://mail.example?to=other@x.example", false).unwrap();
    assert_eq!(store.import(job).unwrap().wish.sink, sinks[0], "to no other archive");
    store.import_set_hours(job, None).unwrap();
    assert_eq!(again(sinks[0], None), (0, None));
}

/// What a person wishes for now.
fn chosen(store: &Store, job: ImportId, people: &[u32]) {
    let mailboxes = people.iter().map(|n| (id(*n), format!("p{n}@larkfield.example"))).collect();
    let (client, people) = (store.import(job).unwrap().client, ImportPeople { mailboxes, everybody: false });
    assert_eq!(store.import_set_up(client, &wish("all"), &people, at(1)).unwrap().id, job);
}

/// Its mailboxes, as its sums have them too.
fn people(store: &Store, job: ImportId) -> Vec<String> {
    let mut known = store.import_mailboxes(job).unwrap();
    known.sort_by(|a, b| a.address.cmp(&b.address));
    let all = store.import_tallies(job).unwrap().all();
    let counted = known.iter().filter(|mailbox| mailbox.counted);
    assert_eq!((all.mailboxes, all.counted), (known.len() as u64, counted.count() as u64));
    assert_eq!(all.total, known.iter().map(|mailbox| mailbox.total).sum::<u64>());
    assert_eq!(all.size, known.iter().filter_map(|mailbox| mailbox.size).sum::<u64>());
    known.into_iter().map(|mailbox| mailbox.address[..2].to_owned()).collect()
}

#[test]
fn s2_an_import_that_has_not_begun_takes_the_mailboxes_of_the_last_wish_and_one_that_has_only_gains() {
    let store = Store::in_memory().unwrap();
    let job = store.import_begin(client(&store, "Larkfield"), &wish("all"), at(0)).unwrap();
    chosen(&store, job, &[1, 2, 3]);
    let inbox = SeenFolder {
        id: "i".to_owned(),
        path: "Inbox".to_owned(),
        kind: None,
        hidden: false,
        total: 7,
        size: Some(70),
    };
    for mailbox in store.import_mailboxes(job).unwrap() {
        store.import_count_folders(mailbox.id, std::slice::from_ref(&inbox)).unwrap();
    }
    let gone = store.import_mailboxes(job).unwrap().pop().unwrap();
    // Counted, and nothing listed.
    chosen(&store, job, &[2, 4]);
    assert_eq!(people(&store, job), ["p2", "p4"]);
    store.import_count_folders(gone.id, std::slice::from_ref(&inbox)).unwrap();
    assert_eq!(people(&store, job), ["p2", "p4"], "a count that is under way brings nobody back");

    store.import_resume(job, at(2)).unwrap();
    chosen(&store, job, &[5]);
    assert_eq!(people(&store, job), ["p2", "p4", "p5"], "it runs");
    let turn = store.import_claim(job, at(3)).unwrap().unwrap();
    store.import_set_state(job, ImportState::Paused, None, at(3)).unwrap();
    chosen(&store, job, &[6]);
    assert_eq!(people(&store, job), ["p2", "p4", "p5", "p6"], "one is at work");
    let folder = store.import_folders(turn.id).unwrap()[0].id;
    let message = ListedMessage { id: "m".to_owned(), received: None, message_id: None, size: None, read: None };
    store.import_list_page(folder, &[message], &[], "https://graph.example/?t=1", true).unwrap();
    store.import_requeue(job, at(4)).unwrap();
    chosen(&store, job, &[1]);
    assert_eq!(people(&store, job), ["p1", "p2", "p4", "p5", "p6"], "something was listed");
}
