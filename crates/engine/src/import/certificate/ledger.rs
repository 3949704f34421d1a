//! One number for what became of every message, so that two certificates can be told to speak of the same (S4).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use store::{ImportId, ImportLedger, ImportMailboxId, Store, StoreError};

use crate::import::{ImportStatus, MailboxImport};
use crate::{Engine, EngineError};

/// Begins the digest of several mailboxes, so that it is never that of one.
const KIND: &[u8] = b"tenantry import ledgers 1\n";

impl Engine {
    /// SHA-256 over what became of every message of an import, or of one mailbox of it, as 64 hexadecimal digits;
    /// `None` while the import goes on. It reads the whole ledger: ask for it when somebody looks at a certificate.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_ledger(
        &self,
        job: ImportId,
        mailbox: Option<ImportMailboxId>,
    ) -> Result<Option<String>, EngineError> {
        let import = self.import_status_of(job, mailbox).await?;
        self.stored(move |store| of(store, &import, mailbox.is_some())).await
    }
}

/// The same of an import whose numbers were read before. `one`: it is that of its only mailbox.
pub(crate) fn of(store: &Store, import: &ImportStatus, one: bool) -> Result<Option<String>, StoreError> {
    let Some(ledgers) = of_mailboxes(store, import)? else { return Ok(None) };
    let mut digests: Vec<[u8; 32]> = ledgers.into_values().collect();
    // Whatever mailboxes are called, and in whichever order they were chosen.
    digests.sort_unstable();
    Ok(match (one, digests.as_slice()) {
        (true, digests) => digests.first().map(digits),
        (false, digests) => {
            let mut hasher = Sha256::new_with_prefix(KIND);
            digests.iter().for_each(|digest| hasher.update(digest));
            Some(digits(&hasher.finalize().into()))
        }
    })
}

/// That of each mailbox; `None` when the import goes on, so that numbers and digests would be of different moments.
pub(super) fn of_mailboxes(
    store: &Store,
    import: &ImportStatus,
) -> Result<Option<BTreeMap<ImportMailboxId, [u8; 32]>>, StoreError> {
    let mut digests = BTreeMap::new();
    for mailbox in &import.mailboxes {
        if import.under_way {
            return Ok(None);
        }
        let ledger = store.import_ledger(mailbox.id)?;
        if !covers(&ledger, mailbox) {
            return Ok(None);
        }
        digests.insert(mailbox.id, ledger.digest);
    }
    Ok(Some(digests))
}

/// The digest is of the moment at which the numbers were read: what is settled stays so, and only becomes more.
fn covers(ledger: &ImportLedger, mailbox: &MailboxImport) -> bool {
    let sums = &mailbox.sums;
    let numbers = [sums.imported, sums.duplicates, sums.skipped(), sums.gone];
    numbers == [ledger.imported, ledger.duplicate, ledger.skipped, ledger.gone]
}

pub(super) fn digits(digest: &[u8; 32]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
