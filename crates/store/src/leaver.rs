//! Leavers of whom a person said that they are (R6, B1).

use jiff::Timestamp;
use model::DirectoryId;
use rusqlite::{Connection, params};

use crate::{ClientId, Store, StoreError, choice::next_revision};

impl Store {
    /// Notes that these recipients left, as a person says; their days count anew from then. Who is there is left out.
    /// Says how many it met; plans made before are stale.
    pub fn confirm_leavers(
        &self,
        client: ClientId,
        ids: &[DirectoryId],
        who: &str,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        self.write("noting leavers", |db| {
            next_revision(db, client)?;
            let mut note = db.prepare_cached(
                "INSERT INTO leaver (object, confirmed_at, confirmed_by)
                 SELECT o.id, ?3, ?4 FROM object o JOIN remembered r ON r.object = o.id
                 WHERE o.client = ?1 AND o.directory_id = ?2 AND (o.taken = 0 OR o.scope_key IS NULL)
                 ON CONFLICT (object) DO NOTHING",
            )?;
            let mut stale = db.prepare_cached(
                "INSERT OR IGNORE INTO grid_stale (object, client)
                 SELECT id, client FROM object WHERE client = ?1 AND directory_id = ?2",
            )?;
            let mut noted = 0;
            for id in ids {
                noted += note.execute(params![client, id.0, now.as_microsecond(), who])?;
                stale.execute(params![client, id.0])?;
            }
            Ok(u32::try_from(noted).unwrap_or(u32::MAX))
        })
    }
}

/// Forgets the word about those who are back.
pub(crate) fn forget_returned(db: &Connection, client: ClientId) -> rusqlite::Result<()> {
    let sql = "DELETE FROM leaver WHERE object IN (
                 SELECT l.object FROM leaver l JOIN object o ON o.id = l.object
                 WHERE o.client = ?1 AND o.scope_key IS NOT NULL)";
    db.execute(sql, [client]).map(drop)
}
