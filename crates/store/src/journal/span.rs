//! Spans of a journal: steps side by side that were sent, or done, together, as one row.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{PlanId, RunId, plan::place};

/// Places from one to another, both included.
pub(super) type Range = (u32, u32);

/// Places in order, side by side ones together.
pub(super) fn ranges(seqs: impl IntoIterator<Item = u32>) -> Vec<Range> {
    let mut sorted: Vec<u32> = seqs.into_iter().collect();
    sorted.sort_unstable();
    let mut ranges: Vec<Range> = Vec::new();
    for seq in sorted {
        match ranges.last_mut() {
            Some((_, last)) if *last == seq => {}
            Some((_, last)) if last.checked_add(1) == Some(seq) => *last = seq,
            _ => ranges.push((seq, seq)),
        }
    }
    ranges
}

/// Writes spans, one for each group that a range touches.
pub(super) fn add(
    db: &Connection,
    run: RunId,
    plan: PlanId,
    ranges: &[Range],
    state: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let mut groups = db.prepare_cached(
        "SELECT grp, min(id) - ?3, max(id) - ?3 FROM plan_step WHERE id BETWEEN ?1 AND ?2 GROUP BY grp",
    )?;
    let mut write = db.prepare_cached(
        "INSERT INTO journal_span (run, first, last, grp, state, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (run, first) DO UPDATE SET last = excluded.last, state = excluded.state, at = excluded.at",
    )?;
    for (first, last) in ranges {
        let start = place(plan.0, 0);
        let mut rows = groups.query([place(plan.0, *first), place(plan.0, *last), start])?;
        while let Some(row) = rows.next()? {
            let (grp, first, last): (i64, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
            write.execute(params![run, first, last, grp, state, now.as_microsecond()])?;
        }
    }
    Ok(())
}

/// Takes ranges out of the spans left as sent; what is left of those stays as it is.
pub(super) fn cut(db: &Connection, run: RunId, ranges: &[Range]) -> rusqlite::Result<()> {
    // The last one that begins at or before the end of a range, as long as it reaches into it: they never overlap.
    let mut find = db.prepare_cached(
        "SELECT first, last, grp, at FROM journal_span WHERE run = ?1 AND state = 'sent' AND first <= ?3 AND last >= ?2
         ORDER BY first DESC LIMIT 1",
    )?;
    let mut delete = db.prepare_cached("DELETE FROM journal_span WHERE run = ?1 AND first = ?2")?;
    let mut write = db.prepare_cached(
        "INSERT INTO journal_span (run, first, last, grp, state, at) VALUES (?1, ?2, ?3, ?4, 'sent', ?5)",
    )?;
    for (from, to) in ranges {
        loop {
            let found = find.query_row(params![run, from, to], |row| {
                Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
            });
            let Some((first, last, grp, at)) = found.optional()? else { break };
            delete.execute(params![run, first])?;
            if first < *from {
                write.execute(params![run, first, from - 1, grp, at])?;
            }
            if last > *to {
                write.execute(params![run, to + 1, last, grp, at])?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn places_side_by_side_are_one_range() {
        assert_eq!(ranges([4, 1, 2, 9, 3, 9]), [(1, 4), (9, 9)]);
        assert_eq!(ranges([]), []);
        assert_eq!(ranges([u32::MAX, 0]), [(0, 0), (u32::MAX, u32::MAX)]);
    }
}
