//! How many steps wait for a person, kept with the client, so that no row of the cockpit looks at mailboxes (W0).

use std::collections::BTreeSet;

use store::ClientId;

use crate::{Engine, EngineError, Topic};

impl Engine {
    /// In the background, the steps of clients that were applied and whose number no longer holds; at most once each,
    /// because what changes again meanwhile is counted at the next look.
    pub(crate) fn count_steps(&self) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let Ok(_once) = engine.0.cutovers.round.try_lock() else { return };
            let mut seen = BTreeSet::new();
            loop {
                match engine.next_to_count(&seen).await {
                    Ok(Some(client)) => {
                        seen.insert(client);
                        engine.count(client).await;
                    }
                    Ok(None) => return,
                    Err(error) => return tracing::warn!(%error, "clients whose steps are to be counted are not known"),
                }
            }
        });
    }

    async fn count(&self, client: ClientId) {
        match self.cutover(client).await {
            Ok(_) => self.stale(client, &[Topic::Cutover]),
            Err(error) => tracing::info!(%error, %client, "the steps of the cut-over were not counted"),
        }
    }

    /// A client that nobody is at work for: until that ends, its numbers move.
    async fn next_to_count(&self, seen: &BTreeSet<ClientId>) -> Result<Option<ClientId>, EngineError> {
        if self.0.closing.is_cancelled() {
            return Ok(None);
        }
        let clients = self.stored(|store| store.uncounted_steps()).await?;
        let idle = |client: &ClientId| !seen.contains(client) && self.working(*client).is_none();
        Ok(clients.into_iter().find(idle))
    }
}
