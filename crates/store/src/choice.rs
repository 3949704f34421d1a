//! What a person chose for recipients.

use crate::{ClientId, MailboxFilter, Store, StoreError};
use jiff::Timestamp;
use model::{Address, DirectoryId};

/// Which recipients a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// These.
    Ids(Vec<DirectoryId>),
    /// Every row that a filter shows.
    Filter(MailboxFilter),
}

/// What to change; `None` leaves as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MailboxChange {
    /// Choose or not.
    pub selected: Option<bool>,
    /// Incoming on or off.
    pub incoming: Option<bool>,
    /// Outgoing on or off.
    pub outgoing: Option<bool>,
    /// Archiving on or off.
    pub archiving: Option<bool>,
}

/// One line of a list of mailboxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRow {
    /// Any address of the recipient.
    pub address: Address,
    /// Incoming; `None` leaves as it is.
    pub incoming: Option<bool>,
    /// Outgoing; `None` leaves as it is.
    pub outgoing: Option<bool>,
    /// Archiving; `None` leaves as it is.
    pub archiving: Option<bool>,
    /// Line in the list, for errors.
    pub line: u32,
}

/// What choosing by a list did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chosen {
    /// Recipients that are selected now.
    pub selected: u32,
    /// Recipients of selected domains that are not.
    pub deselected: u32,
}

impl Store {
    /// Changes choices; says how many recipients it met.
    pub fn choose_mailboxes(
        &self,
        client: ClientId,
        target: &Target,
        change: &MailboxChange,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        todo!()
    }
    /// Makes exactly the listed recipients selected, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownAddress`] with its line.
    pub fn select_exactly(&self, client: ClientId, rows: &[ListedRow], now: Timestamp) -> Result<Chosen, StoreError> {
        todo!()
    }
}
