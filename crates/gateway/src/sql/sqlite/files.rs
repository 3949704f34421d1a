//! What the files for mail servers say of an SQLite database.

use std::{io, path::Path};

use super::maps;
use crate::sql::files::{self, Files};

/// Writes the files beside the database.
pub(super) fn write(dir: &Path) -> io::Result<()> {
    let database = dir.join("gateway.db").display().to_string();
    let files = Files {
        maps_type: "sqlite",
        maps: maps::files(&database).collect(),
        archive: dir.join("archive").display().to_string(),
        readme: include_str!("../templates/README").replace("@DIR@", &dir.display().to_string()),
        connect: database,
        logins: "outgoing_login",
        worker: include_str!("../templates/dovecot-worker.conf"),
    };
    files::write(dir, files)
}
