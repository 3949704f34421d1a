//! The grid of mailboxes beyond its windows (W4): lists in and out as CSV, one step back, and saved views.

mod list;
mod sheet;

use std::path::PathBuf;

use store::{ClientId, Imported, ListedRow, MailboxQuery, SavedViewRecord, Taking, Target};

pub use list::{LineFault, LineFaultKind, MailboxList};

use crate::{Engine, EngineError, Topic, exceptions::ExceptionWish, write_private};

const CHOICES: [Topic; 4] = [Topic::Domains, Topic::Mailboxes, Topic::Client, Topic::Plan];

impl Engine {
    /// Where the first row of a list stands, at or after a place and going round, that begins with a text.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the list is no longer held.
    pub async fn mailbox_find(
        &self,
        client: ClientId,
        list: u32,
        text: String,
        from: u32,
    ) -> Result<Option<u32>, EngineError> {
        self.stored(move |store| store.mailbox_find(client, list, &text, from)).await
    }

    /// Writes the rows of a filter, in its order, into a file that only its owner may read; it is there whole or not
    /// at all.
    ///
    /// # Errors
    /// [`EngineError::Store`]; [`EngineError::Output`].
    pub async fn mailbox_csv_file(
        &self,
        client: ClientId,
        query: MailboxQuery,
        path: PathBuf,
    ) -> Result<(), EngineError> {
        let (now, failed) = (self.now(), |error: &std::io::Error| EngineError::Output(error.to_string()));
        self.stored(move |store| write_private(&path, failed, |out| sheet::write(store, client, &query, now, out)))
            .await
    }

    /// Makes the listed recipients selected, or not, with the services that the list gives them: all or nothing.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn choose_listed(
        &self,
        client: ClientId,
        rows: Vec<ListedRow>,
        taking: Taking,
    ) -> Result<Imported, EngineError> {
        let now = self.now();
        let imported = self.stored(move |store| store.choose_listed(client, &rows, taking, now)).await?;
        if !taking.dry_run && imported.faults.is_empty() {
            self.stale(client, &CHOICES);
        }
        Ok(imported)
    }

    /// Takes the last change of choices back; how many recipients it met.
    ///
    /// # Errors
    /// [`EngineError::Store`] when there is none, or a run has begun since.
    pub async fn choice_undo(&self, client: ClientId) -> Result<u32, EngineError> {
        let met = self.stored(move |store| store.choice_undo(client)).await?;
        self.stale(client, &CHOICES);
        Ok(met)
    }

    /// Sets exceptions for all recipients of a target.
    ///
    /// # Errors
    /// Those of [`Engine::exception_set`]; [`EngineError::Store`] when rows of a list are meant that is no longer held.
    pub async fn exempt_target(
        &self,
        client: ClientId,
        target: Target,
        wish: ExceptionWish,
    ) -> Result<(), EngineError> {
        let now = self.now();
        let ids = self.stored(move |store| store.target_ids(client, &target, now)).await?;
        self.exception_set(client, ids.into_iter().map(store::Excepted::Recipient).collect(), wish).await
    }

    /// A client's saved views, by name.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn saved_views(&self, client: ClientId) -> Result<Vec<SavedViewRecord>, EngineError> {
        self.stored(move |store| store.saved_views(client)).await
    }

    /// Saves a view as JSON; one of the same name is replaced.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn saved_view_set(&self, client: ClientId, name: String, view: String) -> Result<(), EngineError> {
        self.stored(move |store| store.saved_view_set(client, &name, &view)).await
    }

    /// Forgets a view; whether it was there.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn saved_view_remove(&self, client: ClientId, id: u32) -> Result<bool, EngineError> {
        self.stored(move |store| store.saved_view_remove(client, id)).await
    }
}
