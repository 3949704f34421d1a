//! One step back of what a person chose: the choices before the last change, as rows of the database, so that a change
//! of 100,000 needs no memory. What a run has begun to carry out is taken back by the run's own undo (B5). Whatever else a
//! person decides after that change ends the step: a step back means the last decision, never one before it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter, types::Value};

use super::next_revision;
use crate::{ClientId, Store, StoreError, database::Fault};

impl Store {
    /// Takes the last change of choices back; how many recipients it met.
    ///
    /// # Errors
    /// [`StoreError::NothingToUndo`]: there is none, or a run has begun since.
    pub fn choice_undo(&self, client: ClientId) -> Result<u32, StoreError> {
        self.write("taking back what was chosen", |db| {
            let rows = rows(db, client)?.ok_or(StoreError::NothingToUndo(client))?;
            next_revision(db, client)?;
            for sql in BACK {
                db.execute(sql, [client])?;
            }
            forget(db, client)?;
            Ok(rows)
        })
    }
}

const BACK: [&str; 4] = [
    "INSERT INTO choice (object, selected, incoming, outgoing, archiving, services_revision, settings_revision, chosen_at)
     SELECT object, selected, incoming, outgoing, archiving, services_revision, settings_revision, chosen_at
     FROM choice_before WHERE client = ?1 AND chosen_at IS NOT NULL AND object IN (SELECT id FROM object)
     ON CONFLICT (object) DO UPDATE SET selected = excluded.selected, incoming = excluded.incoming,
       outgoing = excluded.outgoing, archiving = excluded.archiving, services_revision = excluded.services_revision,
       settings_revision = excluded.settings_revision, chosen_at = excluded.chosen_at",
    // A kind that was decided since stays.
    "UPDATE choice SET selected = NULL, incoming = NULL, outgoing = NULL, archiving = NULL, services_revision = 0,
       settings_revision = 0
     WHERE object IN (SELECT object FROM choice_before WHERE client = ?1 AND chosen_at IS NULL)",
    "DELETE FROM choice WHERE kind IS NULL
       AND object IN (SELECT object FROM choice_before WHERE client = ?1 AND chosen_at IS NULL)",
    "INSERT OR IGNORE INTO grid_stale (object, client)
     SELECT object, client FROM choice_before WHERE client = ?1 AND object IN (SELECT id FROM object)",
];

/// How many recipients one step back meets; `None`: there is no step.
pub(crate) fn rows(db: &Connection, client: ClientId) -> rusqlite::Result<Option<u32>> {
    let sql = "SELECT rows FROM choice_step s WHERE client = ?1
               AND NOT EXISTS (SELECT 1 FROM run r WHERE r.client = s.client AND r.started_at >= s.at)";
    db.prepare_cached(sql)?.query_row([client], |row| row.get(0)).optional()
}

/// Another decision was made: there is no step back any more.
pub(crate) fn forget(db: &Connection, client: ClientId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM choice_before WHERE client = ?1", [client])?;
    db.execute("DELETE FROM choice_step WHERE client = ?1", [client]).map(drop)
}

/// Writes down the choices of the objects of a sub-select, before they change.
pub(super) fn remember(
    db: &Connection,
    client: ClientId,
    objects: &str,
    values: &[Value],
    now: Timestamp,
) -> Result<(), Fault> {
    forget(db, client)?;
    db.execute("INSERT INTO choice_step (client, at, rows) VALUES (?1, ?2, 0)", params![client, now.as_microsecond()])?;
    let sql = format!(
        "INSERT INTO choice_before (client, object, selected, incoming, outgoing, archiving, services_revision,
           settings_revision, chosen_at)
         SELECT ?, w.object, c.selected, c.incoming, c.outgoing, c.archiving, coalesce(c.services_revision, 0),
           coalesce(c.settings_revision, 0), c.chosen_at
         FROM ({objects}) w LEFT JOIN choice c ON c.object = w.object WHERE true ORDER BY w.object"
    );
    let fixed = [Value::Integer(client.0.into())];
    let rows = db.prepare(&sql)?.execute(params_from_iter(fixed.iter().chain(values)))?;
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    db.execute("UPDATE choice_step SET rows = ?2 WHERE client = ?1", params![client, rows])?;
    Ok(())
}
