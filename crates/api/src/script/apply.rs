//! Applying and syncing, as a script sees it.

use engine::{Approval, By, ClientId, Order, PlanId, RunId, RunRecord};
use serde::Serialize;

use super::{FetchResult, PlanHead};
use crate::{
    Api,
    dto::{ClientRef, Problem},
    view,
};

/// How a run ended.
#[derive(Debug, Clone, Serialize)]
pub struct ApplyResult {
    /// Id.
    pub run: u32,
    /// Steps done.
    pub done: u32,
    /// Steps that failed.
    pub failed: Vec<FailedStep>,
    /// Steps that stayed held.
    pub held: u32,
    /// Steps that the gateway showed as planned afterwards.
    pub verified: Option<u32>,
    /// Why it ended early.
    #[serde(skip)]
    pub problem: Option<Problem>,
}

/// A step that failed.
#[derive(Debug, Clone, Serialize)]
pub struct FailedStep {
    /// Domain or primary address.
    pub key: String,
    /// What sort of failure.
    pub code: String,
    /// In words.
    pub message: String,
}

/// The three parts of a sync.
#[derive(Debug, Clone, Serialize)]
pub struct SyncResult {
    /// The reading.
    pub fetch: FetchResult,
    /// The plan.
    pub plan: PlanHead,
    /// The run; `null` when there was nothing to do.
    pub apply: Option<ApplyResult>,
}

/// Which held steps go, too.
#[derive(Debug, Clone)]
pub enum Approve {
    /// None.
    None,
    /// Those of these domains and primary addresses.
    Keys(Vec<String>),
    /// Every one.
    All,
}

impl Api {
    /// Applies a plan and waits for the end.
    /// `name` is the client's name as the person typed it.
    pub async fn apply(
        &self,
        client: ClientRef,
        plan: u32,
        approve: Approve,
        name: &str,
    ) -> Result<ApplyResult, Problem> {
        let (client, plan) = (ClientId(client.client), PlanId(plan));
        let hash = self.engine.plan(client, plan).await?.hash;
        let approved = match approve {
            Approve::None => Approval::None,
            Approve::Keys(keys) => Approval::Steps(self.held_places(client, plan, &keys).await?),
            Approve::All => Approval::All,
        };
        let order = Order { plan, hash, approved, by: By::Technician, client_name: Some(name.to_owned()) };
        let run = self.engine.apply(client, order).await?;
        let run = self.engine.run_ended(client, run.id).await?;
        self.apply_result(client, run).await
    }

    async fn apply_result(&self, client: ClientId, run: RunRecord) -> Result<ApplyResult, Problem> {
        let (id, done, held, verified) = (run.id.0, run.done, run.held, run.verified);
        // A script gets every one of them, where the window shows the first.
        let all = if run.failed > 0 { self.engine.failures(client, run.id, u32::MAX).await? } else { Vec::new() };
        let plan = self.engine.plan(client, run.plan).await?;
        let shown = view::run_view(&run, &plan, &all, None, self.engine.now());
        let failed = shown.failures.into_iter().map(|failure| FailedStep {
            key: failure.key,
            code: failure.problem.code,
            message: failure.problem.message,
        });
        Ok(ApplyResult { run: id, done, failed: failed.collect(), held, verified, problem: shown.problem })
    }

    /// Applies what failed in a run again and waits for the end.
    pub async fn retry(&self, client: ClientRef, run: u32) -> Result<ApplyResult, Problem> {
        let client = ClientId(client.client);
        let run = self.engine.retry_failed(client, RunId(run)).await?;
        let run = self.engine.run_ended(client, run.id).await?;
        self.apply_result(client, run).await
    }

    /// Fetches, plans, and applies what needs no person.
    pub async fn sync(&self, client: ClientRef) -> Result<SyncResult, Problem> {
        let client = ClientId(client.client);
        let report = self.engine.sync(client).await?;
        let plan = self.plan_head(client, &report.plan).await?;
        let apply = match report.run {
            Some(run) => Some(self.apply_result(client, run).await?),
            None => None,
        };
        Ok(SyncResult { fetch: FetchResult::from(&report.fetch), plan, apply })
    }
}
