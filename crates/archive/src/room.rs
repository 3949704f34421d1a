//! Room on a disk.

use std::path::Path;

/// Bytes that are free where a folder lies, or would lie once it is made; `None`: it cannot be told. Nothing is made. A disk
/// that does not answer is waited for.
#[must_use]
pub fn free(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.exists())?;
    fs4::available_space(there).ok()
}
