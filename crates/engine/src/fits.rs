//! B3: whether what is to go would be planned, and let go, now as well; and whether an exception stands in its way.

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use jiff::Timestamp;
use model::plan::{Exempt, Step};
use store::{
    Content, Excepted, ExceptionQuery, Group, PlanKind, PlanRecord, RemovalCount, SavedStep, Store, StoreError,
};

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
    let groups = wanted.groups_to_look_at(due.is_some() || !exempt.is_empty());
    if !groups.is_empty() {
        each(store, plan, &groups, |saved| {
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
            if kept || !wanted.lets_go(saved, &key) {
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
    /// It is the same as a whole, or it is not.
    same: bool,
    differs: bool,
    /// Fingerprints of steps, where they are compared one by one.
    prints: Option<BTreeSet<u64>>,
    /// Those that would wait for a person: fingerprints of their keys and of themselves.
    held: BTreeSet<(u64, u64)>,
    /// Their groups, and those of removals.
    groups: BTreeSet<Group>,
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
        wanted.same = whole && content == store.plan_content(plan.id)?;
        wanted.differs = whole && !wanted.same;
        Ok(wanted)
    }

    fn note(&mut self, step: &Step, part: &Step) {
        if step.is_removal() || part.held.is_some() {
            self.groups.insert(Group::of(step));
        }
        if let Some(prints) = &mut self.prints {
            prints.insert(print(step));
        }
        if part.held.is_some() {
            self.held.insert((print_of_key(&key(step)), print(step)));
        }
    }

    /// The groups of the reviewed plan in which there may be a step that may not go. When the whole is the same as would
    /// be planned now, the steps of other groups are neither removals nor would they wait.
    fn groups_to_look_at(&self, at_all: bool) -> Vec<Group> {
        match at_all || self.prints.is_some() || !self.groups.is_empty() {
            true if !at_all && self.same => self.groups.iter().copied().collect(),
            true => Group::ALL.to_vec(),
            false => Vec::new(),
        }
    }

    fn lets_go(&self, saved: &SavedStep, key: &str) -> bool {
        let at = print_of_key(key);
        let may_wait = saved.held.is_none() && self.held.range((at, 0)..=(at, u64::MAX)).next().is_some();
        if self.prints.is_none() && !may_wait {
            return true;
        }
        let print = print(&saved.step);
        let planned = self.prints.as_ref().is_none_or(|prints| prints.contains(&print));
        planned && !(may_wait && self.held.contains(&(at, print)))
    }
}

/// What exceptions keep from being touched. Those that stood when an undo was made were known to who made it.
fn exempted(store: &Store, plan: &PlanRecord, now: Timestamp) -> Result<BTreeSet<Excepted>, StoreError> {
    let all = ExceptionQuery { limit: u32::MAX, ..ExceptionQuery::default() };
    let rows = store.exceptions(plan.client, &all, now)?.rows.into_iter();
    let known = |since: Timestamp| plan.kind == PlanKind::Undo && since <= plan.made_at;
    Ok(rows.filter(|row| row.exempt == Exempt::Stands && !known(row.since)).map(|row| row.about).collect())
}

fn print_of_key(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn each(
    store: &Store,
    plan: &PlanRecord,
    groups: &[Group],
    mut look: impl FnMut(&SavedStep),
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = store.saved_steps_in(plan.id, groups, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.seq);
        page.iter().for_each(&mut look);
    }
}
