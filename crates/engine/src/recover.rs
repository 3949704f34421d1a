//! B4: after a crash, kill or power cut, steps left "sent" are observed and not repeated.

use std::collections::BTreeSet;
use std::sync::Arc;

use gateway::Gateway;
use jiff::Timestamp;
use model::plan::{Object, Step};
use store::{ClientId, RunId, RunState, Schedule, Store, StoreError};

use crate::look::{Stands, look};
use crate::{Engine, EngineError, Topic, schedule};

impl Engine {
    /// Looks after every run that an earlier program left behind. What cannot be reached now is looked after
    /// before the next plan of its client.
    pub(crate) async fn recover_all(&self) -> Result<(), EngineError> {
        let left: BTreeSet<ClientId> = self.stored(left_behind).await?.into_iter().map(|(client, _)| client).collect();
        for client in left {
            if let Err(error) = self.recover_client(client).await {
                tracing::warn!(%error, %client, "a run of an earlier start could not be looked after yet");
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
        for (owner, run) in self.stored(left_behind).await? {
            if owner == client && !self.0.runs.is_under_way(run) {
                self.settle(client, gateway, run).await?;
            }
        }
        Ok(())
    }

    async fn settle(&self, client: ClientId, gateway: &Arc<dyn Gateway>, run: RunId) -> Result<(), EngineError> {
        let sent = self.stored(move |store| store.sent_steps(run)).await?;
        let stands = look(gateway, &sent).await?;
        let (mut arrived, mut lost) = (Vec::new(), Vec::new());
        for ((seq, step), stands) in sent.into_iter().zip(stands) {
            match stands {
                Stands::AsPlanned => arrived.push((seq, step, Ok(()))),
                // It stays sent: the next plan, or whoever takes the run up, makes the domain whole.
                Stands::Half => {}
                Stands::AsBefore if adds_domain(&step) => {}
                Stands::AsBefore | Stands::Otherwise => lost.push(seq),
            }
        }
        self.journal(run, gateway.capabilities().by_hand, arrived).await?;
        let (now, problem) = (self.now(), EngineError::CutShort.fault().to_json());
        self.stored(move |store| {
            store.mark_due(run, &lost)?;
            store.end_run(run, RunState::Interrupted, None, Some(&problem), now)?;
            due_at_once(store, client, now)
        })
        .await?;
        self.stale(client, &[Topic::Run, Topic::History, Topic::Client]);
        Ok(())
    }
}

fn adds_domain(step: &Step) -> bool {
    matches!(step.object, Object::Domain { before: None, .. })
}

/// Runs that neither ended nor were looked after since their program died.
fn left_behind(store: &Store) -> Result<Vec<(ClientId, RunId)>, StoreError> {
    let mut left = store.unfinished_runs()?;
    let states = left.iter().map(|(_, run)| Ok(store.run(*run)?.state)).collect::<Result<Vec<_>, StoreError>>()?;
    let mut states = states.into_iter();
    left.retain(|_| states.next().is_some_and(|state| state != RunState::Interrupted));
    Ok(left)
}

/// After a run that was cut short the background makes the rest true as soon as it can.
pub(crate) fn due_at_once(store: &Store, client: ClientId, now: Timestamp) -> Result<(), StoreError> {
    let wanted = schedule::next(&store.options(client)?, now).map(|_| now);
    store.set_schedule(client, &Schedule { next_sync: wanted, ..store.client(client)?.schedule })
}
