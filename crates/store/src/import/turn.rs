//! Whose turn it is: mailboxes of an import are taken one by one, in the order in which a window shows them (S2).

use jiff::Timestamp;
use model::DirectoryId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::asked::asked_before;
use super::others::{pause_others, touch};
use crate::{ImportId, ImportMailboxId, Store, StoreError, codec::directory_id, database::Fault};

/// A mailbox whose turn has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportTurn {
    /// Its number.
    pub id: ImportMailboxId,
    /// Its immutable id in the directory.
    pub object: DirectoryId,
    /// Its primary address when it was chosen.
    pub address: String,
    /// It was done, and is counted once more.
    pub once_more: bool,
}

/// Places of mailboxes that are at work or were stopped, those that may be tried again when a person asks, and all. What is
/// at work may be so until a run that was stopped is over: it stays with that run, and the next begins with it.
const INTERRUPTED: &str = "place < 2";
const UNFINISHED: &str = "place BETWEEN 1 AND 3";
const ALL: &str = "place NOT IN (0, 5)";

impl Store {
    /// A person lets an import go on: it counts as running without a problem, is the newest from now on, and another one of
    /// the client that ran is paused. Mailboxes that are not done come to their turn again, and once it had ended all of
    /// them; who is at work does so with the [next run](Self::import_requeue).
    ///
    /// # Errors
    /// [`StoreError::NoImport`].
    pub fn import_resume(&self, job: ImportId, now: Timestamp) -> Result<(), StoreError> {
        self.write("letting an import go on", |db| {
            let ended = "SELECT state = 'ended' FROM import_job WHERE id = ?1";
            let ended: Option<bool> = db.query_row(ended, [job], |row| row.get(0)).optional()?;
            let ended = ended.ok_or(StoreError::NoImport(job))?;
            queue(db, job, if ended { ALL } else { UNFINISHED }, now)?;
            // Who was counted once more before this need not have been so at the end that comes now.
            db.execute("UPDATE import_mailbox SET last_round = 0 WHERE job = ?1 AND last_round > 0", [job])?;
            let sql = "UPDATE import_job SET state = 'running', state_at = ?2, problem = NULL, let_go = 1
                       WHERE id = ?1";
            db.execute(sql, params![job, now.as_microsecond()])?;
            touch(db, job)?;
            Ok(pause_others(db, job, now)?)
        })
    }

    /// Mailboxes of an import that were at work or stopped come to their turn again.
    pub fn import_requeue(&self, job: ImportId, now: Timestamp) -> Result<(), StoreError> {
        self.write("queueing mailboxes", |db| queue(db, job, INTERRUPTED, now))
    }

    /// Mailboxes that are done come to their turn once more whose numbers are older than the end of the last other one's own
    /// import, unless a mailbox is at work, was stopped, or waits for its turn. Tells how many. Whoever was counted so makes
    /// nobody else's numbers old.
    pub fn import_count_once_more(&self, job: ImportId, now: Timestamp) -> Result<usize, StoreError> {
        self.write("queueing mailboxes to be counted once more", |db| {
            let others = "SELECT 1 FROM import_mailbox WHERE job = ?1 AND place IN (0, 1, 5)";
            if db.prepare_cached(others)?.exists([job])? {
                return Ok(0);
            }
            let last = "SELECT max(state_at) FROM import_mailbox WHERE job = ?1 AND last_round = 0";
            let last: Option<i64> = db.prepare_cached(last)?.query_row([job], |row| row.get(0))?;
            let mut queue = db.prepare_cached(
                "UPDATE import_mailbox SET state = 'queued', reason = 'once-more', state_at = ?3, last_round = 1
                 WHERE job = ?1 AND place IN (4, 6) AND state_at < ?2",
            )?;
            Ok(queue.execute(params![job, last, now.as_microsecond()])?)
        })
    }

    /// Whatever was at work when the program ended is at work no more, and what was asked until then is of the past.
    pub fn imports_interrupted(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write("noting what was interrupted", |db| {
            db.execute(
                "UPDATE import_mailbox SET state = 'paused', reason = 'interrupted', state_at = ?1
                 WHERE job IN (SELECT id FROM import_job) AND place = 0",
                [now.as_microsecond()],
            )?;
            Ok(asked_before(db, now)?)
        })
    }

    /// Takes the next mailbox of an import: it is at work from now on. `None`: nobody waits for a turn.
    pub fn import_claim(&self, job: ImportId, now: Timestamp) -> Result<Option<ImportTurn>, StoreError> {
        self.write("taking a mailbox", |db| {
            let mut query = db.prepare_cached(
                "UPDATE import_mailbox SET state = 'counting', reason = NULL, first = 0, state_at = ?2 WHERE id =
                   (SELECT id FROM import_mailbox WHERE job = ?1 AND place = 5
                    ORDER BY first DESC, address COLLATE NOCASE LIMIT 1)
                 RETURNING id, object, address, last_round = 1",
            )?;
            Ok(query.query_row(params![job, now.as_microsecond()], turn).optional()?)
        })
    }

    /// A mailbox that waits for its turn comes before the others; one that does not wait stays as it is.
    pub fn import_first(&self, job: ImportId, mailbox: ImportMailboxId) -> Result<(), StoreError> {
        self.write("putting a mailbox first", |db| {
            let sql = "UPDATE import_mailbox SET first = 1 WHERE id = ?2 AND job = ?1 AND place = 5";
            db.execute(sql, params![job, mailbox])?;
            Ok(())
        })
    }

    /// The reason that every mailbox of an import has which begins so, when there is no mailbox without one.
    pub fn import_only_reason(&self, job: ImportId, begins: &str) -> Result<Option<String>, StoreError> {
        self.read("looking for a reason that all mailboxes have", |db| {
            let other =
                "SELECT 1 FROM import_mailbox WHERE job = ?1 AND substr(coalesce(reason, ''), 1, length(?2)) <> ?2";
            if db.prepare_cached(other)?.exists(params![job, begins])? {
                return Ok(None);
            }
            let mut query =
                db.prepare_cached("SELECT reason FROM import_mailbox WHERE job = ?1 ORDER BY id LIMIT 1")?;
            Ok(query.query_row([job], |row| row.get(0)).optional()?)
        })
    }

    /// The next mailbox of an import that waits for its turn and whose folders nobody counted yet, from behind one on.
    pub fn import_uncounted(
        &self,
        job: ImportId,
        after: Option<ImportMailboxId>,
    ) -> Result<Option<ImportTurn>, StoreError> {
        self.read("looking for mailboxes to count", |db| {
            let mut query = db.prepare_cached(
                "SELECT id, object, address, last_round = 1 FROM import_mailbox
                 WHERE job = ?1 AND counted = 0 AND id > ?2 AND place = 5 ORDER BY id LIMIT 1",
            )?;
            Ok(query.query_row(params![job, after.map_or(0, |after| after.0)], turn).optional()?)
        })
    }
}

fn turn(row: &Row<'_>) -> rusqlite::Result<ImportTurn> {
    Ok(ImportTurn { id: row.get(0)?, object: directory_id(row, 1)?, address: row.get(2)?, once_more: row.get(3)? })
}

fn queue(db: &Connection, job: ImportId, which: &str, now: Timestamp) -> Result<(), Fault> {
    let sql = format!(
        "UPDATE import_mailbox SET state = 'queued', reason = NULL, state_at = ?2, last_round = iif(last_round > 0, 2, 0)
         WHERE job = ?1 AND {which}"
    );
    db.execute(&sql, params![job, now.as_microsecond()])?;
    Ok(())
}
