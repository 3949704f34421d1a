//! B5: who of the gateway loses addresses to a step, whatever becomes of a step of their own.

#![allow(clippy::disallowed_types, reason = "a map that is looked up and never gone through has no order to show")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::{
    Address, DirectoryId, RecipientShape,
    plan::{Object, Step},
};
use rusqlite::{Connection, params};

use super::{bill::Differences, place, seq};
use crate::{
    ClientId, PlanId, RunId, Store, StoreError, address,
    cases::shape,
    codec::{Profiles, json, text, to_json},
    database::Fault,
    journal::Journal,
};

/// A recipient that loses addresses to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loser {
    /// Place of the step in its plan.
    pub seq: u32,
    /// Who loses them.
    pub id: DirectoryId,
    /// Display name, as far as it is known.
    pub name: String,
    /// What the gateway had of it before the run.
    pub had: RecipientShape,
}

impl Store {
    /// Those who lost addresses to the steps of a run, in order of places.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn losers(&self, run: RunId) -> Result<Vec<Loser>, StoreError> {
        self.read("reading who lost addresses to a run", |db| {
            let Journal { client, plan, .. } = Journal::of(db, run)?;
            Ok(losers(db, client, plan)?)
        })
    }

    /// Those who lose addresses to the steps of a plan, in order of places.
    pub fn losers_to(&self, client: ClientId, plan: PlanId) -> Result<Vec<Loser>, StoreError> {
        self.read("reading who loses addresses to a plan", |db| Ok(losers(db, client, plan)?))
    }
}

fn losers(db: &Connection, client: ClientId, plan: PlanId) -> rusqlite::Result<Vec<Loser>> {
    let mut query = db.prepare(
        "SELECT l.step, l.directory_id, coalesce(o.name, ''), l.had FROM plan_loser l
         LEFT JOIN object o ON o.client = ?3 AND o.directory_id = l.directory_id
         WHERE l.step >= ?1 AND l.step < ?2 ORDER BY l.step, l.directory_id",
    )?;
    let losers = query.query_map(params![place(plan.0, 0), place(plan.0 + 1, 0), client], |row| {
        let (step, id) = (row.get(0)?, DirectoryId(row.get(1)?));
        Ok(Loser { seq: seq(step), id, name: row.get(2)?, had: json(row, 3)? })
    })?;
    losers.collect()
}

/// Steps that give addresses to recipients who may not have them yet; `None` while the gateway has nobody who could lose
/// one.
#[derive(Debug)]
pub(super) struct Takers(Option<Taken>);

#[derive(Debug, Default)]
struct Taken {
    /// Numbers of the steps as they were staged, with whom they are about.
    steps: Vec<(i64, [u8; 16])>,
    /// Which of them takes an address, by its hash.
    addresses: HashMap<i64, u32>,
    /// Whom any step is about.
    own: Vec<[u8; 16]>,
}

/// Losers with what they had as JSON, by the number of the step as it was staged.
pub(super) type Losers = BTreeMap<i64, Vec<([u8; 16], String)>>;

impl Takers {
    pub fn of(db: &Connection, client: ClientId) -> rusqlite::Result<Self> {
        let sql = "SELECT 1 FROM observed_recipient WHERE client = ?1 AND directory_id IS NOT NULL";
        Ok(Self(db.prepare_cached(sql)?.exists([client])?.then(Taken::default)))
    }

    /// Notes what a step takes; `n` is its number as it is staged.
    pub fn note(&mut self, n: i64, step: &Step) {
        let Some(taken) = &mut self.0 else { return };
        let (id, before, after) = match &step.object {
            Object::Recipient { id, before, after, .. } => (id, before, after),
            Object::RecipientOut { id, .. } => return taken.own.push(id.0),
            Object::Domain { .. } | Object::DomainOut { .. } => return,
        };
        taken.own.push(id.0);
        let had = |a: &&Address| before.as_ref().is_some_and(|before| before.addresses().any(|b| b == *a));
        let mut new = after.addresses().filter(|a| !had(a)).peekable();
        if new.peek().is_some() {
            let at = u32::try_from(taken.steps.len()).unwrap_or(u32::MAX);
            taken.steps.push((n, id.0));
            taken.addresses.extend(new.map(|address| (address::hash(address.as_str()), at)));
        }
    }

    /// Whose addresses they are in the newest observation. Who loses all of them and has no step of its own is billed no
    /// more.
    pub fn losers(self, db: &Connection, client: ClientId, bill: &mut Differences) -> Result<Losers, Fault> {
        let mut losers = Losers::new();
        let Some(mut taken) = self.0.filter(|taken| !taken.steps.is_empty()) else { return Ok(losers) };
        taken.own.sort_unstable();
        let mut query = db.prepare(
            "SELECT addresses, kind, listed, services, profile, directory_id FROM observed_recipient
             WHERE client = ?1 AND directory_id IS NOT NULL",
        )?;
        let mut profiles = Profiles::default();
        let mut rows = query.query([client])?;
        while let Some(row) = rows.next()? {
            let id: [u8; 16] = row.get(5)?;
            let by = |line| taken.steps.get(usize::try_from(*taken.addresses.get(&address::hash(line))?).ok()?);
            let others = |line| by(line).filter(|(_, taker)| *taker != id).map(|(n, _)| *n);
            let by: BTreeSet<i64> = text(row, 0)?.lines().filter_map(others).collect();
            if by.is_empty() {
                continue;
            }
            let nothing_left = text(row, 0)?.lines().all(|line| others(line).is_some());
            let Some(had) = shape(row, 0, &mut profiles)? else { continue };
            if nothing_left && taken.own.binary_search(&id).is_err() {
                bill.ends(&had);
            }
            for n in by {
                losers.entry(n).or_default().push((id, to_json(&had)?));
            }
        }
        Ok(losers)
    }
}

/// Writes down who loses addresses to a step that is stored at a place.
pub(super) fn write(db: &Connection, plan: PlanId, seq: u32, losers: &[([u8; 16], String)]) -> rusqlite::Result<()> {
    let mut add = db.prepare_cached("INSERT INTO plan_loser (step, directory_id, had) VALUES (?1, ?2, ?3)")?;
    losers.iter().try_for_each(|(id, had)| add.execute(params![place(plan.0, seq), id, had]).map(drop))
}
