//! Plan, apply and sync as a script sees them.

use engine::{Approval, By, ClientId, Order, PlanCounts, PlanId, PlanQuery, PlanRecord, RunRecord};
use model::plan::{Action, Object, Step};
use serde::Serialize;
use serde_json::Value;

use super::FetchResult;
use crate::{
    Api,
    dto::{ClientRef, Problem},
    view,
};

/// Steps asked for at once.
const PAGE: u32 = engine::WINDOW;

/// A plan without its steps.
#[derive(Debug, Clone, Serialize)]
pub struct PlanHead {
    /// Id.
    pub plan: u32,
    /// Hash over its steps, its reading and the observed gateway.
    pub hash: String,
    /// Steps by what they do to an object.
    pub counts: StepCounts,
    /// Steps that wait for a person.
    pub held: u32,
    /// Those steps.
    pub holds: Vec<HeldStep>,
    /// Things to know before applying.
    pub notices: Vec<Value>,
}

/// Steps by what they do to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct StepCounts {
    pub create: u32,
    pub change: u32,
    pub remove: u32,
}

/// A step that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldStep {
    /// Its place in the plan.
    pub seq: u32,
    /// Domain or primary address.
    pub key: String,
    /// `brake`, `new-mailbox` or `drift`.
    pub held: &'static str,
    /// Why the step is there.
    pub reason: &'static str,
}

/// One step.
#[derive(Debug, Clone, Serialize)]
pub struct PlanStep {
    /// Its place in the plan.
    pub seq: u32,
    /// `create`, `change` or `remove`.
    pub action: &'static str,
    /// `domain` or `recipient`.
    pub object: &'static str,
    /// Domain or primary address.
    pub key: String,
    /// What the gateway has.
    pub before: Option<Value>,
    /// What it is to have.
    pub after: Value,
    /// Why.
    pub reason: &'static str,
    /// Why it waits; `null` when it does not.
    pub held: Option<&'static str>,
}

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

impl Api {
    /// Computes and stores a plan.
    pub async fn plan(&self, client: ClientRef) -> Result<PlanHead, Problem> {
        let plan = self.engine.make_plan(ClientId(client.client)).await?;
        self.plan_head(ClientId(client.client), &plan).await
    }

    async fn plan_head(&self, client: ClientId, plan: &PlanRecord) -> Result<PlanHead, Problem> {
        let mut holds = Vec::new();
        self.steps(client, plan.id, Some(true), |step| {
            let PlanStep { seq, key, reason, held, .. } = step;
            holds.extend(held.map(|held| HeldStep { seq, key, held, reason }));
            Ok::<_, Problem>(())
        })
        .await?;
        let notices = view::plan_view(plan, false).notices.into_iter();
        Ok(PlanHead {
            plan: plan.id.0,
            hash: plan.hash.clone(),
            counts: self.step_counts(client, plan).await?,
            held: plan.held,
            holds,
            notices: notices.map(|n| serde_json::to_value(n).unwrap_or_default()).collect(),
        })
    }

    /// Domains are counted by what happens to them, too, so their steps are looked at; there are few.
    async fn step_counts(&self, client: ClientId, plan: &PlanRecord) -> Result<StepCounts, Problem> {
        let PlanCounts { domains, created, adopted, changed, stopped, removed } = plan.counts;
        let mut new_domains = 0;
        let query = PlanQuery { group: Some(engine::Group::Domains), limit: PAGE, ..PlanQuery::default() };
        for row in self.engine.plan_window(client, plan.id, query).await?.rows {
            new_domains += u32::from(row.step.action == Action::Create);
        }
        Ok(StepCounts {
            create: created + new_domains,
            change: adopted + changed + stopped + domains - new_domains,
            remove: removed,
        })
    }

    /// Hands every step of a plan to `each`, in order.
    pub async fn plan_steps<E: From<Problem>>(
        &self,
        client: ClientRef,
        plan: u32,
        each: impl FnMut(PlanStep) -> Result<(), E>,
    ) -> Result<(), E> {
        self.steps(ClientId(client.client), PlanId(plan), None, each).await
    }

    async fn steps<E: From<Problem>>(
        &self,
        client: ClientId,
        plan: PlanId,
        held: Option<bool>,
        mut each: impl FnMut(PlanStep) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut query = PlanQuery { held, limit: PAGE, ..PlanQuery::default() };
        loop {
            let window = self.engine.plan_window(client, plan, query.clone()).await.map_err(Problem::from)?;
            let got = view::count(window.rows.len());
            for row in window.rows {
                each(step(row.seq, row.key, &row.step))?;
            }
            query.offset += got;
            if got < PAGE {
                return Ok(());
            }
        }
    }

    /// Applies a plan and waits for the end.
    pub async fn apply(&self, client: ClientRef, plan: u32, approve_holds: bool) -> Result<ApplyResult, Problem> {
        let (client, plan) = (ClientId(client.client), PlanId(plan));
        let hash = self.engine.plan(client, plan).await?.hash;
        let approved = if approve_holds { Approval::All } else { Approval::None };
        let run = self.engine.apply(client, Order { plan, hash, approved, by: By::Technician }).await?;
        let run = self.engine.run_ended(client, run.id).await?;
        self.apply_result(client, run).await
    }

    async fn apply_result(&self, client: ClientId, run: RunRecord) -> Result<ApplyResult, Problem> {
        let (id, done, held, verified) = (run.id.0, run.done, run.held, run.verified);
        // A script gets every one of them, where the window shows the first.
        let all = if run.failed > 0 { self.engine.failures(client, run.id, u32::MAX).await? } else { Vec::new() };
        let plan = self.engine.plan(client, run.plan).await?;
        let shown = view::run_view(&run, &plan, &all);
        let failed = shown.failures.into_iter().map(|failure| FailedStep {
            key: failure.key,
            code: failure.problem.code,
            message: failure.problem.message,
        });
        Ok(ApplyResult { run: id, done, failed: failed.collect(), held, verified, problem: shown.problem })
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

fn step(seq: u32, key: String, step: &Step) -> PlanStep {
    let json = |shape: serde_json::Result<Value>| shape.unwrap_or_default();
    let (object, before, after) = match &step.object {
        Object::Domain { before, after, .. } => {
            ("domain", before.as_ref().map(|b| json(serde_json::to_value(b))), json(serde_json::to_value(after)))
        }
        Object::Recipient { before, after, .. } => {
            ("recipient", before.as_ref().map(|b| json(serde_json::to_value(b))), json(serde_json::to_value(after)))
        }
        Object::DomainOut { before, .. } => ("domain", Some(json(serde_json::to_value(before))), Value::Null),
        Object::RecipientOut { before, .. } => ("recipient", Some(json(serde_json::to_value(before))), Value::Null),
    };
    PlanStep {
        seq,
        action: match step.action {
            Action::Create => "create",
            // The object stays, with another shape.
            Action::Adopt | Action::Change | Action::Stop => "change",
            Action::Remove | Action::Withdraw => "remove",
        },
        object,
        key,
        before,
        after,
        reason: step.reason.as_str(),
        held: step.held.map(model::plan::Hold::as_str),
    }
}
