//! The database file: made, migrated, newer, damaged.

use std::{fs, io::Write};

use model::{DirectoryId, Kind, KindSource, SeenByExchange};
use rusqlite::Connection;
use store::{ListedRow, Store, StoreError};

use crate::tenant::{World, at, domain, heard, new_client, user};

#[test]
fn b2_a_newer_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    drop(Store::open(&path, at(0)).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&path).unwrap();
    let refused = Store::open(&path, at(1)).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 99, known: 22, .. }), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
#[cfg(unix)]
fn b7_the_database_and_its_log_are_for_their_owner_alone_in_any_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let opened = Store::open(&path, at(0)).unwrap();
    opened.store.add_client(&new_client("Larkfield"), at(0)).unwrap();
    for name in ["tenantry.db", "tenantry.db-wal", "tenantry.db-shm"] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn b6_a_damaged_database_is_kept_aside_with_its_log_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let opened = Store::open(&path, at(0)).unwrap();
    opened.store.add_client(&new_client("Larkfield"), at(0)).unwrap();
    drop(opened);
    let mut bytes = fs::read(&path).unwrap();
    let page = bytes.len() / 2 / 4096 * 4096;
    bytes[100..].iter_mut().take(page).for_each(|b| *b = 0xa5);
    fs::write(&path, &bytes).unwrap();
    fs::File::create(folder.path().join("tenantry.db-wal")).unwrap().write_all(b"not a log").unwrap();

    let opened = Store::open(&path, at(5)).unwrap();
    let kept = opened.damaged_kept_as.unwrap();
    assert_eq!(kept.file_name().unwrap(), "tenantry.db.damaged-20260302T080500Z");
    assert_eq!(fs::read(kept).unwrap(), bytes);
    assert!(opened.store.clients().unwrap().is_empty());
}

#[test]
fn b6_what_is_no_database_is_kept_aside_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    fs::write(&path, "Dear diary, this is certainly not SQLite at all.".repeat(200)).unwrap();
    assert!(Store::open(&path, at(0)).unwrap().damaged_kept_as.is_some());
    assert!(Store::open(&path, at(1)).unwrap().damaged_kept_as.is_none());
}

#[test]
fn b8_a_folder_that_cannot_be_used_is_named_with_the_cause() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("absent").join("tenantry.db");
    let refused = Store::open(&path, at(0)).unwrap_err();
    let StoreError::Database { path: named, .. } = &refused else { panic!("{refused:?}") };
    assert_eq!(named, &path);
    assert!(refused.to_string().starts_with("opening the database in "), "{refused}");
}

#[test]
fn every_table_is_strict_and_the_schema_is_the_one_that_was_released() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    drop(Store::open(&path, at(0)).unwrap());
    let db = Connection::open(&path).unwrap();
    let mut query =
        db.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' ORDER BY name").unwrap();
    let tables: Vec<(String, bool)> =
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let ours: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).filter(|n| !n.starts_with("sqlite_")).collect();
    assert_eq!(
        ours,
        [
            "address",
            "app_setting",
            "approval",
            "by_hand",
            "choice",
            "choice_before",
            "choice_step",
            "client",
            "cutover",
            "cutover_dns",
            "cutover_mark",
            "delta_link",
            "domain",
            "domain_kind",
            "domain_set",
            "exception",
            "grid",
            "grid_stale",
            "import_app",
            "import_asked",
            "import_folder",
            "import_item",
            "import_job",
            "import_mailbox",
            "import_message",
            "import_secret",
            "import_skip",
            "import_tally",
            "journal",
            "journal_span",
            "leaver",
            "network_list",
            "notified",
            "object",
            "object_past",
            "observed_recipient",
            "plan",
            "plan_loser",
            "plan_step",
            "registration",
            "remembered",
            "run",
            "saved_view",
            "setting_change",
            "snapshot",
            "snapshot_day",
        ]
    );
    assert!(tables.iter().filter(|(name, _)| !name.starts_with("sqlite_")).all(|(_, strict)| *strict));
    let secret: i64 = db
        .query_row("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%token%' OR sql LIKE '%password%'", [], |r| {
            r.get(0)
        })
        .unwrap();
    assert_eq!(secret, 0, "B7: no secret has a place here");
}

#[test]
fn the_second_open_finds_what_the_first_one_stored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let first = Store::open(&path, at(0)).unwrap().store;
    let client = first.add_client(&new_client("Larkfield"), at(0)).unwrap();
    drop(first);
    assert_eq!(Store::open(&path, at(1)).unwrap().store.client(client).unwrap().name, "Larkfield");
}

/// A database as the first release left it: two recipients, one of them known by Exchange, one remembered and gone.
const FIRST_RELEASE: &str = "
    INSERT INTO client (id, name, colour, cloud, gateway, options, created_at) VALUES (1, 'Larkfield', 'teal', 'practice', 'local', '{}', 0);
    INSERT INTO domain (id, client, name, verified, mail) VALUES (1, 1, 'larkfield.example', 1, 1);
    INSERT INTO domain_kind (domain, kind, recipients) VALUES (1, 'shared', 1);
    INSERT INTO snapshot (client, read_at, last_full, exchange, exchange_asked, requests, by_kind, content, digest)
      VALUES (1, 0, 0, '\"complete\"', '\"complete\"', 1, '{\"shared\":1}', zeroblob(16), '');
    INSERT INTO object (id, client, directory_id, resource, graph_name, graph_primary, graph_aliases, graph_kind,
      graph_source, graph_passes, exchange_name, exchange_primary, exchange_kind, exchange_heard, taken, kind,
      kind_source, name, addresses, fingerprint, first_seen_at)
      VALUES (5, 1, x'07000000000000000000000000000001', 'users', 'Desk', 'Desk@larkfield.example', 'd@larkfield.example', 'user',
      'guess', 1, 'Desk', 'Desk@larkfield.example', 'shared', 1, 1, 'shared', 'exchange', 'Desk',
      'Desk@larkfield.example' || char(10) || 'd@larkfield.example', x'00', 0);
    INSERT INTO object (id, client, directory_id, taken, kind, kind_source, name, addresses, fingerprint, vanished_at)
      VALUES (6, 1, x'07000000000000000000000000000002', 0, 'user', 'guess', 'Gone', 'gone@larkfield.example', x'00', 0);
    INSERT INTO choice (object, selected, chosen_at) VALUES (5, 0, 0);
    INSERT INTO remembered (object, client, key, addresses, kind, listed, services, standing, services_when_active, services_revision, written_at)
      VALUES (6, 1, 'gone@larkfield.example', 'gone@larkfield.example', 'user', 1, 7, 'left', 7, 0, 0);
    INSERT INTO address (client, key, object, domain) VALUES (1, 'desk@larkfield.example', 5, 1);";

#[test]
fn b6_a_database_of_the_first_release_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../src/schema/0001_initial.sql")).unwrap();
    old.execute_batch(FIRST_RELEASE).unwrap();
    let options = serde_json::to_string(&model::Options::default()).unwrap();
    old.execute("UPDATE client SET options = ?1", [options]).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    drop(old);

    let store = Store::open(&path, at(0)).unwrap().store;
    let client = store.clients().unwrap()[0].id;
    let counts: Vec<_> = store.domain_records(client).unwrap().into_iter().map(|d| d.by_kind).collect();
    assert_eq!(counts, [[(Kind::Shared, 1)].into()]);
    let page = store.recipients_page(client, None, 10, at(1)).unwrap();
    let desk = &page[0].recipient;
    assert_eq!((page.len(), desk.kind, desk.kind_source), (1, Kind::Shared, KindSource::Exchange));
    let listed = ListedRow {
        address: "D@larkfield.example".parse().unwrap(),
        selected: true,
        incoming: None,
        outgoing: None,
        archiving: None,
        line: 1,
    };
    assert_eq!(store.select_exactly(client, &[listed], at(1)).unwrap().selected, 1, "found by its alias");
    let mut gone = Vec::new();
    store
        .recipient_cases(client, at(2), |case| {
            gone.extend(case.remembered.map(|_| case.name.to_owned()));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(gone, ["Gone"]);

    // The same reading again changes nothing: what was said came along.
    let world = World { store, client, domains: vec![domain("larkfield.example")] };
    let mut desk = user(1, "Desk", "Desk@larkfield.example", &["d@larkfield.example"]);
    desk.id = DirectoryId([7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    let listed = SeenByExchange { aliases: vec![], ..heard(&desk, Kind::Shared) };
    let counts = world.fetch_with(&[desk], Some(&[listed]), 3);
    assert_eq!((counts.added, counts.changed, counts.removed), (0, 0, 0));
    let db = Connection::open(&path).unwrap();
    assert_eq!(db.prepare("PRAGMA foreign_key_check").unwrap().query_map([], |_| Ok(())).unwrap().count(), 0);
}
