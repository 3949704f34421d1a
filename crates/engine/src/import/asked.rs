//! S2: what mailboxes are asked is written down before it leaves, because Microsoft counts on when the program ends.

use std::time::Duration;

use async_trait::async_trait;
use microsoft::mail::{Keeper, Kept};
use store::{ImportAsked, Store, StoreError};

use crate::{Clock, EngineError};

/// The database keeps it.
#[derive(Debug)]
pub(super) struct AskedMailboxes {
    pub store: Store,
    pub clock: Clock,
}

impl AskedMailboxes {
    async fn stored<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let store = self.store.clone();
        Ok(tokio::task::spawn_blocking(move || work(&store)).await??)
    }
}

#[async_trait]
impl Keeper for AskedMailboxes {
    async fn kept(&self, mailbox: &str) -> Vec<(Duration, Kept)> {
        let (mailbox, now) = (mailbox.to_owned(), self.clock.now());
        let lines = self.stored(move |store| store.import_asked(&mailbox)).await;
        let lines = lines.inspect_err(|error| tracing::warn!(%error, "what a mailbox was asked could not be read"));
        let kept = |line: ImportAsked| {
            // Of a clock that was put back meanwhile it is of now.
            let ago = Duration::try_from(now.duration_since(line.at)).unwrap_or_default();
            (ago, Kept { requests: line.requests, wait: line.wait })
        };
        lines.unwrap_or_default().into_iter().map(kept).collect()
    }

    async fn keep(&self, mailbox: &str, what: Kept) {
        let (mailbox, at) = (mailbox.to_owned(), self.clock.now());
        let asked = ImportAsked { at, requests: what.requests, wait: what.wait };
        let kept = self.stored(move |store| store.import_ask(&mailbox, asked, what.matters())).await;
        kept.unwrap_or_else(|error| tracing::warn!(%error, "what a mailbox is asked could not be written down"));
    }
}
