//! B5: what a run did, or one row of it, is taken back by a plan that is reviewed, applied and journalled like any other.

mod losses;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gateway::{Gateway, Setting};
use jiff::{SignedDuration, Timestamp};
use model::plan::{Hold, Object, Observed, Step, Undo, undo};
use model::{BrakeInput, DirectoryId, DomainName, ObservedDomain, ObservedRecipient, Removals};
use store::{ClientId, PlanEnd, PlanKind, PlanOrigin, PlanRecord, PlanWriter, RunId, RunState, StoreError, UNDO_DAYS};

use self::losses::Losses;
use crate::planning::check;
use crate::{Engine, EngineError, Phase, Topic};

/// Steps looked at together.
const PAGE: u32 = 1_000;

/// A step that takes back the one at a place of a run.
type Back = (u32, Step);

impl Engine {
    /// Makes the plan that takes a run back, or the step at one place of it. What somebody changed since is held.
    /// Applied, it leaves what it took back as it is until a person lifts the exception that it makes.
    ///
    /// # Errors
    /// [`EngineError::UndoUnderWay`], [`EngineError::UndoTooLate`], [`EngineError::UndoUnrecorded`],
    /// [`EngineError::UnknownRow`], [`EngineError::UnknownRun`]; [`EngineError::Stopped`] (B2), [`EngineError::Gateway`].
    pub async fn undo(&self, client: ClientId, run: RunId, row: Option<u32>) -> Result<PlanRecord, EngineError> {
        // Whoever asks hears it now, and not after the run.
        if self.0.runs.is_under_way(run) {
            return Err(EngineError::UndoUnderWay(run.0));
        }
        let engine = self.clone();
        let work = async move {
            let _turn = engine.turn(client).await?;
            let made = engine.undo_in_turn(client, run, row).await;
            engine.0.board.clear(client);
            engine.stale(client, &[Topic::Plan, Topic::Client]);
            made
        };
        self.0.tasks.spawn(work).await?
    }

    async fn undo_in_turn(&self, client: ClientId, run: RunId, row: Option<u32>) -> Result<PlanRecord, EngineError> {
        self.undoable(client, run).await?;
        let (record, tenant) = self.pinned(client).await?;
        self.stored(move |store| check(store, client)).await?;
        let gateway = self.gateway(&record, tenant).await?;
        self.recover(client, &gateway).await?;
        self.observe(client, &gateway, Phase::ReadingGateway).await?;
        self.0.board.note(client, Phase::Planning, 0, None);
        let now = self.now();
        let about = row.map(|row| row.to_string());
        let origin = PlanOrigin { kind: PlanKind::Undo, undoes: Some(run), about, ..PlanOrigin::default() };
        let mut writer = self.stored(move |store| store.begin_plan_from(client, origin, now)).await?;
        let mut found = 0_u32;
        let mut after = None;
        let mut losses = Losses::new(self.stored(move |store| store.losers(run)).await?, row);
        while let Some((last, steps)) = self.way_back((client, run), after, &gateway, &mut losses).await? {
            after = Some(last);
            found = found.saturating_add(u32::try_from(steps.len()).unwrap_or(u32::MAX));
            writer = staged(writer, run, steps).await?;
            self.0.board.note(client, Phase::Planning, found, None);
        }
        if let (Some(row), 0) = (row, found) {
            return Err(EngineError::UnknownRow { run: run.0, row });
        }
        for step in self.given_back(client, losses, &gateway).await? {
            writer = self.stored(move |_| writer.step(&step).map(|()| writer)).await?;
        }
        self.stored(move |store| {
            // An undo is a person's decision one by one, so nothing of it weighs in the brake.
            let whole = Removals { done: 0, planned: 0, of: store.in_scope(client)? };
            let input = BrakeInput { whole, ..BrakeInput::default() };
            writer.finish(PlanEnd { brake: store.options(client)?.brake.read(&input) })
        })
        .await
    }

    /// The run ended, and not too long ago.
    async fn undoable(&self, client: ClientId, run: RunId) -> Result<(), EngineError> {
        let record = self.run(client, run).await?;
        if matches!(record.state, RunState::Running | RunState::Paused) {
            return Err(EngineError::UndoUnderWay(run.0));
        }
        let ended = record.ended_at.unwrap_or(record.started_at);
        if undo_ends(ended) <= self.now() {
            return Err(EngineError::UndoTooLate { run: run.0, ended });
        }
        self.in_this_gateway(client, run.0, record.started_at).await?;
        // With its journal, schema 4 also began to keep who sat at the computer.
        if record.who.is_none() {
            return Err(EngineError::UndoUnrecorded(run.0));
        }
        Ok(())
    }

    /// The next page of ways back, with the last place that was looked at; `None` after the last one.
    async fn way_back(
        &self,
        (client, run): (ClientId, RunId),
        after: Option<u32>,
        gateway: &Arc<dyn Gateway>,
        losses: &mut Losses,
    ) -> Result<Option<(u32, Vec<Back>)>, EngineError> {
        let (done, last) = self
            .stored(move |store| {
                let done = store.done_steps(run, after, PAGE)?;
                let last = done.last().map(|(seq, _)| *seq);
                Ok::<_, StoreError>((done, last))
            })
            .await?;
        let Some(last) = last else { return Ok(None) };
        let (done, others) = done.into_iter().partition::<Vec<_>, _>(|(seq, step)| losses.takes_back(*seq, step));
        let now = Now::of(self, client, gateway, &done).await?;
        let backs: Vec<Back> = done.iter().filter_map(|(seq, step)| now.back(*seq, step)).collect();
        let go: BTreeSet<u32> = backs.iter().filter(|(_, way)| way.held.is_none()).map(|(seq, _)| *seq).collect();
        others.iter().for_each(|(seq, step)| losses.note(*seq, step, None));
        done.iter().for_each(|(seq, step)| losses.note(*seq, step, Some(go.contains(seq))));
        Ok(Some((last, backs)))
    }
}

impl Engine {
    /// What the gateway has of recipients under the addresses that are remembered, else under those of the tenant.
    async fn remembered_places(
        &self,
        client: ClientId,
        ids: Vec<DirectoryId>,
    ) -> Result<BTreeMap<DirectoryId, ObservedRecipient>, EngineError> {
        let at = self.now();
        self.stored(move |store| {
            let mut seen = BTreeMap::new();
            store.recipient_cases_of(client, &ids, at, |case| {
                let own = case.observed.filter(|seen| seen.id.is_none_or(|id| id == case.id));
                seen.extend(own.map(|own| (case.id, own.clone())));
                Ok::<_, StoreError>(())
            })?;
            Ok::<_, StoreError>(seen)
        })
        .await
    }
}

/// The place of the run that an undo takes back alone; `None`: it takes the whole run back, or is none.
#[must_use]
pub fn undone_row(plan: &PlanRecord) -> Option<u32> {
    let about = plan.about.as_deref().filter(|_| plan.kind == PlanKind::Undo)?;
    about.parse().ok()
}

/// When what ended then can no longer be taken back.
#[must_use]
pub fn undo_ends(ended: Timestamp) -> Timestamp {
    ended.saturating_add(SignedDuration::from_hours(24 * UNDO_DAYS)).unwrap_or(Timestamp::MAX)
}

async fn staged(mut writer: PlanWriter, run: RunId, steps: Vec<Back>) -> Result<PlanWriter, EngineError> {
    let staged = tokio::task::spawn_blocking(move || {
        steps.iter().try_for_each(|(seq, step)| writer.undo_step(step, run, *seq))?;
        Ok::<_, StoreError>(writer)
    });
    Ok(staged.await??)
}

/// What the gateway has now of the objects of some steps.
#[derive(Default)]
struct Now {
    domains: BTreeMap<DomainName, ObservedDomain>,
    recipients: BTreeMap<DirectoryId, ObservedRecipient>,
    /// The gateway cannot tell what people made in a domain.
    blind: bool,
}

impl Now {
    async fn of(
        engine: &Engine,
        client: ClientId,
        gateway: &Arc<dyn Gateway>,
        done: &[Back],
    ) -> Result<Self, EngineError> {
        let (mut names, mut ids) = (Vec::new(), Vec::new());
        let mut places = Vec::new();
        for (_, step) in done {
            match &step.object {
                Object::Domain { name, .. } | Object::DomainOut { name, .. } => names.push(name.clone()),
                Object::Recipient { id, before, after, .. } => {
                    ids.push(*id);
                    places.extend(std::iter::once(after).chain(before).map(|shape| (shape.primary.clone(), *id)));
                }
                Object::RecipientOut { id, before, .. } => {
                    ids.push(*id);
                    places.push((before.primary.clone(), *id));
                }
            }
        }
        let blind = gateway.capabilities().by_hand.contains(&Setting::Mailbox);
        let mut now = Self { blind, ..Self::default() };
        if !names.is_empty() {
            let domains = gateway.observe_domains(&names).await?;
            now.domains = domains.into_iter().map(|domain| (domain.name.clone(), domain)).collect();
        }
        if ids.is_empty() {
            return Ok(now);
        }
        // Where memory says that it is, because a later run may have given it another address …
        now.recipients = engine.remembered_places(client, ids).await?;
        // … else where the step left it or began; another one's row there is not it.
        places.retain(|(_, id)| !now.recipients.contains_key(id));
        if !places.is_empty() {
            let addresses: Vec<_> = places.iter().map(|(address, _)| address.clone()).collect();
            let there = gateway.observe_addresses(&addresses).await?;
            let there: BTreeMap<_, _> = there.into_iter().map(|seen| (seen.shape.primary.key(), seen)).collect();
            for (address, id) in places {
                if let Some(seen) = there.get(&address.key()).filter(|seen| seen.id.is_none_or(|theirs| theirs == id)) {
                    now.recipients.entry(id).or_insert_with(|| seen.clone());
                }
            }
        }
        Ok(now)
    }

    fn back(&self, seq: u32, done: &Step) -> Option<Back> {
        let observed = match &done.object {
            Object::Domain { name, .. } | Object::DomainOut { name, .. } => {
                self.domains.get(name).map(Observed::Domain)
            }
            Object::Recipient { id, .. } | Object::RecipientOut { id, .. } => {
                self.recipients.get(id).map(Observed::Recipient)
            }
        };
        match undo(done, observed) {
            Undo::Nothing => None,
            Undo::Step(mut step) => {
                // What people made in it would go, too (R15).
                let whole = matches!(&step.object, Object::DomainOut { before, .. } if before.alias_of.is_none());
                if self.blind && whole && observed.is_some() {
                    step.held = step.held.or(Some(Hold::DomainOut));
                }
                Some((seq, *step))
            }
        }
    }
}
