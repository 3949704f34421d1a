//! W9: what the page of a client shows at a glance, beside its status.

use jiff::Timestamp;
use model::plan::Hold;
use store::{ClientId, ExceptionCounts, PlanQuery, PlanRecord, StoreError};

use crate::{Engine, EngineError};

/// A client in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// Of the recipients that we look after, how many have each service in the gateway: incoming, outgoing, archiving.
    pub services: [u32; 3],
    /// The newest plan, applied or not.
    pub plan: Option<PlanRecord>,
    /// What of it waits for a person, by cause.
    pub holds: Vec<(Hold, u32)>,
    /// What a person keeps as it is.
    pub exceptions: ExceptionCounts,
    /// Settings that wait for a person's hand in the gateway.
    pub by_hand: u32,
    /// When everything was last read in full.
    pub last_full: Option<Timestamp>,
    /// When the gateway was last read.
    pub observed_at: Option<Timestamp>,
}

impl Engine {
    /// A client in numbers, from what is stored; nobody is asked.
    ///
    /// # Errors
    /// [`EngineError::Store`] when there is none.
    pub async fn overview(&self, client: ClientId) -> Result<Overview, EngineError> {
        let now = self.now();
        self.stored(move |store| {
            store.client(client)?;
            let plan = store.newest_plan(client)?;
            let mut holds = Vec::new();
            for plan in plan.iter().filter(|plan| plan.held > 0) {
                for hold in Hold::ALL {
                    let query = PlanQuery { hold: Some(hold), limit: 0, ..PlanQuery::default() };
                    holds.push((hold, store.plan_window(plan.id, &query)?.total));
                }
            }
            holds.retain(|(_, count)| *count > 0);
            Ok::<_, StoreError>(Overview {
                services: store.in_scope_with(client)?,
                plan,
                holds,
                exceptions: store.exception_counts(client, now)?,
                by_hand: store.by_hand_waiting(client)?,
                last_full: store.delta_links(client)?.map(|state| state.last_full),
                observed_at: store.observation(client)?.map(|(at, _)| at),
            })
        })
        .await
    }
}
