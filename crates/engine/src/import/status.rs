//! S2: how an import stands, per mailbox and in total.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{
    ImportCounts, ImportId, ImportMailboxId, ImportMailboxRecord, ImportMailboxState, ImportPart, ImportRecord,
    ImportRow, ImportState, StoreError,
};

use super::overview::is_whole;
use super::sums::{Sums, Verdict};
use crate::{Engine, EngineError};

/// An import, with every mailbox of it.
#[derive(Debug, Clone)]
pub struct ImportStatus {
    /// What it is for.
    pub job: ImportRecord,
    /// It goes on at this moment.
    pub under_way: bool,
    /// In order of address.
    pub mailboxes: Vec<MailboxImport>,
    /// All of them together.
    pub total: Sums,
}

/// One mailbox of an import.
#[derive(Debug, Clone)]
pub struct MailboxImport {
    /// Its number.
    pub id: ImportMailboxId,
    /// Its primary address.
    pub address: String,
    /// How it stands.
    pub state: ImportMailboxState,
    /// Why, where the state alone does not tell: a code, a colon, words.
    pub reason: Option<String>,
    /// Since when it stands so.
    pub state_at: Timestamp,
    /// In numbers.
    pub sums: Sums,
    /// What of it is not read.
    pub not_reached: Vec<NotReached>,
    /// Messages a second, over the last minute.
    pub rate: Option<f64>,
    /// Until when it waits: for its hours, or, while it is at work, for Microsoft.
    pub waits_until: Option<Timestamp>,
    /// Its turn comes before the others'.
    pub first: bool,
    /// Messages in the chosen folders of whatever day, by the server's word; `None`: they were not counted yet.
    pub total: Option<u64>,
    /// Bytes in them, where the server tells.
    pub size: Option<u64>,
}

/// What may be said of a mailbox, or of a whole import (S4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Something is still to be read.
    Open,
    /// Everything was read, and the numbers agree.
    Agrees,
    /// They do not.
    Differs,
    /// It may not be read.
    Refused,
}

impl Standing {
    /// *Agrees* only where a mailbox is over and its own numbers say so, too.
    fn of(state: ImportMailboxState, sums: &Sums) -> Self {
        use ImportMailboxState::{Counting, Differs, Done, Exceptions, Paused, Queued, Refused, Running, Waiting};
        match state {
            Done | Exceptions if sums.verdict() != Verdict::Differs => Self::Agrees,
            Done | Exceptions | Differs => Self::Differs,
            Refused => Self::Refused,
            Queued | Counting | Running | Waiting | Paused => Self::Open,
        }
    }
}

impl MailboxImport {
    /// When the server was counted for its numbers; `None`: it is not over, and they are of different moments.
    #[must_use]
    pub fn counted_at(&self) -> Option<Timestamp> {
        use ImportMailboxState::{Differs, Done, Exceptions};
        matches!(self.state, Done | Exceptions | Differs).then_some(self.state_at)
    }

    /// What may be said of it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing::of(self.state, &self.sums)
    }
}

/// Something that the import does not read, for the certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotReached {
    /// One of the constants below.
    pub what: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Messages in it, where the server tells; or how many items that are none.
    pub messages: Option<u64>,
    /// Why.
    pub why: String,
}

impl NotReached {
    /// The mailbox has an in-place archive.
    pub const ARCHIVE: &str = "archive";
    /// It may have one.
    pub const ARCHIVE_UNKNOWN: &str = "archive-unknown";
    /// A folder that was not chosen.
    pub const FOLDER: &str = "folder";
    /// A folder that was chosen and is not there.
    pub const NO_SUCH_FOLDER: &str = "no-such-folder";
    /// Items of a folder that are no messages.
    pub const OTHER_ITEMS: &str = "other-items";
    /// Mail of a public folder.
    pub const PUBLIC_FOLDER: &str = "public-folder";
    /// Mail of a group.
    pub const GROUP: &str = "group";
    /// A mailbox that the tenant has since the import looked last whose mail it is of.
    pub const JOINED: &str = "joined";

    fn new(what: &str, name: Option<&str>, messages: Option<u64>, why: &str) -> Self {
        Self { what: what.to_owned(), name: name.map(str::to_owned), messages, why: why.to_owned() }
    }

    /// The in-place archive: Graph has no way into it (Microsoft Learn: "Outlook mail API overview").
    pub(super) fn archive(there: bool) -> Self {
        match there {
            true => {
                let why = "the mailbox has an in-place archive, which Microsoft Graph does not show";
                Self::new(Self::ARCHIVE, None, None, why)
            }
            false => {
                let why =
                    "whether the mailbox has an in-place archive could not be asked; Microsoft Graph does not show one";
                Self::new(Self::ARCHIVE_UNKNOWN, None, None, why)
            }
        }
    }

    pub(super) fn folder(path: &str, messages: u64) -> Self {
        Self::new(Self::FOLDER, Some(path), Some(messages), "the folder was not chosen")
    }

    pub(super) fn joined(address: &str) -> Self {
        let why = "the tenant has the mailbox since the import looked last whose mail it is of; it is read when the import \
                   goes on";
        Self::new(Self::JOINED, Some(address), None, why)
    }

    pub(super) fn unknown_folder(name: &str) -> Self {
        Self::new(Self::NO_SUCH_FOLDER, Some(name), None, "the mailbox has no such folder")
    }

    pub(super) fn other_items(path: &str, items: u64) -> Self {
        let why = "the server counts them in the folder and lists them as messages in neither of its two ways: deleted \
                   appointments and contacts, for example";
        Self::new(Self::OTHER_ITEMS, Some(path), Some(items), why)
    }

    /// As it is stored.
    pub(super) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn of_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

impl Engine {
    /// How an import stands, from what is written down alone.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_status(&self, job: ImportId) -> Result<ImportStatus, EngineError> {
        self.import_status_of(job, None).await
    }

    /// The same of one mailbox alone, which no other is read for; none is told where it is not of this import.
    pub(super) async fn import_status_of(
        &self,
        job: ImportId,
        mailbox: Option<ImportMailboxId>,
    ) -> Result<ImportStatus, EngineError> {
        let under = self.0.imports.at_work(job);
        let under_way = under.is_some();
        let (record, rows) = self
            .stored(move |store| {
                let mut record = store.import(job)?;
                if !under_way && record.state == ImportState::Running {
                    record.state = ImportState::Paused;
                }
                // The ledger itself is counted, not what is kept of it for windows.
                let part = mailbox.map_or(ImportPart::Import(job), ImportPart::from);
                let (mut counts, mut reasons) =
                    (store.import_counts(part.clone())?, store.import_reasons(part.clone())?);
                let mailboxes = store.import_mailboxes(part)?.into_iter().filter(|mailbox| mailbox.job == job);
                let rows = mailboxes.map(|mailbox| {
                    let counts = counts.remove(&mailbox.id).unwrap_or_default();
                    let skipped = reasons.remove(&mailbox.id).unwrap_or_default();
                    ImportRow { mailbox: ImportMailboxRecord { counts, ..mailbox }, skipped }
                });
                Ok::<_, StoreError>((record, rows.collect::<Vec<_>>()))
            })
            .await?;
        let (whole, zone, now) = (is_whole(&record), self.import_zone(record.client).await?, self.now());
        let rows = rows.into_iter().map(|row| self.shown(row, whole, under.as_deref(), &zone, now));
        let mut mailboxes: Vec<MailboxImport> = rows.collect();
        let mut total = Sums { counted: whole.then_some(0), ..Sums::default() };
        mailboxes.iter().for_each(|mailbox| total.add(&mailbox.sums));
        mailboxes.sort_by(|one, other| one.address.cmp(&other.address));
        Ok(ImportStatus { job: record, under_way, mailboxes, total })
    }
}

/// What was at work when a program was killed is not at work any more.
pub(super) fn at_rest(state: ImportMailboxState, under_way: bool) -> ImportMailboxState {
    use ImportMailboxState::{Counting, Paused, Running, Waiting};
    match state {
        Counting | Running | Waiting if !under_way => Paused,
        other => other,
    }
}

/// The ledger's counts as the certificate lists them.
pub(super) fn sums_of(counts: &ImportCounts, skipped: BTreeMap<String, u64>, counted: Option<u64>) -> Sums {
    Sums {
        listed: counts.on_server,
        counted,
        imported: counts.imported,
        duplicates: counts.duplicate,
        skipped,
        left: counts.left,
        gone: counts.gone,
        open: counts.open,
        bytes: counts.bytes,
        again: counts.again,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s2_what_was_at_work_when_the_program_was_killed_waits_to_be_taken_up() {
        use ImportMailboxState::{Counting, Done, Paused, Queued, Refused, Running, Waiting};
        for working in [Counting, Running, Waiting] {
            assert_eq!((at_rest(working, false), at_rest(working, true)), (Paused, working));
        }
        for still in [Queued, Done, Refused] {
            assert_eq!(at_rest(still, false), still);
        }
    }

    #[test]
    fn s4_a_mailbox_agrees_only_where_it_is_over_and_its_numbers_say_so() {
        use ImportMailboxState::{Differs, Done, Exceptions, Paused, Queued, Refused, Running};
        let whole = Sums { listed: 5, counted: Some(5), imported: 5, ..Sums::default() };
        let one_short = Sums { imported: 4, ..whole.clone() };
        for over in [Done, Exceptions] {
            assert_eq!(Standing::of(over, &whole), Standing::Agrees);
            assert_eq!(Standing::of(over, &one_short), Standing::Differs, "whatever its state says");
        }
        assert_eq!(Standing::of(Differs, &whole), Standing::Differs);
        assert_eq!(Standing::of(Refused, &Sums::default()), Standing::Refused);
        for open in [Queued, Running, Paused] {
            assert_eq!(Standing::of(open, &whole), Standing::Open);
        }
    }

    #[test]
    fn s4_what_is_not_reached_is_stored_as_it_is() {
        let folder = NotReached::folder("Junk Email", 7);
        assert_eq!(NotReached::of_text(&folder.to_text()), Some(folder));
    }
}
