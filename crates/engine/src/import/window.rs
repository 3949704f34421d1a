//! S2: a window over the mailboxes of an import.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{ImportId, ImportMailboxId, ImportMailboxState, ImportQuery, ImportRow, StoreError};

use super::hours::opens;
use super::imports::Under;
use super::overview::is_whole;
use super::status::{at_rest, sums_of};
use super::{MailboxImport, NotReached};
use crate::{Engine, EngineError, Topic};

/// Mailboxes read together at most.
const MOST: u32 = 1_000;

/// Mailboxes of an import.
#[derive(Debug, Clone)]
pub struct ImportWindow {
    /// Those in view.
    pub rows: Vec<MailboxImport>,
    /// How many there are in all.
    pub of: u64,
}

impl Engine {
    /// Mailboxes of an import: those at work first, then stopped ones, those that differ, were refused, have exceptions,
    /// wait for their turn in the order of turns, are done; those that stand the same by address.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_window(&self, job: ImportId, query: ImportQuery) -> Result<ImportWindow, EngineError> {
        let query = ImportQuery { limit: query.limit.min(MOST), ..query };
        let (record, rows, of) = self
            .stored(move |store| {
                let record = store.import(job)?;
                let (rows, of) = store.import_window(job, &query)?;
                Ok::<_, StoreError>((record, rows, of))
            })
            .await?;
        let (zone, now) = (self.import_zone(record.client).await?, self.now());
        let (whole, under) = (is_whole(&record), self.0.imports.at_work(job));
        let rows = rows.into_iter().map(|row| self.shown(row, whole, under.as_deref(), &zone, now)).collect();
        Ok(ImportWindow { rows, of })
    }

    /// Puts a mailbox before all others that wait for their turn; one that does not wait stays as it is.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_first(&self, job: ImportId, mailbox: ImportMailboxId) -> Result<(), EngineError> {
        let client = self.stored(move |store| store.import(job)).await?.client;
        self.stored(move |store| store.import_first(job, mailbox)).await?;
        self.stale(client, &[Topic::Import]);
        Ok(())
    }

    /// A row as it is shown now.
    pub(super) fn shown(
        &self,
        row: ImportRow,
        whole: bool,
        under: Option<&Under>,
        zone: &TimeZone,
        now: Timestamp,
    ) -> MailboxImport {
        let ImportRow { mailbox, skipped } = row;
        let state = at_rest(mailbox.state, under.is_some());
        let cut = (state != mailbox.state).then(|| "interrupted".to_owned());
        let microsoft = || {
            let waits = self.0.imports.allowance.waits(&mailbox.object.to_string())?;
            now.checked_add(jiff::SignedDuration::try_from(waits).ok()?).ok()
        };
        let waits_until = match state {
            ImportMailboxState::Waiting => under.and_then(|under| opens(under.hours(), zone, now)),
            ImportMailboxState::Counting | ImportMailboxState::Running => microsoft(),
            _ => None,
        };
        MailboxImport {
            id: mailbox.id,
            state,
            state_at: mailbox.state_at,
            sums: sums_of(&mailbox.counts, skipped, whole.then_some(mailbox.total)),
            not_reached: mailbox.unreachable.iter().filter_map(|text| NotReached::of_text(text)).collect(),
            rate: under.and_then(|under| under.rate_of(mailbox.id, now)),
            waits_until,
            first: mailbox.first,
            total: mailbox.counted.then_some(mailbox.total),
            size: mailbox.size,
            reason: cut.or(mailbox.reason),
            address: mailbox.address,
        }
    }
}
