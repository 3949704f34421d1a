//! A damaged database: kept aside as it is, and what can be read of it carried over into a new one (B6).
//!
//! The new one is made completely before the damaged one is moved, so that whenever the program dies there is a
//! database or everything to make one from; an empty one never takes the place of one that was there.

mod carry;
mod read;
mod settle;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    StoreError,
    backup::beside,
    database::{Fault, connection, make_private},
    schema,
};

/// What became of a damaged database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvage {
    /// Where the damaged database is kept.
    pub kept_as: PathBuf,
    /// Names of the clients that were saved, sorted.
    pub clients: Vec<String>,
    /// Rows that were saved, by table.
    pub rows: BTreeMap<String, u64>,
    /// Tables that could not be read to their end, or of which rows were of no use; sorted. When there are any, the
    /// clients are paused until a person has looked.
    pub incomplete: Vec<String>,
}

/// What was carried over.
#[derive(Debug, Default)]
struct Tally {
    rows: BTreeMap<String, u64>,
    incomplete: Vec<String>,
}

/// Makes a new database from what can be read, and keeps the damaged one aside.
pub(crate) fn salvage(path: &Path, now: Timestamp) -> Result<Salvage, StoreError> {
    let failed =
        |source: Box<dyn std::error::Error + Send + Sync>| StoreError::NotSalvaged { path: path.to_owned(), source };
    let fresh = fresh(path);
    let built = build(path, &fresh, now).map_err(|fault| {
        drop(remove(&fresh));
        failed(match fault {
            Fault::Sql(error) => error.into(),
            Fault::Store(error) => error.into(),
        })
    });
    let (tally, clients) = built?;
    let kept_as = swap(path, &fresh, now).map_err(|source| StoreError::NotMoved { path: path.to_owned(), source })?;
    Ok(Salvage { kept_as, clients, rows: tally.rows, incomplete: tally.incomplete })
}

/// Goes on where the program died after it had moved the damaged database, and before the new one took its place.
pub(crate) fn finish_earlier(path: &Path) -> io::Result<Option<PathBuf>> {
    let fresh = fresh(path);
    if path.exists() || !fresh.exists() {
        return Ok(None);
    }
    let kept = newest_kept(path);
    for part in ["-wal", "-shm"] {
        let (left, to) = (beside(path, part), kept.as_ref().map(|kept| beside(kept, part)));
        match to {
            Some(to) if left.exists() => fs::rename(left, to)?,
            _ => remove(&left)?,
        }
    }
    fs::rename(&fresh, path)?;
    Ok(kept)
}

fn fresh(path: &Path) -> PathBuf {
    beside(path, ".salvaged")
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn build(path: &Path, fresh: &Path, now: Timestamp) -> Result<(Tally, Vec<String>), Fault> {
    for part in ["", "-journal", "-wal", "-shm"] {
        drop(remove(&beside(fresh, part)));
    }
    drop(make_private(fresh));
    let scratch = beside(path, ".scratch");
    let source = read::open(path, &scratch);
    let mut into = connection(fresh)?;
    let built = make(source.as_ref(), &mut into, now);
    drop(source);
    drop(remove(&scratch));
    built
}

fn make(source: Option<&Connection>, into: &mut Connection, now: Timestamp) -> Result<(Tally, Vec<String>), Fault> {
    let version = source.map_or(schema::KNOWN, version);
    schema::migrate_to(into, version)?;
    let mut tally = Tally::default();
    into.pragma_update(None, "foreign_keys", false)?;
    let carrying = into.transaction()?;
    carry::tables(source, &carrying, &mut tally)?;
    // The steps from earlier schemas count on whole references.
    settle::drop_orphans(&carrying, &mut tally)?;
    carrying.commit()?;
    schema::migrate(into)?;
    let settling = into.transaction()?;
    settle::forget_readings(&settling, now)?;
    settle::sound_times(&settling, &mut tally)?;
    settle::sound_clients(&settling, &mut tally)?;
    let names = settling.prepare("SELECT name FROM client ORDER BY name")?;
    let clients = { names }.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    settling.commit()?;
    Ok((tally, clients))
}

/// The schema of what can be read: by its tables, since the number may be what is damaged.
fn version(source: &Connection) -> u32 {
    let said = source.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap_or(0);
    let said = if said > schema::KNOWN { 0 } else { said };
    match schema::found(source).unwrap_or(0) {
        1 => 1,
        0 if said == 0 => schema::KNOWN,
        found => found.max(said),
    }
}

/// Moves the damaged database aside with its log, which belongs to it, and the new one to its place.
fn swap(path: &Path, fresh: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let kept = beside(path, &format!(".damaged-{}", now.strftime("%Y%m%dT%H%M%SZ")));
    fs::rename(path, &kept)?;
    for part in ["-wal", "-shm"] {
        let from = beside(path, part);
        if from.exists() {
            fs::rename(&from, beside(&kept, part))?;
        }
    }
    fs::rename(fresh, path)?;
    Ok(kept)
}

fn newest_kept(path: &Path) -> Option<PathBuf> {
    let (folder, name) = (path.parent()?, path.file_name()?.to_str()?);
    let prefix = format!("{name}.damaged-");
    let kept = |entry: io::Result<fs::DirEntry>| {
        let path = entry.ok()?.path();
        let stamp = path.file_name()?.to_str()?.strip_prefix(&prefix)?;
        stamp.ends_with('Z').then_some(path)
    };
    fs::read_dir(folder).ok()?.filter_map(kept).max()
}
