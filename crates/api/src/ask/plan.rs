//! The plan: made, shown, applied.

use engine::{Approval, By, ClientId, Order, PlanId, PlanKind, PlanRecord};

use model::plan::Hold;

use crate::{
    Api,
    dto::{ClientRef, HoldCount, PlanApply, PlanQuery, PlanRef, PlanView, PlanWindow, Problem, RunView},
    view::{self, Asks},
};

impl Api {
    /// Observes the gateway, plans and stores the plan.
    pub async fn plan_make(&self, request: ClientRef) -> Result<PlanView, Problem> {
        let client = ClientId(request.client);
        let plan = self.engine.make_plan(client).await?;
        self.plan_shown(client, &plan, false).await
    }

    /// A plan in numbers, and whether it can still be applied.
    pub async fn plan_get(&self, request: PlanRef) -> Result<PlanView, Problem> {
        let (client, plan) = (ClientId(request.client), PlanId(request.plan));
        let stale = self.engine.plan_moved(client, plan).await?.is_some();
        let plan = self.engine.plan(client, plan).await?;
        self.plan_shown(client, &plan, stale).await
    }

    /// A window of steps.
    pub async fn plan_rows(&self, request: PlanQuery) -> Result<PlanWindow, Problem> {
        let (client, plan) = (ClientId(request.client), PlanId(request.plan));
        let kind = self.engine.plan(client, plan).await?.kind;
        let window = self.engine.plan_window(client, plan, view::plan_query(&request)?).await?;
        Ok(view::plan_window(&window, kind, self.engine.by_hand_settings(client).await?))
    }

    /// Begins to apply a plan; how the run goes on is told by events.
    pub async fn plan_apply(&self, request: PlanApply) -> Result<RunView, Problem> {
        let client = ClientId(request.client);
        let approved = match (request.approve_all, request.approved.is_empty()) {
            (true, _) => Approval::All,
            (false, true) => Approval::None,
            (false, false) => Approval::Steps(request.approved),
        };
        let (plan, client_name) = (PlanId(request.plan), request.client_name);
        let order = Order { plan, hash: request.hash, approved, by: By::Technician, client_name };
        let run = self.engine.apply(client, order).await?;
        self.run_shown(client, run).await
    }

    /// A plan with what was approved of it, and what that still takes.
    pub(crate) async fn plan_shown(
        &self,
        client: ClientId,
        plan: &PlanRecord,
        stale: bool,
    ) -> Result<PlanView, Problem> {
        let by_hand = self.engine.by_hand_of_plan(client, plan.id).await?;
        let asks = Asks {
            by_hand: view::hand_counts(|setting| by_hand.get(&setting).copied().unwrap_or_default()),
            holds: self.holds(client, plan).await?,
            removals: self.removals(plan).await?,
            approvals: self.engine.approvals(client, plan.id).await?,
            second_person: self.engine.options(client).await?.second_person,
        };
        Ok(view::plan_view(plan, stale, asks))
    }

    /// Held steps by cause.
    async fn holds(&self, client: ClientId, plan: &PlanRecord) -> Result<Vec<HoldCount>, Problem> {
        let mut holds = Vec::new();
        for hold in Hold::ALL.into_iter().filter(|_| plan.held > 0) {
            let query = engine::PlanQuery { hold: Some(hold), limit: 0, ..Default::default() };
            let window = self.engine.plan_window(client, plan.id, query).await?;
            let removed = window.groups.iter().find(|of| of.group == engine::Group::Removed);
            let imported = hold == Hold::Imported;
            let (count, removals) = (window.total, removed.map_or(0, |of| of.count));
            // What a plan from a file takes away is looked at like removals.
            let removals = if imported { count } else { removals };
            if count > 0 {
                holds.push(HoldCount { hold: hold.as_str().to_owned(), count, removals });
            }
        }
        Ok(holds)
    }

    /// What a plan takes away that a person has to answer for: what is held, and whatever an undo takes out again.
    async fn removals(&self, plan: &PlanRecord) -> Result<u32, Problem> {
        let undo = plan.kind == PlanKind::Undo;
        if !undo && plan.held == 0 {
            return Ok(0);
        }
        Ok(self.engine.taking_away(plan.id, !undo).await?)
    }
}
