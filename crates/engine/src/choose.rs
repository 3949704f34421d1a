//! What a person chooses: domains, mailboxes, services, options.

use model::{DirectoryId, Kind, Options};
use store::{Chosen, ClientId, DomainChange, ListedRow, MailboxChange, Schedule, SettingChange, StoreError, Target};

use crate::{Engine, EngineError, Topic, options};

const CHOICES: [Topic; 4] = [Topic::Domains, Topic::Mailboxes, Topic::Client, Topic::Plan];

impl Engine {
    /// Changes the choice of domains, all or none.
    ///
    /// # Errors
    /// [`EngineError::Store`]: unknown, not selectable (R13), or synchronised by another client (R11).
    pub async fn choose_domains(&self, client: ClientId, changes: Vec<DomainChange>) -> Result<(), EngineError> {
        let now = self.now();
        self.stored(move |store| store.choose_domains(client, &changes, now)).await?;
        self.stale(client, &CHOICES);
        // The schedule's loop counts the open steps anew.
        self.0.poke.notify_one();
        Ok(())
    }

    /// Changes choices of recipients, those named or all that a filter or a list shows; how many it met. It can be taken
    /// back by one step ([`Engine::choice_undo`]).
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn choose_mailboxes(
        &self,
        client: ClientId,
        target: Target,
        change: MailboxChange,
    ) -> Result<u32, EngineError> {
        let now = self.now();
        let met = self.stored(move |store| store.choose_with_undo(client, &target, &change, now)).await?;
        self.stale(client, &CHOICES);
        Ok(met)
    }

    /// Makes exactly the listed recipients selected, all or nothing.
    ///
    /// # Errors
    /// [`EngineError::Store`] with the line that names no known address.
    pub async fn select_exactly(&self, client: ClientId, rows: Vec<ListedRow>) -> Result<Chosen, EngineError> {
        let now = self.now();
        let chosen = self.stored(move |store| store.select_exactly(client, &rows, now)).await?;
        self.stale(client, &CHOICES);
        Ok(chosen)
    }

    /// Says what kind a recipient is, whatever the sources say (M5); `None` lets them speak again.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the tenant has no such recipient.
    pub async fn set_kind(&self, client: ClientId, id: DirectoryId, kind: Option<Kind>) -> Result<(), EngineError> {
        self.stored(move |store| store.set_kind(client, id, kind)).await?;
        self.stale(client, &CHOICES);
        Ok(())
    }

    /// The options of a client.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn options(&self, client: ClientId) -> Result<Options, EngineError> {
        self.stored(move |store| store.options(client)).await
    }

    /// Changes of the options that guard a plan, newest first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn setting_changes(&self, client: ClientId) -> Result<Vec<SettingChange>, EngineError> {
        self.stored(move |store| store.setting_changes(client)).await
    }

    /// Checks and stores options. They reach new mailboxes only (R12).
    ///
    /// # Errors
    /// [`EngineError::Options`] names what cannot be.
    pub async fn set_options(&self, client: ClientId, options: Options) -> Result<(), EngineError> {
        options::check(&options)?;
        let (now, person) = (self.now(), self.person().to_owned());
        self.stored(move |store| {
            let interval_changed = store.options(client)?.sync != options.sync;
            store.choose_options(client, &options, &person, now)?;
            let record = store.client(client)?;
            if interval_changed && record.first_applied_at.is_some() {
                let next_sync = crate::schedule::next(&options, now);
                store.set_schedule(client, &Schedule { next_sync, ..record.schedule })?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
        self.stale(client, &[Topic::Options, Topic::Mailboxes, Topic::Client, Topic::Plan, Topic::History]);
        self.0.poke.notify_one();
        Ok(())
    }
}
