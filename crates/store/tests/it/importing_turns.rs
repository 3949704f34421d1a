//! S2: whose turn it is, and windows over many mailboxes.

use std::collections::BTreeSet;

use model::DirectoryId;
use store::{
    ImportId, ImportMailboxId, ImportMailboxState, ImportQuery, ImportState, NewImport, Outcome, SeenFolder, Store,
    StoreError,
};

use crate::importing::{Desk, delivered};
use crate::tenant::{at, new_client};

fn job(store: &Store, mailboxes: u32) -> ImportId {
    let client = store.add_client(&new_client("Larkfield"), at(0)).unwrap();
    let wish = NewImport {
        sink: "maildir:/mail".to_owned(),
        since: None,
        until: None,
        zone: None,
        folders: "all".to_owned(),
        hours: None,
    };
    let job = store.import_begin(client, &wish, at(0)).unwrap();
    add(store, job, 0..mailboxes);
    job
}

fn add(store: &Store, job: ImportId, numbers: std::ops::Range<u32>) {
    // The last one comes first by its address.
    let address = |n: u32| format!("P{:0>6}@larkfield.example", 999_999 - n);
    let all: Vec<_> = numbers.map(|n| (DirectoryId(u128::from(n).to_be_bytes()), address(n))).collect();
    store.import_add_mailboxes(job, &all, at(0)).unwrap();
}

fn window(store: &Store, job: ImportId, query: &ImportQuery) -> (Vec<String>, u64) {
    let (rows, of) = store.import_window(job, query).unwrap();
    (rows.into_iter().map(|row| row.mailbox.address[1..7].to_owned()).collect(), of)
}

fn everything() -> ImportQuery {
    ImportQuery { limit: 100, ..ImportQuery::default() }
}

fn claim(store: &Store, job: ImportId) -> Option<ImportMailboxId> {
    store.import_claim(job, at(1)).unwrap().map(|turn| turn.id)
}

fn stands(store: &Store, id: ImportMailboxId, state: ImportMailboxState) {
    store.import_set_mailbox(id, state, Some("why"), at(2)).unwrap();
}

#[test]
fn s2_mailboxes_come_to_their_turn_once_in_the_order_in_which_they_are_shown() {
    let store = Store::in_memory().unwrap();
    let job = job(&store, 5);
    let ids: Vec<_> = store.import_mailboxes(job).unwrap().iter().map(|mailbox| mailbox.id).collect();
    store.import_first(job, ids[1]).unwrap();
    store.import_first(ImportId(99), ids[2]).unwrap();
    assert_eq!(window(&store, job, &everything()).0, ["999998", "999995", "999996", "999997", "999999"]);
    let order: Vec<_> = std::iter::from_fn(|| claim(&store, job)).collect();
    assert_eq!(order, [ids[1], ids[4], ids[3], ids[2], ids[0]]);
    assert_eq!(claim(&store, job), None);
    let all = store.import_mailboxes(job).unwrap();
    assert!(all.iter().all(|mailbox| mailbox.state == ImportMailboxState::Counting && !mailbox.first));
    store.import_first(job, ids[0]).unwrap();
    assert!(!store.import_mailboxes(job).unwrap()[0].first, "whose turn it is comes before nobody");
}

#[test]
fn s2_a_person_lets_go_on_what_is_not_done_and_after_the_end_everything_and_nobody_is_forgotten() {
    use ImportMailboxState::{Differs, Done, Exceptions, Paused, Queued, Refused, Running};
    let store = Store::in_memory().unwrap();
    let job = job(&store, 6);
    let ids: Vec<_> = store.import_mailboxes(job).unwrap().iter().map(|mailbox| mailbox.id).collect();
    let stood = [Done, Exceptions, Differs, Refused, Paused, Running];
    let all_stand = || ids.iter().zip(stood).for_each(|(id, state)| stands(&store, *id, state));
    let states = || store.import_mailboxes(job).unwrap().iter().map(|mailbox| mailbox.state).collect::<Vec<_>>();
    all_stand();
    store.imports_interrupted(at(3)).unwrap();
    assert_eq!(states(), [Done, Exceptions, Differs, Refused, Paused, Paused]);
    assert_eq!(store.import_mailboxes(job).unwrap()[5].reason.as_deref(), Some("interrupted"));
    store.import_requeue(job, at(3)).unwrap();
    assert_eq!(states(), [Done, Exceptions, Differs, Refused, Queued, Queued]);
    all_stand();
    store.import_set_state(job, ImportState::Paused, Some("{}"), at(3)).unwrap();
    store.import_resume(job, at(4)).unwrap();
    assert_eq!(states(), [Done, Exceptions, Queued, Queued, Queued, Running], "a run that was stopped may not be over");
    store.import_requeue(job, at(4)).unwrap();
    assert_eq!(states(), [Done, Exceptions, Queued, Queued, Queued, Queued]);
    let record = store.import(job).unwrap();
    assert_eq!((record.state, record.problem, record.state_at), (ImportState::Running, None, at(4)));
    store.import_set_state(job, ImportState::Ended, None, at(5)).unwrap();
    store.import_resume(job, at(6)).unwrap();
    assert_eq!(states(), [Queued; 6]);
    assert!(matches!(store.import_resume(ImportId(99), at(6)), Err(StoreError::NoImport(ImportId(99)))));
}

#[test]
fn s4_who_was_done_before_the_last_mailbox_was_comes_to_one_more_turn_at_the_end_and_makes_nobody_elses_old() {
    use ImportMailboxState::{Differs, Done, Exceptions, Paused, Queued, Refused};
    let store = Store::in_memory().unwrap();
    let job = job(&store, 5);
    let ids: Vec<_> = store.import_mailboxes(job).unwrap().iter().map(|mailbox| mailbox.id).collect();
    let is = |n: usize, state, when| store.import_set_mailbox(ids[n], state, None, at(when)).unwrap();
    let known = || store.import_mailboxes(job).unwrap();
    let states = || known().iter().map(|mailbox| mailbox.state).collect::<Vec<_>>();
    let once_more = |when| store.import_count_once_more(job, at(when)).unwrap();
    let take = || store.import_claim(job, at(20)).unwrap().map(|turn| (turn.id, turn.once_more));
    for (n, state) in [Done, Exceptions, Refused, Differs].into_iter().enumerate() {
        is(n, state, 10 + i64::try_from(n).unwrap());
    }
    for (waits, state) in
        [("its turn", Queued), ("a person", Paused), ("nothing, it is at work", ImportMailboxState::Running)]
    {
        is(4, state, 14);
        assert_eq!(once_more(15), 0, "one waits for {waits}");
    }
    is(4, Done, 14);
    assert_eq!(once_more(15), 2);
    assert_eq!(states(), [Queued, Queued, Refused, Differs, Done], "what a person has to look at is not read again");
    assert_eq!(known()[0].reason.as_deref(), Some("once-more"));

    // One is cut short, and is no less in that round when it goes on.
    assert_eq!([take(), take()], [Some((ids[1], true)), Some((ids[0], true))]);
    is(1, Exceptions, 21);
    store.imports_interrupted(at(22)).unwrap();
    store.import_requeue(job, at(23)).unwrap();
    assert_eq!(take(), Some((ids[0], false)), "what it had shown when it was done may be so no more");
    is(0, Done, 24);
    assert_eq!(once_more(25), 0, "only somebody's own import makes the numbers of others old");

    // A mailbox that comes later does, and so does whoever lets the import go on.
    add(&store, job, 5..6);
    assert_eq!(take().map(|(_, once_more)| once_more), Some(false));
    store.import_set_mailbox(known()[5].id, Done, None, at(30)).unwrap();
    assert_eq!(once_more(31), 3);
    assert_eq!(std::iter::from_fn(take).count(), 3);
    [0, 1, 4].into_iter().for_each(|n| is(n, Done, 40 + i64::try_from(n).unwrap()));
    assert_eq!(once_more(45), 0);
    store.import_set_state(job, ImportState::Ended, None, at(45)).unwrap();
    store.import_resume(job, at(46)).unwrap();
    assert!(std::iter::from_fn(take).all(|(_, once_more)| !once_more));
    (0..5).for_each(|n| is(n, Done, 50 + i64::try_from(n).unwrap()));
    store.import_set_mailbox(known()[5].id, Done, None, at(60)).unwrap();
    assert_eq!(once_more(61), 5);
}

#[test]
fn s2_with_a_new_mailbox_an_import_that_had_ended_has_something_to_do_and_the_others_stay_done() {
    let store = Store::in_memory().unwrap();
    let job = job(&store, 2);
    while let Some(id) = claim(&store, job) {
        stands(&store, id, ImportMailboxState::Done);
    }
    store.import_set_state(job, ImportState::Ended, None, at(5)).unwrap();
    add(&store, job, 0..2);
    assert_eq!(store.import(job).unwrap().state, ImportState::Ended, "they were there");
    add(&store, job, 0..3);
    assert_eq!(store.import(job).unwrap().state, ImportState::Paused);
    store.import_resume(job, at(6)).unwrap();
    let queued = ImportQuery { state: Some(ImportMailboxState::Queued), ..everything() };
    assert_eq!(window(&store, job, &queued), (vec!["999997".to_owned()], 1));
}

#[test]
fn s2_a_window_shows_what_is_at_work_first_then_what_needs_a_look_and_is_searched_as_typed() {
    use ImportMailboxState::{Differs, Done, Exceptions, Paused, Refused, Running, Waiting};
    let store = Store::in_memory().unwrap();
    let job = job(&store, 9);
    let ids: Vec<_> = store.import_mailboxes(job).unwrap().iter().map(|mailbox| mailbox.id).collect();
    let stood = [Done, Exceptions, Refused, Differs, Paused, Waiting, Running];
    ids.iter().zip(stood).for_each(|(id, state)| stands(&store, *id, state));
    let shown = ["999993", "999994", "999995", "999996", "999997", "999998", "999991", "999992", "999999"];
    assert_eq!(window(&store, job, &everything()), (shown.map(str::to_owned).to_vec(), 9));
    let part = ImportQuery { offset: 3, limit: 2, ..ImportQuery::default() };
    assert_eq!(window(&store, job, &part), (vec!["999996".to_owned(), "999997".to_owned()], 9));
    for (at, state) in stood.into_iter().enumerate() {
        let only = ImportQuery { state: Some(state), ..everything() };
        assert_eq!(window(&store, job, &only), (vec![format!("{}", 999_999 - at)], 1), "{state:?}");
    }
    let search = |text: &str| window(&store, job, &ImportQuery { search: text.to_owned(), ..everything() });
    assert_eq!(search("p999996@LARK").1, 1);
    assert_eq!((search("9_9").1, search("%").1, search("larkfield").1), (0, 0, 9), "signs stand for themselves");
    let both = ImportQuery { state: Some(Done), search: "999996".to_owned(), ..everything() };
    assert_eq!(window(&store, job, &both), (vec![], 0));
}

#[test]
fn s2_a_row_has_its_counts_and_its_reasons_and_the_sums_are_those_of_all_rows() {
    let desk = Desk::new(&["Inbox"]);
    desk.list("Inbox", &[1, 2, 3], &[], true);
    desk.settle(1, delivered(1, false));
    desk.settle(2, Outcome::Skipped { code: "too-large".to_owned() });
    let (rows, of) = desk.store.import_window(desk.job, &everything()).unwrap();
    assert_eq!((rows.len(), of), (1, 1));
    assert_eq!(rows[0].mailbox.counts, desk.counts());
    assert_eq!(rows[0].skipped, [("too-large".to_owned(), 1)].into());
    let tallies = desk.store.import_tallies(desk.job).unwrap();
    assert_eq!(tallies.states.keys().copied().collect::<BTreeSet<_>>(), [ImportMailboxState::Queued].into());
    assert_eq!((tallies.all().mailboxes, tallies.all().counts), (1, desk.counts()));
}

#[test]
fn s2_folders_are_counted_once_for_each_mailbox_that_waits_and_one_at_work_is_left_alone() {
    let store = Store::in_memory().unwrap();
    let job = job(&store, 4);
    let seen = |total, size| SeenFolder {
        id: "i".to_owned(),
        path: "Inbox".to_owned(),
        kind: None,
        hidden: false,
        total,
        size,
    };
    let at_work = claim(&store, job).unwrap();
    store.import_count_folders(at_work, &[seen(9, Some(9))]).unwrap();
    let (mut after, mut counted) = (None, 0);
    while let Some(turn) = store.import_uncounted(job, after).unwrap() {
        let size = (counted > 0).then_some(100);
        store.import_count_folders(turn.id, &[seen(10 + counted, size)]).unwrap();
        (after, counted) = (Some(turn.id), counted + 1);
    }
    assert_eq!(counted, 3);
    let all = store.import_tallies(job).unwrap();
    let sums = all.all();
    assert_eq!((sums.counted, sums.sized, sums.total, sums.size, all.largest), (3, 2, 33, 200, 12));
    assert_eq!(store.import_uncounted(job, None).unwrap(), None);
    assert_eq!(store.import_folders(at_work).unwrap(), []);
}

#[test]
fn s2_the_reason_that_all_have_is_told_only_when_there_is_no_other() {
    let store = Store::in_memory().unwrap();
    let job = job(&store, 2);
    let ids: Vec<_> = store.import_mailboxes(job).unwrap().iter().map(|mailbox| mailbox.id).collect();
    let told = |begins: &str| store.import_only_reason(job, begins).unwrap();
    assert_eq!(told("no"), None);
    ids.iter().for_each(|id| store.import_set_mailbox(*id, ImportMailboxState::Refused, Some("no: x"), at(1)).unwrap());
    assert_eq!((told("no").as_deref(), told("yes")), (Some("no: x"), None));
    store.import_set_mailbox(ids[1], ImportMailboxState::Done, None, at(1)).unwrap();
    assert_eq!(told("no"), None);
}
