//! Runs and their journal (B4).

use jiff::Timestamp;
use model::plan::{Object, Remembered, Step};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::{
    ClientId, Group, PlanId, RunId, Store, StoreError,
    codec::{Profiles, maybe_json, maybe_timestamp, name_of, named, timestamp, to_json},
    database::Fault,
    domain,
    plan::{self, place, seq},
    remembered,
};

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Under way.
    Running,
    /// Steps wait until a person resumes it.
    Paused,
    /// What was due is done or failed.
    Ended,
    /// A person stopped it at a safe point.
    Cancelled,
    /// The program died.
    Interrupted,
}

/// A step that was done.
#[derive(Debug, Clone, Copy)]
pub struct DoneStep<'a> {
    /// Place in the plan.
    pub seq: u32,
    /// The step.
    pub step: &'a Step,
}

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

/// A group of a run's steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseCount {
    /// Group.
    pub group: Group,
    /// Done.
    pub done: u32,
    /// Failed.
    pub failed: u32,
    /// Due: not held.
    pub total: u32,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// Id.
    pub id: RunId,
    /// Client.
    pub client: ClientId,
    /// Plan it applies.
    pub plan: PlanId,
    /// `technician` or `schedule`.
    pub by: String,
    /// State.
    pub state: RunState,
    /// Started.
    pub started_at: Timestamp,
    /// Ended.
    pub ended_at: Option<Timestamp>,
    /// Groups with steps due, in order.
    pub phases: Vec<PhaseCount>,
    /// Steps done.
    pub done: u32,
    /// Steps failed.
    pub failed: u32,
    /// Steps due.
    pub total: u32,
    /// Steps that stay held.
    pub held: u32,
    /// Steps that the gateway showed as planned afterwards.
    pub verified: Option<u32>,
    /// Why it ended early, as JSON.
    pub problem: Option<String>,
}

impl Store {
    /// Begins a run of a plan.
    ///
    /// # Errors
    /// [`StoreError::NoPlan`].
    pub fn begin_run(&self, client: ClientId, plan: PlanId, by: &str, now: Timestamp) -> Result<RunId, StoreError> {
        self.write("beginning a run", |db| {
            let sql = "INSERT INTO run (client, plan, started_by, state, started_at)
                       SELECT client, id, ?3, 'running', ?4 FROM plan WHERE client = ?1 AND id = ?2 RETURNING id";
            let run = db.query_row(sql, params![client, plan, by, now.as_microsecond()], |row| row.get(0));
            Ok(run.optional()?.ok_or(StoreError::NoPlan(plan))?)
        })
    }

    /// Before the call: the steps are on the disk as sent when this returns.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn mark_sent(&self, run: RunId, seqs: &[u32], now: Timestamp) -> Result<(), StoreError> {
        self.write("noting steps as sent", |db| {
            let journal = Journal::of(db, run)?;
            seqs.iter().try_for_each(|seq| journal.note(db, *seq, "sent", None, now))
        })
    }

    /// After the call: done and remembered in one transaction (B4).
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn mark_done(&self, run: RunId, steps: &[DoneStep<'_>], now: Timestamp) -> Result<(), StoreError> {
        self.write("noting steps as done", |db| {
            let journal = Journal::of(db, run)?;
            let mut profiles = Profiles::default();
            for done in steps {
                journal.note(db, done.seq, "done", None, now)?;
                journal.remember(db, done.step, &mut profiles, now)?;
            }
            db.execute(
                "UPDATE client SET first_applied_at = coalesce(first_applied_at, ?2) WHERE id = ?1",
                params![journal.client, now.as_microsecond()],
            )?;
            Ok(())
        })
    }

    /// After the call: failed, each with its problem as JSON.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn mark_failed(&self, run: RunId, steps: &[(u32, String)], now: Timestamp) -> Result<(), StoreError> {
        self.write("noting steps as failed", |db| {
            let journal = Journal::of(db, run)?;
            steps.iter().try_for_each(|(seq, problem)| journal.note(db, *seq, "failed", Some(problem), now))
        })
    }

    /// Sent, and not there when it was looked for: due again.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn mark_due(&self, run: RunId, seqs: &[u32]) -> Result<(), StoreError> {
        self.write("noting steps as due again", |db| {
            Journal::of(db, run)?;
            let mut forget = db.prepare_cached("DELETE FROM journal WHERE id = ?1 AND state = 'sent'")?;
            for seq in seqs {
                forget.execute([place(run.0, *seq)])?;
            }
            Ok(())
        })
    }

    /// Says how a run stands that goes on.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn set_run_state(&self, run: RunId, state: RunState) -> Result<(), StoreError> {
        self.write("storing the state of a run", |db| {
            let sql = "UPDATE run SET state = ?2, ended_at = NULL, numbers = NULL WHERE id = ?1";
            match db.execute(sql, params![run, name_of(&state)?])? {
                0 => Err(StoreError::NoRun(run).into()),
                _ => Ok(()),
            }
        })
    }

    /// Ends a run.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn end_run(
        &self,
        run: RunId,
        state: RunState,
        verified: Option<u32>,
        problem: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("ending a run", |db| {
            let numbers = numbers(db, run, Journal::of(db, run)?.plan)?;
            db.execute(
                "UPDATE run SET state = ?2, verified = ?3, problem = ?4, ended_at = ?5, numbers = ?6 WHERE id = ?1",
                params![run, name_of(&state)?, verified, problem, now.as_microsecond(), to_json(&numbers)?],
            )?;
            Ok(())
        })
    }

    /// One run.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn run(&self, run: RunId) -> Result<RunRecord, StoreError> {
        self.read("reading a run", |db| Ok(records(db, "id = ?1", run.0)?.pop().ok_or(StoreError::NoRun(run))?))
    }

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

    /// Runs that did not end: running, paused or interrupted.
    pub fn unfinished_runs(&self) -> Result<Vec<(ClientId, RunId)>, StoreError> {
        self.read("looking for unfinished runs", |db| {
            let mut query = db.prepare(
                "SELECT client, id FROM run WHERE state IN ('running', 'paused', 'interrupted') ORDER BY id",
            )?;
            Ok(query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
        })
    }

    /// Steps that were sent and neither done nor failed: what became of them has to be observed (B4).
    pub fn sent_steps(&self, run: RunId) -> Result<Vec<(u32, Step)>, StoreError> {
        self.read("reading steps left as sent", |db| {
            let plan = Journal::of(db, run)?.plan;
            let mut query = db.prepare(
                "SELECT s.id, s.step, s.held, s.approved FROM journal j JOIN plan_step s ON s.id = j.id - ?1 + ?2
                 WHERE j.id >= ?1 AND j.id < ?3 AND j.state = 'sent' ORDER BY j.id",
            )?;
            let places = params![place(run.0, 0), place(plan.0, 0), place(run.0 + 1, 0)];
            let steps = query.query_map(places, |row| Ok((seq(row.get(0)?), plan::step(row, 1)?)))?;
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
                 ORDER BY s.id LIMIT ?5",
            )?;
            let first = place(plan.0, 0);
            let from = first + after.map_or(0, |seq| i64::from(seq) + 1);
            let places = params![from, place(plan.0 + 1, 0), first, place(run.0, 0), limit];
            let steps = query.query_map(places, |row| Ok((seq(row.get(0)?), plan::step(row, 1)?)))?;
            Ok(steps.collect::<Result<_, _>>()?)
        })
    }

    /// Past runs, newest first.
    pub fn runs(&self, client: ClientId) -> Result<Vec<RunRecord>, StoreError> {
        self.read("reading the runs", |db| Ok(records(db, "client = ?1 ORDER BY id DESC", client.0)?))
    }

    /// The newest run of a client.
    pub fn newest_run(&self, client: ClientId) -> Result<Option<RunRecord>, StoreError> {
        self.read("reading the newest run", |db| {
            Ok(records(db, "client = ?1 ORDER BY id DESC LIMIT 1", client.0)?.pop())
        })
    }
}

/// A run that is being written.
struct Journal {
    run: RunId,
    client: ClientId,
    plan: PlanId,
    /// The newest choice that the plan could know.
    revision: i64,
}

impl Journal {
    fn of(db: &Connection, run: RunId) -> Result<Self, Fault> {
        let sql = "SELECT r.client, r.plan, p.choice_revision FROM run r JOIN plan p ON p.id = r.plan WHERE r.id = ?1";
        let found = db.query_row(sql, [run], |row| {
            Ok(Self { run, client: row.get(0)?, plan: row.get(1)?, revision: row.get(2)? })
        });
        Ok(found.optional()?.ok_or(StoreError::NoRun(run))?)
    }

    fn note(
        &self,
        db: &Connection,
        seq: u32,
        state: &str,
        problem: Option<&String>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let mut write = db.prepare_cached(
            "INSERT INTO journal (id, client, grp, state, at, problem)
             SELECT ?1, ?2, s.grp, ?4, ?5, ?6 FROM plan_step s WHERE s.id = ?3
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, at = excluded.at, problem = excluded.problem",
        )?;
        let (id, step) = (place(self.run.0, seq), place(self.plan.0, seq));
        write.execute(params![id, self.client, step, state, now.as_microsecond(), problem])?;
        Ok(())
    }

    fn remember(&self, db: &Connection, step: &Step, profiles: &mut Profiles, now: Timestamp) -> rusqlite::Result<()> {
        match &step.object {
            Object::Domain { name, after, foreign, .. } => domain::remember(db, self.client, name, after, foreign),
            Object::Recipient { id, .. } => {
                let Some((row, previous)) = remembered::previous(db, self.client, *id, profiles)? else {
                    return Ok(());
                };
                match Remembered::after(step, previous.as_ref()) {
                    Some(after) => remembered::remember(db, self.client, row, &after, self.revision, now),
                    None => Ok(()),
                }
            }
            // What is out of the gateway is forgotten with the journal's prior memory.
            Object::DomainOut { .. } | Object::RecipientOut { .. } => Ok(()),
        }
    }
}

/// Numbers of a run.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Numbers {
    phases: Vec<PhaseCount>,
    held: u32,
}

fn numbers(db: &Connection, run: RunId, plan: PlanId) -> rusqlite::Result<Numbers> {
    let mut numbers = Numbers::default();
    let mut query = db.prepare_cached(
        "SELECT grp, count(*) FILTER (WHERE held IS NULL OR approved = 1),
           count(*) FILTER (WHERE held IS NOT NULL AND approved = 0)
         FROM plan_step WHERE plan = ?1 GROUP BY grp ORDER BY grp",
    )?;
    let mut rows = query.query([plan])?;
    while let Some(row) = rows.next()? {
        numbers.held += row.get::<_, u32>(2)?;
        let phase = PhaseCount { group: Group::read(row, 0)?, done: 0, failed: 0, total: row.get(1)? };
        numbers.phases.extend((phase.total > 0).then_some(phase));
    }
    let mut query = db.prepare_cached(
        "SELECT grp, count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'failed')
         FROM journal WHERE id >= ?1 AND id < ?2 GROUP BY grp",
    )?;
    let mut rows = query.query([place(run.0, 0), place(run.0 + 1, 0)])?;
    while let Some(row) = rows.next()? {
        let group = Group::read(row, 0)?;
        if let Some(phase) = numbers.phases.iter_mut().find(|phase| phase.group == group) {
            (phase.done, phase.failed) = (row.get(1)?, row.get(2)?);
        }
    }
    Ok(numbers)
}

fn records(db: &Connection, condition: &str, value: u32) -> rusqlite::Result<Vec<RunRecord>> {
    let sql = format!(
        "SELECT id, client, plan, started_by, state, started_at, ended_at, verified, problem, numbers
         FROM run WHERE {condition}"
    );
    let mut query = db.prepare(&sql)?;
    query
        .query_map([value], |row| {
            let (id, plan): (RunId, PlanId) = (row.get(0)?, row.get(2)?);
            let numbers: Numbers = maybe_json(row, 9)?.map_or_else(|| numbers(db, id, plan), Ok)?;
            let sum = |count: fn(&PhaseCount) -> u32| numbers.phases.iter().map(count).sum();
            Ok(RunRecord {
                id,
                client: row.get(1)?,
                plan,
                by: row.get(3)?,
                state: named(row, 4)?,
                started_at: timestamp(row, 5)?,
                ended_at: maybe_timestamp(row, 6)?,
                verified: row.get(7)?,
                problem: row.get(8)?,
                done: sum(|phase| phase.done),
                failed: sum(|phase| phase.failed),
                total: sum(|phase| phase.total),
                held: numbers.held,
                phases: numbers.phases,
            })
        })?
        .collect()
}
