//! B5: who lost addresses to steps that are taken back gets them again, whatever became of a step of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gateway::Gateway;
use model::plan::{Hold, Lost, Object, Step};
use model::{Address, DirectoryId};
use store::{ClientId, Loser};

use super::PAGE;
use crate::{Engine, EngineError};

/// What a run took from recipients beside what it did to themselves.
pub(super) struct Losses {
    /// Only this place is taken back.
    row: Option<u32>,
    /// Who lost something to the step at a place.
    by_place: BTreeMap<u32, Vec<Loser>>,
    lost: BTreeMap<DirectoryId, Lost>,
    /// A step that took something from them stays, or waits.
    waiting: BTreeSet<DirectoryId>,
    /// They have a step of their own in the run.
    own: BTreeSet<DirectoryId>,
}

impl Losses {
    pub fn new(losers: Vec<Loser>, row: Option<u32>) -> Self {
        let mut by_place: BTreeMap<u32, Vec<Loser>> = BTreeMap::new();
        losers.into_iter().for_each(|loser| by_place.entry(loser.seq).or_default().push(loser));
        Self { row, by_place, lost: BTreeMap::new(), waiting: BTreeSet::new(), own: BTreeSet::new() }
    }

    /// Whether the step at a place is to be taken back. With a row goes what only tells of addresses that it took.
    pub fn takes_back(&self, seq: u32, step: &Step) -> bool {
        let Some(row) = self.row.filter(|row| *row != seq) else { return true };
        let to_row = |id| self.by_place.get(&row).is_some_and(|losers| losers.iter().any(|loser| loser.id == id));
        step.hands_over && recipient(step).is_some_and(to_row)
    }

    /// Notes a step that was done; `back`: whether it is taken back and goes at once.
    pub fn note(&mut self, seq: u32, step: &Step, back: Option<bool>) {
        self.own.extend(recipient(step));
        for Loser { id, name, had, .. } in self.by_place.get(&seq).into_iter().flatten() {
            let nothing = || Lost::nothing(*id, name.clone(), had.clone());
            self.lost.entry(*id).or_insert_with(nothing).note(step, back.is_some());
            if back == Some(false) {
                self.waiting.insert(*id);
            }
        }
    }
}

impl Engine {
    /// The steps that give back what was lost to steps that are taken back.
    pub(super) async fn given_back(
        &self,
        client: ClientId,
        losses: Losses,
        gateway: &Arc<dyn Gateway>,
    ) -> Result<Vec<Step>, EngineError> {
        let Losses { mut lost, waiting, own, .. } = losses;
        // Their own way back gives them everything.
        lost.retain(|id, _| !own.contains(id));
        let mut places: BTreeMap<String, Address> = BTreeMap::new();
        places.extend(lost.values().flat_map(|lost| lost.had.addresses()).map(|a| (a.key(), a.clone())));
        let mut now = self.remembered_places(client, lost.keys().copied().collect()).await?;
        // Of the addresses that it had, another one may be the primary one since.
        let places: Vec<Address> = places.into_values().collect();
        for page in places.chunks(PAGE as usize) {
            for seen in gateway.observe_addresses(page).await? {
                if let Some(id) = seen.id.filter(|id| lost.contains_key(id)) {
                    now.insert(id, seen);
                }
            }
        }
        let steps = lost.into_values().filter_map(|lost| {
            let mut step = lost.give_back(now.get(&lost.id))?;
            step.held = step.held.or(waiting.contains(&lost.id).then_some(Hold::MovedSince));
            Some(step)
        });
        Ok(steps.collect())
    }
}

const fn recipient(step: &Step) -> Option<DirectoryId> {
    match &step.object {
        Object::Recipient { id, .. } | Object::RecipientOut { id, .. } => Some(*id),
        Object::Domain { .. } | Object::DomainOut { .. } => None,
    }
}
