//! Runs and their journal (B4).

mod begun;
mod note;
mod rows;
mod span;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

pub use self::begun::BegunDomain;
pub use self::note::DoneStep;
pub(crate) use self::note::Journal;
pub use self::rows::{FailedStep, RowOutcome, RunQuery, RunRow, RunWindow};
use crate::{
    ApprovalRecord, ClientId, Group, PlanId, RemovalCount, RunId, Store, StoreError, approval,
    codec::{maybe_json, maybe_timestamp, name_of, named, timestamp, to_json},
    plan::{approve_every, approve_some, place},
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
    /// Who sat at the keyboard; `None` in runs of earlier versions.
    pub who: Option<String>,
    /// The run that this one takes back (B5).
    pub undoes: Option<RunId>,
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

impl RunRecord {
    /// Steps that were due when it was cut short, by a person or with the program, and that nobody has done since.
    #[must_use]
    pub fn left(&self) -> u32 {
        match self.state {
            RunState::Cancelled | RunState::Interrupted => self.total.saturating_sub(self.done + self.failed),
            RunState::Running | RunState::Paused | RunState::Ended => 0,
        }
    }
}

/// Held steps that go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Holds {
    /// None.
    #[default]
    None,
    /// These places of the plan.
    Steps(Vec<u32>),
    /// Every one.
    All,
}

/// What a person approved of a plan when its run begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Approved {
    /// Held steps that go.
    pub holds: Holds,
    /// Whose word that is.
    pub by: Option<ApprovalRecord>,
}

impl Store {
    /// Begins a run of a plan; `who` sits at the keyboard.
    ///
    /// # Errors
    /// [`StoreError::NoPlan`], also for a rehearsal.
    pub fn begin_run(
        &self,
        client: ClientId,
        plan: PlanId,
        by: &str,
        who: &str,
        now: Timestamp,
    ) -> Result<RunId, StoreError> {
        self.begin_approved_run(client, plan, (by, who), &Approved::default(), now)
    }

    /// The same with what a person approved of the plan, in one transaction. `by` and `who`: as [`Self::begin_run`].
    ///
    /// # Errors
    /// [`StoreError::NoPlan`], also for a rehearsal.
    pub fn begin_approved_run(
        &self,
        client: ClientId,
        plan: PlanId,
        (by, who): (&str, &str),
        approved: &Approved,
        now: Timestamp,
    ) -> Result<RunId, StoreError> {
        self.write("beginning a run", |db| {
            match &approved.holds {
                Holds::None => {}
                Holds::Steps(seqs) => drop(approve_some(db, plan, seqs)?),
                Holds::All => drop(approve_every(db, plan)?),
            }
            if let Some(approval) = &approved.by {
                approval::note(db, plan, approval)?;
            }
            let sql = "INSERT INTO run (client, plan, started_by, who, state, started_at, undoes)
                       SELECT client, id, ?3, ?4, 'running', ?5, undoes FROM plan
                       WHERE client = ?1 AND id = ?2 AND kind <> 'rehearsal' RETURNING id";
            let run = db.query_row(sql, params![client, plan, by, who, now.as_microsecond()], |row| row.get(0));
            Ok(run.optional()?.ok_or(StoreError::NoPlan(plan))?)
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

    /// Runs that did not end: running, paused or interrupted.
    pub fn unfinished_runs(&self) -> Result<Vec<(ClientId, RunId)>, StoreError> {
        self.read("looking for unfinished runs", |db| {
            let mut query = db.prepare(
                "SELECT client, id FROM run WHERE state IN ('running', 'paused', 'interrupted') ORDER BY id",
            )?;
            Ok(query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
        })
    }

    /// Past runs, newest first.
    pub fn runs(&self, client: ClientId) -> Result<Vec<RunRecord>, StoreError> {
        self.read("reading the runs", |db| Ok(records(db, "client = ?1 ORDER BY id DESC", client.0)?))
    }

    /// Removals done since that the brake counts (B1).
    pub fn removals_since(&self, client: ClientId, since: Timestamp) -> Result<RemovalCount, StoreError> {
        self.read("counting removals", |db| {
            let mut query = db.prepare(
                "SELECT lost, count(*) FROM journal
                 WHERE client = ?1 AND at >= ?2 AND state = 'done' AND lost <> 0 GROUP BY lost",
            )?;
            let mut rows = query.query(params![client, since.as_microsecond()])?;
            let mut sum = RemovalCount::default();
            while let Some(row) = rows.next()? {
                let (lost, count): (u8, u32) = (row.get(0)?, row.get(1)?);
                sum.whole += count;
                for (bit, service) in sum.services.iter_mut().enumerate() {
                    *service += if lost & 1 << bit != 0 { count } else { 0 };
                }
            }
            Ok(sum)
        })
    }

    /// The newest run of a client.
    pub fn newest_run(&self, client: ClientId) -> Result<Option<RunRecord>, StoreError> {
        self.read("reading the newest run", |db| {
            Ok(records(db, "client = ?1 ORDER BY id DESC LIMIT 1", client.0)?.pop())
        })
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
        "SELECT grp, sum(done), sum(failed) FROM (
           SELECT grp, count(*) FILTER (WHERE state = 'done') AS done,
             count(*) FILTER (WHERE state = 'failed') AS failed
           FROM journal WHERE id >= ?1 AND id < ?2 GROUP BY grp
           UNION ALL SELECT grp, last - first + 1, 0 FROM journal_span WHERE run = ?3 AND state = 'done') GROUP BY grp",
    )?;
    let mut rows = query.query(params![place(run.0, 0), place(run.0 + 1, 0), run])?;
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
        "SELECT id, client, plan, started_by, state, started_at, ended_at, verified, problem, numbers, who,
           undoes
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
                who: row.get(10)?,
                undoes: row.get(11)?,
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
