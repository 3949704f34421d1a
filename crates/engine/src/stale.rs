//! B3: what differs between a plan that was reviewed and what would be planned now.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use jiff::Timestamp;
use model::plan::{Object, Step};
use store::{Among, ClientId, PlanKind, PlanRecord, Store, StoreError};

use crate::error::DIFFERS;
use crate::planning::{Decided, decide};
use crate::read::each_row;
use crate::{Engine, EngineError};

impl Engine {
    /// Adds to a refusal which objects would go otherwise now, as far as the store alone can tell.
    pub(crate) async fn with_difference(&self, plan: &PlanRecord, error: EngineError) -> EngineError {
        let EngineError::Stale { plan: id, moved, keys } = error else { return error };
        if !keys.is_empty() {
            return EngineError::Stale { plan: id, moved, keys };
        }
        let (plan, now) = (plan.clone(), self.now());
        let keys = self.stored(move |store| differing(store, &plan, now)).await;
        let keys = keys.unwrap_or_else(|error| {
            tracing::warn!(%error, "what differs could not be told");
            Vec::new()
        });
        EngineError::Stale { plan: id, moved, keys }
    }
}

/// Keys of objects with a step in one of the two and another or none in the other; at most [`DIFFERS`].
pub(crate) fn differing(store: &Store, plan: &PlanRecord, now: Timestamp) -> Result<Vec<String>, EngineError> {
    if matches!(plan.kind, PlanKind::Undo | PlanKind::Rehearsal) {
        return Ok(Vec::new());
    }
    let mut steps = Difference::default();
    each_row(store, plan.id, Among::All, |row| {
        steps.reviewed(&row.step);
        Ok::<_, EngineError>(())
    })?;
    steps.against_now(store, plan.client, now)?;
    Ok(steps.keys())
}

/// Steps by key; those that are the same on both sides go.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    reviewed: BTreeMap<String, u64>,
    only_wanted: Vec<String>,
}

impl Difference {
    pub(crate) fn reviewed(&mut self, step: &Step) {
        self.reviewed.insert(key(step), print(step));
    }

    /// Compares with what would be planned now.
    pub(crate) fn against_now(&mut self, store: &Store, client: ClientId, now: Timestamp) -> Result<(), EngineError> {
        decide(store, client, &store.options(client)?, now, &mut |decided| {
            if let Decided::Step(step) | Decided::InPart { part: step, .. } = decided {
                self.wanted(step);
            }
            Ok::<_, StoreError>(())
        })
        .map(drop)
    }

    fn wanted(&mut self, step: &Step) {
        let key = key(step);
        match self.reviewed.get(&key) {
            Some(same) if *same == print(step) => drop(self.reviewed.remove(&key)),
            Some(_) => {}
            None if self.only_wanted.len() < DIFFERS => self.only_wanted.push(key),
            None => {}
        }
    }

    pub(crate) fn keys(self) -> Vec<String> {
        let mut keys: Vec<String> = self.reviewed.into_keys().take(DIFFERS).chain(self.only_wanted).collect();
        keys.sort();
        keys.dedup();
        keys.truncate(DIFFERS);
        keys
    }
}

/// Domain or primary address.
pub(crate) fn key(step: &Step) -> String {
    match &step.object {
        Object::Domain { name, .. } | Object::DomainOut { name, .. } => name.to_string(),
        Object::Recipient { after: shape, .. } | Object::RecipientOut { before: shape, .. } => shape.primary.key(),
    }
}

/// Tells steps apart within one process. Holds are left out: the brake sets them, people take them away.
pub(crate) fn print(step: &Step) -> u64 {
    let mut hasher = DefaultHasher::new();
    let plain = Step { held: None, ..step.clone() };
    serde_json::to_string(&plain).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
