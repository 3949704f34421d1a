//! B3: whether what is to go would be planned, and let go, now as well; and whether an exception stands in its way.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::plan::{Exempt, Step};
use store::{Content, Excepted, ExceptionQuery, PlanKind, PlanRecord, RemovalCount, SavedStep, Store, StoreError};

use crate::answer::excepted;
use crate::error::DIFFERS;
use crate::planning::{Decided, decide, weighed};
use crate::stale::{key, print};
use crate::{EngineError, saved};

/// Steps looked at together.
const PAGE: u32 = 1_000;

/// What of a plan may not go: keys of its steps, at most [`DIFFERS`], or only that it would be another plan now.
/// `due`: the steps of a run that are still to go; without them, the whole plan is about to.
pub(crate) fn unfit(
    store: &Store,
    plan: &PlanRecord,
    due: Option<&BTreeSet<u32>>,
    now: Timestamp,
) -> Result<Option<Vec<String>>, EngineError> {
    let exempt = exempted(store, plan, now)?;
    let wanted = Wanted::of(store, plan, due, now)?;
    let mut unfit = Vec::new();
    let (mut removals, mut unasked) = (RemovalCount::default(), Vec::new());
    if due.is_some() || wanted.prints.is_some() || !wanted.held.is_empty() || !exempt.is_empty() || wanted.removals {
        each(store, plan, |saved| {
            if due.is_some_and(|due| !due.contains(&saved.seq)) {
                return;
            }
            let (step, key) = (&saved.step, key(&saved.step));
            if step.is_removal() {
                removals.add(step);
                unasked.extend(saved.held.is_none().then(|| key.clone()));
            }
            // Handing over asks nothing of the gateway, and an exception does not keep it.
            let kept = !step.hands_over && exempt.contains(&excepted(&step.object));
            if kept || !wanted.lets_go(saved) {
                unfit.push(key);
            }
        })?;
    }
    // The brake, with whatever else was removed meanwhile. Approved removals were looked at.
    if !unasked.is_empty() {
        let brake = store.options(plan.client)?.brake;
        if brake.read(&weighed(store, plan.client, removals, wanted.having, now)?).holds {
            unfit.append(&mut unasked);
        }
    }
    unfit.truncate(DIFFERS);
    Ok((wanted.differs || !unfit.is_empty()).then_some(unfit))
}

/// What would be planned now.
#[derive(Default)]
struct Wanted {
    /// It is not the same as a whole.
    differs: bool,
    /// Fingerprints of steps, where they are compared one by one.
    prints: Option<BTreeSet<u64>>,
    /// Fingerprints of those that would wait for a person.
    held: BTreeSet<u64>,
    /// Some are removals.
    removals: bool,
    having: [u32; 3],
}

impl Wanted {
    fn of(store: &Store, plan: &PlanRecord, due: Option<&BTreeSet<u32>>, now: Timestamp) -> Result<Self, EngineError> {
        let whole = plan.kind == PlanKind::Sync && due.is_none();
        let singly = match plan.kind {
            // An undo follows from its run and the gateway alone.
            PlanKind::Undo | PlanKind::Rehearsal => return Ok(Self::default()),
            PlanKind::Sync => !whole,
            PlanKind::Saved => saved::is_own(store, plan, now)?,
        };
        let mut wanted = Self { prints: singly.then(BTreeSet::new), ..Self::default() };
        let mut content = Content::default();
        let options = store.options(plan.client)?;
        wanted.having = decide(store, plan.client, &options, now, &mut |decided| {
            match decided {
                Decided::Step(step) => {
                    content.add(step);
                    wanted.note(step, step);
                }
                // Steps that were approved with a domain have the addresses there; until it is applied, they are
                // planned in part.
                Decided::InPart { part, whole } => {
                    content.add(part);
                    wanted.note(part, part);
                    wanted.note(whole, part);
                }
                Decided::Nothing | Decided::Exempt | Decided::Skipped(..) => {}
            }
            Ok::<_, StoreError>(())
        })?;
        wanted.differs = whole && content != store.plan_content(plan.id)?;
        Ok(wanted)
    }

    fn note(&mut self, step: &Step, part: &Step) {
        self.removals |= step.is_removal();
        if let Some(prints) = &mut self.prints {
            prints.insert(print(step));
        }
        if part.held.is_some() {
            self.held.insert(print(step));
        }
    }

    fn lets_go(&self, saved: &SavedStep) -> bool {
        let print = print(&saved.step);
        let planned = self.prints.as_ref().is_none_or(|prints| prints.contains(&print));
        planned && (saved.held.is_some() || !self.held.contains(&print))
    }
}

/// What exceptions keep from being touched. Those that stood when an undo was made were known to who made it.
fn exempted(store: &Store, plan: &PlanRecord, now: Timestamp) -> Result<BTreeSet<Excepted>, StoreError> {
    let all = ExceptionQuery { limit: u32::MAX, ..ExceptionQuery::default() };
    let rows = store.exceptions(plan.client, &all, now)?.rows.into_iter();
    let known = |since: Timestamp| plan.kind == PlanKind::Undo && since <= plan.made_at;
    Ok(rows.filter(|row| row.exempt == Exempt::Stands && !known(row.since)).map(|row| row.about).collect())
}

fn each(store: &Store, plan: &PlanRecord, mut look: impl FnMut(&SavedStep)) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = store.saved_steps(plan.id, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.seq);
        page.iter().for_each(&mut look);
    }
}
