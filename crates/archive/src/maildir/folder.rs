//! One Maildir: `tmp`, `new` and `cur`, and what of ours lies in it.

use std::{
    collections::BTreeSet,
    fs::{self, File, FileTimes},
    io,
    path::{Path, PathBuf},
    sync::Mutex,
    time::SystemTime,
};

use super::{
    entries, lock,
    place::{self, NewFile},
};
use crate::{Delivered, SinkError, spool::SPOOLED};

/// A Maildir at work.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The content of what was there when it was opened, and of what was delivered since.
    there: Mutex<BTreeSet<u128>>,
}

impl Folder {
    /// Makes it where it is not there, takes away what an earlier program left half-written, and looks what is there.
    pub(super) fn open(path: &Path) -> Result<Self, SinkError> {
        let failed = |doing| move |source| SinkError::io(path, doing, source);
        for part in ["tmp", "new", "cur"] {
            make(&path.join(part)).map_err(failed("making the Maildir"))?;
        }
        clean(&path.join("tmp")).map_err(failed("looking into the Maildir"))?;
        let there = halves(path).map_err(failed("looking into the Maildir"))?.into_iter().collect();
        Ok(Self { path: path.to_owned(), there: Mutex::new(there) })
    }

    pub(super) fn tmp(&self) -> PathBuf {
        self.path.join("tmp")
    }

    /// Moves a complete file to its name, once. Whoever is told so finds it after a power cut, too.
    pub(super) fn deliver(&self, file: &File, spooled: &Path, new: &NewFile) -> Result<Delivered, SinkError> {
        let to = self.path.join(new.path());
        let failed = |doing| move |source| SinkError::io(spooled, doing, source);
        if let Some(received) = new.received {
            // What IMAP shows as the date of arrival.
            let times = FileTimes::new().set_modified(SystemTime::from(received));
            file.set_times(times).map_err(failed("dating a message"))?;
        }
        file.sync_all().map_err(failed("writing a message"))?;
        let half = new.hash.half();
        let moved = {
            // Between looking and moving nobody else delivers the same.
            let mut there = lock(&self.there);
            let moved = !there.contains(&half);
            if moved {
                fs::rename(spooled, &to).map_err(|source| SinkError::io(&to, "delivering a message", source))?;
                there.insert(half);
            }
            moved
        };
        // Also of one that was there already: whoever moved it may not have come so far.
        for part in ["new", "cur"].iter().filter(|part| !moved || to.starts_with(self.path.join(part))) {
            sync(&self.path.join(part)).map_err(failed("delivering a message"))?;
        }
        Ok(if moved { Delivered::New } else { Delivered::Already })
    }
}

/// How many messages of ours lie in a Maildir now.
pub(super) fn count(path: &Path) -> Result<u64, SinkError> {
    let halves = halves(path).map_err(|source| SinkError::io(path, "looking into the Maildir", source))?;
    Ok(halves.len() as u64)
}

fn halves(path: &Path) -> io::Result<Vec<u128>> {
    let mut halves = Vec::new();
    for part in ["new", "cur"] {
        let names = entries(&path.join(part))?;
        halves.extend(names.iter().filter_map(|entry| place::half(entry.file_name().to_str()?)));
    }
    Ok(halves)
}

/// Takes away what a program left that is gone: the others hold theirs.
pub(crate) fn clean(tmp: &Path) -> io::Result<()> {
    for entry in entries(tmp)? {
        if !entry.file_name().to_str().is_some_and(|name| name.ends_with(SPOOLED)) {
            continue;
        }
        let Ok(left) = File::open(entry.path()) else { continue };
        // Held until it is gone: whoever has just made it sees by its lock that it was taken away.
        if left.try_lock().is_ok() {
            match fs::remove_file(entry.path()) {
                // Its owner let it go in this moment.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed?,
            }
        }
    }
    Ok(())
}

/// Makes a folder and those above it, so that they outlast a power cut, each belonging to whom the one above belongs.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = path.parent().ok_or(io::ErrorKind::NotFound)?;
    make(above)?;
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        made => made?,
    }
    fit_folder(path, above)?;
    sync(above)
}

#[cfg(unix)]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows keeps its folders' entries by itself and lets nobody sync them.
#[cfg(not(unix))]
pub(super) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A folder lets in whom the one above lets in, and its owner alone where everybody may enter that one.
#[cfg(unix)]
fn fit_folder(path: &Path, above: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    let (ours, theirs) = (fs::metadata(path)?, fs::metadata(above)?);
    let mode = if theirs.mode() & 0o007 == 0 { theirs.mode() & 0o2770 | 0o700 } else { 0o700 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    if (ours.uid(), ours.gid()) != (theirs.uid(), theirs.gid()) && ours.uid() == 0 {
        chown(path, Some(theirs.uid()), Some(theirs.gid()))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn fit_folder(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes a new file as readable as its folder, and, where that may be done, its owner's: who reads the mail there is
/// not always who runs the program.
#[cfg(unix)]
pub(crate) fn fit(file: &File, folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let (ours, theirs) = (file.metadata()?, fs::metadata(folder)?);
    let mode = theirs.mode() & 0o060 | 0o600;
    if mode != 0o600 && theirs.mode() & 0o007 == 0 {
        file.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    if (ours.uid(), ours.gid()) != (theirs.uid(), theirs.gid()) && ours.uid() == 0 {
        fchown(file, Some(theirs.uid()), Some(theirs.gid()))?;
    }
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn fit(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}
