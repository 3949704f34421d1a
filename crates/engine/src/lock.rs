//! B6: one program per data folder, by a lock that the operating system takes back when a program dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Holds the data folder; letting go of it frees the folder.
#[derive(Debug)]
pub(crate) struct FolderLock {
    file: File,
}

/// Why the data folder was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another program holds it.
    #[error("the data folder {} is in use by {holder}", .folder.display())]
    Held {
        /// Which folder.
        folder: PathBuf,
        /// Program and process id, as it wrote them down.
        holder: String,
    },
    /// The folder cannot be made or its files cannot be written.
    #[error("the data folder {} cannot be used: {cause}", .folder.display())]
    Unusable {
        /// Which folder.
        folder: PathBuf,
        /// What the operating system said.
        #[source]
        cause: std::io::Error,
    },
}

impl FolderLock {
    /// Takes the folder, and makes it first when it is not there.
    pub(crate) fn take(folder: &Path) -> Result<Self, LockError> {
        let unusable = |cause| LockError::Unusable { folder: folder.to_owned(), cause };
        make_data_dir(folder).map_err(unusable)?;
        let path = folder.join("tenantry.lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(unusable)?;
        // Beside the lock, because a locked file cannot be read on Windows.
        let note = folder.join("tenantry.lock.holder");
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = std::fs::read_to_string(note).unwrap_or_else(|_| "another program".to_owned());
                return Err(LockError::Held { folder: folder.to_owned(), holder });
            }
            Err(TryLockError::Error(cause)) => return Err(unusable(cause)),
        }
        std::fs::write(note, myself()).map_err(unusable)?;
        Ok(Self { file })
    }
}

impl Drop for FolderLock {
    /// Closing alone would not do: a process that is just being started from here has the file, too, until it runs its own
    /// program, and the lock is the file's (flock(2)).
    fn drop(&mut self) {
        if let Err(cause) = self.file.unlock() {
            tracing::warn!(%cause, "the data folder was not let go of");
        }
    }
}

/// Makes the data folder for its owner alone: it names a client's people and addresses. One that is there stays.
///
/// # Errors
/// When it is not there and cannot be made.
pub fn make_data_dir(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn myself() -> String {
    let program = std::env::current_exe().ok();
    let name = program.as_deref().and_then(Path::file_name).and_then(|n| n.to_str()).unwrap_or("tenantry");
    format!("{name} (process {})", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b6_a_second_program_is_told_who_holds_the_folder_and_gets_it_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let first = FolderLock::take(folder.path()).unwrap();
        let refused = FolderLock::take(folder.path()).unwrap_err().to_string();
        assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
        drop(first);
        FolderLock::take(folder.path()).unwrap();
    }

    #[test]
    fn b6_a_folder_is_free_at_once_though_a_process_that_is_just_started_has_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let first = FolderLock::take(folder.path()).unwrap();
        let started = first.file.try_clone().unwrap();
        drop(first);
        FolderLock::take(folder.path()).unwrap();
        drop(started);
    }
}
