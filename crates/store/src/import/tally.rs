//! An import in numbers without a look at its mailboxes: sums that are kept with every change of them (S2).

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{ImportCounts, ImportMailboxState};
use crate::{ImportId, Store, StoreError, codec::named};

/// Mailboxes of an import that stand the same, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportTally {
    /// How many.
    pub mailboxes: u64,
    /// Those whose folders were counted at least once.
    pub counted: u64,
    /// Of these, those whose bytes the server tells.
    pub sized: u64,
    /// Messages in the folders of those that were counted, by the server's word.
    pub total: u64,
    /// Bytes in them, by the server's word.
    pub size: u64,
    /// What the ledger says of their messages.
    pub counts: ImportCounts,
}

/// An import in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportTallies {
    /// By state.
    pub states: BTreeMap<ImportMailboxState, ImportTally>,
    /// Skipped messages, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Messages in the largest mailbox, by the server's word.
    pub largest: u64,
}

impl ImportTally {
    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.mailboxes += other.mailboxes;
        self.counted += other.counted;
        self.sized += other.sized;
        self.total += other.total;
        self.size += other.size;
        self.counts.add(&other.counts);
    }
}

impl ImportTallies {
    /// All mailboxes together.
    #[must_use]
    pub fn all(&self) -> ImportTally {
        let mut all = ImportTally::default();
        self.states.values().for_each(|tally| all.add(tally));
        all
    }
}

impl Store {
    /// An import in numbers.
    pub fn import_tallies(&self, job: ImportId) -> Result<ImportTallies, StoreError> {
        self.read("reading the sums of an import", |db| {
            let mut query = db.prepare_cached(
                "SELECT state, mailboxes, counted, sized, total, size, here, open, imported, duplicate, skipped, gone, bytes,
                   again FROM import_tally WHERE job = ?1 AND mailboxes > 0",
            )?;
            let mut tallies = ImportTallies::default();
            let mut rows = query.query([job])?;
            while let Some(row) = rows.next()? {
                let number = |column: usize| row.get::<_, i64>(column).map(i64::unsigned_abs);
                let tally = ImportTally {
                    mailboxes: number(1)?,
                    counted: number(2)?,
                    sized: number(3)?,
                    total: number(4)?,
                    size: number(5)?,
                    counts: ImportCounts::of_row(row, 6)?,
                };
                tallies.states.insert(named(row, 0)?, tally);
            }
            let mut query = db.prepare_cached("SELECT reason, messages FROM import_skip WHERE job = ?1")?;
            let skipped = query.query_map([job], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
            tallies.skipped = skipped.collect::<Result<_, _>>()?;
            let sql = "SELECT coalesce(max(total), 0) FROM import_mailbox WHERE job = ?1";
            tallies.largest = db.prepare_cached(sql)?.query_row([job], |row| row.get(0)).map(i64::unsigned_abs)?;
            Ok(tallies)
        })
    }
}

/// Counts anew what is kept with every change, out of the ledger itself: after rows were lost.
pub(crate) fn recount(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "UPDATE import_mailbox SET (here, open, imported, duplicate, skipped, gone, bytes) = (
           SELECT coalesce(sum(present), 0), coalesce(sum(state < 2), 0), coalesce(sum(state = 2), 0),
             coalesce(sum(state = 3), 0), coalesce(sum(state = 4), 0), coalesce(sum(state = 5), 0),
             coalesce(sum(iif(state = 2, size, 0)), 0)
           FROM import_message WHERE mailbox = import_mailbox.id);
         DELETE FROM import_tally;
         INSERT INTO import_tally SELECT job, state, count(*), sum(counted), sum(counted AND size IS NOT NULL), sum(total),
             coalesce(sum(size), 0), sum(here), sum(open), sum(imported), sum(duplicate), sum(skipped), sum(gone),
             sum(bytes), sum(again)
           FROM import_mailbox GROUP BY job, state;
         DELETE FROM import_skip;
         INSERT INTO import_skip SELECT b.job, coalesce(m.reason, ''), count(*)
           FROM import_mailbox b JOIN import_message m ON m.mailbox = b.id AND m.state = 4 GROUP BY 1, 2;",
    )
}
