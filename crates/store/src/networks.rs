//! The address ranges that Microsoft sends mail from, as each of its clouds last told them (R8).

use jiff::Timestamp;
use model::Networks;
use rusqlite::{OptionalExtension, params};

use crate::{
    Store, StoreError,
    codec::{json, timestamp, to_json},
};

impl Store {
    /// What a cloud last told, and when it was last asked with success.
    pub fn networks(&self, cloud: &str) -> Result<Option<(Networks, Timestamp)>, StoreError> {
        self.read("reading Microsoft's address ranges", |db| {
            let sql = "SELECT version, ranges, read_at FROM network_list WHERE cloud = ?1";
            let read = |row: &rusqlite::Row<'_>| {
                Ok((Networks { version: row.get(0)?, ranges: json(row, 1)? }, timestamp(row, 2)?))
            };
            Ok(db.query_row(sql, [cloud], read).optional()?)
        })
    }

    /// Keeps what a cloud told.
    pub fn set_networks(&self, cloud: &str, networks: &Networks, now: Timestamp) -> Result<(), StoreError> {
        self.write("storing Microsoft's address ranges", |db| {
            db.execute(
                "INSERT INTO network_list (cloud, version, ranges, read_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (cloud) DO UPDATE SET version = excluded.version, ranges = excluded.ranges,
                   read_at = excluded.read_at",
                params![cloud, networks.version, to_json(&networks.ranges)?, now.as_microsecond()],
            )?;
            Ok(())
        })
    }
}
