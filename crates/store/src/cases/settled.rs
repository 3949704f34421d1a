//! Recipients of whom their columns alone tell that nothing is due.
//!
//! What the gateway has is in order of addresses, and recipients are in order of directory ids: a look-up for each would
//! cost more than everything else together. So fingerprints of what the gateway has are kept in memory meanwhile.

#![allow(clippy::disallowed_types, reason = "a map that is looked up and never gone through has no order to show")]

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::mpsc::{SyncSender, sync_channel},
};

use jiff::Timestamp;
use model::plan::{RecipientCase, Standing};
use rusqlite::{Connection, Row, params};

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
        let shown = self.read("reading what the gateway has", |db| Ok(Shown::read(db, client)?))?;
        let (sender, receiver) = sync_channel::<Vec<Known>>(AHEAD);
        std::thread::scope(|scope| {
            let halves = [Which::Lower, Which::Upper].map(|half| {
                let (sender, shown) = (sender.clone(), &shown);
                scope.spawn(move || self.unsettled(client, now, half, shown, &sender))
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
        shown: &Shown,
        sender: &SyncSender<Vec<Known>>,
    ) -> Result<Looked, StoreError> {
        self.read("reading the recipients", |db| {
            let mut cases = Cases::of(db, client, now)?;
            let (mut batch, mut looked) = (Vec::new(), Looked::default());
            let mut query =
                db.prepare(&format!("{}{} ORDER BY o.directory_id", without_gateway(), which.condition()))?;
            let mut whole = db.prepare(&format!("{SQL} AND o.id = ?2"))?;
            let mut rows = query.query(params![client])?;
            while let Some(row) = rows.next()? {
                let seen = shown.of(row)?;
                looked.count(row, seen)?;
                if cases.scope.is_settled(row, shown, seen)? {
                    looked.left_out += 1;
                    continue;
                }
                batch.push(match seen {
                    None => cases.known(db, row)?,
                    Some(_) => {
                        let object: i64 = row.get(0)?;
                        whole.query_row(params![client, object], |row| cases.known(db, row))?
                    }
                });
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
    fn count(&mut self, row: &Row<'_>, seen: Option<&Seen>) -> rusqlite::Result<()> {
        let Some(Seen { services, .. }) = seen else { return Ok(()) };
        if row.get_ref(20)?.as_str_or_null()? == Some(standing_text(Standing::Active)) {
            self.having.iter_mut().enumerate().for_each(|(bit, having)| *having += u32::from(services >> bit & 1));
        }
        Ok(())
    }
}

/// [`SQL`] as if the gateway had nothing, with the keys that it would be looked up by: the remembered one as column 34,
/// that of the tenant as column 35.
fn without_gateway() -> String {
    let (columns, from) = SQL.split_once(" FROM object o").unwrap_or((SQL, ""));
    let (joined, which) = from.split_once("LEFT JOIN observed_recipient").unwrap_or((from, ""));
    let which = which.split_once("WHERE o.client").map_or("", |(_, which)| which);
    let columns = columns.replace(GATEWAY, "NULL, NULL, NULL, NULL, NULL, NULL");
    format!("{columns}, r.key, o.scope_key FROM object o{joined} WHERE o.client{which}")
}

/// Columns of [`SQL`] that say what the gateway has.
const GATEWAY: &str = "b.addresses, b.kind, b.listed, b.services, b.profile, b.directory_id";

/// What the gateway has, in fingerprints that hold within this process, by key.
struct Shown {
    state: RandomState,
    by_key: HashMap<u64, Seen>,
}

/// One recipient in the gateway.
struct Seen {
    content: u64,
    /// The directory id that is kept with it, if one is.
    id: Option<u64>,
    services: u8,
}

impl Shown {
    fn read(db: &Connection, client: ClientId) -> rusqlite::Result<Self> {
        let mut shown = Self { state: RandomState::new(), by_key: HashMap::new() };
        let mut query = db.prepare(
            "SELECT key, addresses, kind, listed, services, directory_id FROM observed_recipient WHERE client = ?1",
        )?;
        let mut rows = query.query([client])?;
        while let Some(row) = rows.next()? {
            let services: u8 = row.get(4)?;
            let content = shown.content(text(row, 1)?, text(row, 2)?, row.get(3)?, services);
            let id = row.get_ref(5)?.as_blob_or_null()?.map(|id| shown.state.hash_one(id));
            shown.by_key.insert(shown.state.hash_one(text(row, 0)?), Seen { content, id, services });
        }
        Ok(shown)
    }

    fn content(&self, addresses: &str, kind: &str, listed: bool, services: u8) -> u64 {
        self.state.hash_one((addresses, kind, listed, services))
    }

    /// What the gateway has of a row's recipient: under the remembered key, else under that of the tenant.
    fn of(&self, row: &Row<'_>) -> rusqlite::Result<Option<&Seen>> {
        for column in [34, 35] {
            if let Some(key) = row.get_ref(column)?.as_str_or_null()?
                && let Some(seen) = self.by_key.get(&self.state.hash_one(key))
            {
                return Ok(Some(seen));
            }
        }
        Ok(None)
    }
}

impl Scope {
    /// Whether nothing is due for the recipient of a row, as `model::plan::decide_recipient` would find: it is active
    /// and nothing is news, and tenant, memory and gateway have the same of it. What only may be so is left to the
    /// planner.
    fn is_settled(&self, row: &Row<'_>, shown: &Shown, seen: Option<&Seen>) -> rusqlite::Result<bool> {
        let (Some(ours), Some(seen)) = (row.get_ref(15)?.as_str_or_null()?, seen) else { return Ok(false) };
        let (kind, revision) = (text(row, 16)?, row.get::<_, i64>(22)?);
        Ok(text(row, 20)? == standing_text(Standing::Active)
            && row.get::<_, bool>(17)?
            && row.get::<_, bool>(3)?
            && !row.get::<_, bool>(31)?
            && row.get::<_, Option<bool>>(10)? != Some(false)
            && row.get::<_, i64>(14)? <= revision
            && row.get::<_, i64>(30)? <= revision
            && text(row, 4)? == kind
            && seen.content == shown.content(ours, kind, true, row.get(18)?)
            && match (seen.id, row.get_ref(1)?.as_blob_or_null()?) {
                (None, _) => true,
                (Some(id), own) => own.is_some_and(|own| shown.state.hash_one(own) == id),
            }
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
