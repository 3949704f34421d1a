//! A whole sync: read, plan, and apply what needs no person.

use store::{ClientId, ClientRecord, PlanRecord, RunRecord, RunState, Schedule};

use crate::apply::{Approval, By, Order};
use crate::schedule::{self, Ended};
use crate::{Engine, EngineError, Fault, FaultSort, FetchReport, Topic};

/// What a sync did.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncReport {
    /// What was read.
    pub fetch: FetchReport,
    /// What was planned.
    pub plan: PlanRecord,
    /// What was applied; `None` when nothing was due without a person.
    pub run: Option<RunRecord>,
}

impl Engine {
    /// Reads the tenant, plans, and applies what needs no person; joins a sync that is under way (B6).
    ///
    /// # Errors
    /// Those of reading and planning. A run that failed is told in the report; what was done stays done, and
    /// the next sync goes on.
    pub async fn sync(&self, client: ClientId) -> Result<SyncReport, EngineError> {
        self.sync_by(client, By::Technician).await
    }

    pub(crate) async fn sync_by(&self, client: ClientId, by: By) -> Result<SyncReport, EngineError> {
        self.sync_of(client, by, false).await
    }

    async fn sync_of(&self, client: ClientId, by: By, full: bool) -> Result<SyncReport, EngineError> {
        let joint = &self.0.syncs;
        // One that reads everything is as good for whoever wants what changed, but not the other way round.
        let full = full || joint.under_way(&(client, true));
        self.joined(joint, (client, full), client, move |engine| async move {
            let ended = engine.sync_in_turn(client, by, full).await;
            engine.note_sync(client, &ended).await?;
            ended
        })
        .outcome()
        .await
    }

    /// A sync that reads the whole tenant again instead of what changed.
    ///
    /// # Errors
    /// As [`sync`](Self::sync).
    pub async fn sync_full(&self, client: ClientId) -> Result<SyncReport, EngineError> {
        self.sync_of(client, By::Technician, true).await
    }

    /// A sync in the background, begun at once; how it goes is told by events and by the client's status.
    pub fn sync_now(&self, client: ClientId, full: bool) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            if let Err(error) = engine.sync_of(client, By::Technician, full).await {
                tracing::info!(%error, %client, "a sync did not come to its end");
            }
        });
    }

    async fn sync_in_turn(&self, client: ClientId, by: By, full: bool) -> Result<SyncReport, EngineError> {
        let fetch = self.read_tenant(client, full).await?;
        let plan = self.plan_now(client).await?;
        let (record, tenant) = self.pinned(client).await?;
        let gateway = self.gateway(&record, tenant).await?;
        self.ensure_networks(&record, gateway.as_ref()).await?;
        if plan.ready == 0 {
            return Ok(SyncReport { fetch, plan, run: None });
        }
        let order = Order { plan: plan.id, hash: plan.hash.clone(), approved: Approval::None, by, client_name: None };
        let job = self.begin(&plan, order, None, gateway).await?;
        self.carry_out(&job).await;
        let run = self.run(client, job.run).await?;
        Ok(SyncReport { fetch, plan, run: Some(run) })
    }

    /// Writes down how a sync went, and when the next one is due.
    async fn note_sync(&self, client: ClientId, ended: &Result<SyncReport, EngineError>) -> Result<(), EngineError> {
        let cut_off = |report: &SyncReport| report.run.as_ref().is_some_and(|run| run.state == RunState::Interrupted);
        if ended.as_ref().map_or_else(|error| matches!(error, EngineError::Closing), cut_off) {
            // The program ends, and the next start goes on: that is no failure, and what is known of others before stays.
            return Ok(());
        }
        let now = self.now();
        let (problem, good) = match ended {
            Err(error) => (Some(error.fault()), false),
            Ok(SyncReport { run: Some(run), .. }) => {
                let good = run.state == RunState::Ended && run.problem.is_none() && run.failed == 0;
                (run.problem.as_deref().and_then(Fault::from_json), good)
            }
            Ok(SyncReport { run: None, .. }) => (None, true),
        };
        let network = ended.as_ref().is_err_and(EngineError::is_network);
        let failures = self.0.failures.note(client, problem.is_some() && !network);
        let how = match ended {
            Err(error) => Ended::of(error, failures),
            Ok(_) if problem.is_some() => Ended::Failed(failures),
            Ok(_) => Ended::Well,
        };
        self.stored(move |store| {
            let before = store.client(client)?.schedule;
            let next_sync = schedule::next_after(&store.options(client)?, now, how);
            let last_good_sync = if good { Some(now) } else { before.last_good_sync };
            let last_problem = problem.map(|fault| fault.with_next_try(how, next_sync).to_json());
            store.set_schedule(client, &Schedule { next_sync, last_good_sync, last_problem })
        })
        .await?;
        self.0.poke.notify_one();
        Ok(())
    }

    /// Writes down a problem that only a person can end, or that it is over.
    pub(crate) async fn note_problem(&self, client: ClientId, error: Option<&EngineError>) -> Result<(), EngineError> {
        let last_problem = error.map(|error| error.fault().to_json());
        self.stored(move |store| {
            let before = store.client(client)?.schedule;
            store.set_schedule(client, &Schedule { last_problem, ..before })
        })
        .await?;
        self.stale(client, &[Topic::Client]);
        self.stale(None, &[Topic::Clients]);
        Ok(())
    }

    /// A new sign-in ends a problem that waited for it, and the schedule goes on at once.
    pub(crate) async fn signed_in_again(&self, record: &ClientRecord) -> Result<(), EngineError> {
        let client = record.id;
        self.0.failures.note(client, false);
        let waited = record.schedule.last_problem.as_deref().and_then(Fault::from_json);
        if !waited.is_some_and(|fault| fault.sort == FaultSort::SignInNeeded) {
            return Ok(());
        }
        let next_sync = record.schedule.next_sync.map(|_| self.now());
        let schedule = Schedule { next_sync, last_problem: None, ..record.schedule.clone() };
        self.stored(move |store| store.set_schedule(client, &schedule)).await
    }
}
