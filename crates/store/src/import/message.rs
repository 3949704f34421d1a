//! Messages that are still to be imported.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Params, params};
use sha2::{Digest as _, Sha256};

use super::{folder::number, settle::SAME};
use crate::{ImportFolderId, ImportMailboxId, ImportMessageId, Store, StoreError};

/// A message that is still to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingMessage {
    /// Its number.
    pub key: ImportMessageId,
    /// Its immutable id.
    pub id: String,
    /// Where it lies.
    pub folder: ImportFolderId,
    /// When it was received, in seconds since 1970.
    pub received: Option<i64>,
    /// Bytes, by the server's word.
    pub size: Option<u64>,
    /// Whether it was read, as far as the server says.
    pub read: Option<bool>,
    /// Tries that failed and count.
    pub tries: u32,
}

/// By which an immutable id is found again: half of its SHA-256.
pub(super) fn digest(id: &str) -> [u8; 16] {
    let whole: [u8; 32] = Sha256::digest(id).into();
    whole.first_chunk().copied().unwrap_or_default()
}

/// How a message stood before it was handed over: that may be all that is known of it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportTaken {
    state: u8,
    /// Of its content, where it was handed over before and nobody knows what became of it.
    hash: Option<[u8; 32]>,
    /// It may be there twice because of this time.
    counted: bool,
}

/// What may be in an archive twice, or be there although it counts as gone or skipped: messages that were handed over, and of which
/// nobody knows what became of them. Their mailbox counts them before they are something else.
/// `which`: those of the mailbox `?1` that it is about.
pub(super) fn lose(db: &Connection, which: &str, of: impl Params) -> rusqlite::Result<()> {
    let sql = format!(
        "UPDATE import_mailbox SET again = again + lost.number FROM
           (SELECT count(*) AS number FROM import_message WHERE mailbox = ?1 AND state = 1 AND {which}) AS lost
         WHERE id = ?1 AND lost.number > 0"
    );
    db.prepare_cached(&sql)?.execute(of)?;
    Ok(())
}

impl Store {
    /// Lets go of what the writer has cached of messages. By their digests they lie all over the ledger, so the part of
    /// it in memory would grow with them, and hardly a page of it is needed again.
    pub(super) fn shed(&self) -> Result<(), StoreError> {
        self.write("freeing memory", |db| Ok(db.execute_batch("PRAGMA shrink_memory")?))
    }

    /// So many messages of a mailbox that are still to be imported, by number, from behind one on.
    pub fn import_next(
        &self,
        mailbox: ImportMailboxId,
        after: Option<ImportMessageId>,
        limit: u32,
    ) -> Result<Vec<PendingMessage>, StoreError> {
        self.shed()?;
        self.read("reading messages to import", |db| {
            let mut query = db.prepare_cached(
                "SELECT m.id, i.item, m.folder, m.received, m.size, i.read, m.tries
                 FROM import_item i JOIN import_message m ON m.id = i.message
                 WHERE i.mailbox = ?1 AND i.open = 1 AND i.message > ?2 ORDER BY i.message LIMIT ?3",
            )?;
            let messages = query.query_map(params![mailbox, after.map_or(0, |after| after.0), limit], |row| {
                Ok(PendingMessage {
                    key: row.get(0)?,
                    id: row.get(1)?,
                    folder: row.get(2)?,
                    received: row.get(3)?,
                    size: row.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
                    read: row.get(5)?,
                    tries: row.get(6)?,
                })
            })?;
            Ok(messages.collect::<Result<_, _>>()?)
        })
    }

    /// Notes that a message is handed to an archive that cannot be asked whether it has it, and tells how it stood before.
    /// One that was handed over before, with nobody to say what became of it, may be there twice from now on: its mailbox
    /// counts it. So may one whose content another import of this mailbox handed over so.
    pub fn import_take(&self, key: ImportMessageId, hash: &[u8; 32], size: u64) -> Result<ImportTaken, StoreError> {
        self.write("noting a message as handed over", |db| {
            let before = "SELECT state, hash FROM import_message WHERE id = ?1";
            let (state, before) = db.prepare_cached(before)?.query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let again = format!(
                "UPDATE import_mailbox SET again = again + 1 FROM import_message m
                 WHERE m.id = ?1 AND import_mailbox.id = m.mailbox AND (m.state = 1 OR EXISTS (
                   SELECT 1 FROM import_message t INDEXED BY import_message_unsure
                   WHERE substr(t.hash, 1, 8) = substr(?2, 1, 8) AND t.state NOT IN (2, 3) AND t.hash = ?2
                     AND t.mailbox IN ({SAME} WHERE own.id = m.mailbox AND b.id <> own.id)))"
            );
            let counted = db.prepare_cached(&again)?.execute(params![key, hash])? > 0;
            let sql = "UPDATE import_message SET state = 1, hash = ?2, size = ?3 WHERE id = ?1 AND state IN (0, 1)";
            db.prepare_cached(sql)?.execute(params![key, hash, number(size)])?;
            Ok(ImportTaken { state, hash: before, counted })
        })
    }

    /// Notes that the archive said that it did not take a message that was handed to it, which stands as before.
    pub fn import_not_taken(&self, key: ImportMessageId, taken: &ImportTaken) -> Result<(), StoreError> {
        self.write("noting a message as not taken", |db| {
            let sql = "UPDATE import_message SET state = ?2, hash = ?3 WHERE id = ?1 AND state = 1";
            let stands = db.prepare_cached(sql)?.execute(params![key, taken.state, taken.hash])? > 0;
            if stands && taken.counted {
                let sql = "UPDATE import_mailbox SET again = again - 1
                           WHERE id = (SELECT mailbox FROM import_message WHERE id = ?1)";
                db.prepare_cached(sql)?.execute([key])?;
            }
            Ok(())
        })
    }

    /// Notes why a message cannot be had now, and tells how many tries of it count: one does only so long after the one
    /// before.
    pub fn import_defer(
        &self,
        key: ImportMessageId,
        code: &str,
        now: Timestamp,
        apart: SignedDuration,
    ) -> Result<u32, StoreError> {
        self.write("noting a failed try", |db| {
            let counts = "(tried IS NULL OR abs(?3 - tried) >= ?4)";
            let sql = format!(
                "UPDATE import_message SET reason = ?2, tries = tries + {counts}, tried = iif({counts}, ?3, tried)
                 WHERE id = ?1 AND state IN (0, 1) RETURNING tries"
            );
            let row = params![key, code, now.as_second(), apart.as_secs()];
            let tries = db.prepare_cached(&sql)?.query_row(row, |row| row.get(0)).optional()?;
            Ok(tries.unwrap_or_default())
        })
    }
}
