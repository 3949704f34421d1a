//! Copying a folder, and reading everything in it.

use std::{fs, io, path::Path};

/// Copies a folder with all that is in it.
///
/// # Errors
/// The first one met.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Hands every file below a folder to `each`, by its path and content; sockets are no files.
///
/// # Errors
/// The first one met.
pub fn read_all(folder: &Path, each: &mut impl FnMut(&Path, &[u8])) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(&path, each)?;
        } else if path.is_file() {
            match fs::read(&path) {
                Ok(bytes) => each(&path, &bytes),
                // A running program takes its temporary files away.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}
