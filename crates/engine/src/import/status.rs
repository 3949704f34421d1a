//! S2: how an import stands, per mailbox and in total.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{ImportCounts, ImportId, ImportMailboxState, ImportRecord, ImportState, StoreError};

use super::range::Range;
use super::sums::Sums;
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
    /// Its primary address.
    pub address: String,
    /// How it stands.
    pub state: ImportMailboxState,
    /// Why, where the state alone does not tell: a code, a colon, words.
    pub reason: Option<String>,
    /// In numbers.
    pub sums: Sums,
    /// What of it is not read.
    pub not_reached: Vec<NotReached>,
}

/// Something that the import does not read, for the certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotReached {
    /// `archive`, `folder` or `no-such-folder`.
    pub what: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Messages in it, where the server tells.
    pub messages: Option<u64>,
    /// Why.
    pub why: String,
}

impl NotReached {
    fn new(what: &str, name: Option<&str>, messages: Option<u64>, why: &str) -> Self {
        Self { what: what.to_owned(), name: name.map(str::to_owned), messages, why: why.to_owned() }
    }

    /// The in-place archive: Graph has no way into it (Microsoft Learn: "Outlook mail API overview").
    pub(super) fn archive(there: bool) -> Self {
        let why = match there {
            true => "the mailbox has an in-place archive, which Microsoft Graph does not show",
            false => {
                "whether the mailbox has an in-place archive could not be asked; Microsoft Graph does not show one"
            }
        };
        Self::new("archive", None, None, why)
    }

    pub(super) fn folder(path: &str, messages: u64) -> Self {
        Self::new("folder", Some(path), Some(messages), "the folder was not chosen")
    }

    pub(super) fn unknown_folder(name: &str) -> Self {
        Self::new("no-such-folder", Some(name), None, "the mailbox has no such folder")
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
        let under_way = self.0.imports.under_way(job);
        self.stored(move |store| {
            let mut record = store.import(job)?;
            if !under_way && record.state == ImportState::Running {
                record.state = ImportState::Paused;
            }
            let whole = Range { since: record.wish.since, until: record.wish.until }.is_whole();
            let mut reasons = store.import_reasons(job)?;
            let (mut mailboxes, mut total) = (Vec::new(), Sums { counted: whole.then_some(0), ..Sums::default() });
            for mailbox in store.import_mailboxes(job)? {
                let counted = whole.then_some(mailbox.total);
                let sums = sums_of(&mailbox.counts, reasons.remove(&mailbox.id).unwrap_or_default(), counted);
                total.add(&sums);
                let not_reached = mailbox.unreachable.iter().filter_map(|text| NotReached::of_text(text)).collect();
                let state = at_rest(mailbox.state, under_way);
                let cut = (state != mailbox.state).then(|| "interrupted".to_owned());
                let reason = cut.or(mailbox.reason);
                mailboxes.push(MailboxImport { address: mailbox.address, state, reason, sums, not_reached });
            }
            mailboxes.sort_by(|one, other| one.address.cmp(&other.address));
            Ok::<_, StoreError>(ImportStatus { job: record, under_way, mailboxes, total })
        })
        .await
    }
}

/// What was at work when a program was killed is not at work any more.
fn at_rest(state: ImportMailboxState, under_way: bool) -> ImportMailboxState {
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
    fn s4_what_is_not_reached_is_stored_as_it_is() {
        let folder = NotReached::folder("Junk Email", 7);
        assert_eq!(NotReached::of_text(&folder.to_text()), Some(folder));
    }
}
