//! The database file: opened, checked, migrated, and shared between one writer and several readers.

mod uri;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use uri::uri;

use crate::{
    StoreError, backup,
    grid::lists::Held,
    salvage::{self, Salvage},
    schema,
};

/// Larger databases are not read through at every start; damage in them is met where it lies.
const CHECKED_BYTES: u64 = 64 << 20;
const READERS: usize = 4;

/// The store: cheap to clone, safe to share between threads. Every call blocks.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    /// What lies before the database, when it is only rehearsed on.
    shadow: Option<Shadow>,
    writer: Arc<Mutex<Connection>>,
    readers: Mutex<Vec<Connection>>,
    held: Held,
}

/// Tables in memory that are found before those of the same name in the database.
#[derive(Debug)]
struct Shadow {
    path: PathBuf,
    /// They last as long as a connection to them.
    _first: Mutex<Connection>,
}

/// An opened store.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Where a damaged database was kept, when a new one had to be made (B6).
    pub damaged_kept_as: Option<PathBuf>,
    /// What was saved of it; `None` also when an earlier start did it and died before it could say so.
    pub salvage: Option<Salvage>,
    /// Where an older database was copied to before it was brought up to date.
    pub copied_to: Option<PathBuf>,
}

/// A failure inside a call, before the call's name and the file's path are put to it.
#[derive(Debug)]
pub(crate) enum Fault {
    Sql(rusqlite::Error),
    Store(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Store {
    /// Opens or makes the database at `path`; `now` names a damaged one that is kept aside. An older one is copied
    /// before it is brought up to date; of a damaged one is saved what can be read (B6).
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::NotBackedUp`], [`StoreError::NotSalvaged`], [`StoreError::ReadOnly`],
    /// [`StoreError::Full`]; [`StoreError::Database`] when folder or file cannot be used otherwise.
    pub fn open(path: &Path, now: Timestamp) -> Result<Opened, StoreError> {
        let moved = |source| StoreError::NotMoved { path: path.to_owned(), source };
        let finished = salvage::finish_earlier(path).map_err(moved)?;
        // A database is never empty, but for the moment in which it is made.
        let emptied = fs::metadata(path).is_ok_and(|file| file.len() == 0);
        let denied = make_private(path).err().filter(|error| error.kind() != io::ErrorKind::AlreadyExists);
        let connected = if emptied {
            Err(failure(rusqlite::ffi::SQLITE_CORRUPT, "the file is empty"))
        } else {
            Self::connect(path)
        };
        match connected {
            Err(Fault::Sql(error)) if is_damage(&error) => {
                let salvage = salvage::salvage(path, now)?;
                let (store, copied_to) =
                    Self::connect(path).map_err(|fault| named(fault, path, "opening the new database"))?;
                Ok(Opened { store, damaged_kept_as: Some(salvage.kept_as.clone()), salvage: Some(salvage), copied_to })
            }
            Err(Fault::Sql(source)) if denied.is_some_and(|error| cannot_write(&error)) => {
                Err(StoreError::ReadOnly { path: path.to_owned(), doing: "making the database", source })
            }
            opened => {
                let (store, copied_to) = opened.map_err(|fault| named(fault, path, "opening the database"))?;
                Ok(Opened { store, damaged_kept_as: finished, salvage: None, copied_to })
            }
        }
    }

    /// A store that ends with its last clone.
    ///
    /// # Errors
    /// [`StoreError::Database`] when memory is short.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = in_memory();
        let made = Self::connect(&path).map_err(|fault| named(fault, &path, "making a database in memory"))?;
        Ok(made.0)
    }

    /// Also where an older database was copied to.
    fn connect(path: &Path) -> Result<(Self, Option<PathBuf>), Fault> {
        let mut writer = connection(path)?;
        if writer.is_readonly(rusqlite::MAIN_DB)? {
            return Err(failure(rusqlite::ffi::SQLITE_READONLY, "the file cannot be written"));
        }
        let found: u32 = writer.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found > schema::KNOWN {
            return Err(Fault::Store(StoreError::Newer { path: path.to_owned(), found, known: schema::KNOWN }));
        }
        let suspect = suspect(path);
        if suspect.exists() || fs::metadata(path).is_ok_and(|m| m.len() <= CHECKED_BYTES) {
            check(&writer)?;
            if found == schema::KNOWN && !schema::is_whole(&writer)? {
                return Err(failure(rusqlite::ffi::SQLITE_CORRUPT, "a column of its tables has lost its name"));
            }
            // What is no text any more is none to a check of SQLite's.
            if found == schema::KNOWN && !crate::client::unreadable(&writer)?.is_empty() {
                return Err(failure(rusqlite::ffi::SQLITE_CORRUPT, "a client cannot be read"));
            }
            drop(fs::remove_file(suspect));
        }
        if schema::found(&writer)? != found {
            return Err(failure(rusqlite::ffi::SQLITE_CORRUPT, "its tables are not those of its number"));
        }
        let older = (1..schema::KNOWN).contains(&found) && !is_in_memory(path);
        let copied = older.then(|| backup::copy(&writer, path, schema::KNOWN)).transpose()?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // A step that was marked as sent is on the disk before the gateway is called (B4).
        writer.pragma_update(None, "synchronous", "FULL")?;
        schema::migrate(&mut writer)?;
        let writer = Arc::new(Mutex::new(writer));
        let inner =
            Inner { path: path.to_owned(), shadow: None, writer, readers: Mutex::default(), held: Held::default() };
        Ok((Self { inner: Arc::new(inner) }, copied))
    }

    /// The same database behind tables in memory, which `fill` makes: they are `main`, and `lasting` is the database.
    /// What is staged there can still be finished into the database; nothing else can be written.
    pub(crate) fn behind(
        &self,
        doing: &'static str,
        fill: impl FnOnce(&Transaction<'_>) -> Result<(), Fault>,
    ) -> Result<Self, StoreError> {
        let path = in_memory();
        let make = || {
            let mut first = behind(&path, &self.inner.path)?;
            let filling = first.transaction()?;
            fill(&filling)?;
            filling.commit()?;
            Ok::<_, Fault>(first)
        };
        let first = make().map_err(|fault| named(fault, &self.inner.path, doing))?;
        let inner = Inner {
            path: self.inner.path.clone(),
            shadow: Some(Shadow { path, _first: Mutex::new(first) }),
            writer: Arc::clone(&self.inner.writer),
            readers: Mutex::default(),
            held: Held::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    fn connection(&self) -> rusqlite::Result<Connection> {
        match &self.inner.shadow {
            Some(shadow) => behind(&shadow.path, &self.inner.path),
            None => connection(&self.inner.path),
        }
    }

    /// What is held of the grids in view.
    pub(crate) fn held(&self) -> &Held {
        &self.inner.held
    }

    /// Reads at one point in time.
    pub(crate) fn read<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.read_once(work).map_err(|fault| named(fault, &self.inner.path, doing))
    }

    fn read_once<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        let idle = lock(&self.inner.readers).pop();
        let mut reader = idle.map_or_else(|| self.connection(), Ok)?;
        let answer = work(&reader.transaction()?)?;
        let mut readers = lock(&self.inner.readers);
        if readers.len() < READERS {
            readers.push(reader);
        }
        Ok(answer)
    }

    /// Writes in one transaction: all or nothing.
    pub(crate) fn write<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        if self.inner.shadow.is_some() {
            return Err(StoreError::Rehearsed { doing });
        }
        let mut writer = lock(&self.inner.writer);
        transact(&mut writer, work).map_err(|fault| named(fault, &self.inner.path, doing))
    }

    /// A connection whose temporary tables hold what must leave no trace until it is complete.
    pub(crate) fn stage(&self, doing: &'static str, tables: &str) -> Result<Staging, StoreError> {
        let open = || -> rusqlite::Result<Connection> {
            let connection = self.connection()?;
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            connection.execute_batch(tables)?;
            // One transaction for all that is staged; it touches temporary tables only and locks nobody out.
            connection.execute_batch("BEGIN")?;
            Ok(connection)
        };
        let connection = open().map_err(|error| named(error.into(), &self.inner.path, doing))?;
        Ok(Staging { store: self.clone(), doing, connection })
    }
}

/// The file names a client's people, so it is made for its owner alone, whoever may enter the folder; SQLite gives
/// its log the same mode. What cannot be made is told by SQLite, which tries again.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// See [`Store::stage`].
#[derive(Debug)]
pub(crate) struct Staging {
    store: Store,
    doing: &'static str,
    connection: Connection,
}

impl Staging {
    /// The database that it is staged for.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Adds to the temporary tables only; whoever sees it fail drops the whole.
    pub fn add<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        work(&self.connection).map_err(|fault| named(fault, &self.store.inner.path, self.doing))
    }

    /// Moves what was staged into the database in one transaction.
    pub fn finish<T>(mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>) -> Result<T, StoreError> {
        let _turn = lock(&self.store.inner.writer);
        let staged = self.connection.execute_batch("COMMIT").map_err(Fault::from);
        let merged = staged.and_then(|()| transact(&mut self.connection, work));
        merged.map_err(|fault| named(fault, &self.store.inner.path, self.doing))
    }
}

fn transact<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answer = work(&transaction)?;
    transaction.commit()?;
    Ok(answer)
}

fn named(fault: Fault, path: &Path, doing: &'static str) -> StoreError {
    match fault {
        Fault::Store(error) => error,
        Fault::Sql(source) => said(source, path.to_owned(), doing),
    }
}

fn said(source: rusqlite::Error, path: PathBuf, doing: &'static str) -> StoreError {
    match source.sqlite_error().map(|error| (error.code, error.extended_code)) {
        // Its own file for shared memory meets a full disk with a word of its own.
        Some((ErrorCode::DiskFull, _) | (_, rusqlite::ffi::SQLITE_IOERR_SHMSIZE)) => {
            StoreError::Full { path, doing, source }
        }
        Some((ErrorCode::ReadOnly, _)) => StoreError::ReadOnly { path, doing, source },
        Some((ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _)) => {
            // The next start reads it through, however large it is.
            if path.exists() {
                drop(fs::write(suspect(&path), []));
            }
            StoreError::Damaged { path, doing, source }
        }
        _ => StoreError::Database { path, doing, source },
    }
}

/// Stands beside a database in which damage was met.
fn suspect(path: &Path) -> PathBuf {
    backup::beside(path, ".suspect")
}

fn cannot_write(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Whoever panicked while holding it left a transaction that was rolled back; the value is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_in_memory(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.starts_with("file:/tenantry-"))
}

/// A database in memory that all connections of the process share by its name, which begins with a slash.
fn in_memory() -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("file:/tenantry-{}?vfs=memdb", COUNT.fetch_add(1, Ordering::Relaxed)).into()
}

/// Opens tables in memory with the database behind them.
fn behind(shadow: &Path, database: &Path) -> rusqlite::Result<Connection> {
    let connection = connection(shadow)?;
    connection.execute("ATTACH ?1 AS lasting", [uri(database)])?;
    Ok(connection)
}

pub(crate) fn connection(path: &Path) -> rusqlite::Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_URI, is_in_memory(path));
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(30))?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -8_000)?;
    // 16 MB: what changes again and again while much is written is moved over once.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    Ok(connection)
}

fn check(connection: &Connection) -> Result<(), Fault> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        return Ok(());
    }
    Err(failure(rusqlite::ffi::SQLITE_CORRUPT, &verdict))
}

fn failure(code: std::ffi::c_int, why: &str) -> Fault {
    Fault::Sql(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), Some(why.to_owned())))
}

fn is_damage(error: &rusqlite::Error) -> bool {
    match error {
        // A garbled number in the file's head has no code of its own (`sqlite3InitOne`).
        rusqlite::Error::SqliteFailure(_, Some(why)) if why == "unsupported file format" => true,
        _ => matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)),
    }
}

#[cfg(test)]
mod tests;
