//! The page of a client (W9): its numbers, and a sync that reads everything again.

use engine::ClientId;

use crate::{
    Api,
    dto::{ClientOverview, ClientRef, Problem},
    view,
};

impl Api {
    /// A client in numbers, from what is stored; nobody is asked.
    pub async fn client_overview(&self, request: ClientRef) -> Result<ClientOverview, Problem> {
        let seen = self.engine.overview(ClientId(request.client)).await?;
        let last_run = self.history(request).await?.runs.into_iter().next();
        Ok(view::overview(&seen, last_run))
    }

    /// Synchronises in the background, now, and reads the whole tenant for it instead of what changed.
    pub async fn sync_full(&self, request: ClientRef) -> Result<(), Problem> {
        let client = ClientId(request.client);
        self.engine.client(client).await?;
        self.engine.sync_now(client, true);
        Ok(())
    }
}
