//! SQLite as the database of a gateway: one file that the Postfix of this machine reads.

pub(super) mod database;
pub(super) mod files;
mod maps;
