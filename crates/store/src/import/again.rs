//! Skipped messages that are tried once more (S3, S4).

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::{ImportId, ImportMailboxId, ImportMessageId, Store, StoreError, database::Fault};

impl Store {
    /// Opens skipped messages once more that the server still shows, of an import or one mailbox of it, and tells how many.
    /// Their mailboxes come to their turn again, and with one of them an import that had ended has not. A mailbox that is at
    /// work stays as it is.
    pub fn import_reopen(
        &self,
        job: ImportId,
        mailbox: Option<ImportMailboxId>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.write("opening skipped messages once more", |db| {
            let mut query = db.prepare_cached(
                "SELECT id FROM import_mailbox
                 WHERE job = ?1 AND (?2 IS NULL OR id = ?2) AND place > 0 AND skipped > 0",
            )?;
            let mailboxes = query.query_map(params![job, mailbox], |row| row.get(0))?;
            let mut opened = 0;
            for mailbox in mailboxes.collect::<Result<Vec<ImportMailboxId>, _>>()? {
                let of_it = reopen(db, job, mailbox)?;
                if of_it > 0 {
                    let sql = "UPDATE import_mailbox SET state = 'queued', reason = NULL, state_at = ?2 WHERE id = ?1";
                    db.prepare_cached(sql)?.execute(params![mailbox, now.as_microsecond()])?;
                }
                opened += of_it;
            }
            if opened > 0 {
                let sql = "UPDATE import_job SET state = 'paused', state_at = ?2 WHERE id = ?1 AND state = 'ended'";
                db.execute(sql, params![job, now.as_microsecond()])?;
            }
            Ok(opened)
        })
    }
}

fn reopen(db: &Connection, job: ImportId, mailbox: ImportMailboxId) -> Result<u64, Fault> {
    let mut query = db.prepare_cached(
        "SELECT m.id, coalesce(m.reason, '') FROM import_message m INDEXED BY import_message_state
         JOIN import_item i ON i.mailbox = m.mailbox AND i.open = 0 AND i.message = m.id
         WHERE m.mailbox = ?1 AND m.state = 4 AND m.present = 1",
    )?;
    let skipped = query.query_map([mailbox], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let skipped = skipped.collect::<Result<Vec<(ImportMessageId, String)>, _>>()?;
    let mut open = db.prepare_cached("UPDATE import_message SET state = 0, tries = 0, reason = NULL WHERE id = ?1")?;
    let mut wanted =
        db.prepare_cached("UPDATE import_item SET open = 1 WHERE mailbox = ?1 AND open = 0 AND message = ?2")?;
    let mut counted =
        db.prepare_cached("UPDATE import_skip SET messages = messages - 1 WHERE job = ?1 AND reason = ?2")?;
    for (message, reason) in &skipped {
        open.execute([message])?;
        wanted.execute(params![mailbox, message])?;
        counted.execute(params![job, reason])?;
    }
    db.execute("DELETE FROM import_skip WHERE job = ?1 AND messages = 0", [job])?;
    Ok(skipped.len() as u64)
}
