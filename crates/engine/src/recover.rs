//! B4: after a crash, kill or power cut, steps left "sent" are observed and not repeated.

use std::sync::Arc;

use gateway::Gateway;
use store::{ClientId, RunId, RunState, StoreError};

use crate::look::{Stands, look};
use crate::{Engine, EngineError, Topic};

impl Engine {
    /// Looks after every run that an earlier program left behind. What cannot be reached now is looked after
    /// before the next plan of its client.
    pub(crate) async fn recover_all(&self) -> Result<(), EngineError> {
        let left = self.stored(|store| store.unfinished_runs()).await?;
        for (client, run) in left {
            if let Err(error) = self.recover_client(client).await {
                tracing::warn!(%error, %run, "a run of an earlier start could not be looked after yet");
            }
        }
        Ok(())
    }

    async fn recover_client(&self, client: ClientId) -> Result<(), EngineError> {
        let (record, tenant) = self.pinned(client).await?;
        let gateway = self.gateway(&record, tenant).await?;
        self.recover(client, &gateway).await
    }

    /// Marks what the gateway shows as done, and ends the runs as interrupted: the next sync converges.
    pub(crate) async fn recover(&self, client: ClientId, gateway: &Arc<dyn Gateway>) -> Result<(), EngineError> {
        let left = self
            .stored(move |store| {
                let mut left = Vec::new();
                for (owner, run) in store.unfinished_runs()? {
                    let state = store.run(run)?.state;
                    if owner == client && matches!(state, RunState::Running | RunState::Paused) {
                        left.push(run);
                    }
                }
                Ok::<_, StoreError>(left)
            })
            .await?;
        for run in left {
            if !self.0.runs.is_under_way(run) {
                self.settle(client, gateway, run).await?;
            }
        }
        Ok(())
    }

    async fn settle(&self, client: ClientId, gateway: &Arc<dyn Gateway>, run: RunId) -> Result<(), EngineError> {
        let sent = self.stored(move |store| store.sent_steps(run)).await?;
        let stands = look(gateway, &sent).await?;
        let outcome = |stands| if stands == Stands::AsPlanned { Ok(()) } else { Err(EngineError::CutShort) };
        let outcomes = sent.into_iter().zip(stands).map(|((seq, step), stands)| (seq, step, outcome(stands)));
        self.journal(run, outcomes.collect()).await?;
        let (now, problem) = (self.now(), EngineError::CutShort.fault().to_json());
        self.stored(move |store| {
            store.end_run(run, RunState::Interrupted, None, Some(&problem), now)?;
            // Due at once: the next sync makes the rest true.
            let mut schedule = store.client(client)?.schedule;
            schedule.next_sync = schedule.next_sync.map(|_| now);
            store.set_schedule(client, &schedule)
        })
        .await?;
        self.stale(client, &[Topic::Run, Topic::History, Topic::Client]);
        Ok(())
    }
}
