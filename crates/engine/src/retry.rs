//! What failed is tried again: the same run goes on with the steps that failed, if they would be planned now as well.

use store::{ClientId, RunId, RunRecord, RunState};
use tokio::sync::OwnedMutexGuard;

use crate::apply::may_go_on;
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
        let plan = self.plan(client, record.plan).await?;
        // First what can be told without taking the run's end away: what failed stays told as failed otherwise.
        let now = self.now();
        self.stored(move |store| {
            let failed = store.failures(run, u32::MAX)?.into_iter().map(|failure| failure.seq).collect();
            may_go_on(store, &plan, &failed, now)
        })
        .await?;
        self.stored(move |store| store.retry_failed(run)).await?;
        self.take_up(client, run, turn).await
    }
}
