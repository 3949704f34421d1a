//! One number for what became of a mailbox's messages: two certificates of the same ledger carry the same (S4).

use rusqlite::params;
use sha2::{Digest as _, Sha256};

use super::state;
use crate::{ImportMailboxId, Store, StoreError, codec::directory_id};

/// Begins every mailbox's digest, so that it is never that of something else.
const KIND: &[u8] = b"tenantry import ledger 1\n";

/// What became of a mailbox's messages, as one number, and how many it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportLedger {
    /// SHA-256 over the mailbox's directory id and, of each settled message in the order of the digests of their
    /// immutable ids: that digest, what it counts as, the SHA-256 of its content and the reason of one that was skipped.
    pub digest: [u8; 32],
    /// Messages in the archive.
    pub imported: u64,
    /// Messages of which another one with the same content is.
    pub duplicate: u64,
    /// Messages that cannot be had.
    pub skipped: u64,
    /// Messages that left before they were read.
    pub gone: u64,
}

impl Store {
    /// What became of a mailbox's messages, at one moment. Nothing depends on the order in which they were listed or
    /// read, nor on where they lie now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn import_ledger(&self, mailbox: ImportMailboxId) -> Result<ImportLedger, StoreError> {
        self.read("reading the ledger of a mailbox", |db| {
            let object = "SELECT object FROM import_mailbox WHERE id = ?1";
            let object = db.prepare_cached(object)?.query_row([mailbox], |row| directory_id(row, 0))?;
            let mut hasher = Sha256::new_with_prefix(KIND);
            hasher.update(object.0);
            let mut ledger = ImportLedger { digest: [0; 32], imported: 0, duplicate: 0, skipped: 0, gone: 0 };
            let mut query = db.prepare_cached(
                "SELECT digest, state, iif(state IN (2, 3), hash, NULL), iif(state = 4, reason, NULL)
                 FROM import_message WHERE mailbox = ?1 AND state >= ?2 ORDER BY digest",
            )?;
            let mut rows = query.query(params![mailbox, state::IMPORTED])?;
            while let Some(row) = rows.next()? {
                let state: u8 = row.get(1)?;
                match state {
                    state::IMPORTED => ledger.imported += 1,
                    state::DUPLICATE => ledger.duplicate += 1,
                    state::SKIPPED => ledger.skipped += 1,
                    _ => ledger.gone += 1,
                }
                let reason: Option<String> = row.get(3)?;
                let reason = reason.unwrap_or_default();
                hasher.update(row.get::<_, [u8; 16]>(0)?);
                hasher.update([state]);
                hasher.update(row.get::<_, Option<[u8; 32]>>(2)?.unwrap_or_default());
                // Texts of different lengths never run into each other.
                hasher.update((reason.len() as u64).to_be_bytes());
                hasher.update(reason);
            }
            ledger.digest = hasher.finalize().into();
            Ok(ledger)
        })
    }
}
