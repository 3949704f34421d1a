//! Views of the grid that a person saved (W4). What a view is, the caller knows: it is kept as JSON.

use rusqlite::params;

use crate::{ClientId, Store, StoreError};

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedViewRecord {
    /// Id.
    pub id: u32,
    /// Name, once for each client.
    pub name: String,
    /// The view as JSON.
    pub view: String,
}

impl Store {
    /// A client's views, by name.
    pub fn saved_views(&self, client: ClientId) -> Result<Vec<SavedViewRecord>, StoreError> {
        self.read("reading the saved views", |db| {
            let mut query =
                db.prepare_cached("SELECT id, name, view FROM saved_view WHERE client = ?1 ORDER BY name")?;
            let views = query.query_map([client], |row| {
                Ok(SavedViewRecord { id: row.get(0)?, name: row.get(1)?, view: row.get(2)? })
            })?;
            Ok(views.collect::<Result<_, _>>()?)
        })
    }

    /// Saves a view; one of the same name is replaced.
    pub fn saved_view_set(&self, client: ClientId, name: &str, view: &str) -> Result<(), StoreError> {
        self.write("saving a view", |db| {
            db.execute(
                "INSERT INTO saved_view (client, name, view) VALUES (?1, ?2, ?3)
                 ON CONFLICT (client, name) DO UPDATE SET view = excluded.view",
                params![client, name, view],
            )?;
            Ok(())
        })
    }

    /// Forgets a view; whether it was there.
    pub fn saved_view_remove(&self, client: ClientId, id: u32) -> Result<bool, StoreError> {
        self.write("removing a view", |db| {
            Ok(db.execute("DELETE FROM saved_view WHERE client = ?1 AND id = ?2", params![client, id])? > 0)
        })
    }
}
