//! Steps of a run with what became of them: shown, taken up, observed, taken back.

use jiff::Timestamp;
use model::{
    Address, DomainName, ObservedDomain, ObservedRecipient,
    plan::{Object, Observed, Step},
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter, types::Value};
use serde::{Deserialize, Serialize};

use super::{Journal, Store, StoreError};
use crate::{
    ClientId, Group, GroupCount, RunId,
    cases::shape,
    codec::{Profiles, maybe_json, named, timestamp},
    database::Fault,
    plan::{self, place, seq, shown_print},
};

/// A step that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedStep {
    /// Place in the plan.
    pub seq: u32,
    /// Domain or primary address.
    pub key: String,
    /// Display name of a recipient.
    pub name: String,
    /// Why, as JSON.
    pub problem: String,
}

/// What became of a step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowOutcome {
    /// It was sent, and what became of it is not known yet.
    Sent,
    /// It was done.
    Done,
    /// It failed.
    Failed,
}

impl RowOutcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// Asks for steps of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunQuery {
    /// Only this outcome.
    pub outcome: Option<RowOutcome>,
    /// Only this group.
    pub group: Option<Group>,
    /// Text in names and keys.
    pub search: String,
    /// First row, from 0.
    pub offset: u32,
    /// At most so many rows.
    pub limit: u32,
}

/// A step of a run; who and why of the whole is in the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// Place in the plan, from 0.
    pub seq: u32,
    /// Group.
    pub group: Group,
    /// Domain or primary address.
    pub key: String,
    /// The step, with its reason.
    pub step: Step,
    /// What became of it.
    pub outcome: RowOutcome,
    /// When it was sent, done or failed.
    pub at: Timestamp,
    /// Why it failed, as JSON.
    pub problem: Option<String>,
    /// The newest run that took it back.
    pub undone_by: Option<RunId>,
}

/// A window of a run's steps, in the order in which they were applied. After 30 days there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunWindow {
    /// The rows from the offset on.
    pub rows: Vec<RunRow>,
    /// Rows that match.
    pub total: u32,
    /// Rows that match every filter but the group, by group.
    pub groups: Vec<GroupCount>,
}

/// Steps `s` of a run's plan with what became of them; `?1` is the plan's first place, `?2` the place after its last,
/// `?3` the run's first place in the journal, `?4` the run.
const ROWS: &str = "SELECT s.id - ?1 AS seq, s.grp AS grp, s.key, s.step, s.held, s.approved, s.search AS search,
      coalesce(j.state, p.state) AS outcome, coalesce(j.at, p.at) AS at, j.problem
    FROM plan_step s LEFT JOIN journal j ON j.id = s.id - ?1 + ?3
    LEFT JOIN journal_span p ON p.run = ?4 AND p.last >= s.id - ?1 AND p.first = (
      SELECT max(x.first) FROM journal_span x WHERE x.run = ?4 AND x.first <= s.id - ?1)
    WHERE s.id >= ?1 AND s.id < ?2 AND (j.id IS NOT NULL OR p.run IS NOT NULL)";

impl Store {
    /// Steps of a run that failed, in order.
    pub fn failures(&self, run: RunId, limit: u32) -> Result<Vec<FailedStep>, StoreError> {
        self.read("reading failed steps", |db| {
            let journal = Journal::of(db, run)?;
            let mut query = db.prepare(
                "SELECT j.id, s.key, s.name, j.problem FROM journal j JOIN plan_step s ON s.id = j.id - ?1 + ?2
                 WHERE j.id >= ?1 AND j.id < ?3 AND j.state = 'failed' ORDER BY j.id LIMIT ?4",
            )?;
            let places = params![place(run.0, 0), place(journal.plan.0, 0), place(run.0 + 1, 0), limit];
            let failed = query.query_map(places, |row| {
                Ok(FailedStep { seq: seq(row.get(0)?), key: row.get(1)?, name: row.get(2)?, problem: row.get(3)? })
            })?;
            Ok(failed.collect::<Result<_, _>>()?)
        })
    }

    /// Steps that were sent and neither done nor failed: what became of them has to be observed (B4).
    pub fn sent_steps(&self, run: RunId) -> Result<Vec<(u32, Step)>, StoreError> {
        self.read("reading steps left as sent", |db| {
            let plan = Journal::of(db, run)?.plan;
            let sql = format!("{ROWS} AND outcome = 'sent' ORDER BY s.id");
            let mut query = db.prepare(&sql)?;
            let places = params![place(plan.0, 0), place(plan.0 + 1, 0), place(run.0, 0), run];
            let steps = query.query_map(places, |row| Ok((row.get(0)?, plan::step(row, 3)?)))?;
            Ok(steps.collect::<Result<_, _>>()?)
        })
    }

    /// Steps that do not wait for a person and were not sent yet, in order, after a place.
    pub fn due_steps(&self, run: RunId, after: Option<u32>, limit: u32) -> Result<Vec<(u32, Step)>, StoreError> {
        self.read("reading the steps due", |db| {
            let plan = Journal::of(db, run)?.plan;
            let mut query = db.prepare_cached(
                "SELECT s.id, s.step, s.held, s.approved FROM plan_step s
                 WHERE s.id >= ?1 AND s.id < ?2 AND (s.held IS NULL OR s.approved = 1)
                   AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.id = s.id - ?3 + ?4)
                   AND coalesce((SELECT p.last FROM journal_span p WHERE p.run = ?6 AND p.first <= s.id - ?3
                                 ORDER BY p.first DESC LIMIT 1), -1) < s.id - ?3
                 ORDER BY s.id LIMIT ?5",
            )?;
            let first = place(plan.0, 0);
            let from = first + after.map_or(0, |seq| i64::from(seq) + 1);
            let places = params![from, place(plan.0 + 1, 0), first, place(run.0, 0), limit, run];
            let steps = query.query_map(places, |row| Ok((seq(row.get(0)?), plan::step(row, 1)?)))?;
            Ok(steps.collect::<Result<_, _>>()?)
        })
    }

    /// A window of what became of a run's steps.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn run_rows(&self, run: RunId, query: &RunQuery) -> Result<RunWindow, StoreError> {
        self.read("reading the steps of a run", |db| window(db, run, query))
    }

    /// Steps of a run that were done and not taken back since, in order, after a place.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn done_steps(&self, run: RunId, after: Option<u32>, limit: u32) -> Result<Vec<(u32, Step)>, StoreError> {
        self.read("reading what a run did", |db| {
            let plan = Journal::of(db, run)?.plan;
            let mut query = db.prepare(&format!("{ROWS} AND outcome = 'done' AND s.id >= ?5 ORDER BY s.id"))?;
            let from = place(plan.0, 0) + after.map_or(0, |seq| i64::from(seq) + 1);
            let mut rows = query.query(params![place(plan.0, 0), place(plan.0 + 1, 0), place(run.0, 0), run, from])?;
            let (mut steps, limit) = (Vec::new(), usize::try_from(limit).unwrap_or(usize::MAX));
            while steps.len() < limit
                && let Some(row) = rows.next()?
            {
                let seq = row.get(0)?;
                if undone_by(db, run, seq)?.is_none_or(|(_, stands)| !stands) {
                    steps.push((seq, plan::step(row, 3)?));
                }
            }
            Ok(steps)
        })
    }

    /// Steps of a run that were done and that the newest observation shows as planned.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn verified(&self, run: RunId) -> Result<u32, StoreError> {
        self.read("comparing a run with the gateway", |db| {
            let journal = Journal::of(db, run)?;
            let mut query = db.prepare(
                "SELECT s.shape, s.grp, s.step, s.held, s.approved, b.addresses, b.kind, b.listed, b.services, b.profile,
                   b.directory_id
                 FROM plan_step s LEFT JOIN observed_recipient b ON b.client = ?5 AND b.key = s.key
                 WHERE s.id >= ?1 AND s.id < ?2 AND (s.held IS NULL OR s.approved = 1)
                   AND (EXISTS (SELECT 1 FROM journal j WHERE j.id = s.id - ?1 + ?3 AND j.state = 'done')
                     OR coalesce((SELECT iif(p.state = 'done', p.last, -1) FROM journal_span p
                                  WHERE p.run = ?4 AND p.first <= s.id - ?1 ORDER BY p.first DESC LIMIT 1), -1)
                        >= s.id - ?1)",
            )?;
            let first = place(journal.plan.0, 0);
            let places = params![first, place(journal.plan.0 + 1, 0), place(run.0, 0), run, journal.client];
            let mut rows = query.query(places)?;
            let (mut verified, mut profiles) = (0, Profiles::default());
            while let Some(row) = rows.next()? {
                verified += u32::from(is_as_planned(db, journal.client, row, &mut profiles)?);
            }
            Ok(verified)
        })
    }
}

fn is_as_planned(db: &Connection, client: ClientId, row: &Row<'_>, profiles: &mut Profiles) -> rusqlite::Result<bool> {
    if let Some(wanted) = row.get::<_, Option<i64>>(0)? {
        let Some(addresses) = row.get_ref(5)?.as_str_or_null()? else { return Ok(wanted == plan::GONE) };
        if wanted == plan::GONE {
            // Another one may have its address.
            let (out, there) = (plan::step(row, 2)?, row.get::<_, Option<[u8; 16]>>(10)?);
            return Ok(
                matches!(out.object, Object::RecipientOut { id, .. } if there.is_some_and(|there| there != id.0)),
            );
        }
        let (kind, profile) = (row.get_ref(6)?.as_str()?, profiles.read_json(row, 9)?);
        return Ok(shown_print(addresses, kind, row.get(7)?, row.get(8)?, profile) == wanted);
    }
    let step = plan::step(row, 2)?;
    if step.hands_over {
        return Ok(true);
    }
    let seen = Seen::of(db, client, &step.object, profiles)?;
    Ok(match (&step.object, seen.observed()) {
        (Object::Domain { after, .. }, Some(Observed::Domain(now))) => {
            now.shape == *after && now.owner == model::Owner::Us
        }
        (Object::Recipient { after, .. }, Some(Observed::Recipient(now))) => now.shape == *after,
        (Object::DomainOut { .. } | Object::RecipientOut { .. }, now) => now.is_none(),
        _ => false,
    })
}

/// What the gateway had of a step's object.
enum Seen {
    Nothing,
    Domain(Box<ObservedDomain>),
    Recipient(Box<ObservedRecipient>),
}

impl Seen {
    fn of(db: &Connection, client: ClientId, object: &Object, profiles: &mut Profiles) -> rusqlite::Result<Self> {
        let (after, before) = match object {
            Object::Domain { name, .. } | Object::DomainOut { name, .. } => return domain(db, client, name),
            Object::Recipient { before, after, .. } => (&after.primary, before.as_ref().map(|before| &before.primary)),
            Object::RecipientOut { before, .. } => (&before.primary, None),
        };
        for address in std::iter::once(after).chain(before) {
            if let Some(found) = recipient(db, client, address, profiles)? {
                return Ok(Self::Recipient(Box::new(found)));
            }
        }
        Ok(Self::Nothing)
    }

    fn observed(&self) -> Option<Observed<'_>> {
        match self {
            Self::Nothing => None,
            Self::Domain(domain) => Some(Observed::Domain(domain)),
            Self::Recipient(recipient) => Some(Observed::Recipient(recipient)),
        }
    }
}

fn domain(db: &Connection, client: ClientId, name: &DomainName) -> rusqlite::Result<Seen> {
    let mut query = db.prepare_cached("SELECT observed FROM domain WHERE client = ?1 AND name = ?2")?;
    let found = query.query_row(params![client, name.as_str()], |row| maybe_json::<ObservedDomain>(row, 0));
    Ok(found.optional()?.flatten().map_or(Seen::Nothing, |domain| Seen::Domain(Box::new(domain))))
}

fn recipient(
    db: &Connection,
    client: ClientId,
    address: &Address,
    profiles: &mut Profiles,
) -> rusqlite::Result<Option<ObservedRecipient>> {
    let mut query = db.prepare_cached(
        "SELECT addresses, kind, listed, services, profile, directory_id FROM observed_recipient
         WHERE client = ?1 AND key = ?2",
    )?;
    let read = |row: &Row<'_>| {
        let id: Option<[u8; 16]> = row.get(5)?;
        Ok(shape(row, 0, profiles)?.map(|shape| ObservedRecipient { id: id.map(model::DirectoryId), shape }))
    };
    Ok(query.query_row(params![client, address.key()], read).optional()?.flatten())
}

/// The newest run that took a step back, and whether that stands.
fn undone_by(db: &Connection, run: RunId, seq: u32) -> rusqlite::Result<Option<(RunId, bool)>> {
    let mut query = db.prepare_cached(
        "SELECT r.id, NOT EXISTS (
             SELECT 1 FROM plan_step a JOIN run x ON x.plan = a.plan
             LEFT JOIN journal k ON k.id = (x.id << 32) + (a.id & 0xffffffff)
             WHERE a.undoes = (r.id << 32) + (u.id & 0xffffffff) AND (k.state = 'done' OR EXISTS (
               SELECT 1 FROM journal_span q WHERE q.run = x.id AND q.state = 'done'
                 AND a.id & 0xffffffff BETWEEN q.first AND q.last)))
         FROM plan_step u JOIN run r ON r.plan = u.plan
         LEFT JOIN journal j ON j.id = (r.id << 32) + (u.id & 0xffffffff)
         WHERE u.undoes = ?1 AND (j.state = 'done' OR EXISTS (
           SELECT 1 FROM journal_span q WHERE q.run = r.id AND q.state = 'done'
             AND u.id & 0xffffffff BETWEEN q.first AND q.last))
         ORDER BY r.id DESC LIMIT 1",
    )?;
    query.query_row([place(run.0, seq)], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

fn window(db: &Connection, run: RunId, query: &RunQuery) -> Result<RunWindow, Fault> {
    let plan = Journal::of(db, run)?.plan;
    let mut condition = String::from("true");
    let mut values =
        [place(plan.0, 0), place(plan.0 + 1, 0), place(run.0, 0), run.0.into()].map(Value::Integer).to_vec();
    if let Some(outcome) = query.outcome {
        values.push(Value::Text(outcome.as_str().to_owned()));
        condition.push_str(&format!(" AND outcome = ?{}", values.len()));
    }
    for word in query.search.split_whitespace() {
        values.push(Value::Text(word.to_lowercase()));
        condition.push_str(&format!(" AND instr(search, ?{}) > 0", values.len()));
    }
    let sql = format!("SELECT grp, count(*) FROM ({ROWS}) WHERE {condition} GROUP BY grp");
    let mut count = db.prepare(&sql)?;
    let groups = count.query_map(params_from_iter(&values), |row| {
        Ok(GroupCount { group: Group::read(row, 0)?, count: row.get(1)? })
    })?;
    let groups = groups.collect::<Result<Vec<_>, _>>()?;
    let total = groups.iter().filter(|g| query.group.is_none_or(|only| g.group == only)).map(|g| g.count).sum();
    if let Some(group) = query.group {
        values.push(Value::Integer(group.code()));
        condition.push_str(&format!(" AND grp = ?{}", values.len()));
    }
    values.extend([Value::Integer(query.limit.into()), Value::Integer(query.offset.into())]);
    let end = values.len();
    let sql = format!("SELECT * FROM ({ROWS}) WHERE {condition} ORDER BY seq LIMIT ?{} OFFSET ?{end}", end - 1);
    let mut rows = db.prepare(&sql)?;
    let rows = rows.query_map(params_from_iter(values), |row| {
        let seq = row.get(0)?;
        Ok(RunRow {
            seq,
            group: Group::read(row, 1)?,
            key: row.get(2)?,
            step: plan::step(row, 3)?,
            outcome: named(row, 7)?,
            at: timestamp(row, 8)?,
            problem: row.get(9)?,
            undone_by: undone_by(db, run, seq)?.map(|(run, _)| run),
        })
    })?;
    Ok(RunWindow { rows: rows.collect::<Result<_, _>>()?, total, groups })
}
