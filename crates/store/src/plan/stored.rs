//! Staged steps as they are stored: in order, hashed, with their holds and those who lose addresses to them.

use std::collections::BTreeSet;

use model::plan::Hold;
use rusqlite::{
    Connection,
    types::{ToSqlOutput, ValueRef},
};
use sha2::{Digest, Sha256};

use super::{
    PlanKind,
    loser::{self, Losers},
    place,
};
use crate::{PlanId, hex::hex, sorted::Sorter};

/// The columns of a staged step; its number and whether the brake counts it come after them.
const STEP: &str = "held, step, whole, grp, reason, key, name, search, waits_for, undoes, shape";
/// So many values make a staged step.
pub(super) const VALUES: usize = 13;

/// What holds steps beside what they were staged with.
pub(super) struct Holding<'a> {
    /// The brake holds: every removal waits (B1).
    pub brake: bool,
    /// What the plan is for.
    pub kind: PlanKind,
    /// Recipients whom an undo leads back.
    pub led_back: &'a BTreeSet<[u8; 16]>,
    pub losers: &'a Losers,
}

impl Holding<'_> {
    fn of<'t>(&self, n: i64, removal: bool, held: Option<&'t str>) -> Option<&'t str> {
        if self.brake && removal && held.is_none_or(|held| held == Hold::Imported.as_str()) {
            return Some(Hold::Brake.as_str());
        }
        held.or_else(|| self.takes_from_others(n).map(Hold::as_str))
    }

    /// What takes addresses from others waits for a person's word in a way back, when they are not led back with it (B5),
    /// and in a plan from a file, in which nobody here has seen to whom they go (B3).
    fn takes_from_others(&self, n: i64) -> Option<Hold> {
        let losers = self.losers.get(&n)?;
        match self.kind {
            PlanKind::Undo => losers.iter().any(|(id, _)| !self.led_back.contains(id)).then_some(Hold::MovedSince),
            PlanKind::Saved => Some(Hold::Imported),
            PlanKind::Sync | PlanKind::Rehearsal => None,
        }
    }
}

/// Stores the steps in order; their hash with everything they were made from.
pub(super) fn store_steps(
    db: &Connection,
    plan: PlanId,
    (snapshot, observed): (&str, &str),
    staged: Sorter,
    holding: &Holding<'_>,
) -> rusqlite::Result<String> {
    let mut hash = Sha256::new();
    hash.update(snapshot);
    hash.update(observed);
    let mut add = db.prepare(&format!(
        "INSERT INTO plan_step (id, plan, {STEP}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    ))?;
    let mut seq = 0;
    staged.merge(db, |mut values: [ValueRef<'_>; VALUES]| {
        let [held, step, whole, .., n, removal] = &mut values;
        let n = n.as_i64()?;
        *held = holding.of(n, removal.as_i64()? != 0, held.as_str_or_null()?).into();
        for part in [*held, *step, *whole] {
            hash.update(part.as_bytes_or_null()?.unwrap_or_default());
            hash.update([0]);
        }
        add.raw_bind_parameter(1, place(plan.0, seq))?;
        add.raw_bind_parameter(2, plan)?;
        let columns = values.iter().take(VALUES - 2).zip(3..);
        columns.into_iter().try_for_each(|(value, at)| add.raw_bind_parameter(at, ToSqlOutput::Borrowed(*value)))?;
        add.raw_execute()?;
        if let Some(losers) = holding.losers.get(&n) {
            loser::write(db, plan, seq, losers)?;
        }
        seq += 1;
        Ok::<_, rusqlite::Error>(())
    })?;
    Ok(hex(&hash.finalize()))
}
