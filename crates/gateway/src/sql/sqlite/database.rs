//! Opening the database so that Postfix can read it at any time, and telling its failures.

use std::{
    fmt::Display,
    fs::{self, File, OpenOptions},
    io,
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};
use rusqlite_migration::{M, Migrations};

use crate::GatewayError;

/// One entry per schema number, oldest first.
const MIGRATIONS: &[M<'_>] =
    &[M::up(include_str!("schema_1.sql")), M::up(include_str!("schema_2.sql")), M::up(include_str!("schema_3.sql"))];
const KNOWN_SCHEMA: u32 = 3;
/// How long a writer waits for another one.
const BUSY: Duration = Duration::from_secs(10);

pub(in crate::sql) fn unreachable(place: &Path, cause: &dyn Display) -> GatewayError {
    GatewayError::Unreachable { gateway: place.display().to_string(), cause: cause.to_string() }
}

/// Makes the folder, and lets one client at a time open what is in it, until the file is dropped.
///
/// It is a file of its own, because closing a second handle of the database would drop SQLite's locks (fcntl(2)).
pub(in crate::sql) fn lock(dir: &Path) -> io::Result<File> {
    fs::create_dir_all(dir)?;
    let file = File::create(dir.join("gateway.lock"))?;
    file.lock()?;
    Ok(file)
}

/// Creates or opens `dir/gateway.db` with the schema of this version.
pub(in crate::sql) fn open(dir: &Path) -> Result<Connection, GatewayError> {
    let failed = |cause: &dyn Display| unreachable(dir, cause);
    let path = dir.join("gateway.db");
    create_readable_by_group(&path).map_err(|e| failed(&e))?;
    let mut connection = Connection::open(&path).map_err(|e| failed(&e))?;
    prepare(&connection).map_err(|e| failed(&e))?;
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(|e| failed(&e))?;
    if found > KNOWN_SCHEMA {
        return Err(GatewayError::Newer { gateway: dir.display().to_string(), found, known: KNOWN_SCHEMA });
    }
    Migrations::from_slice(MIGRATIONS).to_latest(&mut connection).map_err(|e| failed(&e))?;
    Ok(connection)
}

/// The id of the database that lies in the folder now, which need not be the one that was opened.
pub(in crate::sql) fn id(dir: &Path) -> rusqlite::Result<String> {
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
    connection.busy_timeout(BUSY)?;
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
