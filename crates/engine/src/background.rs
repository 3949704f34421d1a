//! A reading in the background, whose failure the client's row tells.

use store::ClientId;

use crate::{Engine, EngineError, Phase, Topic};

impl Engine {
    /// Begins to read the tenant, and then the gateway, so that lists show what is new there before there is a
    /// plan. How it goes is told by events, why it failed by the client's status.
    pub fn begin_fetch(&self, client: ClientId) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let reading = engine.joined(&engine.0.fetches, (client, false), client, move |engine| async move {
                let report = engine.read_tenant(client, false).await?;
                // Planning reads it again, and says then why it cannot.
                if let Err(error) = engine.read_gateway(client).await {
                    tracing::debug!(%error, %client, "the gateway was not read after the tenant");
                }
                Ok(report)
            });
            let ended = reading.outcome().await;
            if let Err(error) = engine.note_problem(client, ended.as_ref().err()).await {
                tracing::warn!(%error, %client, "the end of a reading could not be noted");
            }
            engine.stale(client, &[Topic::Client, Topic::Domains, Topic::Mailboxes]);
        });
    }

    async fn read_gateway(&self, client: ClientId) -> Result<(), EngineError> {
        let (record, tenant) = self.pinned(client).await?;
        let gateway = self.gateway(&record, tenant).await?;
        self.observe(client, &gateway, Phase::ReadingGateway).await?;
        Ok(())
    }
}
