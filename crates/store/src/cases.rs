//! Recipients with everything known about them, for the planner.

use crate::{ClientId, Store, StoreError};
use jiff::Timestamp;
use model::plan::RecipientCase;

impl Store {
    /// Every recipient that the planner has to look at, in order of directory id, without loading them all:
    /// those of selected domains, and those that we remember.
    pub fn recipient_cases<E: From<StoreError>>(
        &self,
        client: ClientId,
        now: Timestamp,
        each: impl FnMut(RecipientCase<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        todo!()
    }
}
