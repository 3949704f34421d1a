//! A file in the root of a tree by which it is known again: what is mounted there may not be, or another one may.

use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use super::{
    fit,
    folder::{make, sync},
};
use crate::SinkError;

/// Its name.
pub(super) const NAME: &str = ".tenantry-archive";
/// What somebody reads who wonders what it is.
const TOLD: &[u8] = b"Tenantry imports mail into this folder and knows it by this file. Leave it here.\n";
/// Begins the line with the id.
const LINE: &str = "archive ";
/// Bytes of an id.
const BYTES: usize = 16;

/// What stands in the root of a tree.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// There is none.
    Missing,
    /// One without an id, as earlier versions made it.
    Nameless,
    /// One with this id.
    Of(String),
}

pub(super) fn read(root: &Path) -> Result<Mark, SinkError> {
    let mark = root.join(NAME);
    match fs::read(&mark) {
        Ok(content) => Ok(id(&content).map_or(Mark::Nameless, Mark::Of)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Mark::Missing),
        Err(source) => Err(SinkError::io(&mark, "reading the archive's mark", source)),
    }
}

/// Makes it, and the root, where it is not there, and tells its id, which one of an earlier version gets now. It outlasts
/// a power cut as what is delivered does.
pub(super) fn set(root: &Path) -> Result<String, SinkError> {
    if let Mark::Of(id) = read(root)? {
        return Ok(id);
    }
    write(root).map_err(|source| SinkError::io(root, "marking the archive", source))?;
    match read(root)? {
        Mark::Of(id) => Ok(id),
        Mark::Missing | Mark::Nameless => {
            let lost = io::Error::other("what was written into it is not there");
            Err(SinkError::io(&root.join(NAME), "marking the archive", lost))
        }
    }
}

/// Whoever else marks it at the same time adds a line, too, and the first line counts for all of them.
fn write(root: &Path) -> io::Result<()> {
    make(root)?;
    let path = root.join(NAME);
    let mut file = match OpenOptions::new().append(true).create_new(true).open(&path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => OpenOptions::new().append(true).open(&path)?,
        made => {
            let made = made?;
            fit(&made, root)?;
            made
        }
    };
    let before = fs::read(&path)?;
    let mut new = Vec::new();
    match before.last() {
        None => new.extend(TOLD),
        Some(b'\n') => {}
        // Its writing broke off.
        Some(_) => new.push(b'\n'),
    }
    new.extend(LINE.as_bytes());
    new.extend(random().as_bytes());
    new.push(b'\n');
    file.write_all(&new)?;
    file.sync_all()?;
    sync(root)
}

fn random() -> String {
    rand::random::<[u8; BYTES]>().iter().fold(String::new(), |mut id, byte| {
        // A text takes whatever is written into it.
        let _ = write!(id, "{byte:02x}");
        id
    })
}

/// The first id in a mark.
fn id(content: &[u8]) -> Option<String> {
    let content = String::from_utf8_lossy(content);
    let whole = |id: &&str| id.len() == 2 * BYTES && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    content.lines().filter_map(|line| line.strip_prefix(LINE)).find(whole).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_a_mark_has_one_id_however_many_make_it_at_once_and_wherever_its_writing_broke_off() {
        let dir = tempfile::tempdir().unwrap();
        for begun in [None, Some(&b""[..]), Some(TOLD), Some(b"Tenantry imp"), Some(b"archive 0123456789ab")] {
            let root = dir.path().join("archive");
            if let Some(begun) = begun {
                fs::create_dir(&root).unwrap();
                fs::write(root.join(NAME), begun).unwrap();
                assert_eq!(read(&root).unwrap(), Mark::Nameless);
            }
            let ids: Vec<String> = std::thread::scope(|scope| {
                let made: Vec<_> = (0..8).map(|_| scope.spawn(|| set(&root).unwrap())).collect();
                made.into_iter().map(|one| one.join().unwrap()).collect()
            });
            assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
            assert_eq!((set(&root).unwrap(), read(&root).unwrap()), (ids[0].clone(), Mark::Of(ids[0].clone())));
            fs::remove_dir_all(&root).unwrap();
        }
    }
}
