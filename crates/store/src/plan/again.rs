//! A plan that waits for a person as a whole, made again by the background while they look at it.

use rusqlite::{Connection, OptionalExtension, params};

use super::read::WAITS;
use crate::PlanId;

/// The plan that a new one is: the former where that was the same and nobody applied it, so that whoever reviews it
/// does not lose it to the next sync. Of a plan with steps that go by themselves none is left to be made again.
pub(super) fn same_again(db: &Connection, made: PlanId) -> rusqlite::Result<PlanId> {
    let sql = format!(
        "SELECT former.id FROM plan new JOIN plan former ON former.hash = new.hash AND former.id =
           (SELECT max(id) FROM plan WHERE client = new.client AND kind = new.kind AND id < new.id)
         WHERE new.id = ?1 AND new.kind = 'sync' AND NOT EXISTS (SELECT 1 FROM run WHERE plan = former.id)
           AND NOT EXISTS (SELECT 1 FROM plan_step s WHERE s.plan = new.id AND NOT {WAITS})"
    );
    let Some(former) = db.query_row(&sql, [made], |row| row.get::<_, PlanId>(0)).optional()? else { return Ok(made) };
    db.execute(
        "UPDATE plan SET (made_at, snapshot_read_at, choice_revision, counts, bill, bill_by_kind, notices, brake) =
           (SELECT made_at, snapshot_read_at, choice_revision, counts, bill, bill_by_kind, notices, brake
            FROM plan WHERE id = ?2) WHERE id = ?1",
        params![former, made],
    )?;
    db.execute("DELETE FROM plan WHERE id = ?1", [made])?;
    Ok(former)
}
