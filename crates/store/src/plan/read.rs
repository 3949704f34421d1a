//! Plans as they are read, shown and approved.

use std::{borrow::Cow, collections::BTreeSet};

use model::plan::{Object, Reason, Step};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter, types::Value};

use super::{
    Content, Group, GroupCount, PlanCounts, PlanKind, PlanQuery, PlanRecord, PlanRow, PlanWindow, place,
    print::Printer, seq, text::read,
};
use crate::{
    ClientId, PlanId, Store, StoreError,
    codec::{json, maybe_json, named, text, timestamp},
    database::Fault,
};

/// A step waits while this holds.
pub(super) const WAITS: &str = "(s.held IS NOT NULL AND s.approved = 0)";

/// Which rows of a plan are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Every row.
    All,
    /// Those of a group.
    Group(Group),
    /// Those that wait for a person.
    Waiting,
    /// Those that wait for a person or may take something away: removals, and whatever an undo does.
    Weighty,
}

impl Among {
    fn condition(self) -> Cow<'static, str> {
        match self {
            Self::All => "true".into(),
            Self::Group(group) => format!("s.grp = {}", group.code()).into(),
            Self::Waiting => WAITS.into(),
            Self::Weighty => {
                let (removed, undone) = (Group::Removed.code(), Reason::Undone.as_str());
                format!("(s.grp = {removed} OR s.reason = '{undone}' OR {WAITS})").into()
            }
        }
    }
}

impl Store {
    /// One plan of a client.
    ///
    /// # Errors
    /// [`StoreError::NoPlan`], also when it was let go because newer ones were made.
    pub fn plan(&self, client: ClientId, id: PlanId) -> Result<PlanRecord, StoreError> {
        self.read("reading a plan", |db| plan(db, client, id))
    }

    /// The newest plan of a client that makes the gateway as it is wished.
    pub fn newest_plan(&self, client: ClientId) -> Result<Option<PlanRecord>, StoreError> {
        self.newest_plan_of(client, PlanKind::Sync)
    }

    /// The newest plan of a kind.
    pub fn newest_plan_of(&self, client: ClientId, kind: PlanKind) -> Result<Option<PlanRecord>, StoreError> {
        self.read("reading the newest plan", |db| {
            let sql = "SELECT max(id) FROM plan WHERE client = ?1 AND kind = ?2";
            let newest: Option<PlanId> = db.query_row(sql, params![client, kind.as_str()], |row| row.get(0))?;
            newest.map(|id| plan(db, client, id)).transpose()
        })
    }

    /// The sum of the fingerprints of a plan's steps.
    ///
    /// # Errors
    /// [`StoreError::NoPlan`].
    pub fn plan_content(&self, plan: PlanId) -> Result<Content, StoreError> {
        self.read("reading the fingerprint of a plan", |db| {
            let sql = "SELECT content FROM plan WHERE id = ?1";
            let stored = db.query_row(sql, [plan], |row| row.get::<_, Option<[u8; 16]>>(0)).optional()?;
            if let Some(bytes) = stored.ok_or(StoreError::NoPlan(plan))? {
                return Ok(Content::of_bytes(bytes));
            }
            // It was made by an earlier version.
            let mut content = Content::default();
            let mut query = db.prepare("SELECT step FROM plan_step WHERE plan = ?1")?;
            let mut rows = query.query([plan])?;
            while let Some(row) = rows.next()? {
                content.add(&read(row, 0)?);
            }
            Ok(content)
        })
    }

    /// A window of steps.
    pub fn plan_window(&self, plan: PlanId, query: &PlanQuery) -> Result<PlanWindow, StoreError> {
        self.read("reading a window of a plan", |db| window(db, plan, query))
    }

    /// Rows in order, after a place: the next ones are found without passing over those before.
    pub fn plan_rows(
        &self,
        plan: PlanId,
        among: Among,
        after: Option<u32>,
        limit: u32,
    ) -> Result<Vec<PlanRow>, StoreError> {
        self.read("reading the rows of a plan", |db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT s.id, s.grp, s.key, s.step, s.held, s.approved FROM plan_step s
                 WHERE s.id >= ?1 AND s.id < ?2 AND {} ORDER BY s.id LIMIT ?3",
                among.condition(),
            ))?;
            let from = place(plan.0, 0) + after.map_or(0, |seq| i64::from(seq) + 1);
            let rows = query.query_map(params![from, place(plan.0 + 1, 0), limit], row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Steps that take something away, as `takes` finds; removals do. `waiting`: only those that wait for a person.
    pub fn taking_away(&self, plan: PlanId, waiting: bool, takes: impl Fn(&Step) -> bool) -> Result<u32, StoreError> {
        self.read("counting what a plan takes away", |db| {
            let among = if waiting { format!(" AND {WAITS}") } else { String::new() };
            let sql = format!("SELECT count(*) FROM plan_step s WHERE s.plan = ?1 AND s.grp = ?2{among}");
            let (id, removed, undone) = (plan, Group::Removed.code(), Reason::Undone.as_str());
            let mut count: u32 = db.prepare_cached(&sql)?.query_row(params![id, removed], |row| row.get(0))?;
            let sql = format!(
                "SELECT s.step, s.held, s.approved FROM plan_step s
                 WHERE s.plan = ?1 AND s.grp <> ?2 AND (s.reason = ?3 OR {WAITS}){among}"
            );
            let mut query = db.prepare_cached(&sql)?;
            let mut rows = query.query(params![id, removed, undone])?;
            while let Some(row) = rows.next()? {
                count += u32::from(takes(&step(row, 0)?));
            }
            Ok(count)
        })
    }

    /// Approves held steps; how many no longer wait. Recipients that wait with their domain go with it, and not
    /// before.
    pub fn approve_holds(&self, plan: PlanId, seqs: &[u32]) -> Result<u32, StoreError> {
        self.write("approving held steps", |db| approve_some(db, plan, seqs))
    }

    /// Approves every held step; how many no longer wait.
    pub fn approve_all_holds(&self, plan: PlanId) -> Result<u32, StoreError> {
        self.write("approving all held steps", |db| approve_every(db, plan))
    }
}

pub(crate) fn approve_some(db: &Connection, plan: PlanId, seqs: &[u32]) -> Result<u32, Fault> {
    let met = approve(db, plan, seqs, "(waits_for IS NULL OR whole IS NOT NULL)")?;
    let waiting = waiting_domains(db, plan)?;
    let free = |waits: &str| waits.split(' ').all(|domain| !waiting.contains(domain));
    complete(db, plan, free)?;
    let asked: BTreeSet<u32> = seqs.iter().copied().collect();
    let mut with_domain = Vec::new();
    let mut query = db.prepare(
        "SELECT id, waits_for, held IN ('internal-relay', 'exchange-unknown') FROM plan_step
         WHERE plan = ?1 AND waits_for IS NOT NULL AND whole IS NULL AND approved = 0",
    )?;
    let mut rows = query.query([plan])?;
    while let Some(row) = rows.next()? {
        let place = seq(row.get(0)?);
        if (row.get(2)? || asked.contains(&place)) && free(text(row, 1)?) {
            with_domain.push(place);
        }
    }
    Ok(met + approve(db, plan, &with_domain, "true")?)
}

pub(crate) fn approve_every(db: &Connection, plan: PlanId) -> Result<u32, Fault> {
    let sql = "UPDATE plan_step SET approved = 1 WHERE plan = ?1 AND held IS NOT NULL AND approved = 0";
    let met = db.execute(sql, [plan])?;
    complete(db, plan, |_| true)?;
    Ok(u32::try_from(met).unwrap_or(u32::MAX))
}

fn approve(db: &Connection, plan: PlanId, seqs: &[u32], condition: &str) -> rusqlite::Result<u32> {
    let sql = format!(
        "UPDATE plan_step SET approved = 1 WHERE id = ?1 AND held IS NOT NULL AND approved = 0 AND {condition}"
    );
    let mut approve = db.prepare(&sql)?;
    let met = seqs.iter().try_fold(0, |met, seq| approve.execute([place(plan.0, *seq)]).map(|one| met + one))?;
    Ok(u32::try_from(met).unwrap_or(u32::MAX))
}

/// Gives steps the addresses in domains that wait no longer.
fn complete(db: &Connection, plan: PlanId, free: impl Fn(&str) -> bool) -> Result<(), Fault> {
    let mut query = db.prepare("SELECT id, waits_for, whole FROM plan_step WHERE plan = ?1 AND whole IS NOT NULL")?;
    let mut write = db.prepare(
        "UPDATE plan_step SET step = whole, key = ?2, shape = ?3, whole = NULL, waits_for = NULL WHERE id = ?1",
    )?;
    let mut printer = Printer::default();
    let mut freed: Vec<(i64, Step)> = Vec::new();
    let mut rows = query.query([plan])?;
    while let Some(row) = rows.next()? {
        if free(text(row, 1)?) {
            freed.push((row.get(0)?, read(row, 2)?));
        }
    }
    for (id, step) in freed {
        write.execute(params![id, key(&step.object), printer.wanted(&step)?])?;
    }
    Ok(())
}

/// Under which name people find a step.
pub(super) fn key(object: &Object) -> String {
    match object {
        Object::Domain { name, .. } | Object::DomainOut { name, .. } => name.to_string(),
        Object::Recipient { after: shape, .. } | Object::RecipientOut { before: shape, .. } => shape.primary.key(),
    }
}

/// Domains whose step waits.
fn waiting_domains(db: &Connection, plan: PlanId) -> rusqlite::Result<BTreeSet<String>> {
    let sql = format!("SELECT s.key FROM plan_step s WHERE s.plan = ?1 AND s.grp = ?2 AND {WAITS}");
    db.prepare(&sql)?.query_map(params![plan, Group::Domains.code()], |row| row.get(0))?.collect()
}

/// A step in three columns from `at` on: the step, its hold, whether it was approved.
pub(crate) fn step(row: &Row<'_>, at: usize) -> rusqlite::Result<Step> {
    let mut step: Step = read(row, at)?;
    let waits = row.get_ref(at + 1)?.as_str_or_null()?.is_some() && !row.get::<_, bool>(at + 2)?;
    step.held = if waits { Some(named(row, at + 1)?) } else { None };
    Ok(step)
}

pub(super) fn plan(db: &Connection, client: ClientId, id: PlanId) -> Result<PlanRecord, Fault> {
    // Of a plan that was trimmed the run knows how many steps stayed held.
    let sql = format!(
        "SELECT hash, made_at, snapshot_read_at, snapshot_digest, observed_digest, counts, bill, notices, brake,
           CASE p.trimmed WHEN 0 THEN (SELECT count(*) FROM plan_step s WHERE s.plan = p.id AND {WAITS})
             ELSE (SELECT json_extract(r.numbers, '$.held') FROM run r WHERE r.plan = p.id ORDER BY r.id DESC LIMIT 1)
           END,
           (SELECT max(r.id) FROM run r WHERE r.plan = p.id), kind, undoes, about, bill_by_kind
         FROM plan p WHERE p.id = ?1 AND p.client = ?2"
    );
    let found = db.query_row(&sql, params![id, client], |row| {
        let (counts, held): (PlanCounts, Option<u32>) = (json(row, 5)?, row.get(9)?);
        let held = held.unwrap_or(0);
        Ok(PlanRecord {
            id,
            client,
            hash: row.get(0)?,
            kind: named(row, 11)?,
            undoes: row.get(12)?,
            about: row.get(13)?,
            made_at: timestamp(row, 1)?,
            snapshot_read_at: timestamp(row, 2)?,
            snapshot_digest: row.get(3)?,
            observed_digest: row.get(4)?,
            counts,
            ready: counts.total().saturating_sub(held),
            held,
            bill: json(row, 6)?,
            bill_by_kind: maybe_json(row, 14)?.unwrap_or_default(),
            notices: json(row, 7)?,
            brake: json(row, 8)?,
            run: row.get(10)?,
        })
    });
    Ok(found.optional()?.ok_or(StoreError::NoPlan(id))?)
}

fn row(row: &Row<'_>) -> rusqlite::Result<PlanRow> {
    Ok(PlanRow { seq: seq(row.get(0)?), group: Group::read(row, 1)?, key: row.get(2)?, step: step(row, 3)? })
}

fn window(db: &Connection, plan: PlanId, query: &PlanQuery) -> Result<PlanWindow, Fault> {
    let mut condition = "s.plan = ?".to_owned();
    let mut values = vec![Value::Integer(plan.0.into())];
    if let Some(held) = query.held {
        condition.push_str(if held { " AND " } else { " AND NOT " });
        condition.push_str(WAITS);
    }
    if let Some(hold) = query.hold {
        condition.push_str(" AND s.approved = 0 AND s.held = ?");
        values.push(Value::Text(hold.as_str().to_owned()));
    }
    if let Some(reason) = query.reason {
        condition.push_str(" AND s.reason = ?");
        values.push(Value::Text(reason.as_str().to_owned()));
    }
    for word in query.search.split_whitespace() {
        condition.push_str(" AND instr(s.search, ?) > 0");
        values.push(Value::Text(word.to_lowercase()));
    }
    let mut count =
        db.prepare_cached(&format!("SELECT s.grp, count(*) FROM plan_step s WHERE {condition} GROUP BY s.grp"))?;
    let groups = count.query_map(params_from_iter(&values), |row| {
        Ok(GroupCount { group: Group::read(row, 0)?, count: row.get(1)? })
    })?;
    let groups = groups.collect::<Result<Vec<_>, _>>()?;
    let total = groups.iter().filter(|g| query.group.is_none_or(|only| g.group == only)).map(|g| g.count).sum();
    if let Some(group) = query.group {
        condition.push_str(" AND s.grp = ?");
        values.push(Value::Integer(group.code()));
    }
    values.extend([Value::Integer(query.limit.into()), Value::Integer(query.offset.into())]);
    // Groups follow each other in the plan, so that the order of the index is the order of the places.
    let sql = format!(
        "SELECT s.id, s.grp, s.key, s.step, s.held, s.approved FROM plan_step s
         WHERE {condition} ORDER BY s.id LIMIT ? OFFSET ?"
    );
    let mut rows = db.prepare_cached(&sql)?;
    let rows = rows.query_map(params_from_iter(values), row)?;
    Ok(PlanWindow { rows: rows.collect::<Result<_, _>>()?, total, groups })
}
