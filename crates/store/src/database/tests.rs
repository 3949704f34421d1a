//! A disk that is full and one that cannot be written, as SQLite tells of them.

use std::{fs, path::Path};

use jiff::Timestamp;
use model::Options;

use super::*;
use crate::{ClientId, NewClient};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn client(store: &Store, name: &str) -> Result<ClientId, StoreError> {
    let [colour, cloud, gateway] = ["teal", "practice", "local"].map(str::to_owned);
    let new = NewClient { name: name.to_owned(), colour, cloud, gateway, tenant: None, options: Options::default() };
    store.add_client(&new, NOW)
}

/// SQLite's own limit makes it answer as a full disk does.
fn room(connection: &Connection, pages: u32) {
    connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
}

#[test]
fn b6_a_full_disk_is_named_nothing_is_lost_and_it_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let store = Store::open(&path, NOW).unwrap().store;
    let first = client(&store, "first").unwrap();
    room(&lock(&store.inner.writer), 1);
    let long = "x".repeat(20_000);
    let full = store.write("trying", |db| crate::client::set(db, first, "last_problem = ?2", &[&first, &long]));
    let full = full.unwrap_err();
    assert!(matches!(full, StoreError::Full { doing: "trying", .. }), "{full:?}");
    assert_eq!(full.to_string(), format!("trying in {}: the disk is full", path.display()));
    assert_eq!(store.client(first).unwrap().schedule.last_problem, None);
    room(&lock(&store.inner.writer), u32::MAX - 1);
    store.write("trying", |db| crate::client::set(db, first, "last_problem = ?2", &[&first, &long])).unwrap();
    assert_eq!(store.client(first).unwrap().schedule.last_problem, Some(long));
}

#[test]
fn b6_what_was_staged_for_a_full_disk_leaves_no_trace_and_can_be_staged_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let store = Store::open(&path, NOW).unwrap().store;
    let id = client(&store, "first").unwrap();
    let stage = |pages: u32| {
        let mut staging = store.stage("staging", "CREATE TEMP TABLE staged (text TEXT)")?;
        staging.add(|db| {
            room(db, pages);
            for n in 0..2_000 {
                db.execute(
                    "INSERT INTO staged VALUES (?1)",
                    [format!("https://graph.example/{n}/{}", "x".repeat(200))],
                )?;
            }
            Ok(())
        })?;
        let sql = "INSERT INTO delta_link (client, resource, link) SELECT ?1, rowid, text FROM staged";
        staging.finish(|db| Ok(db.execute(sql, [id])?))
    };
    let links = || {
        store.read("counting", |db| Ok(db.query_row("SELECT count(*) FROM delta_link", [], |r| r.get::<_, u32>(0))?))
    };
    assert!(matches!(stage(1).unwrap_err(), StoreError::Full { doing: "staging", .. }));
    assert_eq!(links().unwrap(), 0);
    client(&store, "others write meanwhile").unwrap();
    assert_eq!(stage(u32::MAX - 1).unwrap(), 2_000);
    assert_eq!(links().unwrap(), 2_000);
}

#[test]
fn b6_what_cannot_be_saved_now_stays_where_it_is_until_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    drop(Store::open(&path, NOW).unwrap());
    let mut bytes = fs::read(&path).unwrap();
    let end = bytes.len() - 3 * 4096;
    bytes.truncate(end);
    fs::write(&path, &bytes).unwrap();
    let obstacle = folder.path().join("tenantry.db.salvaged");
    fs::create_dir(&obstacle).unwrap();
    let refused = Store::open(&path, NOW).unwrap_err();
    assert!(matches!(refused, StoreError::NotSalvaged { .. }), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
    fs::remove_dir(&obstacle).unwrap();
    assert!(Store::open(&path, NOW).unwrap().salvage.is_some());
}

#[test]
#[cfg(target_os = "linux")]
fn b8_a_folder_that_cannot_be_written_is_named_as_such() {
    // Nobody makes files there, not even root.
    let refused = Store::open(Path::new("/sys/tenantry.db"), NOW).unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused:?}");
    assert_eq!(refused.to_string(), "making the database in /sys/tenantry.db: it cannot be written");
}

#[test]
#[cfg(unix)]
fn b8_a_file_that_cannot_be_written_is_named_as_such_and_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    drop(Store::open(&path, NOW).unwrap());
    let before = fs::read(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    if fs::File::options().write(true).open(&path).is_ok() {
        // Root writes everywhere: then SQLite is told not to.
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let told = Connection::open_with_flags(&path, flags).unwrap().execute("DELETE FROM client", []).unwrap_err();
        assert!(matches!(named(told.into(), &path, "trying"), StoreError::ReadOnly { .. }));
    } else {
        let refused = Store::open(&path, NOW).unwrap_err();
        assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused:?}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}
