//! Opening the database so that Postfix can read it at any time, and telling its failures.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};
use rusqlite_migration::{M, Migrations};

use super::failure;
use crate::GatewayError;

/// One entry per schema number, oldest first.
const MIGRATIONS: &[M<'_>] = &[
    M::up(include_str!("schema_1.sql")),
    M::up(include_str!("schema_2.sql")),
    M::up(include_str!("schema_3.sql")),
    M::up(include_str!("schema_4.sql")),
    M::up(include_str!("schema_5.sql")),
];
const KNOWN_SCHEMA: u32 = 5;
/// How long a writer waits for another one.
const BUSY: Duration = Duration::from_secs(10);

/// Makes the folder, and lets one client at a time open what is in it, until the file is dropped.
///
/// It is a file of its own, because closing a second handle of the database would drop SQLite's locks (fcntl(2)).
pub(super) fn lock(dir: &Path) -> io::Result<File> {
    fs::create_dir_all(dir)?;
    let file = File::create(dir.join("gateway.lock"))?;
    file.lock()?;
    Ok(file)
}

/// Creates or opens `dir/gateway.db` with the schema of this version.
pub(super) fn open(dir: &Path) -> Result<Connection, GatewayError> {
    let failed = |e| failure::of(dir, &e);
    let path = dir.join("gateway.db");
    create_readable_by_group(&path).map_err(|e| failure::unreachable(dir, &e))?;
    let mut connection = Connection::open(&path).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    refuse_others(&connection, dir).map_err(failed)??;
    prepare(&connection).map_err(failed)?;
    let migrated = Migrations::from_slice(MIGRATIONS).to_latest(&mut connection);
    migrated.map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => failure::of(dir, &err),
        other => GatewayError::Unreachable { gateway: dir.display().to_string(), cause: other.to_string() },
    })?;
    Ok(connection)
}

/// Nothing is changed in the database of another program, or of a newer version.
fn refuse_others(connection: &Connection, dir: &Path) -> rusqlite::Result<Result<(), GatewayError>> {
    let gateway = || dir.display().to_string();
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let (all, ours): (u32, u32) = connection.query_row(
        "SELECT count(*), count(*) FILTER (WHERE name IN ('gateway', 'account', 'domain', 'address'))
         FROM sqlite_schema WHERE type = 'table'",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(match (found, all, ours) {
        (0, 0, _) => Ok(()),
        (1.., _, 4) if found <= KNOWN_SCHEMA => Ok(()),
        (1.., _, 4) => Err(GatewayError::Newer { gateway: gateway(), found, known: KNOWN_SCHEMA }),
        _ => Err(GatewayError::NotOurs { gateway: gateway(), cause: "gateway.db is another program's".to_owned() }),
    })
}

/// The id of the database that lies in the folder now, which need not be the one that was opened.
pub(super) fn id(dir: &Path) -> rusqlite::Result<String> {
    let connection = Connection::open_with_flags(dir.join("gateway.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(BUSY)?;
    connection.query_row("SELECT id FROM gateway", [], |row| row.get(0))
}

/// Postfix reads through its group, others have no business with people's addresses. SQLite gives the
/// write-ahead log the mode that the database has when the log is made, so the mode comes first.
fn create_readable_by_group(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    match options.open(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    // Postfix may read files but not create them: the log stays in place when the last writer leaves.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // A step journalled as done survives a power cut.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    // 8 MiB: an import of 100,000 mailboxes comes back to the same pages again and again.
    connection.pragma_update(None, "cache_size", -8192)?;
    // 32 MB: pages that an import changes again and again are moved over once.
    connection.pragma_update(None, "wal_autocheckpoint", 8000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
