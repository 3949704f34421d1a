//! B3: what has to be said before a plan may go: the client's name where much is taken away, and a second person's word.

use model::Services;
use model::TYPED_FROM;
use model::plan::{Action, Reason, Step};
use store::{ApprovalRecord, PlanKind, PlanRecord, StoreError};

use crate::apply::{Approval, Order};
use crate::{Engine, EngineError};

/// Steps looked at together.
const PAGE: u32 = 1_000;

/// What an order lets go that waited, or that takes something away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Weight {
    /// Held steps.
    held: u32,
    /// Steps that take away what somebody has in the gateway.
    removals: u32,
}

impl Engine {
    /// Refuses an order that lacks a person's word, and writes down who gave it.
    pub(crate) async fn may_go(&self, plan: &PlanRecord, order: &Order) -> Result<(), EngineError> {
        if plan.kind == PlanKind::Rehearsal {
            return Err(EngineError::Rehearsed { plan: plan.id.0 });
        }
        let (id, undo, approved) = (plan.id, plan.kind == PlanKind::Undo, order.approved.clone());
        if !undo && (approved == Approval::None || plan.held == 0) {
            return Ok(());
        }
        let client = plan.client;
        let (weight, record, options, approvals) = self
            .stored(move |store| {
                let mut weight = Weight::default();
                let mut after = None;
                loop {
                    let page = store.plan_steps(id, after, PAGE)?;
                    let Some((last, _)) = page.last() else { break };
                    after = Some(*last);
                    page.iter().for_each(|(seq, step)| weight.add(*seq, step, &approved, undo));
                }
                Ok::<_, StoreError>((weight, store.client(client)?, store.options(client)?, store.approvals(id)?))
            })
            .await?;
        let much = weight.removals >= TYPED_FROM;
        let typed = order.client_name.as_deref().is_some_and(|typed| is_name(typed, &record.name));
        if much && !typed {
            return Err(EngineError::NameNeeded { removals: weight.removals, name: record.name });
        }
        if options.second_person && (weight.held > 0 || much) && !approvals.iter().any(|approval| approval.second) {
            return Err(EngineError::SecondNeeded { plan: id.0 });
        }
        if weight.held == 0 && !much {
            return Ok(());
        }
        let own = ApprovalRecord { second: false, who: self.person().to_owned(), account: None, at: self.now() };
        self.stored(move |store| store.approve(id, &own)).await
    }
}

/// The client's name, whatever its case and the space around it.
fn is_name(typed: &str, name: &str) -> bool {
    typed.trim().to_lowercase() == name.trim().to_lowercase()
}

impl Weight {
    fn add(&mut self, seq: u32, step: &Step, approved: &Approval, undo: bool) {
        let goes = match approved {
            _ if step.held.is_none() => false,
            Approval::None => false,
            Approval::Steps(seqs) => seqs.contains(&seq),
            Approval::All => true,
        };
        self.held += u32::from(goes);
        self.removals += u32::from((goes || (undo && step.held.is_none())) && takes_away(step));
    }
}

/// Whether somebody loses something that the gateway does for them, or their place in it.
fn takes_away(step: &Step) -> bool {
    match step.action {
        Action::Remove | Action::Withdraw => true,
        Action::Create | Action::Adopt | Action::Change | Action::Stop => {
            step.reason == Reason::Undone && step.lost() != Services::NONE
        }
    }
}
