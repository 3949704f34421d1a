//! The answers to what a plan holds: exempt it, treat it as leavers, adopt what a hand did. Approving is a part of
//! applying.

use std::collections::{BTreeMap, BTreeSet};

use model::plan::{Action, Hold, Object, Step};
use model::{DirectoryId, RecipientShape, Services};
use store::{
    Among, ClientId, Excepted, ExceptionCause, MailboxChange, PlanId, PlanKind, PlanRecord, PlanRow, Store, StoreError,
    Target,
};

use crate::apply::moved;
use crate::error::DIFFERS;
use crate::exceptions::ExceptionWish;
use crate::planning::{Decided, decide};
use crate::read::each_row;
use crate::stale::print;
use crate::{Engine, EngineError, Moved, Phase, Topic};

/// Which steps of a plan an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanTarget {
    /// These places; whether they are held or not.
    Rows(Vec<u32>),
    /// Every held step that the answer fits, or those held for one cause.
    Held(Option<Hold>),
}

/// What a person answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// These are left alone.
    Exempt(ExceptionWish),
    /// These people left: their days count from now, and the brake does not count them (R6, B1).
    Leaver,
    /// What somebody changed in the gateway by hand is right (G4): its services are chosen from now on; whatever else
    /// differs is left alone.
    Adopt,
}

impl Answer {
    const fn as_str(&self) -> &'static str {
        match self {
            Self::Exempt(_) => "exempt",
            Self::Leaver => "leaver",
            Self::Adopt => "adopt",
        }
    }

    fn fits(&self, step: &Step) -> bool {
        match self {
            Self::Exempt(_) => true,
            Self::Leaver => step.action == Action::Remove,
            Self::Adopt => step.held == Some(Hold::Drift),
        }
    }
}

impl Engine {
    /// Takes an answer to steps of a plan, all or none, and makes the plan that follows from it.
    ///
    /// # Errors
    /// [`EngineError::AnswerMisfits`] names what it does not fit, and for a plan that is no sync's everything;
    /// [`EngineError::Stale`] when a newer plan was made, or a step would not be planned now as it was shown (B3);
    /// leavers need the word that approving their removals needs: [`EngineError::NameNeeded`],
    /// [`EngineError::SecondNeeded`]; [`EngineError::BadException`]; those of [`Engine::make_plan`].
    pub async fn answer(
        &self,
        client: ClientId,
        plan: PlanId,
        target: PlanTarget,
        answer: Answer,
        client_name: Option<String>,
    ) -> Result<PlanRecord, EngineError> {
        // Whoever stops waiting does not stop it halfway.
        let engine = self.clone();
        let taken = async move {
            let turn = engine.turn(client).await?;
            let taken = engine.take_answer(client, plan, target, answer, client_name.as_deref()).await;
            engine.0.board.clear(client);
            drop(turn);
            engine.stale(client, &[Topic::Mailboxes, Topic::Domains, Topic::Plan]);
            taken?;
            engine.make_plan(client).await
        };
        self.0.tasks.spawn(taken).await?
    }

    async fn take_answer(
        &self,
        client: ClientId,
        plan: PlanId,
        target: PlanTarget,
        answer: Answer,
        client_name: Option<&str>,
    ) -> Result<(), EngineError> {
        let record = self.plan(client, plan).await?;
        let name = answer.as_str();
        let asked = answer.clone();
        let (fitting, misfits) = self
            .stored(move |store| {
                let steps = targeted(store, plan, &target)?;
                let (fitting, misfits): (Vec<_>, Vec<_>) = steps.into_iter().partition(|row| asked.fits(&row.step));
                // Of everything that is held, an answer meets what it fits.
                let strict = matches!(target, PlanTarget::Rows(_)) || fitting.is_empty();
                Ok::<_, StoreError>((fitting, if strict { misfits } else { Vec::new() }))
            })
            .await?;
        if record.kind != PlanKind::Sync || !misfits.is_empty() || fitting.is_empty() {
            let keys = misfits.into_iter().map(|row| row.key).take(DIFFERS).collect();
            return Err(EngineError::AnswerMisfits { answer: name, keys });
        }
        self.still_so(&record, &fitting).await?;
        match answer {
            Answer::Exempt(wish) => {
                let about = fitting.iter().map(|row| excepted(&row.step.object)).collect();
                self.exception_set(client, about, wish).await?;
            }
            Answer::Leaver => {
                let places = fitting.iter().map(|row| row.seq).collect();
                self.may_take_away(&record, places, client_name).await?;
                let ids: Vec<DirectoryId> = fitting.iter().filter_map(|row| id_of(&row.step.object)).collect();
                let (who, now) = (self.person().to_owned(), self.now());
                self.stored(move |store| store.confirm_leavers(client, &ids, &who, now)).await?;
            }
            Answer::Adopt => self.adopt(client, fitting).await?,
        }
        Ok(())
    }

    /// B3: today's gateway is read, and the steps are as they were shown.
    async fn still_so(&self, plan: &PlanRecord, shown: &[PlanRow]) -> Result<(), EngineError> {
        let client = plan.client;
        let (record, tenant) = self.pinned(client).await?;
        let gateway = self.gateway(&record, tenant).await?;
        self.recover(client, &gateway).await?;
        let observed = self.observe(client, &gateway, Phase::ReadingGateway).await?;
        let (plan, now) = (plan.clone(), self.now());
        let mut shown: BTreeMap<u64, String> = shown.iter().map(|row| (print(&row.step), row.key.clone())).collect();
        self.stored(move |store| {
            if let Some(moved) = moved(store, &plan)? {
                return Err(EngineError::stale(plan.id, moved));
            }
            decide(store, client, &store.options(client)?, now, &mut |decided| {
                if let Decided::Step(step) | Decided::InPart { part: step, .. } = decided {
                    shown.remove(&print(step));
                }
                Ok(())
            })?;
            if shown.is_empty() {
                return Ok(());
            }
            let moved = if observed == plan.observed_digest { Moved::Choices } else { Moved::Gateway };
            Err(EngineError::Stale { plan: plan.id.0, moved, keys: shown.into_values().take(DIFFERS).collect() })
        })
        .await
    }

    /// G4: the services that a hand gave are chosen, so that the plan remembers them. What cannot be chosen, because
    /// it comes from the tenant, is left alone by an exception.
    async fn adopt(&self, client: ClientId, drifted: Vec<PlanRow>) -> Result<(), EngineError> {
        let mut chosen: BTreeMap<Services, Vec<DirectoryId>> = BTreeMap::new();
        let mut left_alone = Vec::new();
        for row in drifted {
            match &row.step.object {
                Object::Recipient { id, before: Some(before), after, .. }
                    if differs_in_services_only(before, after) =>
                {
                    chosen.entry(before.services).or_default().push(*id);
                }
                other => left_alone.push(excepted(other)),
            }
        }
        let wish = ExceptionWish {
            reason: "changed in the gateway by hand, and adopted".to_owned(),
            owner: None,
            until: None,
        };
        let (terms, now) = (self.terms(wish, ExceptionCause::Drift)?, self.now());
        self.stored(move |store| {
            for (Services { incoming, outgoing, archiving }, ids) in chosen {
                let [incoming, outgoing, archiving] = [incoming, outgoing, archiving].map(Some);
                let change = MailboxChange { selected: None, incoming, outgoing, archiving };
                store.choose_mailboxes(client, &Target::Ids(ids), &change, now)?;
            }
            if left_alone.is_empty() { Ok(()) } else { store.exception_set(client, &left_alone, &terms, now) }
        })
        .await
    }
}

/// The steps that are meant.
fn targeted(store: &Store, plan: PlanId, target: &PlanTarget) -> Result<Vec<PlanRow>, StoreError> {
    let mut found = Vec::new();
    let (among, seqs, hold) = match target {
        PlanTarget::Rows(seqs) => (Among::All, Some(seqs.iter().copied().collect::<BTreeSet<_>>()), None),
        PlanTarget::Held(hold) => (Among::Waiting, None, *hold),
    };
    each_row(store, plan, among, |row| {
        let meant = seqs.as_ref().is_none_or(|seqs| seqs.contains(&row.seq));
        if meant && hold.is_none_or(|hold| row.step.held == Some(hold)) {
            found.push(row);
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(found)
}

pub(crate) fn excepted(object: &Object) -> Excepted {
    match object {
        Object::Domain { name, .. } | Object::DomainOut { name, .. } => Excepted::Domain(name.clone()),
        Object::Recipient { id, .. } | Object::RecipientOut { id, .. } => Excepted::Recipient(*id),
    }
}

fn id_of(object: &Object) -> Option<DirectoryId> {
    match object {
        Object::Recipient { id, .. } | Object::RecipientOut { id, .. } => Some(*id),
        Object::Domain { .. } | Object::DomainOut { .. } => None,
    }
}

fn differs_in_services_only(before: &RecipientShape, after: &RecipientShape) -> bool {
    RecipientShape { services: after.services, ..before.clone() } == *after
}
