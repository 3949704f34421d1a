//! The technician's own word on what kind a recipient is (M5).

use model::{DirectoryId, Kind};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{ClientId, StoreError, choice::next_revision, database::Fault};

pub(crate) fn decide_kind(db: &Connection, client: ClientId, id: DirectoryId, kind: Option<Kind>) -> Result<(), Fault> {
    let sql = "SELECT id FROM object WHERE client = ?1 AND directory_id = ?2 AND taken = 1";
    let found: Option<i64> = db.query_row(sql, params![client, id.0], |row| row.get(0)).optional()?;
    let row = found.ok_or(StoreError::NoRecipient(id))?;
    next_revision(db, client)?;
    db.execute(
        "INSERT INTO choice (object, kind, chosen_at) VALUES (?1, ?2, 0)
         ON CONFLICT (object) DO UPDATE SET kind = excluded.kind",
        params![row, kind.map(Kind::as_str)],
    )?;
    db.execute("INSERT OR IGNORE INTO grid_stale (object, client) VALUES (?1, ?2)", params![row, client])?;
    Ok(())
}
