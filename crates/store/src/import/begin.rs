//! What a person wishes for is written down as a whole, or not at all (S1, S4).

use jiff::Timestamp;
use model::DirectoryId;
use rusqlite::Connection;

use super::{NewImport, begin, mailbox, records};
use crate::{ClientId, ImportId, ImportRecord, Store, StoreError, database::Fault};

/// Whose mail an import is to be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPeople {
    /// Who has a mailbox, with its address.
    pub mailboxes: Vec<(DirectoryId, String)>,
    /// These are all whom the tenant has, and whoever gets a mailbox later is meant, too.
    pub everybody: bool,
}

impl Store {
    /// Writes down an import, as [`Store::import_begin`], and whose mail it is of. One that is as it was written down is of
    /// these mailboxes and of no others from now on, any other one of these, too.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn import_set_up(
        &self,
        client: ClientId,
        new: &NewImport,
        people: &ImportPeople,
        now: Timestamp,
    ) -> Result<ImportRecord, StoreError> {
        self.write("writing down an import", |db| {
            let job = begin(db, client, new, now)?;
            mailbox::only(db, job, &people.mailboxes)?;
            add(db, job, people, now)?;
            records(db, "id = ?1", Some(job.0))?.pop().ok_or_else(|| StoreError::NoImport(job).into())
        })
    }

    /// An import is of their mail, too. With a mailbox that is new to it, one that had ended has not.
    ///
    /// # Errors
    /// [`StoreError::NoImport`].
    pub fn import_add(&self, job: ImportId, people: &ImportPeople, now: Timestamp) -> Result<(), StoreError> {
        self.write("adding mailboxes to an import", |db| add(db, job, people, now))
    }
}

fn add(db: &Connection, job: ImportId, people: &ImportPeople, now: Timestamp) -> Result<(), Fault> {
    mailbox::add(db, job, &people.mailboxes, now)?;
    if people.everybody {
        db.execute("UPDATE import_job SET everybody = 1 WHERE id = ?1", [job])?;
    }
    Ok(())
}
