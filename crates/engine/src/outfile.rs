//! Files for people: for their owner alone, in place when they are whole, and gone when they could not be written.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use crate::EngineError;

/// Writes a file that only its owner may read; one that is there is replaced only when the new one is whole.
///
/// # Errors
/// What `write` answers; else what `failed` makes of the disk's own.
pub fn write_private(
    path: &Path,
    failed: impl Fn(&std::io::Error) -> EngineError,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    // Beside its place, so that the last step is a rename within one folder.
    let unfinished = path.with_added_extension("part");
    let whole = create(&unfinished).map(BufWriter::new).map_err(|error| failed(&error)).and_then(|mut out| {
        write(&mut out)?;
        let synced = out.flush().and_then(|()| out.get_ref().sync_all());
        synced.and_then(|()| std::fs::rename(&unfinished, path)).map_err(|error| failed(&error))
    });
    if whole.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    whole
}

fn create(path: &Path) -> std::io::Result<File> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
