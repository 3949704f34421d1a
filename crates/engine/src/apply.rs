//! B3: a plan is applied only when it is what would happen now; then its run begins.

use std::collections::BTreeSet;
use std::sync::Arc;

use gateway::Gateway;
use jiff::Timestamp;
use store::{
    ApprovalRecord, Approved, ClientId, Holds, PlanId, PlanRecord, RunId, RunRecord, RunState, Store, StoreError,
};
use tokio::sync::OwnedMutexGuard;

use crate::carry::Job;
use crate::fits::unfit;
use crate::planning::check;
use crate::{Engine, EngineError, Moved, Phase, Topic};

/// What goes stale when a run begins.
const RUN: [Topic; 4] = [Topic::Run, Topic::History, Topic::Plan, Topic::Client];

/// A plan to apply, as it was reviewed.
#[derive(Debug, Clone)]
pub struct Order {
    /// The plan.
    pub plan: PlanId,
    /// Its hash as it was shown; another one is refused.
    pub hash: String,
    /// Which held steps a person approved.
    pub approved: Approval,
    /// Who asked.
    pub by: By,
    /// The client's name as the person typed it, where much is taken away at once (B3).
    pub client_name: Option<String>,
}

/// Held steps that may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// None.
    None,
    /// These places of the plan.
    Steps(Vec<u32>),
    /// Every one.
    All,
}

/// Who asked for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A person.
    Technician,
    /// The background.
    Schedule,
}

impl By {
    /// The name used in the history.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Technician => "technician",
            Self::Schedule => "schedule",
        }
    }
}

impl Engine {
    /// Begins to apply a plan; the run goes on by itself, [`Engine::run_ended`] waits for it. Applying the
    /// plan that is being applied joins its run (B6); a run that a crash cut short is taken up again (B4).
    ///
    /// # Errors
    /// [`EngineError::Stale`] with what moved (B3), [`EngineError::Stopped`] (B2), [`EngineError::Gateway`].
    pub async fn apply(&self, client: ClientId, order: Order) -> Result<RunRecord, EngineError> {
        let engine = self.clone();
        self.0.tasks.spawn(async move { engine.apply_now(client, order).await }).await?
    }

    async fn apply_now(&self, client: ClientId, order: Order) -> Result<RunRecord, EngineError> {
        if let Some(run) = self.0.runs.applying(client, order.plan) {
            return self.run(client, run).await;
        }
        let turn = self.turn(client).await?;
        let plan = self.reviewed(client, &order).await?;
        if plan.hash != order.hash {
            return Err(EngineError::stale(plan.id, Moved::Hash));
        }
        if let Some(run) = plan.run {
            return match self.run(client, run).await?.state {
                RunState::Running | RunState::Paused | RunState::Interrupted => {
                    self.take_up(client, run, BTreeSet::new(), turn).await
                }
                RunState::Ended | RunState::Cancelled => Err(EngineError::stale(plan.id, Moved::Applied)),
            };
        }
        let word = self.may_go(&plan, &order).await?;
        let gateway = match self.checked(client, &plan).await {
            Ok(gateway) => gateway,
            Err(error) => {
                self.0.board.clear(client);
                return Err(self.with_difference(&plan, error).await);
            }
        };
        let job = self.begin(&plan, order, word, gateway).await?;
        self.go(job, turn).await
    }

    /// The plan that was reviewed. The store keeps the newest of the plans that nobody applied; when the
    /// background made the same one again in between, that one stands for it.
    async fn reviewed(&self, client: ClientId, order: &Order) -> Result<PlanRecord, EngineError> {
        match self.plan(client, order.plan).await {
            Err(EngineError::Store(StoreError::NoPlan(id))) => match self.newest_plan(client).await? {
                Some(newest) if newest.hash == order.hash => Ok(newest),
                Some(newest) if newest.id > id => Err(EngineError::stale(id, Moved::Superseded)),
                _ => Err(StoreError::NoPlan(id).into()),
            },
            found => found,
        }
    }

    /// Observes the gateway again, and finds the plan to be what would happen now.
    async fn checked(&self, client: ClientId, plan: &PlanRecord) -> Result<Arc<dyn Gateway>, EngineError> {
        let (record, tenant) = self.pinned(client).await?;
        self.stored(move |store| check(store, client)).await?;
        let gateway = self.gateway(&record, tenant).await?;
        self.recover(client, &gateway).await?;
        let observed = self.observe(client, &gateway, Phase::ReadingGateway).await?;
        self.still_current(plan, observed).await?;
        self.ensure_networks(&record, gateway.as_ref()).await?;
        Ok(gateway)
    }

    /// Writes down what was approved, and that the run began.
    pub(crate) async fn begin(
        &self,
        plan: &PlanRecord,
        order: Order,
        word: Option<ApprovalRecord>,
        gateway: Arc<dyn Gateway>,
    ) -> Result<Job, EngineError> {
        let (client, plan, by, now) = (plan.client, plan.id, order.by.as_str(), self.now());
        let who = self.0.person.clone();
        let holds = match order.approved {
            Approval::None => Holds::None,
            Approval::Steps(seqs) => Holds::Steps(seqs),
            Approval::All => Holds::All,
        };
        let approved = Approved { holds, by: word };
        let run = self.stored(move |store| store.begin_approved_run(client, plan, (by, &who), &approved, now)).await?;
        let control = self.0.runs.begin(client, plan, run);
        self.stale(client, &RUN);
        Ok(Job { client, plan, run, gateway, looking: None, only: None, control })
    }

    /// Takes a run up that a crash cut short, if what is still due would be planned now as well (B3). Every remaining
    /// step is looked at before it is sent. `failed`: places that are tried again; of a run that a person cancelled
    /// nothing else goes.
    pub(crate) async fn take_up(
        &self,
        client: ClientId,
        run: RunId,
        failed: BTreeSet<u32>,
        turn: OwnedMutexGuard<()>,
    ) -> Result<RunRecord, EngineError> {
        let (record, tenant) = self.pinned(client).await?;
        self.stored(move |store| check(store, client)).await?;
        let gateway = self.gateway(&record, tenant).await?;
        self.recover(client, &gateway).await?;
        let RunRecord { plan, state, .. } = self.run(client, run).await?;
        let only = (state == RunState::Cancelled).then(|| failed.clone());
        // What failed is told as failed until here, and what is told as begun goes on as it was meant.
        self.may_go_on(client, run, failed.clone(), only.is_some()).await?;
        self.ensure_networks(&record, gateway.as_ref()).await?;
        let begun = self
            .stored(move |store| {
                let sent: Vec<u32> = store.sent_steps(run)?.into_iter().map(|(seq, _)| seq).collect();
                // First: when the program dies in between, the run is looked after again.
                store.set_run_state(run, RunState::Running)?;
                store.mark_due(run, &sent)?;
                if !failed.is_empty() {
                    store.retry_failed(run)?;
                }
                Ok::<_, StoreError>(failed.into_iter().chain(sent).collect())
            })
            .await?;
        let control = self.0.runs.begin(client, plan, run);
        self.go(Job { client, plan, run, gateway, looking: Some(begun), only, control }, turn).await
    }

    /// Refuses `these` places of a run, and what is still due beside them unless they go `alone`, if they would not be
    /// planned now as well (B3).
    pub(crate) async fn may_go_on(
        &self,
        client: ClientId,
        run: RunId,
        mut these: BTreeSet<u32>,
        alone: bool,
    ) -> Result<(), EngineError> {
        let now = self.now();
        self.stored(move |store| {
            let plan = store.plan(client, store.run(run)?.plan)?;
            if !alone {
                these.append(&mut due(store, run)?);
            }
            may_go_on(store, &plan, &these, now)
        })
        .await
    }

    /// Lets a run go on by itself; it keeps the client's turn until its end.
    async fn go(&self, job: Job, turn: OwnedMutexGuard<()>) -> Result<RunRecord, EngineError> {
        let (client, run) = (job.client, job.run);
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            engine.carry_out(&job).await;
            drop(turn);
            engine.0.poke.notify_one();
        });
        self.run(client, run).await
    }

    /// B3: the same plan would come out now; if not, says what moved.
    async fn still_current(&self, plan: &PlanRecord, observed: String) -> Result<(), EngineError> {
        let now = self.now();
        let plan = plan.clone();
        self.stored(move |store| {
            let stale = |moved| Err(EngineError::stale(plan.id, moved));
            if let Some(moved) = moved(store, &plan)? {
                return stale(moved);
            }
            if observed != plan.observed_digest {
                return stale(Moved::Gateway);
            }
            if let Some(keys) = unfit(store, &plan, None, now)? {
                return Err(EngineError::Stale { plan: plan.id.0, moved: Moved::Choices, keys });
            }
            Ok(())
        })
        .await
    }

    /// Whether a plan can still be applied, as far as is known without reading the gateway again.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the client has no such plan.
    pub async fn plan_moved(&self, client: ClientId, plan: PlanId) -> Result<Option<Moved>, EngineError> {
        self.stored(move |store| {
            let plan = store.plan(client, plan)?;
            if plan.run.is_some() {
                return Ok(Some(Moved::Applied));
            }
            if let Some(moved) = moved(store, &plan)? {
                return Ok(Some(moved));
            }
            let observed = store.observation(client)?;
            let differs = observed.is_none_or(|(_, digest)| digest != plan.observed_digest);
            Ok::<_, StoreError>(differs.then_some(Moved::Gateway))
        })
        .await
    }
}

/// What moved since a plan was made, as far as the tenant and later plans tell. A later plan with the same hash
/// says that nothing did.
pub(crate) fn moved(store: &Store, plan: &PlanRecord) -> Result<Option<Moved>, StoreError> {
    if store.newest_plan_of(plan.client, plan.kind)?.is_some_and(|newest| newest.hash != plan.hash) {
        return Ok(Some(Moved::Superseded));
    }
    let same = store.snapshot(plan.client)?.is_some_and(|snapshot| snapshot.digest == plan.snapshot_digest);
    Ok((!same).then_some(Moved::Tenant))
}

/// Refuses what is left of a run, if a step of it would not go now. What the run already did does not count, and what
/// became of the gateway meanwhile is looked at step by step before each is sent.
fn may_go_on(store: &Store, plan: &PlanRecord, due: &BTreeSet<u32>, now: Timestamp) -> Result<(), EngineError> {
    if let Some(moved) = moved(store, plan)? {
        return Err(EngineError::stale(plan.id, moved));
    }
    match unfit(store, plan, Some(due), now)? {
        Some(keys) => Err(EngineError::Stale { plan: plan.id.0, moved: Moved::Choices, keys }),
        None => Ok(()),
    }
}

/// Places of the steps of a run that are still due, with those of which it is not known what became of them.
fn due(store: &Store, run: RunId) -> Result<BTreeSet<u32>, StoreError> {
    let (mut due, mut after): (BTreeSet<u32>, _) =
        (store.sent_steps(run)?.into_iter().map(|(seq, _)| seq).collect(), None);
    loop {
        let page = store.due_steps(run, after, 1_000)?;
        let Some((last, _)) = page.last() else { return Ok(due) };
        after = Some(*last);
        due.extend(page.into_iter().map(|(seq, _)| seq));
    }
}
