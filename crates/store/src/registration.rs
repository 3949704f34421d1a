//! As what the program is registered with Microsoft: one client id per cloud (M9).

use rusqlite::{OptionalExtension, params};

use crate::{Store, StoreError};

impl Store {
    /// The client id that a person set for a cloud.
    pub fn registration(&self, cloud: &str) -> Result<Option<String>, StoreError> {
        self.read("reading the registration", |db| {
            let sql = "SELECT client_id FROM registration WHERE cloud = ?1";
            Ok(db.query_row(sql, [cloud], |row| row.get(0)).optional()?)
        })
    }

    /// Sets the client id for a cloud, or takes it back.
    pub fn set_registration(&self, cloud: &str, client_id: Option<&str>) -> Result<(), StoreError> {
        self.write("storing the registration", |db| {
            match client_id {
                Some(id) => db.execute(
                    "INSERT INTO registration (cloud, client_id) VALUES (?1, ?2)
                     ON CONFLICT (cloud) DO UPDATE SET client_id = excluded.client_id",
                    params![cloud, id],
                )?,
                None => db.execute("DELETE FROM registration WHERE cloud = ?1", [cloud])?,
            };
            Ok(())
        })
    }
}
