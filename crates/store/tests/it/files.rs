//! The database file: made, migrated, newer, damaged.

use std::{fs, io::Write};

use rusqlite::Connection;
use store::{Store, StoreError};

use crate::tenant::{at, new_client};

#[test]
fn b2_a_newer_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    drop(Store::open(&path, at(0)).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&path).unwrap();
    let refused = Store::open(&path, at(1)).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 99, known: 1, .. }), "{refused}");
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
            "choice",
            "client",
            "delta_link",
            "domain",
            "domain_kind",
            "grid",
            "grid_stale",
            "journal",
            "object",
            "observed_recipient",
            "plan",
            "plan_step",
            "remembered",
            "run",
            "snapshot",
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
