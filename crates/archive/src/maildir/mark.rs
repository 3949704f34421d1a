//! A file in the root of a tree by which it is known again: what is mounted there may not be.

use std::{
    fs::File,
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

pub(super) fn is_there(root: &Path) -> Result<bool, SinkError> {
    let mark = root.join(NAME);
    mark.try_exists().map_err(|source| SinkError::io(&mark, "looking for the archive's mark", source))
}

/// Makes it, and the root. It outlasts a power cut as what is delivered does.
pub(super) fn set(root: &Path) -> Result<(), SinkError> {
    let written = || {
        make(root)?;
        let mut file = match File::create_new(root.join(NAME)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
            made => made?,
        };
        fit(&file, root)?;
        file.write_all(TOLD)?;
        file.sync_all()?;
        sync(root)
    };
    written().map_err(|source| SinkError::io(root, "marking the archive", source))
}
