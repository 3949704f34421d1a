//! What the gateway has.

use crate::{ClientId, Store, StoreError};
use jiff::Timestamp;
use model::{ObservedDomain, ObservedRecipient};

/// Stages an observation; dropped without [`finish`](Self::finish) the old one stays.
#[derive(Debug)]
pub struct ObservationWriter {
    store: Store,
}

impl Store {
    pub fn begin_observation(&self, client: ClientId) -> Result<ObservationWriter, StoreError> {
        todo!()
    }
    /// When the gateway was last observed, and the digest of what it had.
    pub fn observation(&self, client: ClientId) -> Result<Option<(Timestamp, String)>, StoreError> {
        todo!()
    }
}

impl ObservationWriter {
    pub fn domains(&mut self, domains: &[ObservedDomain]) -> Result<(), StoreError> {
        todo!()
    }
    pub fn recipients(&mut self, page: &[ObservedRecipient]) -> Result<(), StoreError> {
        todo!()
    }
    /// Makes the observation the newest, in one transaction; the digest of its content, hexadecimal.
    pub fn finish(self, now: Timestamp) -> Result<String, StoreError> {
        todo!()
    }
}
