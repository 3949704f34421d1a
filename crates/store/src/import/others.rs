//! Several imports of one client: which of them is shown, which goes on, and which a person may have lost sight of (S2).

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::records;
use crate::{ImportId, ImportRecord, ImportState, Store, StoreError};

/// The other imports of its client that a person once let go on.
const OTHERS: &str = "client = (SELECT client FROM import_job WHERE id = ?1) AND id <> ?1 AND let_go = 1
    ORDER BY state = 'running' DESC, touched DESC";
/// So many that have ended are told of; [`Store::imports`] has all.
const ENDED: usize = 3;

impl Store {
    /// An import is the client's newest from now on: the one that is shown.
    pub fn import_show(&self, id: ImportId) -> Result<(), StoreError> {
        self.write("showing an import", |db| Ok(touch(db, id)?))
    }

    /// The other imports of its client that a person once let go on, of those that have ended the three newest; the one that
    /// runs first.
    pub fn import_others(&self, id: ImportId) -> Result<Vec<ImportRecord>, StoreError> {
        self.read("reading the other imports of a client", |db| {
            let (mut others, mut ended) = (records(db, OTHERS, Some(id.0))?, 0);
            others.retain(|other| {
                ended += usize::from(other.state == ImportState::Ended);
                other.state != ImportState::Ended || ended <= ENDED
            });
            Ok(others)
        })
    }
}

/// It is the client's newest from now on.
pub(super) fn touch(db: &Connection, id: ImportId) -> rusqlite::Result<()> {
    let newest = "UPDATE import_job SET touched = (SELECT max(touched) FROM import_job) + 1 WHERE id = ?1";
    db.execute(newest, [id]).map(drop)
}

/// No other of the client's goes on; what stopped one is still told.
pub(super) fn pause_others(db: &Connection, id: ImportId, now: Timestamp) -> rusqlite::Result<()> {
    let others = "UPDATE import_job SET state = 'paused', state_at = ?2
                  WHERE client = (SELECT client FROM import_job WHERE id = ?1) AND id <> ?1 AND state = 'running'";
    db.execute(others, params![id, now.as_microsecond()]).map(drop)
}
