//! What the tests of undo, answers and approvals look at: memory, domains, steps by key.

use gateway::Change;
use model::plan::{Remembered, Step};
use model::{DirectoryId, ObservedDomain, RecipientShape, Services};
use store::{ClientId, PlanId, PlanQuery, PlanRecord, RunRecord, StoreError};

use super::stage::*;
use crate::{Approval, EngineError, Order};

/// The gateway and what is remembered, whole.
#[derive(Debug, PartialEq)]
pub struct State {
    domains: Vec<ObservedDomain>,
    recipients: Vec<model::ObservedRecipient>,
    memory: Vec<(DirectoryId, Remembered)>,
    domains_remembered: Vec<String>,
}

/// The settings with which a leaver loses everything but the archive at once.
pub const STOP: &str = "stop";

impl Stage {
    pub async fn state(&self, client: ClientId) -> State {
        let names = DOMAINS.map(|name| name.parse().unwrap());
        let domains = self.gateway().observe_domains(&names).await.unwrap();
        let (recipients, now) = (self.whole_gateway().await, self.engine.now());
        let store = self.engine.0.store.clone();
        let mut memory = Vec::new();
        let case = |case: model::plan::RecipientCase<'_>| {
            memory.extend(case.remembered.map(|ours| (case.id, ours.clone())));
            Ok::<_, StoreError>(())
        };
        store.recipient_cases(client, now, case).unwrap();
        let records = store.domain_records(client).unwrap().into_iter().filter(|record| record.remembered);
        let domains_remembered = records.map(|record| record.facts.name.to_string()).collect();
        State { domains, recipients, memory, domains_remembered }
    }

    /// Applies with the client's name typed.
    pub async fn apply_typed(
        &self,
        client: ClientId,
        plan: &PlanRecord,
        approved: Approval,
    ) -> Result<RunRecord, EngineError> {
        let order = Order { client_name: Some(" larkfield".to_owned()), ..order(plan, approved) };
        let run = self.engine.apply(client, order).await?;
        tokio::time::timeout(DEADLINE, self.engine.run_ended(client, run.id)).await.expect("the run ends")
    }

    /// From now on, leavers lose incoming and outgoing at once.
    pub async fn leavers_stop(&self, client: ClientId) {
        let mut options = self.engine.options(client).await.unwrap();
        (options.leavers.incoming, options.leavers.outgoing) = (STOP.parse().unwrap(), STOP.parse().unwrap());
        self.engine.set_options(client, options).await.unwrap();
    }

    /// Place and step of a plan for an address or domain.
    pub async fn step(&self, client: ClientId, plan: PlanId, key: &str) -> (u32, Step) {
        let query = PlanQuery { search: key.to_owned(), limit: 500, ..PlanQuery::default() };
        let rows = self.engine.plan_window(client, plan, query).await.unwrap().rows;
        let row = rows.into_iter().find(|row| row.key == key).unwrap_or_else(|| panic!("no step for {key}"));
        (row.seq, row.step)
    }

    /// A hand changes a recipient in the gateway.
    pub async fn by_hand(&self, address: &str, change: impl FnOnce(&mut RecipientShape)) {
        let seen = self.in_gateway(address).await.unwrap();
        let mut shape = seen.shape;
        change(&mut shape);
        let change = Change::EnsureRecipient { id: seen.id.unwrap(), previous: None, shape };
        assert!(self.gateway().apply(&[change]).await.iter().all(Result::is_ok));
    }

    pub async fn services(&self, address: &str) -> Services {
        self.in_gateway(address).await.unwrap().shape.services
    }
}
