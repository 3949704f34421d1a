//! Skipped messages that are tried once more (S3, S4).

use jiff::Timestamp;
use rusqlite::params;

use super::ImportPart;
use crate::{ImportId, Store, StoreError};

/// A skipped message `m` that the server still shows and that can be asked for: one that left while it was read and came
/// back later is known by its digest alone.
const SKIPPED: &str = "m.state = 4 AND m.present = 1
  AND EXISTS (SELECT 1 FROM import_item i WHERE i.mailbox = m.mailbox AND i.open = 0 AND i.message = m.id)";

impl Store {
    /// Opens skipped messages once more that the server still shows, of an import or some mailboxes of it, and tells how
    /// many. Their mailboxes come to their turn again, and with one of them an import that had ended has not. A mailbox that
    /// is at work stays as it is.
    pub fn import_reopen(&self, job: ImportId, of: impl Into<ImportPart>, now: Timestamp) -> Result<u64, StoreError> {
        let (condition, which) = of.into().condition();
        let at_rest = format!("b.job = ?2 AND b.place > 0 AND {condition}");
        let of_them = format!("m.mailbox IN (SELECT b.id FROM import_mailbox b WHERE {at_rest}) AND {SKIPPED}");
        self.write("opening skipped messages once more", |db| {
            let sql = format!(
                "UPDATE import_skip SET messages = messages - opened.number FROM
                   (SELECT coalesce(m.reason, '') AS reason, count(*) AS number
                    FROM import_message m INDEXED BY import_message_state WHERE {of_them} GROUP BY 1) AS opened
                 WHERE job = ?2 AND import_skip.reason = opened.reason"
            );
            db.execute(&sql, params![which, job])?;
            db.execute("DELETE FROM import_skip WHERE job = ?1 AND messages = 0", [job])?;
            let sql = format!(
                "UPDATE import_mailbox AS b SET state = 'queued', reason = NULL, state_at = ?3, last_round = 0
                 WHERE {at_rest} AND EXISTS (SELECT 1 FROM import_message m INDEXED BY import_message_state
                               WHERE m.mailbox = b.id AND {SKIPPED})"
            );
            db.execute(&sql, params![which, job, now.as_microsecond()])?;
            let sql = format!(
                "UPDATE import_message AS m INDEXED BY import_message_state SET state = 0, tries = 0, tried = NULL,
                   reason = NULL
                 WHERE {of_them}"
            );
            let opened = db.execute(&sql, params![which, job])?;
            let sql = format!(
                "UPDATE import_item SET open = 1
                 WHERE open = 0 AND mailbox IN (SELECT b.id FROM import_mailbox b WHERE {at_rest})
                   AND EXISTS (SELECT 1 FROM import_message m WHERE m.id = import_item.message AND m.state = 0)"
            );
            db.execute(&sql, params![which, job])?;
            if opened > 0 {
                let sql = "UPDATE import_job SET state = 'paused', state_at = ?2 WHERE id = ?1 AND state = 'ended'";
                db.execute(sql, params![job, now.as_microsecond()])?;
            }
            Ok(opened as u64)
        })
    }
}
