//! What failed is tried again: the same run goes on with the steps that failed, if they would be planned now as well.

use std::collections::BTreeSet;

use store::{ClientId, RunId, RunRecord, RunState};
use tokio::sync::OwnedMutexGuard;

use crate::{Engine, EngineError};

impl Engine {
    /// Lets a run that ended go on with what failed in it; each step is looked at before it is sent, and what a person
    /// held stays held.
    ///
    /// # Errors
    /// [`EngineError::NothingFailed`]; [`EngineError::Stale`] when the tenant or the choice moved since, or a newer
    /// plan was made, which then has these steps too (B3).
    pub async fn retry_failed(&self, client: ClientId, run: RunId) -> Result<RunRecord, EngineError> {
        // A second request joins the first (B6).
        if self.0.runs.is_under_way(run) {
            return self.run(client, run).await;
        }
        let turn = self.turn(client).await?;
        let engine = self.clone();
        self.0.tasks.spawn(async move { engine.retry_in_turn(client, run, turn).await }).await?
    }

    async fn retry_in_turn(
        &self,
        client: ClientId,
        run: RunId,
        turn: OwnedMutexGuard<()>,
    ) -> Result<RunRecord, EngineError> {
        let record = self.run(client, run).await?;
        if record.failed == 0 || !matches!(record.state, RunState::Ended | RunState::Cancelled) {
            return Err(EngineError::NothingFailed(run.0));
        }
        self.in_this_gateway(client, run.0, record.started_at).await?;
        let failed = self.stored(move |store| store.failures(run, u32::MAX)).await?;
        let failed: BTreeSet<u32> = failed.into_iter().map(|failure| failure.seq).collect();
        self.take_up(client, run, failed, turn).await
    }
}
