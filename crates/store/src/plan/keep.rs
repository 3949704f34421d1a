//! How long plans keep their steps: as long as somebody may review, apply or take them back.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::{PlanKind, place};
use crate::{ClientId, PlanId, RunId};

/// Plans that nobody applied are kept while they are among so many newest of their kind.
const KEPT: u32 = 2;
/// So long a run can be taken back (B5); then its journal goes, and its numbers stay.
pub const UNDO_DAYS: i64 = 30;

/// Lets go of what nobody needs any more, now that a newer plan was made. Freed pages are used again by what is
/// written next, so that the file does not grow; it does not shrink either.
pub(super) fn forget_older(
    db: &Connection,
    client: ClientId,
    newest: PlanId,
    kind: PlanKind,
    now: Timestamp,
) -> rusqlite::Result<()> {
    db.execute(
        "DELETE FROM plan WHERE client = ?1 AND kind = ?2 AND NOT EXISTS (SELECT 1 FROM run r WHERE r.plan = plan.id)
           AND id NOT IN (SELECT id FROM plan WHERE client = ?1 AND kind = ?2 ORDER BY id DESC LIMIT ?3)",
        params![client, kind.as_str(), KEPT],
    )?;
    trim(db, client, newest, kind)?;
    let old = now.saturating_sub(SignedDuration::from_hours(24 * UNDO_DAYS)).unwrap_or(Timestamp::MIN);
    expire(db, client, old)
}

/// What an applied plan held back, or did not come to, counts only while it is the newest. A run that was cut short
/// can be taken up as long as the newest plan is the same as its own.
fn trim(db: &Connection, client: ClientId, newest: PlanId, kind: PlanKind) -> rusqlite::Result<()> {
    let mut query = db.prepare_cached(
        "SELECT p.id, max(r.id) FROM plan p JOIN run r ON r.plan = p.id
         WHERE p.client = ?1 AND p.kind = ?2 AND p.id <> ?3 AND p.trimmed = 0 GROUP BY p.id
         HAVING min(r.state IN ('ended', 'cancelled') OR r.state = 'interrupted'
           AND p.hash <> (SELECT hash FROM plan WHERE id = ?3))",
    )?;
    let found = query.query_map(params![client, kind.as_str(), newest], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (plan, run) in found.collect::<Result<Vec<(PlanId, RunId)>, _>>()? {
        // Of a plan that several runs applied, the newest one's journal is kept.
        db.prepare_cached(
            "DELETE FROM plan_step WHERE id >= ?1 AND id < ?2
               AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.id = plan_step.id - ?1 + ?3)
               AND coalesce((SELECT s.last FROM journal_span s WHERE s.run = ?4 AND s.first <= plan_step.id - ?1
                             ORDER BY s.first DESC LIMIT 1), -1) < plan_step.id - ?1",
        )?
        .execute(params![place(plan.0, 0), place(plan.0 + 1, 0), place(run.0, 0), run])?;
        db.prepare_cached("UPDATE plan SET trimmed = 1 WHERE id = ?1")?.execute([plan])?;
    }
    Ok(())
}

/// Runs that cannot be taken back any more keep their numbers only.
fn expire(db: &Connection, client: ClientId, before: Timestamp) -> rusqlite::Result<()> {
    let mut query = db.prepare_cached(
        "SELECT r.id, p.id FROM run r JOIN plan p ON p.id = r.plan
         WHERE r.client = ?1 AND p.trimmed = 1 AND r.numbers IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM run x WHERE x.plan = p.id AND coalesce(x.ended_at, x.started_at) >= ?2)",
    )?;
    let found = query.query_map(params![client, before.as_microsecond()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (run, plan) in found.collect::<Result<Vec<(RunId, PlanId)>, _>>()? {
        db.prepare_cached("DELETE FROM journal WHERE id >= ?1 AND id < ?2")?.execute(places(run.0))?;
        db.prepare_cached("DELETE FROM journal_span WHERE run = ?1")?.execute([run])?;
        db.prepare_cached("DELETE FROM plan_step WHERE id >= ?1 AND id < ?2")?.execute(places(plan.0))?;
        db.prepare_cached("UPDATE plan SET trimmed = 2 WHERE id = ?1")?.execute([plan])?;
    }
    Ok(())
}

/// The row ids of a plan's steps, or of a run's journal.
const fn places(from: u32) -> [i64; 2] {
    [place(from, 0), place(from + 1, 0)]
}
