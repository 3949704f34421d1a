//! The technician's own word on what kind a recipient is (M5).

use model::{DirectoryId, Kind};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    merge::mail_domains,
    object::{COLUMNS, Stored},
    weighing::Weighing,
    write::Writer,
};
use crate::{ClientId, StoreError, choice::next_revision, database::Fault, scope::Scope};

/// Stores the word, and weighs the recipient again; plans made before are stale.
pub(crate) fn decide_kind(db: &Connection, client: ClientId, id: DirectoryId, kind: Option<Kind>) -> Result<(), Fault> {
    let sql = "SELECT id FROM object WHERE client = ?1 AND directory_id = ?2 AND taken = 1";
    let found: Option<i64> = db.query_row(sql, params![client, id.0], |row| row.get(0)).optional()?;
    let object = found.ok_or(StoreError::NoRecipient(id))?;
    next_revision(db, client)?;
    db.execute(
        "INSERT INTO choice (object, kind, chosen_at) VALUES (?1, ?2, 0)
         ON CONFLICT (object) DO UPDATE SET kind = excluded.kind",
        params![object, kind.map(Kind::as_str)],
    )?;
    // It is there and stays, so that no time is noted.
    let mut writer = Writer::new(db, client, Weighing::new(mail_domains(db, client)?), Scope::of(db, client)?, 0)?;
    let mut query = db.prepare(&format!("SELECT {COLUMNS} FROM object WHERE id = ?1"))?;
    let mut rows = query.query([object])?;
    if let Some(row) = rows.next()? {
        let stored = Stored::of(row)?;
        writer.object(id, &stored.facts, Some(&stored))?;
    }
    Ok(writer.finish(false)?.write(db, client)?)
}
