//! S4: how many joined imports of everybody's mail, counted once and not whenever somebody looks.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use store::{ImportId, ImportJoinedSince, ImportRecord, Store, StoreError};

/// As they were counted last.
#[derive(Debug, Default)]
pub(super) struct Joined(Mutex<BTreeMap<ImportId, (ImportJoinedSince, u64)>>);

impl Joined {
    /// Who got a mailbox since whose mail an import is of.
    pub(super) fn of(&self, store: &Store, job: &ImportRecord) -> Result<u64, StoreError> {
        if !job.everybody {
            return Ok(0);
        }
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Before it is counted: the number of what changes meanwhile counts for no later look.
        let since = store.import_joined_since(job.id)?;
        let last = known().get(&job.id).copied();
        if let Some((_, number)) = last.filter(|(of, _)| *of == since) {
            return Ok(number);
        }
        let number = store.import_joined(job.id)?;
        known().insert(job.id, (since, number));
        Ok(number)
    }
}
