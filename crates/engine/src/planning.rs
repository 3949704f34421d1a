//! From what is known to a stored plan: hard stops first (B2), then one decision per object, then the brake (B1).

use jiff::{SignedDuration, Timestamp};
use model::plan::{Closed, Planned, RecipientCase, Step, Verdict};
use model::{BrakeInput, DomainName, Options, Removals};
use store::{ClientId, PlanEnd, PlanOrigin, PlanRecord, RemovalCount, Store, StoreError};

use crate::begun::Begun;
use crate::{Engine, EngineError, Phase, Stop, Topic};

/// What the brake looks back on (B1).
const BRAKE_WINDOW: SignedDuration = SignedDuration::from_hours(24);

impl Engine {
    /// Observes the gateway, plans and stores the plan; joins planning that is under way (B6).
    ///
    /// # Errors
    /// [`EngineError::Stopped`] before anything is planned (B2), [`EngineError::Gateway`].
    pub async fn make_plan(&self, client: ClientId) -> Result<PlanRecord, EngineError> {
        let joint = &self.0.plans;
        self.joined(joint, client, client, move |engine| async move { engine.plan_now(client).await }).outcome().await
    }

    pub(crate) async fn plan_now(&self, client: ClientId) -> Result<PlanRecord, EngineError> {
        let (record, tenant) = self.pinned(client).await?;
        self.stored(move |store| check(store, client)).await?;
        let gateway = self.gateway(&record, tenant).await?;
        self.recover(client, &gateway).await?;
        self.observe(client, &gateway, Phase::ReadingGateway).await?;
        self.0.board.note(client, Phase::Planning, 0, None);
        let (now, board) = (self.now(), self.clone());
        let plan = self
            .stored(move |store| {
                let noted = |done| board.0.board.note(client, Phase::Planning, done, None);
                planned(store, client, PlanOrigin::default(), now, noted)
            })
            .await?;
        self.stale(client, &[Topic::Plan, Topic::Client]);
        Ok(plan)
    }
}

/// B2: the reasons for which nothing may be planned, as far as the store knows them.
pub(crate) fn check(store: &Store, client: ClientId) -> Result<(), EngineError> {
    let snapshot = store.snapshot(client)?.ok_or(Stop::NeverRead)?;
    if !snapshot.complete {
        return Err(Stop::Incomplete.into());
    }
    if snapshot.recipients == 0 {
        return Err(Stop::Empty.into());
    }
    let records = store.domain_records(client)?;
    let choices = store.domain_choices(client)?;
    for (name, _) in choices.iter().filter(|(_, choice)| choice.selected) {
        let Some(record) = records.iter().find(|record| record.facts.name == *name) else {
            return Err(Stop::DomainVanished(name.to_string()).into());
        };
        if let Some(why) = record.facts.unselectable() {
            return Err(Stop::DomainLost { domain: name.to_string(), why }.into());
        }
        if let Some((_, by)) = &record.other_client {
            return Err(Stop::DomainTaken { domain: name.to_string(), by: by.clone() }.into());
        }
    }
    Ok(())
}

/// Plans from what the store has, and stores the plan.
pub(crate) fn planned(
    store: &Store,
    client: ClientId,
    origin: PlanOrigin,
    now: Timestamp,
    noted: impl Fn(u32),
) -> Result<PlanRecord, EngineError> {
    let options = store.options(client)?;
    let mut plan = store.begin_plan_from(client, origin, now)?;
    let mut looked_at = 0_u32;
    let having = decide(store, client, &options, now, &mut |decided| {
        looked_at = looked_at.saturating_add(1);
        noted(looked_at);
        match decided {
            Decided::Step(step) => plan.step(step),
            Decided::InPart { part, whole } => plan.step_in_part(part, whole),
            Decided::Skipped(domain, owner) => {
                plan.skipped(domain, owner);
                Ok(())
            }
            Decided::Exempt => {
                plan.exempt();
                Ok(())
            }
            Decided::Nothing => Ok(()),
        }
    })?;
    let brake = options.brake.read(&weighed(store, client, plan.removals(), having, now)?);
    Ok(plan.finish(PlanEnd { brake })?)
}

/// What the brake weighs: removals done in a day and planned, of those in scope, as a whole and by service (B1).
pub(crate) fn weighed(
    store: &Store,
    client: ClientId,
    planned: RemovalCount,
    having: [u32; 3],
    now: Timestamp,
) -> Result<BrakeInput, StoreError> {
    let since = now.saturating_sub(BRAKE_WINDOW).unwrap_or(Timestamp::MIN);
    let done = store.removals_since(client, since)?;
    let service = |at: usize| Removals { done: done.services[at], planned: planned.services[at], of: having[at] };
    Ok(BrakeInput {
        whole: Removals { done: done.whole, planned: planned.whole, of: store.in_scope(client)? },
        services: [service(0), service(1), service(2)],
    })
}

/// What was decided about one object.
pub(crate) enum Decided<'a> {
    /// Gateway and wish agree.
    Nothing,
    /// A person's exception stands.
    Exempt,
    /// A change is due.
    Step(&'a Step),
    /// A part of a change is due, the rest waits with a domain.
    InPart {
        /// The part.
        part: &'a Step,
        /// With the rest.
        whole: &'a Step,
    },
    /// Another account holds the domain (R15).
    Skipped(&'a DomainName, &'a str),
}

/// Decides about every domain and recipient in turn; how many of those in scope have each service in the gateway.
pub(crate) fn decide(
    store: &Store,
    client: ClientId,
    options: &Options,
    now: Timestamp,
    each: &mut dyn FnMut(Decided<'_>) -> Result<(), StoreError>,
) -> Result<[u32; 3], EngineError> {
    let (mut closed, mut all_open) = (Closed::default(), true);
    let begun = Begun::of(store, client, now)?;
    store.domain_cases(client, now, |case| match begun.decide(&case) {
        Verdict::Nothing => each(Decided::Nothing),
        Verdict::Step(step) => {
            closed.note(&step);
            each(Decided::Step(&step))
        }
        Verdict::Exempt => {
            closed.exempt(&case);
            all_open &= case.observed.is_some();
            each(Decided::Exempt)
        }
        Verdict::HeldByAnother { owner } => {
            closed.taken(&case.facts.name);
            all_open = false;
            each(Decided::Skipped(&case.facts.name, &owner))
        }
    })?;
    let decided = |case: RecipientCase<'_>| match closed.decide(&case, options) {
        Planned::Nothing => each(Decided::Nothing),
        Planned::Exempt => each(Decided::Exempt),
        Planned::Step(step) => each(Decided::Step(&step)),
        Planned::InPart { part, whole } => each(Decided::InPart { part: &part, whole: &whole }),
    };
    if all_open {
        return Ok(store.unsettled_cases(client, now, decided)?.having);
    }
    store.recipient_cases(client, now, decided)?;
    Ok(store.in_scope_with(client)?)
}
