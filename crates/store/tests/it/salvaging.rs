//! Damaged databases: never a crash, never an empty one in place of one that could be read, and told.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};
use store::{Opened, Store, StoreError};

use crate::tenant::{Gateway, World, at, domain, id, new_client, user};

const PEOPLE: u32 = 300;

/// A database with clients, choices, memory, runs and exceptions, closed in good order.
fn filled(folder: &Path) -> PathBuf {
    let path = folder.join("tenantry.db");
    let store = Store::open(&path, at(0)).unwrap().store;
    for n in 0..40 {
        store.add_client(&new_client(&format!("Client {n}")), at(0)).unwrap();
    }
    let client = store.clients().unwrap()[0].id;
    let world = World { store, client, domains: vec![domain("larkfield.example")] };
    world.fetch(&people(), 1);
    world.select(&["larkfield.example"], 2);
    let off = store::MailboxChange { selected: Some(false), ..Default::default() };
    let some = (1..=PEOPLE).filter(|n| n.is_multiple_of(10)).map(id).collect();
    world.store.choose_mailboxes(client, &store::Target::Ids(some), &off, at(2)).unwrap();
    world.sync(&mut Gateway::default(), 3);
    let terms = store::ExceptionTerms {
        reason: "Hers".to_owned(),
        owner: "Mo".to_owned(),
        until: None,
        cause: store::ExceptionCause::Person,
        run: None,
    };
    world.store.exception_set(client, &[store::Excepted::Recipient(id(1))], &terms, at(4)).unwrap();
    path
}

fn people() -> Vec<model::Seen> {
    (1..=PEOPLE).map(|n| user(n, &format!("Person {n}"), &format!("p{n}@larkfield.example"), &[])).collect()
}

/// What plain SQL reads of the clients before it meets the damage.
fn readable(path: &Path) -> BTreeSet<u32> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let mut ids = BTreeSet::new();
    let Ok(db) = Connection::open_with_flags(path, flags) else { return ids };
    let Ok(mut query) = db.prepare("SELECT id, name FROM client NOT INDEXED ORDER BY id") else { return ids };
    let Ok(mut rows) = query.query([]) else { return ids };
    while let Ok(Some(row)) = rows.next() {
        ids.extend(row.get::<_, String>(1).and_then(|_| row.get::<_, u32>(0)).ok());
    }
    ids
}

/// Opens it, and compares what is left with what could be read.
fn opened(path: &Path, what: &str) -> Opened {
    let before = readable(path);
    let opened = Store::open(path, at(50)).unwrap_or_else(|error| panic!("{what}: {error}"));
    let clients = opened.store.clients().unwrap();
    let after: BTreeSet<u32> = clients.iter().map(|client| client.id.0).collect();
    let lost: Vec<&u32> = before.difference(&after).collect();
    assert!(lost.is_empty(), "{what}: lost {lost:?}; {:?}", opened.salvage);
    match &opened.salvage {
        Some(salvage) => {
            let names: Vec<String> = clients.into_iter().map(|client| client.name).collect();
            assert_eq!(salvage.clients, names, "{what}");
            assert_eq!(opened.damaged_kept_as.as_ref(), Some(&salvage.kept_as), "{what}");
            assert!(after.len() == 40 || salvage.incomplete.contains(&"client".to_owned()), "{what}: not told");
        }
        None => assert_eq!(after.len(), 40, "{what}: lost without a word"),
    }
    opened
}

/// Numbers that look random and are the same in each run (Marsaglia, "Xorshift RNGs", 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

fn damaged(sound: &[u8], damage: impl FnOnce(&mut Vec<u8>)) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let mut bytes = sound.to_vec();
    damage(&mut bytes);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn sound() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    fs::read(filled(folder.path())).unwrap()
}

#[test]
fn b6_random_bytes_anywhere_lose_no_client_that_can_be_read_and_nothing_without_a_word() {
    let (sound, mut numbers) = (sound(), Numbers(0x9e37_79b9_7f4a_7c15));
    let mut salvaged = 0;
    for round in 0..80 {
        let (_folder, path) = damaged(&sound, |bytes| {
            for _ in 0..=numbers.below(20) {
                let at = numbers.below(bytes.len());
                bytes[at] ^= u8::try_from(1 + numbers.below(255)).unwrap();
            }
        });
        salvaged += u32::from(opened(&path, &format!("round {round}")).salvage.is_some());
    }
    assert!(salvaged > 20, "{salvaged} of 80 were found to be damaged");
}

#[test]
fn b6_a_garbled_name_of_a_column_costs_that_column_alone() {
    let sound = sound();
    for name in ["first_applied_at", "options ", "colour "] {
        let (_folder, path) = damaged(&sound, |bytes| {
            let at = bytes.windows(name.len()).position(|part| part == name.as_bytes()).unwrap();
            bytes[at + 3] = 0xde;
            // Something that is found to be damaged.
            let last = bytes.len() - 4096;
            bytes[last..].fill(0xa5);
        });
        let opened = opened(&path, name);
        assert_eq!(opened.salvage.unwrap().clients.len(), 40, "{name}");
    }
}

#[test]
fn b6_a_lost_page_anywhere_loses_no_client_that_can_be_read() {
    let (sound, mut numbers) = (sound(), Numbers(7));
    for round in 0..40 {
        let page = numbers.below(sound.len() / 4096);
        let (_folder, path) = damaged(&sound, |bytes| bytes[page * 4096..(page + 1) * 4096].fill(0xa5));
        opened(&path, &format!("round {round}, page {page}"));
    }
}

/// A leaf of a table at a place of its root (from 0 to 1), and how many rows it has (SQLite, "Database File Format", 1.6).
fn leaf(sound: &[u8], table: &str, place: f64) -> (usize, u64) {
    let root = {
        let (_folder, path) = damaged(sound, |_| ());
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
        Connection::open(path).unwrap().query_row(sql, [table], |row| row.get::<_, u32>(0)).unwrap() as usize - 1
    };
    let number = |at: usize, bytes: usize| sound[at..at + bytes].iter().fold(0, |n, byte| n << 8 | usize::from(*byte));
    let page = root * 4096;
    assert_eq!(sound[page], 5, "{table} has more than one page");
    let cells = number(page + 3, 2);
    let nth = (cells as f64 * place) as usize;
    // The last one is named in the head of the page.
    let child = if nth == cells { page + 8 } else { page + number(page + 12 + nth * 2, 2) };
    let leaf = (number(child, 4) - 1) * 4096;
    assert_eq!(sound[leaf], 13, "a leaf");
    (leaf, number(leaf + 3, 2) as u64)
}

#[test]
fn b6_a_lost_page_costs_its_own_rows_alone() {
    let sound = sound();
    for (table, all) in [("client", 40), ("object", u64::from(PEOPLE)), ("plan_step", 271)] {
        for place in [0.0, 0.5, 1.0] {
            let (at, rows) = leaf(&sound, table, place);
            let (_folder, path) = damaged(&sound, |bytes| bytes[at..at + 4096].fill(0xa5));
            let salvage = opened(&path, table).salvage.unwrap();
            assert_eq!(salvage.rows[table], all - rows, "{table}, {rows} on the page at {place}");
            assert!(salvage.incomplete.contains(&table.to_owned()));
        }
    }
}

#[test]
fn b6_a_file_cut_anywhere_is_kept_aside_and_what_is_left_of_it_saved() {
    let (sound, mut numbers) = (sound(), Numbers(11));
    for round in 0..40 {
        let end = numbers.below(sound.len());
        let (_folder, path) = damaged(&sound, |bytes| bytes.truncate(end));
        let opened = opened(&path, &format!("round {round}, cut at {end}"));
        match opened.damaged_kept_as {
            Some(kept) => assert_eq!(fs::metadata(kept).unwrap().len(), end as u64, "kept as it was"),
            // What was cut off the last page was empty.
            None => assert!(end > sound.len() - 4096, "{end} of {}", sound.len()),
        }
    }
}

#[test]
fn b6_saved_choices_and_memory_hold_and_the_next_reading_brings_the_rest() {
    let sound = sound();
    // The grid is computed: nothing that matters lies in it.
    let page = {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tenantry.db");
        fs::write(&path, &sound).unwrap();
        let db = Connection::open(path).unwrap();
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'grid_name'";
        db.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap() as usize - 1
    };
    let (_folder, path) = damaged(&sound, |bytes| bytes[page * 4096..(page + 1) * 4096].fill(0xa5));
    let opened = opened(&path, "an index");
    let salvage = opened.salvage.unwrap();
    assert_eq!(salvage.incomplete, Vec::<String>::new());
    assert_eq!((salvage.rows["remembered"], salvage.rows["choice"], salvage.rows["exception"]), (270, 30, 1));
    let client = opened.store.client_by_name("Client 0").unwrap().unwrap();
    assert!(!client.paused, "nothing is lost");
    let refused = opened.store.begin_plan(client.id, at(51)).and_then(|_| opened.store.snapshot(client.id)).unwrap();
    assert_eq!(refused, None, "nothing is planned before the tenant was read");
    let world = World { store: opened.store, client: client.id, domains: vec![domain("larkfield.example")] };
    let counts = world.fetch(&people(), 60);
    assert_eq!((counts.added, counts.recipients), (PEOPLE, PEOPLE));
    assert_eq!(world.store.domain_records(client.id).unwrap()[0].by_kind.values().sum::<u32>(), PEOPLE);
    let steps = world.steps(61);
    assert!(steps.iter().all(|step| !step.is_removal()), "nobody is removed");
    let shown: Vec<_> = world.store.runs(client.id).unwrap().iter().map(|run| (run.done, run.total)).collect();
    assert_eq!(shown, [(271, 271)], "history and undo are there");
    world.fetch(&people()[1..], 70);
    let mut gone = Vec::new();
    world
        .store
        .recipient_cases(client.id, at(70) + jiff::ToSpan::hours(48), |case| {
            gone.extend(case.tenant.is_none().then_some((case.name.to_owned(), case.left.days)));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(gone, [("Person 1".to_owned(), 2)]);
}

#[test]
fn b6_clients_of_whom_something_may_be_lost_are_paused_until_a_person_has_looked() {
    let sound = sound();
    let (_folder, path) = damaged(&sound, |bytes| {
        let needle = b"Person 123";
        let at = bytes.windows(needle.len()).position(|w| w == needle).unwrap() / 4096 * 4096;
        bytes[at..at + 4096].fill(0);
    });
    let opened = opened(&path, "a page of people");
    assert!(!opened.salvage.unwrap().incomplete.is_empty());
    assert!(opened.store.clients().unwrap().iter().all(|client| client.paused));
}

#[test]
fn b6_an_emptied_file_is_damage_and_not_a_new_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    fs::write(&path, []).unwrap();
    let opened = Store::open(&path, at(0)).unwrap();
    assert!(opened.damaged_kept_as.is_some_and(|kept| kept.exists()));
    assert_eq!(opened.salvage.unwrap().clients, Vec::<String>::new());
    assert!(Store::open(&path, at(1)).unwrap().salvage.is_none());
}

#[test]
fn b6_a_program_that_dies_while_it_saves_finds_everything_at_the_next_start() {
    let sound = sound();
    let (folder, path) = damaged(&sound, |bytes| bytes.truncate(sound.len() - 5_000));
    // It died while the new one was made: half of it lies there.
    fs::write(folder.path().join("tenantry.db.salvaged"), &sound[..40_000]).unwrap();
    let first = opened(&path, "half a new one");
    let kept = first.damaged_kept_as.unwrap();
    drop(first.store);
    // It died between the two moves.
    fs::rename(&path, folder.path().join("tenantry.db.salvaged")).unwrap();
    fs::write(folder.path().join("tenantry.db-wal"), "of the damaged one").unwrap();
    let second = Store::open(&path, at(60)).unwrap();
    assert_eq!(second.store.clients().unwrap().len(), 40);
    assert_eq!(second.damaged_kept_as, Some(kept.clone()));
    assert!(PathBuf::from(format!("{}-wal", kept.display())).exists(), "the log belongs to the damaged one");
}

#[test]
fn b6_a_database_whose_number_was_damaged_is_told_by_its_tables() {
    let sound = sound();
    for number in [0_u8, 1, 2, 3] {
        let (_folder, path) = damaged(&sound, |bytes| bytes[63] = number);
        let opened = opened(&path, &format!("number {number}"));
        assert_eq!(opened.salvage.unwrap().incomplete, Vec::<String>::new(), "number {number}");
    }
}

#[test]
fn b6_damage_met_in_use_is_named_and_looked_into_at_the_next_start() {
    let sound = sound();
    let (folder, path) = damaged(&sound, |_| ());
    let store = Store::open(&path, at(0)).unwrap().store;
    let at_root = {
        let db = Connection::open(&path).unwrap();
        db.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'run'", [], |row| row.get::<_, u32>(0)).unwrap()
            as usize
            - 1
    };
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    let before = bytes.clone();
    let store = Store::open(&path, at(1)).unwrap().store;
    bytes[at_root * 4096..(at_root + 1) * 4096].fill(0xff);
    fs::write(&path, &bytes).unwrap();
    let client = store.clients().unwrap()[0].id;
    let met = store.runs(client).unwrap_err();
    assert!(matches!(met, StoreError::Damaged { .. }), "{met:?}");
    assert!(folder.path().join("tenantry.db.suspect").exists());
    drop(store);
    fs::write(&path, before).unwrap();
    assert!(Store::open(&path, at(2)).unwrap().salvage.is_none());
    assert!(!folder.path().join("tenantry.db.suspect").exists(), "it was looked into");
}

#[test]
fn b6_numbers_that_are_no_times_and_words_that_are_no_list_cost_themselves_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path());
    let sql = "UPDATE client SET created_at = 9223372036854775807, next_sync = -9223372036854775808,
                 sign_in_account = 'admin@larkfield.example', sign_in_granted = '{\"no\": \"list\"}' WHERE id = 1";
    Connection::open(&path).unwrap().execute(sql, []).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[..16].fill(0x55);
    fs::write(&path, bytes).unwrap();

    let opened = opened(&path, "times and lists");
    let client = opened.store.clients().unwrap().into_iter().find(|client| client.id.0 == 1).unwrap();
    assert_eq!((client.created_at, client.schedule.next_sync), (jiff::Timestamp::UNIX_EPOCH, None));
    let sign_in = client.sign_in.unwrap();
    assert_eq!((sign_in.account.as_str(), sign_in.granted.len()), ("admin@larkfield.example", 0));
    assert!(client.paused && opened.salvage.unwrap().incomplete.contains(&"client".to_owned()));
}
