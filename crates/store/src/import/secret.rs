//! Addresses of archives for which the vault may hold a password (B7).

use rusqlite::params;

use super::records;
use crate::{ClientId, Store, StoreError};

impl Store {
    /// A password for an address is about to be kept.
    pub fn import_note_secret(&self, client: ClientId, sink: &str) -> Result<(), StoreError> {
        self.write("noting for which archive there is a password", |db| {
            db.execute("INSERT OR IGNORE INTO import_secret (client, sink) VALUES (?1, ?2)", params![client, sink])?;
            Ok(())
        })
    }

    /// It is kept no more.
    pub fn import_forget_secret(&self, client: ClientId, sink: &str) -> Result<(), StoreError> {
        self.write("noting for which archive there is no password", |db| {
            db.execute("DELETE FROM import_secret WHERE client = ?1 AND sink = ?2", params![client, sink])?;
            Ok(())
        })
    }

    /// Addresses for which one may be kept though no import has them, also of clients that were forgotten.
    pub fn import_secrets_left(&self) -> Result<Vec<(ClientId, String)>, StoreError> {
        self.read("looking for passwords of archives that no import has", |db| {
            let mut query = db.prepare_cached(
                "SELECT client, sink FROM import_secret s WHERE NOT EXISTS
                   (SELECT 1 FROM import_job j WHERE j.client = s.client AND j.sink = s.sink)",
            )?;
            Ok(query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
        })
    }

    /// All addresses for which a client may ever have kept one.
    pub fn import_secrets(&self, client: ClientId) -> Result<Vec<String>, StoreError> {
        self.read("looking for passwords of archives", |db| {
            let mut query = db.prepare_cached("SELECT sink FROM import_secret WHERE client = ?1")?;
            let mut all: Vec<String> = query.query_map([client], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for import in records(db, "client = ?1", Some(client.0))? {
                all.push(import.wish.sink);
                all.extend(import.former);
            }
            all.sort();
            all.dedup();
            Ok(all)
        })
    }
}
