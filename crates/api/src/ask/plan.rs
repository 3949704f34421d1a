//! The plan: made, shown, applied.

use engine::{Approval, By, ClientId, Order, PlanId};

use crate::{
    Api,
    dto::{ClientRef, PlanApply, PlanQuery, PlanRef, PlanView, PlanWindow, Problem, RunView},
    view,
};

impl Api {
    /// Observes the gateway, plans and stores the plan.
    pub async fn plan_make(&self, request: ClientRef) -> Result<PlanView, Problem> {
        Ok(view::plan_view(&self.engine.make_plan(ClientId(request.client)).await?, false))
    }

    /// A plan in numbers, and whether it can still be applied.
    pub async fn plan_get(&self, request: PlanRef) -> Result<PlanView, Problem> {
        let (client, plan) = (ClientId(request.client), PlanId(request.plan));
        let stale = self.engine.plan_moved(client, plan).await?.is_some();
        Ok(view::plan_view(&self.engine.plan(client, plan).await?, stale))
    }

    /// A window of steps.
    pub async fn plan_rows(&self, request: PlanQuery) -> Result<PlanWindow, Problem> {
        let query = view::plan_query(&request)?;
        let window = self.engine.plan_window(ClientId(request.client), PlanId(request.plan), query).await?;
        Ok(view::plan_window(&window))
    }

    /// Begins to apply a plan; how the run goes on is told by events.
    pub async fn plan_apply(&self, request: PlanApply) -> Result<RunView, Problem> {
        let client = ClientId(request.client);
        let approved = match (request.approve_all, request.approved.is_empty()) {
            (true, _) => Approval::All,
            (false, true) => Approval::None,
            (false, false) => Approval::Steps(request.approved),
        };
        let order = Order { plan: PlanId(request.plan), hash: request.hash, approved, by: By::Technician };
        let run = self.engine.apply(client, order).await?;
        self.run_shown(client, run).await
    }
}
