//! Steps of a plan as they go into a file and come back: everything that its hash is made of.

use model::plan::{Hold, Step};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::{Group, place, seq, text::read};
use crate::{PlanId, Store, StoreError, codec::named};

/// A step as it is stored, whoever approved it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedStep {
    /// Place in the plan, from 0.
    pub seq: u32,
    /// Why it waits for a person.
    pub held: Option<Hold>,
    /// The step, without its hold.
    pub step: Step,
    /// The domains whose held steps it waits for, between spaces.
    pub waits_for: Option<String>,
    /// The step with its addresses there, when the rest of it does not wait.
    pub whole: Option<Step>,
}

impl Store {
    /// Steps in order, after a place, as they were planned.
    pub fn saved_steps(&self, plan: PlanId, after: Option<u32>, limit: u32) -> Result<Vec<SavedStep>, StoreError> {
        self.saved_steps_in(plan, &Group::ALL, after, limit)
    }

    /// The same of some groups.
    pub fn saved_steps_in(
        &self,
        plan: PlanId,
        groups: &[Group],
        after: Option<u32>,
        limit: u32,
    ) -> Result<Vec<SavedStep>, StoreError> {
        self.read("reading a plan for a file", |db| {
            let mut query = db.prepare_cached(
                "SELECT s.id, s.held, s.step, s.waits_for, s.whole FROM plan_step s
                 WHERE s.id >= ?1 AND s.id < ?2 AND ?4 >> s.grp & 1 ORDER BY s.id LIMIT ?3",
            )?;
            let from = place(plan.0, 0) + after.map_or(0, |seq| i64::from(seq) + 1);
            let among = groups.iter().fold(0_i64, |bits, group| bits | 1 << group.code());
            let steps = query.query_map(params![from, place(plan.0 + 1, 0), limit, among], saved)?;
            Ok(steps.collect::<Result<_, _>>()?)
        })
    }
}

fn saved(row: &Row<'_>) -> rusqlite::Result<SavedStep> {
    let there = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str_or_null()?.is_some());
    Ok(SavedStep {
        seq: seq(row.get(0)?),
        held: if there(1)? { Some(named(row, 1)?) } else { None },
        step: read(row, 2)?,
        waits_for: row.get(3)?,
        whole: if there(4)? { Some(read(row, 4)?) } else { None },
    })
}
