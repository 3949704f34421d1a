//! What became of messages: each is settled once, and a content counts as imported once (S3).

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::{folder::number, message::lose, state};
use crate::{ImportMailboxId, ImportMessageId, Store, StoreError, database::Fault};

/// What happened to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The archive has it. `already`: it had it before, be it by an earlier try of this message, whose note was lost, or
    /// by another message with the same content.
    Delivered {
        /// SHA-256 of its content.
        hash: [u8; 32],
        /// Its bytes.
        size: u64,
        /// The archive had it before.
        already: bool,
    },
    /// It was not delivered, because another one with this content was.
    Duplicate {
        /// SHA-256 of its content.
        hash: [u8; 32],
        /// Its bytes.
        size: u64,
    },
    /// It cannot be had, or not be delivered, however often that is tried.
    Skipped {
        /// Why, as one word.
        code: String,
    },
    /// The server does not have it any more.
    Gone,
}

/// What a message counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportedAs {
    /// It is not settled.
    Open,
    /// It is in the archive.
    Imported,
    /// Another one with the same content is.
    Duplicate,
    /// It is not, with a reason.
    Skipped,
    /// It left before it could be read.
    Gone,
}

/// Mailboxes that are this one, `own`, in imports of this client to this archive, however its address is written.
pub(super) const SAME: &str = "SELECT b.id FROM import_mailbox own JOIN import_job o ON o.id = own.job
                               JOIN import_mailbox b ON b.object = own.object
                               JOIN import_job j ON j.id = b.job AND j.client = o.client AND j.archive = o.archive";

impl Store {
    /// Whether a message with this content was imported from this mailbox into this archive.
    pub fn import_has(&self, mailbox: ImportMailboxId, hash: &[u8; 32]) -> Result<bool, StoreError> {
        self.read("looking for a content", |db| Ok(finder(db)?.exists(params![mailbox, hash, 0])?))
    }

    /// Notes what became of messages of a mailbox, in one transaction, and says what each counts as. One that is settled
    /// stays as it is.
    pub fn import_settle(
        &self,
        mailbox: ImportMailboxId,
        outcomes: &[(ImportMessageId, Outcome)],
    ) -> Result<Vec<ImportedAs>, StoreError> {
        self.write("noting what became of messages", |db| {
            outcomes.iter().map(|(key, outcome)| settle(db, mailbox, *key, outcome)).collect()
        })
    }
}

fn settle(
    db: &Connection,
    mailbox: ImportMailboxId,
    key: ImportMessageId,
    outcome: &Outcome,
) -> Result<ImportedAs, Fault> {
    let (becomes, reason, hash, size) = match outcome {
        Outcome::Delivered { hash, size, already } => {
            // An earlier try of its own is what the archive has, unless another message claims it.
            let other = (*already && finder(db)?.exists(params![mailbox, hash, key])?)
                || shared_by(db)?.exists(params![mailbox, hash, already])?;
            (if other { state::DUPLICATE } else { state::IMPORTED }, None, Some(hash), Some(*size))
        }
        Outcome::Duplicate { hash, size } => (state::DUPLICATE, None, Some(hash), Some(*size)),
        Outcome::Skipped { code } => (state::SKIPPED, Some(code.as_str()), None, None),
        Outcome::Gone => (state::GONE, None, None, None),
    };
    if becomes != state::IMPORTED {
        lose(db, "id = ?2", params![mailbox, key])?;
    }
    // What left while it was under way, and yet arrived, has arrived. What was handed over stays known by its content.
    let mut query = db.prepare_cached(
        "UPDATE import_message SET state = ?3, reason = ?4, hash = coalesce(?5, hash), size = coalesce(?6, size),
           present = iif(?3 = 5, 0, present)
         WHERE id = ?2 AND mailbox = ?1 AND state IN (0, 1, 5) RETURNING state",
    )?;
    let row = params![mailbox, key, becomes, reason, hash, size.map(number)];
    let Some(settled) = query.query_row(row, |row| row.get::<_, u8>(0)).optional()? else {
        let mut query = db.prepare_cached("SELECT state FROM import_message WHERE id = ?1")?;
        let stands = query.query_row([key], |row| row.get(0)).optional()?;
        return Ok(stands.map_or(ImportedAs::Gone, counts_as));
    };
    let item = if settled == state::SKIPPED {
        "UPDATE import_item SET open = 0 WHERE mailbox = ?1 AND open = 1 AND message = ?2"
    } else {
        "DELETE FROM import_item WHERE mailbox = ?1 AND open = 1 AND message = ?2"
    };
    db.prepare_cached(item)?.execute(params![mailbox, key])?;
    Ok(counts_as(settled))
}

/// Finds another message with the same content that was imported: by mailbox, hash and the message itself.
fn finder(db: &Connection) -> rusqlite::Result<CachedStatement<'_>> {
    db.prepare_cached(&format!(
        "SELECT 1 FROM import_message INDEXED BY import_message_content
         WHERE substr(hash, 1, 8) = substr(?2, 1, 8) AND state = 2 AND hash = ?2 AND id <> ?3 AND mailbox IN ({SAME} WHERE own.id = ?1)"
    ))
}

/// Finds the same in another mailbox of the domain, where one Maildir is for all of it: by mailbox, hash, and whether the
/// archive had the content before. What another mailbox of this import claims is the same file also where it came there
/// with this message, only that its note came first.
fn shared_by(db: &Connection) -> rusqlite::Result<CachedStatement<'_>> {
    db.prepare_cached(
        "SELECT 1 FROM import_mailbox own
         CROSS JOIN import_job o ON o.id = own.job AND o.sink LIKE 'maildir:%?per=domain'
         CROSS JOIN import_message m INDEXED BY import_message_content
           ON substr(m.hash, 1, 8) = substr(?2, 1, 8) AND m.state = 2 AND m.hash = ?2
         CROSS JOIN import_mailbox b ON b.id = m.mailbox AND b.object <> own.object
         CROSS JOIN import_job j ON j.id = b.job AND j.client = o.client AND j.sink = o.sink AND (?3 OR j.id = o.id)
         WHERE own.id = ?1
           AND lower(substr(b.address, instr(b.address, '@'))) = lower(substr(own.address, instr(own.address, '@')))",
    )
}

const fn counts_as(settled: u8) -> ImportedAs {
    match settled {
        state::IMPORTED => ImportedAs::Imported,
        state::DUPLICATE => ImportedAs::Duplicate,
        state::SKIPPED => ImportedAs::Skipped,
        state::GONE => ImportedAs::Gone,
        _ => ImportedAs::Open,
    }
}
