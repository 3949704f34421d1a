//! What failed is tried again: the same run goes on with the steps that failed, if they would be planned now as well.

use std::collections::BTreeSet;

use store::{ClientId, PlanId, PlanKind, RunId, RunRecord, RunState, Store, StoreError};
use tokio::sync::OwnedMutexGuard;

use crate::apply::moved;
use crate::planning::{Decided, decide};
use crate::stale::print;
use crate::{Engine, EngineError, Moved};

/// Steps looked at together.
const PAGE: u32 = 1_000;

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
        let plan = self.plan(client, record.plan).await?;
        // First what can be told without taking the run's end away: what failed stays told as failed otherwise.
        let (reviewed, now) = (plan.clone(), self.now());
        let fits = self.stored(move |store| {
            if let Some(moved) = moved(store, &reviewed)? {
                return Ok::<_, EngineError>(Some(moved));
            }
            let mut failed = failed_steps(store, reviewed.id, run)?;
            if reviewed.kind == PlanKind::Sync {
                decide(store, client, &store.options(client)?, now, &mut |decided| {
                    match decided {
                        Decided::Step(step) => drop(failed.remove(&print(step))),
                        Decided::InPart { part, whole } => drop([part, whole].map(|step| failed.remove(&print(step)))),
                        _ => {}
                    }
                    Ok::<_, StoreError>(())
                })?;
                return Ok((!failed.is_empty()).then_some(Moved::Choices));
            }
            Ok(None)
        });
        if let Some(moved) = fits.await? {
            return Err(EngineError::stale(plan.id, moved));
        }
        self.stored(move |store| store.retry_failed(run)).await?;
        self.take_up(client, run, turn).await
    }
}

/// Fingerprints of what failed.
fn failed_steps(store: &Store, plan: PlanId, run: RunId) -> Result<BTreeSet<u64>, StoreError> {
    let failed: BTreeSet<u32> = store.failures(run, u32::MAX)?.into_iter().map(|failure| failure.seq).collect();
    let mut steps = BTreeSet::new();
    let mut after = None;
    loop {
        let page = store.plan_steps(plan, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(steps) };
        after = Some(*last);
        steps.extend(page.into_iter().filter(|(seq, _)| failed.contains(seq)).map(|(_, step)| print(&step)));
    }
}
