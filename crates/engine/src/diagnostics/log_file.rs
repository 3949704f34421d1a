//! The program's log: bounded in size and number, for its owner alone.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// One file holds at most so much, but for a line that is longer.
const MOST: u64 = 2_000_000;
/// So many older files are kept beside it.
const KEPT: u32 = 4;

/// A log that is rotated as it is written: `tenantry.log`, then `tenantry.log.1` to `.4`, the oldest last.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
    most: u64,
}

impl LogFile {
    /// Goes on with the log at `path`, or begins it.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        Self::open_bounded(path, MOST)
    }

    pub(super) fn open_bounded(path: PathBuf, most: u64) -> io::Result<Self> {
        let file = private(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, file, size, most })
    }

    fn rotate(&mut self) -> io::Result<()> {
        let files = every(&self.path);
        for pair in files.windows(2).rev() {
            match std::fs::rename(&pair[0], &pair[1]) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.file = private(&self.path)?;
        self.size = 0;
        Ok(())
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.size > 0 && self.size.saturating_add(line.len() as u64) > self.most {
            // A disk that does not let go of the old file gets the line there: better a long log than none.
            let _ = self.rotate();
        }
        let written = self.file.write(line)?;
        self.size = self.size.saturating_add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The places of the log's files, newest first, whether they are there or not.
pub(super) fn every(path: &Path) -> Vec<PathBuf> {
    let older = (1..=KEPT).map(|number| {
        let mut name = OsString::from(path);
        name.push(format!(".{number}"));
        PathBuf::from(name)
    });
    std::iter::once(path.to_owned()).chain(older).collect()
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // One that an earlier version made for everybody.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}
