//! B3: what has to be said before a plan may go: the client's name where much is taken away, and a second person's word.

use std::collections::BTreeSet;

use model::plan::{Action, Hold, Reason, Step};
use model::{Options, Services, TYPED_FROM};
use store::{Among, ApprovalRecord, PlanId, PlanKind, PlanRecord, StoreError};

use crate::apply::{Approval, Order};
use crate::read::each_row;
use crate::saved::second_needed;
use crate::{Engine, EngineError};

/// What a person's word lets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Weight {
    /// A held step goes.
    goes: bool,
    /// Something is taken away.
    takes_away: bool,
    /// Steps that take something away: all that wait or are meant; of an undo, those that go.
    removals: u32,
}

impl Engine {
    /// Refuses an order that lacks a person's word; whose word it goes by, where it needs one.
    pub(crate) async fn may_go(&self, plan: &PlanRecord, order: &Order) -> Result<Option<ApprovalRecord>, EngineError> {
        if plan.kind == PlanKind::Rehearsal {
            return Err(EngineError::Rehearsed { plan: plan.id.0 });
        }
        let (id, undo, approved) = (plan.id, plan.kind == PlanKind::Undo, order.approved.clone());
        if !undo && (approved == Approval::None || plan.held == 0) {
            return Ok(None);
        }
        let weight = self.weight(id, move |seq| goes(&approved, seq), undo).await?;
        self.consented(plan, weight, order.client_name.as_deref()).await
    }

    /// Refuses an answer that takes these away and lacks the word that approving their steps would need.
    pub(crate) async fn may_take_away(
        &self,
        plan: &PlanRecord,
        seqs: BTreeSet<u32>,
        client_name: Option<&str>,
    ) -> Result<(), EngineError> {
        let id = plan.id;
        let weight = self.weight(id, move |seq| seqs.contains(&seq), false).await?;
        let word = self.consented(plan, weight, client_name).await?;
        if let Some(word) = word {
            self.stored(move |store| store.approve(id, &word)).await?;
        }
        Ok(())
    }

    /// Steps of a plan that take something away. `waiting`: only those that wait for a person.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn taking_away(&self, plan: PlanId, waiting: bool) -> Result<u32, EngineError> {
        self.stored(move |store| store.taking_away(plan, waiting, takes_away)).await
    }

    /// What a person's word about the meant steps of a plan lets go; the others weigh nothing.
    async fn weight(
        &self,
        plan: PlanId,
        meant: impl Fn(u32) -> bool + Send + 'static,
        undo: bool,
    ) -> Result<Weight, EngineError> {
        self.stored(move |store| {
            let mut weight = Weight::default();
            each_row(store, plan, Among::Weighty, |row| {
                weight.add(&row.step, meant(row.seq), undo);
                Ok::<_, StoreError>(())
            })?;
            Ok::<_, StoreError>(weight)
        })
        .await
    }

    async fn consented(
        &self,
        plan: &PlanRecord,
        weight: Weight,
        client_name: Option<&str>,
    ) -> Result<Option<ApprovalRecord>, EngineError> {
        let (id, client) = (plan.id, plan.client);
        let (record, options, approvals) = self
            .stored(move |store| {
                Ok::<_, StoreError>((store.client(client)?, store.options(client)?, store.approvals(id)?))
            })
            .await?;
        // Many in small portions are many.
        let much = weight.takes_away && weight.removals >= TYPED_FROM;
        let typed = client_name.is_some_and(|typed| is_name(typed, &record.name));
        if much && !typed {
            return Err(EngineError::NameNeeded { removals: weight.removals, name: record.name });
        }
        let goes = weight.goes || much;
        let asked = options.second_person || second_needed(plan);
        let may = |approval: &ApprovalRecord| approval.second && is_approver(&options, approval.account.as_deref());
        if asked && goes && !approvals.iter().any(may) {
            return Err(EngineError::SecondNeeded { plan: id.0 });
        }
        let own = || ApprovalRecord {
            second: false,
            who: self.person().to_owned(),
            account: None,
            subject: None,
            at: self.now(),
        };
        Ok(goes.then(own))
    }
}

/// Whether a held step is among those that a person approves.
fn goes(approved: &Approval, seq: u32) -> bool {
    match approved {
        Approval::None => false,
        Approval::Steps(seqs) => seqs.contains(&seq),
        Approval::All => true,
    }
}

/// Whether an account may be the second person.
pub(crate) fn is_approver(options: &Options, account: Option<&str>) -> bool {
    let same = |one: &String| account.is_some_and(|account| one.to_lowercase() == account.to_lowercase());
    options.approvers.is_empty() || options.approvers.iter().any(same)
}

/// The client's name, whatever its case and the space around it.
fn is_name(typed: &str, name: &str) -> bool {
    typed.trim().to_lowercase() == name.trim().to_lowercase()
}

impl Weight {
    /// `meant`: a person approves the step, or answers it.
    fn add(&mut self, step: &Step, meant: bool, undo: bool) {
        let held = step.held.is_some();
        let counts = if undo { meant || !held } else { meant || held };
        let takes = takes_away(step);
        self.removals += u32::from(takes && counts);
        self.takes_away |= takes && (meant || (undo && !held));
        self.goes |= meant && held;
    }
}

/// Whether somebody loses something that the gateway does for them, or their place in it; whatever the brake holds,
/// addresses too, and whatever a plan from a file takes away is looked at like that.
#[must_use]
pub(crate) fn takes_away(step: &Step) -> bool {
    matches!(step.held, Some(Hold::Imported | Hold::Brake))
        || match step.action {
            Action::Remove | Action::Withdraw => true,
            Action::Create | Action::Adopt | Action::Change | Action::Stop => {
                step.reason == Reason::Undone && step.lost() != Services::NONE
            }
        }
}
