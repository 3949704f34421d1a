//! The database's history: each step is made once, and never edited after a release.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction, params};
use rusqlite_migration::{HookResult, M, Migrations};

use crate::{ClientId, address, codec::domain_of, domain_set::Sets, import::identify};

/// The newest schema.
pub const KNOWN: u32 = 22;

/// Brings a database up to the newest schema.
pub(crate) fn migrate(db: &mut Connection) -> rusqlite::Result<()> {
    migrate_to(db, KNOWN)
}

/// Whether a database of the newest schema has every column of it: damage in their names is none to SQLite.
pub(crate) fn is_whole(db: &Connection) -> rusqlite::Result<bool> {
    let mut fresh = Connection::open_in_memory()?;
    migrate(&mut fresh)?;
    let wanted = columns(&fresh)?;
    // What was just read through can be read, unless its names are no text any more.
    Ok(columns(db).is_ok_and(|has| wanted.is_subset(&has)))
}

fn columns(db: &Connection) -> rusqlite::Result<BTreeSet<(String, String)>> {
    let sql = "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'";
    db.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Brings a database up to a schema.
pub(crate) fn migrate_to(db: &mut Connection, version: u32) -> rusqlite::Result<()> {
    let steps = vec![
        M::up(include_str!("schema/0001_initial.sql")),
        M::up_with_hook(include_str!("schema/0002_sources.sql"), |db: &Transaction<'_>| -> HookResult {
            Ok(index(db)?)
        }),
        M::up(include_str!("schema/0003_challenge.sql")),
        M::up(include_str!("schema/0004_trust.sql")),
        M::up(include_str!("schema/0005_loser.sql")),
        M::up(include_str!("schema/0006_gateways.sql")),
        M::up(include_str!("schema/0007_order.sql")),
        M::up(include_str!("schema/0008_desktop.sql")),
        M::up(include_str!("schema/0009_open_steps.sql")),
        M::up(include_str!("schema/0010_import.sql")),
        M::up(include_str!("schema/0011_import_window.sql")),
        M::up(include_str!("schema/0012_import_newest.sql")),
        M::up(include_str!("schema/0013_marks.sql")),
        M::up(include_str!("schema/0014_import_tries.sql")),
        M::up(include_str!("schema/0015_guard.sql")),
        M::up(include_str!("schema/0016_import_zone.sql")),
        M::up(include_str!("schema/0017_listed.sql")),
        M::up(include_str!("schema/0018_import_last_round.sql")),
        M::up_with_hook(include_str!("schema/0019_import_archive.sql"), |db: &Transaction<'_>| -> HookResult {
            Ok(identify(db)?)
        }),
        M::up(include_str!("schema/0020_import_everybody.sql")),
        M::up(include_str!("schema/0021_import_let_go.sql")),
        M::up(include_str!("schema/0022_import_secret.sql")),
    ];
    // A table that others refer to is made anew (SQLite, "ALTER TABLE", "Making Other Kinds Of Table Schema Changes").
    db.pragma_update(None, "foreign_keys", false)?;
    let migrated = Migrations::new(steps).to_version(db, version as usize).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err,
        other => rusqlite::Error::ToSqlConversionFailure(Box::new(other)),
    });
    db.pragma_update(None, "foreign_keys", true)?;
    migrated
}

/// The schema that a database has by its tables; 0 when it has none of ours.
pub(crate) fn found(db: &Connection) -> rusqlite::Result<u32> {
    let has = |table: &str, column: &str| -> rusqlite::Result<bool> {
        db.prepare("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2")?.exists([table, column])
    };
    let marks = [
        (22, "import_secret", "sink"),
        (21, "import_job", "let_go"),
        (20, "import_job", "everybody"),
        (19, "import_job", "mark"),
        (18, "import_mailbox", "last_round"),
        (17, "domain", "remembered_at"),
        (16, "import_job", "zone"),
        (15, "cutover", "exchange_trouble"),
        (14, "import_message", "tried"),
        (13, "cutover_mark", "objects"),
        (12, "import_job", "touched"),
        (11, "import_job", "hours_from"),
        (10, "import_job", "sink"),
        (9, "client", "open_steps"),
        (8, "cutover", "target"),
        (7, "remembered", "id"),
        (6, "by_hand", "setting"),
        (5, "plan_loser", "had"),
        (4, "exception", "until"),
        (3, "client", "challenge"),
        (2, "object", "graph"),
        (1, "client", "name"),
    ];
    for (version, table, column) in marks {
        if has(table, column)? {
            return Ok(version);
        }
    }
    Ok(0)
}

/// Who has which address, and in which domains: what SQL alone cannot tell.
fn index(db: &Connection) -> rusqlite::Result<()> {
    let mut clients = db.prepare("SELECT id FROM client")?;
    for client in clients.query_map([], |row| row.get::<_, ClientId>(0))? {
        index_client(db, client?)?;
    }
    Ok(())
}

fn index_client(db: &Connection, client: ClientId) -> rusqlite::Result<()> {
    let sql = "SELECT name, id FROM domain WHERE client = ?1 AND present = 1 AND verified = 1 AND mail = 1";
    let names =
        db.prepare(sql)?.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let names: BTreeMap<String, i64> = names;
    let mut recipients = db.prepare("SELECT id, addresses FROM object WHERE client = ?1 AND taken = 1")?;
    let mut write = db.prepare("UPDATE object SET domain_set = ?2 WHERE id = ?1")?;
    let (mut sets, mut pairs) = (Sets::default(), Vec::new());
    let mut rows = recipients.query([client])?;
    while let Some(row) = rows.next()? {
        let (object, lines): (i64, &str) = (row.get(0)?, row.get_ref(1)?.as_str()?);
        let mut domains: Vec<i64> = lines.lines().filter_map(|line| names.get(domain_of(line)).copied()).collect();
        domains.sort_unstable();
        domains.dedup();
        pairs.extend(lines.lines().map(|line| (address::hash(line), object)));
        write.execute(params![object, sets.number(db, client, &domains)?])?;
    }
    address::add(db, client, &mut pairs)
}
