//! The answers to what a plan holds: exempt it, treat it as leavers, adopt what a hand did. Approving is a part of
//! applying.

use std::collections::BTreeMap;

use model::plan::{Action, Hold, Object, Step};
use model::{DirectoryId, RecipientShape, Services};
use store::{
    ClientId, Excepted, ExceptionCause, MailboxChange, PlanId, PlanKind, PlanQuery, PlanRecord, Store, StoreError,
    Target,
};

use crate::error::DIFFERS;
use crate::exceptions::ExceptionWish;
use crate::read::WINDOW;
use crate::{Engine, EngineError, Topic};

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
    /// [`EngineError::BadException`]; those of [`Engine::make_plan`].
    pub async fn answer(
        &self,
        client: ClientId,
        plan: PlanId,
        target: PlanTarget,
        answer: Answer,
    ) -> Result<PlanRecord, EngineError> {
        let record = self.plan(client, plan).await?;
        let name = answer.as_str();
        let asked = answer.clone();
        let (fitting, misfits) = self
            .stored(move |store| {
                let steps = targeted(store, plan, &target)?;
                let (fitting, misfits): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(_, step)| asked.fits(step));
                // Of everything that is held, an answer meets what it fits.
                let strict = matches!(target, PlanTarget::Rows(_)) || fitting.is_empty();
                Ok::<_, StoreError>((fitting, if strict { misfits } else { Vec::new() }))
            })
            .await?;
        if record.kind != PlanKind::Sync || !misfits.is_empty() || fitting.is_empty() {
            let keys = misfits.into_iter().map(|(key, _)| key).take(DIFFERS).collect();
            return Err(EngineError::AnswerMisfits { answer: name, keys });
        }
        match answer {
            Answer::Exempt(wish) => {
                let about = fitting.iter().map(|(_, step)| excepted(&step.object)).collect();
                self.exception_set(client, about, wish).await?;
            }
            Answer::Leaver => {
                let ids: Vec<DirectoryId> = fitting.iter().filter_map(|(_, step)| id_of(&step.object)).collect();
                let (who, now) = (self.person().to_owned(), self.now());
                self.stored(move |store| store.confirm_leavers(client, &ids, &who, now)).await?;
            }
            Answer::Adopt => self.adopt(client, fitting).await?,
        }
        self.stale(client, &[Topic::Mailboxes, Topic::Domains, Topic::Plan]);
        self.make_plan(client).await
    }

    /// G4: the services that a hand gave are chosen, so that the plan remembers them. What cannot be chosen, because
    /// it comes from the tenant, is left alone by an exception.
    async fn adopt(&self, client: ClientId, drifted: Vec<(String, Step)>) -> Result<(), EngineError> {
        let mut chosen: BTreeMap<Services, Vec<DirectoryId>> = BTreeMap::new();
        let mut left_alone = Vec::new();
        for (_, step) in drifted {
            match &step.object {
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

/// The steps that are meant, each with its key.
fn targeted(store: &Store, plan: PlanId, target: &PlanTarget) -> Result<Vec<(String, Step)>, StoreError> {
    let held = matches!(target, PlanTarget::Held(_)).then_some(true);
    let mut found = Vec::new();
    let mut query = PlanQuery { held, limit: WINDOW, ..PlanQuery::default() };
    loop {
        let window = store.plan_window(plan, &query)?;
        let read = u32::try_from(window.rows.len()).unwrap_or(u32::MAX);
        found.extend(window.rows.into_iter().filter_map(|row| {
            let meant = match target {
                PlanTarget::Rows(seqs) => seqs.contains(&row.seq),
                PlanTarget::Held(hold) => hold.is_none_or(|hold| row.step.held == Some(hold)),
            };
            meant.then_some((row.key, row.step))
        }));
        if read < WINDOW {
            return Ok(found);
        }
        query.offset += read;
    }
}

fn excepted(object: &Object) -> Excepted {
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
