//! SQLite as the database of a gateway: one file that the Postfix of this machine reads.

mod connection;
mod failure;
mod files;
mod maps;
mod open;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{Account, SqlGateway};
use crate::GatewayError;

/// One client's account in the database of a folder; see the `README` that it writes there.
pub type LocalGateway = SqlGateway<File>;

/// The database in a folder.
#[derive(Debug)]
pub struct File {
    dir: PathBuf,
    pub(in crate::sql) connection: Connection,
}

impl LocalGateway {
    /// Opens the gateway in `dir`, making it where it is missing; the client's account comes with the first change.
    ///
    /// Blocks on the disk. Generated files are written again when they differ from what this version makes.
    ///
    /// # Errors
    /// [`GatewayError::Newer`] for the database of a newer version, [`GatewayError::NotOurs`] for that of another
    /// program, [`GatewayError::Unreachable`] with SQLite's or the system's words for everything else; a damaged
    /// database is left as it is.
    pub fn open(dir: &Path, account: Account) -> Result<Self, GatewayError> {
        let dir = std::path::absolute(dir).map_err(|e| failure::unreachable(dir, &e))?;
        let _lock = open::lock(&dir).map_err(|e| failure::unreachable(&dir, &e))?;
        let connection = open::open(&dir)?;
        files::write(&dir).map_err(|e| failure::unreachable(&dir, &e))?;
        Ok(Self::new(File { dir, connection }, account))
    }
}
