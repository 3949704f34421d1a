//! Recipients of whom their columns alone tell that nothing is due.

use std::sync::mpsc::{SyncSender, sync_channel};

use jiff::Timestamp;
use model::plan::{RecipientCase, Standing};
use rusqlite::{Row, params, types::ValueRef};

use super::{Cases, Known, SQL, Which};
use crate::{ClientId, Store, StoreError, codec::text, remembered::standing_text, scope::Scope};

/// Batches of cases that wait for the planner, and cases in each.
const AHEAD: usize = 4;
const BATCH: usize = 256;

impl Store {
    /// The same without those that are as they should be, which their columns alone tell, and in no order: both
    /// halves are read at the same time. Says what was read.
    ///
    /// It may be asked only while no domain is closed to its recipients ([`model::plan::Closed`]).
    ///
    /// # Errors
    /// Whatever `each` answers, soon.
    pub fn unsettled_cases<E: From<StoreError>>(
        &self,
        client: ClientId,
        now: Timestamp,
        mut each: impl FnMut(RecipientCase<'_>) -> Result<(), E>,
    ) -> Result<Looked, E> {
        let (sender, receiver) = sync_channel::<Vec<Known>>(AHEAD);
        std::thread::scope(|scope| {
            let halves = [Which::Lower, Which::Upper].map(|half| {
                let sender = sender.clone();
                scope.spawn(move || self.unsettled(client, now, half, &sender))
            });
            drop(sender);
            let told = receiver.iter().flatten().try_for_each(|known| each(known.case()));
            // Whoever still reads ends with the next batch.
            drop(receiver);
            let mut looked = Looked::default();
            for half in halves {
                let half = half.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                looked.left_out += half.left_out;
                looked.having.iter_mut().zip(half.having).for_each(|(sum, more)| *sum += more);
            }
            told.map(|()| looked)
        })
    }

    fn unsettled(
        &self,
        client: ClientId,
        now: Timestamp,
        which: Which,
        sender: &SyncSender<Vec<Known>>,
    ) -> Result<Looked, StoreError> {
        self.read("reading the recipients", |db| {
            let mut cases = Cases::of(db, client, now)?;
            let (mut batch, mut looked) = (Vec::new(), Looked::default());
            let mut query = db.prepare(&format!("{SQL}{} ORDER BY o.directory_id", which.condition()))?;
            let mut rows = query.query(params![client])?;
            while let Some(row) = rows.next()? {
                looked.count(row)?;
                if cases.scope.is_settled(row)? {
                    looked.left_out += 1;
                    continue;
                }
                batch.push(cases.known(db, row)?);
                if batch.len() >= BATCH && sender.send(std::mem::take(&mut batch)).is_err() {
                    return Ok(looked);
                }
            }
            // Nobody listens any more after an error of the listener's.
            let _ = sender.send(batch);
            Ok(looked)
        })
    }
}

/// What was read of a client's recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Looked {
    /// So many are as they should be.
    pub left_out: u32,
    /// Of those that we look after, so many have incoming, outgoing and archiving in the gateway (B1).
    pub having: [u32; 3],
}

impl Looked {
    fn count(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let Some(bits) = row.get::<_, Option<u8>>(26)? else { return Ok(()) };
        if row.get_ref(20)?.as_str_or_null()? == Some(standing_text(Standing::Active)) {
            self.having.iter_mut().enumerate().for_each(|(bit, having)| *having += u32::from(bits >> bit & 1));
        }
        Ok(())
    }
}

impl Scope {
    /// Whether nothing is due for the recipient of a row of [`SQL`], as `model::plan::decide_recipient` would find:
    /// it is active and nothing is news, and tenant, memory and gateway have the same of it. What only may be so is
    /// left to the planner.
    fn is_settled(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        let (Some(ours), Some(theirs)) = (row.get_ref(15)?.as_str_or_null()?, row.get_ref(23)?.as_str_or_null()?)
        else {
            return Ok(false);
        };
        let revision: i64 = row.get(22)?;
        let as_remembered = ours == theirs
            && row.get_ref(16)? == row.get_ref(24)?
            && row.get_ref(18)? == row.get_ref(26)?
            && row.get::<_, bool>(17)?
            && row.get::<_, bool>(25)?
            && text(row, 20)? == standing_text(Standing::Active);
        Ok(as_remembered
            && row.get::<_, bool>(3)?
            && !row.get::<_, bool>(31)?
            && row.get::<_, Option<bool>>(10)? != Some(false)
            && row.get::<_, i64>(14)? <= revision
            && row.get::<_, i64>(30)? <= revision
            && row.get_ref(4)? == row.get_ref(16)?
            && (row.get_ref(28)? == ValueRef::Null || row.get_ref(28)? == row.get_ref(1)?)
            && self.gives(text(row, 6)?, ours))
    }

    /// Whether narrowing the addresses of the tenant gives those that we gave to the gateway.
    fn gives(&self, tenant: &str, ours: &str) -> bool {
        let (mut wanted, mut counts) = (ours.lines().peekable(), false);
        for line in tenant.lines() {
            let inside = self.has(line);
            counts |= inside;
            let given = wanted.next_if_eq(&line).is_some();
            if inside && !given {
                return false;
            }
        }
        counts && wanted.next().is_none()
    }
}
