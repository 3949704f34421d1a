//! Settings of the program itself, and what a person was already notified of (W10).

use std::collections::BTreeMap;

use rusqlite::params;

use crate::{ClientId, Store, StoreError};

impl Store {
    /// The settings that a person changed: name to value, as JSON.
    pub fn app_settings(&self) -> Result<BTreeMap<String, String>, StoreError> {
        self.read("reading the settings", |db| {
            let mut query = db.prepare("SELECT name, value FROM app_setting")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Stores settings; those that are not named stay.
    pub fn set_app_settings(&self, settings: &BTreeMap<String, String>) -> Result<(), StoreError> {
        self.write("storing the settings", |db| {
            let mut put = db.prepare(
                "INSERT INTO app_setting (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )?;
            for (name, value) in settings {
                put.execute(params![name, value])?;
            }
            Ok(())
        })
    }

    /// What a person was notified of about a client: each cause with the mark that tells one such cause from the
    /// next.
    pub fn notified(&self, client: ClientId) -> Result<BTreeMap<String, String>, StoreError> {
        self.read("reading the notifications", |db| {
            let mut query = db.prepare("SELECT cause, mark FROM notified WHERE client = ?1")?;
            let rows = query.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Replaces what a person was notified of about a client.
    pub fn set_notified(&self, client: ClientId, causes: &BTreeMap<String, String>) -> Result<(), StoreError> {
        self.write("storing the notifications", |db| {
            db.execute("DELETE FROM notified WHERE client = ?1", [client])?;
            let mut put = db.prepare("INSERT INTO notified (client, cause, mark) VALUES (?1, ?2, ?3)")?;
            for (cause, mark) in causes {
                put.execute(params![client, cause, mark])?;
            }
            Ok(())
        })
    }
}
