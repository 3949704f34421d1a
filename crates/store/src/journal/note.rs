//! What becomes of steps: sent before the call, done with what is remembered, or failed, after it (B4).

use jiff::Timestamp;
use model::{
    DirectoryId,
    plan::{Object, Remembered, Step},
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{begun, span};
use crate::{
    ClientId, Excepted, ExceptionCause, ExceptionTerms, Group, HandWish, PlanId, RunId, Store, StoreError, by_hand,
    codec::{Profiles, bits},
    database::Fault,
    domain, exception,
    plan::{PlanKind, place},
    remembered::{self, Prior},
};

/// Of so many recipients changed at once all rows of the grid are computed anew.
const MANY: usize = 500;

/// Beside the bits of services that a removal took: an address that is refused since.
const ADDRESS_LOST: i64 = 8;

/// A step that was done.
#[derive(Debug, Clone, Copy)]
pub struct DoneStep<'a> {
    /// Place in the plan.
    pub seq: u32,
    /// The step.
    pub step: &'a Step,
}

impl Store {
    /// Before the call: the steps are on the disk as sent when this returns.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn mark_sent(&self, run: RunId, seqs: &[u32], now: Timestamp) -> Result<(), StoreError> {
        self.write("noting steps as sent", |db| {
            let plan = Journal::of(db, run)?.plan;
            Ok(span::add(db, run, plan, &span::ranges(seqs.iter().copied()), "sent", now)?)
        })
    }

    /// After the call: done and remembered in one transaction (B4).
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn mark_done(&self, run: RunId, steps: &[DoneStep<'_>], now: Timestamp) -> Result<(), StoreError> {
        self.mark_done_by_hand(run, steps, &[], now)
    }

    /// The same, with what a person has to set in the gateway after these steps.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn mark_done_by_hand(
        &self,
        run: RunId,
        steps: &[DoneStep<'_>],
        wishes: &[HandWish],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("noting steps as done", |db| {
            let journal = Journal::of(db, run)?;
            by_hand::want(db, journal.client, wishes, now)?;
            journal.settle(db, steps.iter().map(|done| done.seq))?;
            journal.done(db, steps, now)?;
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
            journal.settle(db, steps.iter().map(|(seq, _)| *seq))?;
            let mut write = db.prepare_cached(
                "INSERT INTO journal (id, client, grp, state, at, problem)
                 SELECT ?1, ?2, s.grp, 'failed', ?4, ?5 FROM plan_step s WHERE s.id = ?3
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, at = excluded.at, problem = excluded.problem",
            )?;
            for (seq, problem) in steps {
                let (id, step) = (place(run.0, *seq), place(journal.plan.0, *seq));
                write.execute(params![id, journal.client, step, now.as_microsecond(), problem])?;
            }
            Ok(())
        })
    }

    /// Sent, and not there when it was looked for: due again.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn mark_due(&self, run: RunId, seqs: &[u32]) -> Result<(), StoreError> {
        self.write("noting steps as due again", |db| Ok(Journal::of(db, run)?.settle(db, seqs.iter().copied())?))
    }

    /// What failed in a run is due again; says how many steps.
    ///
    /// # Errors
    /// [`StoreError::NoRun`].
    pub fn retry_failed(&self, run: RunId) -> Result<u32, StoreError> {
        self.write("noting failed steps as due again", |db| {
            Journal::of(db, run)?;
            let sql = "DELETE FROM journal WHERE id >= ?1 AND id < ?2 AND state = 'failed'";
            let met = db.execute(sql, params![place(run.0, 0), place(run.0 + 1, 0)])?;
            Ok(u32::try_from(met).unwrap_or(u32::MAX))
        })
    }
}

/// A run that is being written.
pub(crate) struct Journal {
    pub run: RunId,
    pub client: ClientId,
    pub plan: PlanId,
    pub kind: PlanKind,
    /// The newest choice that the plan could know.
    revision: i64,
}

impl Journal {
    pub fn of(db: &Connection, run: RunId) -> Result<Self, Fault> {
        let mut query = db.prepare_cached(
            "SELECT r.client, r.plan, p.choice_revision, p.kind FROM run r JOIN plan p ON p.id = r.plan WHERE r.id = ?1",
        )?;
        let found = query.query_row([run], |row| {
            let kind = crate::codec::named(row, 3)?;
            Ok(Self { run, client: row.get(0)?, plan: row.get(1)?, revision: row.get(2)?, kind })
        });
        Ok(found.optional()?.ok_or(StoreError::NoRun(run))?)
    }

    /// The steps are no longer left as sent.
    fn settle(&self, db: &Connection, seqs: impl IntoIterator<Item = u32>) -> rusqlite::Result<()> {
        let ranges = span::ranges(seqs);
        span::cut(db, self.run, &ranges)?;
        // Journals of earlier versions have a row for each.
        let mut forget = db.prepare_cached("DELETE FROM journal WHERE id BETWEEN ?1 AND ?2 AND state = 'sent'")?;
        ranges.iter().try_for_each(|(first, last)| {
            forget.execute([place(self.run.0, *first), place(self.run.0, *last)]).map(drop)
        })
    }

    /// Remembers, and writes what was remembered before; where that was nothing, a span says enough.
    fn done(&self, db: &Connection, steps: &[DoneStep<'_>], now: Timestamp) -> Result<(), Fault> {
        let mut sorted: Vec<&DoneStep<'_>> = steps.iter().collect();
        // The tables are in order of directory ids, too.
        sorted.sort_by_key(|done| recipient(done.step));
        let many = steps.len() >= MANY;
        let mut memory = Memory { journal: self, db, profiles: Profiles::default(), marks: !many, now };
        let mut plain = Vec::new();
        let mut write = db.prepare_cached(
            "INSERT INTO journal (id, client, grp, state, at, prior, lost) VALUES (?1, ?2, ?3, 'done', ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, at = excluded.at, problem = NULL,
               prior = excluded.prior, lost = excluded.lost",
        )?;
        for done in sorted {
            let prior = memory.take_over(done)?;
            let lost = bits(done.step.removed()) + if done.step.loses_address { ADDRESS_LOST } else { 0 };
            if prior.is_none() && lost == 0 {
                plain.push(done.seq);
                continue;
            }
            let id = place(self.run.0, done.seq);
            let grp = Group::of(done.step).code();
            write.execute(params![id, self.client, grp, now.as_microsecond(), prior, lost])?;
        }
        begun::came_to_its_end(db, self, steps)?;
        if many {
            db.execute("UPDATE client SET grid_stale = 1 WHERE id = ?1", [self.client])?;
        }
        let ranges = span::ranges(plain);
        // A step that failed before is done now.
        let mut forget = db.prepare_cached("DELETE FROM journal WHERE id BETWEEN ?1 AND ?2")?;
        for (first, last) in &ranges {
            forget.execute([place(self.run.0, *first), place(self.run.0, *last)])?;
        }
        Ok(span::add(db, self.run, self.plan, &ranges, "done", now)?)
    }
}

fn recipient(step: &Step) -> Option<[u8; 16]> {
    match &step.object {
        Object::Recipient { id, .. } | Object::RecipientOut { id, .. } => Some(id.0),
        Object::Domain { .. } | Object::DomainOut { .. } => None,
    }
}

/// What is remembered of objects, as steps are done.
struct Memory<'a> {
    journal: &'a Journal,
    db: &'a Connection,
    profiles: Profiles,
    /// Each row of the grid is marked; otherwise all are, later.
    marks: bool,
    now: Timestamp,
}

impl Memory<'_> {
    /// Remembers a step's object as it is now, or as it was before the step that this one takes back; what was
    /// remembered until now.
    fn take_over(&mut self, done: &DoneStep<'_>) -> Result<Option<String>, Fault> {
        let Self { journal, db, .. } = *self;
        let undone = match journal.kind {
            PlanKind::Undo => match self.undone(done.seq)? {
                None => return self.given_back(done.step),
                undone => undone,
            },
            PlanKind::Sync | PlanKind::Rehearsal | PlanKind::Saved => None,
        };
        let prior = match &done.step.object {
            Object::Domain { name, .. } | Object::DomainOut { name, .. } => {
                let prior = domain_prior(db, journal.client, name.as_str())?;
                match (&undone, &done.step.object) {
                    (Some(undone), _) => {
                        let sql =
                            "UPDATE domain SET remembered = ?3, remembered_at = ?4 WHERE client = ?1 AND name = ?2";
                        let at = self.now.as_microsecond();
                        db.execute(sql, params![journal.client, name.as_str(), undone.prior, at])?;
                    }
                    (None, Object::Domain { after, foreign, .. }) => {
                        domain::remember(db, journal.client, name, after, foreign, self.now)?;
                    }
                    (None, _) => domain::forget(db, journal.client, name)?,
                }
                prior
            }
            Object::Recipient { id, .. } | Object::RecipientOut { id, .. } => {
                let Some((row, prior)) = remembered::prior(db, journal.client, *id, &mut self.profiles)? else {
                    return Ok(None);
                };
                let next = match &undone {
                    Some(undone) => undone.prior.as_deref().map(Prior::of_text).transpose()?,
                    None => {
                        let after = Remembered::after(done.step, prior.as_ref().map(|prior| &prior.remembered));
                        after.map(|remembered| Prior { remembered, revision: journal.revision })
                    }
                };
                remembered::write(db, journal.client, row, next.as_ref(), &mut self.profiles, self.now)?;
                if self.marks {
                    remembered::mark(db, journal.client, row)?;
                }
                prior.map(|prior| prior.to_text()).transpose()?
            }
        };
        if let Some(undone) = undone {
            self.keep_away(done.step, &undone)?;
        }
        Ok(prior)
    }

    /// What the step at this place takes back.
    fn undone(&self, seq: u32) -> rusqlite::Result<Option<Undone>> {
        let mut query = self.db.prepare_cached(
            "SELECT s.undoes >> 32, j.prior, p.kind = 'undo'
             FROM plan_step s JOIN run r ON r.id = s.undoes >> 32 JOIN plan p ON p.id = r.plan
             LEFT JOIN journal j ON j.id = s.undoes WHERE s.id = ?1",
        )?;
        let read = |row: &rusqlite::Row<'_>| Ok(Undone { run: row.get(0)?, prior: row.get(1)?, again: row.get(2)? });
        query.query_row([place(self.journal.plan.0, seq)], read).optional()
    }

    /// Who lost addresses to a step that is taken back was remembered with them all the time.
    fn given_back(&mut self, step: &Step) -> Result<Option<String>, Fault> {
        let Self { journal, db, .. } = *self;
        let Some(id) = recipient(step).map(DirectoryId) else { return Ok(None) };
        let Some((_, prior)) = remembered::prior(db, journal.client, id, &mut self.profiles)? else { return Ok(None) };
        let sql = "SELECT undoes FROM plan WHERE id = ?1";
        let run = db.query_row(sql, [journal.plan], |row| row.get(0))?;
        self.keep_away(step, &Undone { run, prior: None, again: false })?;
        Ok(prior.map(|prior| prior.to_text()).transpose()?)
    }

    /// The next sync must not do again what was undone, and may once the undoing itself is undone.
    fn keep_away(&self, step: &Step, undone: &Undone) -> Result<(), Fault> {
        let Self { journal, db, now, .. } = *self;
        let about = match &step.object {
            Object::Domain { name, .. } | Object::DomainOut { name, .. } => Excepted::Domain(name.clone()),
            Object::Recipient { id, .. } | Object::RecipientOut { id, .. } => Excepted::Recipient(*id),
        };
        if undone.again {
            return exception::lift(db, journal.client, &about, Some(ExceptionCause::Undone)).map(drop);
        }
        if self.is_excepted(&about)? {
            return Ok(());
        }
        let sql = "SELECT coalesce(who, started_by) FROM run WHERE id = ?1";
        let owner = db.query_row(sql, [journal.run], |row| row.get(0))?;
        let reason = format!("Run {} was taken back", undone.run);
        let terms =
            ExceptionTerms { reason, owner, until: None, cause: ExceptionCause::Undone, run: Some(journal.run) };
        exception::put(db, journal.client, &about, &terms, now)
    }
}

impl Memory<'_> {
    /// A person's own exception says more.
    fn is_excepted(&self, about: &Excepted) -> rusqlite::Result<bool> {
        let client = self.journal.client;
        match about {
            Excepted::Domain(name) => {
                let sql = "SELECT 1 FROM exception WHERE client = ?1 AND domain = ?2";
                self.db.prepare_cached(sql)?.exists(params![client, name.as_str()])
            }
            Excepted::Recipient(id) => {
                let sql = "SELECT 1 FROM exception e JOIN object o ON o.id = e.object
                           WHERE o.client = ?1 AND o.directory_id = ?2";
                self.db.prepare_cached(sql)?.exists(params![client, id.0])
            }
        }
    }
}

/// A step of an earlier run that is taken back.
struct Undone {
    run: RunId,
    /// What was remembered before it.
    prior: Option<String>,
    /// It took something back itself.
    again: bool,
}

fn domain_prior(db: &Connection, client: ClientId, name: &str) -> rusqlite::Result<Option<String>> {
    let mut query = db.prepare_cached("SELECT remembered FROM domain WHERE client = ?1 AND name = ?2")?;
    Ok(query.query_row(params![client, name], |row| row.get(0)).optional()?.flatten())
}
