//! A reading in the background, whose failure the client's row tells.

use store::{ClientId, Schedule};

use crate::{Engine, EngineError, Topic};

impl Engine {
    /// Begins to read the tenant; how it goes is told by events, why it failed by the client's status.
    pub fn begin_fetch(&self, client: ClientId) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let ended = engine.fetch(client, false).await;
            if let Err(error) = engine.note_fetch(client, ended.err()).await {
                tracing::warn!(%error, %client, "the end of a reading could not be noted");
            }
        });
    }

    async fn note_fetch(&self, client: ClientId, error: Option<EngineError>) -> Result<(), EngineError> {
        let last_problem = error.map(|error| error.fault().to_json());
        self.stored(move |store| {
            let before = store.client(client)?.schedule;
            store.set_schedule(client, &Schedule { last_problem, ..before })
        })
        .await?;
        self.stale(client, &[Topic::Client, Topic::Domains, Topic::Mailboxes]);
        self.stale(None, &[Topic::Clients]);
        Ok(())
    }
}
