//! A copy of the database as it was, before it is brought up to date (B6).

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use crate::{StoreError, database::make_private};

/// So many copies are kept.
const KEPT: usize = 2;

/// A file beside the database.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Copies the database next to itself as it is before it becomes `version`, and lets go of older copies.
///
/// # Errors
/// [`StoreError::NotBackedUp`], the disk being full for one; nothing is changed then.
pub(crate) fn copy(db: &Connection, path: &Path, version: u32) -> Result<PathBuf, StoreError> {
    let kept = beside(path, &format!(".before-{version}"));
    let part = beside(path, ".copying");
    let made = write(db, &part).and_then(|()| Ok(fs::rename(&part, &kept)?));
    if let Err(source) = made {
        // Half a copy helps nobody, and takes room.
        drop(fs::remove_file(&part));
        return Err(StoreError::NotBackedUp { path: path.to_owned(), copy: kept, source });
    }
    forget_older(path);
    Ok(kept)
}

fn write(db: &Connection, part: &Path) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    match fs::remove_file(part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => make_private(part)?,
    }
    db.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
    fs::File::options().write(true).open(part)?.sync_all()?;
    Ok(())
}

/// What cannot be removed stays; it is in nobody's way.
fn forget_older(path: &Path) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else { return };
    let prefix = format!("{name}.before-");
    let Ok(entries) = fs::read_dir(folder) else { return };
    let number = |entry: io::Result<fs::DirEntry>| {
        let entry = entry.ok()?;
        let number: u32 = entry.file_name().to_str()?.strip_prefix(&prefix)?.parse().ok()?;
        Some((number, entry.path()))
    };
    let mut copies: Vec<(u32, PathBuf)> = entries.filter_map(number).collect();
    copies.sort_unstable_by(|a, b| b.cmp(a));
    copies.into_iter().skip(KEPT).for_each(|(_, path)| drop(fs::remove_file(path)));
}
