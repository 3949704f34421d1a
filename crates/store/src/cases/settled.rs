//! Recipients of whom their columns alone tell that nothing is due.
//!
//! What the gateway has, and what is remembered, is in order of addresses, and recipients are in order of directory ids: a
//! look-up for each would cost more than everything else together. So both are read in their own order, and fingerprints
//! of what they agree on are kept in memory meanwhile.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::mpsc::{SyncSender, sync_channel},
};

use jiff::Timestamp;
use model::plan::{RecipientCase, Standing};
use rusqlite::{Connection, Row, params, types::ValueRef};

use super::{Cases, Known, SQL, Which};
use crate::{ClientId, Store, StoreError, codec::text, remembered::standing_text};

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
        let agreed = self.agreed(client)?;
        let (sender, receiver) = sync_channel::<Vec<Known>>(AHEAD);
        std::thread::scope(|scope| {
            let halves = [Which::Lower, Which::Upper].map(|half| {
                let (sender, agreed) = (sender.clone(), &agreed);
                scope.spawn(move || self.unsettled(client, now, half, agreed, &sender))
            });
            drop(sender);
            let told = receiver.iter().flatten().try_for_each(|known| each(known.case()));
            // Whoever still reads ends with the next batch.
            drop(receiver);
            let mut looked = Looked { left_out: 0, having: agreed.having };
            for half in halves {
                looked.add(half.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
            }
            told.map(|()| looked)
        })
    }

    /// What memory and gateway agree on, both halves of the memory read at the same time.
    fn agreed(&self, client: ClientId) -> Result<Agreed, StoreError> {
        let (first, last, bare) = self.read("looking at what was applied", |db| {
            let sql = "SELECT coalesce(min(id), 0), coalesce(max(id), -1),
                         NOT EXISTS (SELECT 1 FROM observed_recipient WHERE client = ?1)
                       FROM remembered WHERE client = ?1";
            Ok(db.query_row(sql, [client], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get(2)?)))?)
        })?;
        let mut agreed = Agreed { state: RandomState::new(), entries: Vec::new(), bare, having: [0; 3] };
        let middle = first.midpoint(last);
        let state = &agreed.state;
        let halves = std::thread::scope(|scope| {
            let halves = [(first, middle), (middle + 1, last)].map(|range| {
                scope.spawn(move || self.read("reading what was applied", |db| Ok(compared(db, client, range, state)?)))
            });
            halves.map(|half| half.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        for half in halves {
            let (mut entries, having) = half?;
            agreed.entries.append(&mut entries);
            agreed.having.iter_mut().zip(having).for_each(|(sum, more)| *sum += more);
        }
        agreed.entries.sort_unstable_by_key(|entry| entry.object);
        Ok(agreed)
    }

    fn unsettled(
        &self,
        client: ClientId,
        now: Timestamp,
        which: Which,
        agreed: &Agreed,
        sender: &SyncSender<Vec<Known>>,
    ) -> Result<Looked, StoreError> {
        self.read("reading the recipients", |db| {
            let mut cases = Cases::of(db, client, now)?;
            let (mut batch, mut looked) = (Vec::new(), Looked::default());
            let mut query = db.prepare(&format!("{}{} ORDER BY o.directory_id", tenant_only(), which.condition()))?;
            let mut whole = db.prepare(&format!("{SQL} AND o.id = ?2"))?;
            let mut rows = query.query(params![client])?;
            while let Some(row) = rows.next()? {
                let object: i64 = row.get(0)?;
                let entry = agreed.of(object);
                if entry.is_none() && row.get_ref(35)? == ValueRef::Null {
                    continue;
                }
                if let Some(entry) = entry
                    && cases.is_settled(db, row, agreed, entry)?
                {
                    looked.left_out += 1;
                    continue;
                }
                let known = match entry {
                    None if agreed.bare => cases.known(db, row)?,
                    _ => whole.query_row(params![client, object], |row| cases.known(db, row))?,
                };
                if entry.is_some_and(|entry| entry.print == ABSENT) {
                    looked.count(&known);
                }
                batch.push(known);
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
    fn add(&mut self, more: Self) {
        self.left_out += more.left_out;
        self.having.iter_mut().zip(more.having).for_each(|(sum, more)| *sum += more);
    }

    /// Counts somebody whom the gateway has under another address than the remembered one.
    fn count(&mut self, known: &Known) {
        let active = known.remembered.as_ref().is_some_and(|ours| ours.standing == Standing::Active);
        if let Some(seen) = known.observed.as_ref().filter(|_| active) {
            count(&mut self.having, crate::codec::bits(seen.shape.services));
        }
    }
}

fn count(having: &mut [u32; 3], services: i64) {
    having.iter_mut().enumerate().for_each(|(bit, having)| *having += u32::from(services >> bit & 1 != 0));
}

/// [`SQL`] of everybody as if nothing was remembered and the gateway had nothing, with the key of the tenant as
/// column 35.
fn tenant_only() -> String {
    let (columns, from) = SQL.split_once(" FROM object o").unwrap_or((SQL, ""));
    let (joined, _) = from.split_once("LEFT JOIN remembered").unwrap_or((from, ""));
    let columns = columns.replace(MEMORY, &["NULL"; 8].join(", ")).replace(GATEWAY, &["NULL"; 6].join(", "));
    let columns = columns.replace(WRITTEN, "NULL");
    format!("{columns}, o.scope_key FROM object o{joined} WHERE o.client = ?1")
}

/// Columns of [`SQL`] that say what is remembered, and what the gateway has.
const MEMORY: &str =
    "r.addresses, r.kind, r.listed, r.services, r.profile, r.standing, r.services_when_active, r.services_revision";
const GATEWAY: &str = "b.addresses, b.kind, b.listed, b.services, b.profile, b.directory_id";

/// When it was remembered.
const WRITTEN: &str = "r.written_at";

/// What memory and gateway agree on, in fingerprints that hold within this process.
struct Agreed {
    state: RandomState,
    /// Everybody who is remembered, by object.
    entries: Vec<Entry>,
    /// The gateway has nobody.
    bare: bool,
    /// As in [`Looked`].
    having: [u32; 3],
}

/// Somebody who is remembered.
#[derive(Clone, Copy)]
struct Entry {
    object: i64,
    /// Of addresses, kind and directory id, where the gateway has what we gave it; else one of the following.
    print: u64,
    /// The newest choice in it.
    revision: i64,
}

/// Memory and gateway differ, or it is not looked after any more.
const DIFFERS: u64 = 0;
/// The gateway has nobody under the remembered address.
const ABSENT: u64 = 1;

impl Agreed {
    fn of(&self, object: i64) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&object, |entry| entry.object).ok()?;
        self.entries.get(at)
    }

    /// Whether it is this that memory and gateway agree on. The gateway may keep no directory id with it.
    fn has<'a>(&self, entry: &Entry, lines: &(impl Iterator<Item = &'a str> + Clone), kind: &str, id: &[u8]) -> bool {
        let of = |id| print(&self.state, lines.clone(), kind, id) == entry.print;
        of(Some(id)) || of(None)
    }
}

fn print<'a>(state: &RandomState, addresses: impl Iterator<Item = &'a str>, kind: &str, id: Option<&[u8]>) -> u64 {
    let mut hash = state.build_hasher();
    for address in addresses {
        hash.write(address.as_bytes());
        hash.write_u8(b'\n');
    }
    hash.write(kind.as_bytes());
    hash.write_u8(u8::from(id.is_some()));
    hash.write(id.unwrap_or_default());
    hash.finish().max(ABSENT + 1)
}

/// Compares a part of the memory with what the gateway has; also as in [`Looked::having`].
fn compared(
    db: &Connection,
    client: ClientId,
    (first, last): (i64, i64),
    state: &RandomState,
) -> rusqlite::Result<(Vec<Entry>, [u32; 3])> {
    let mut query = db.prepare(
        "SELECT r.object, r.addresses, r.kind, r.listed, r.services, r.standing, r.services_revision,
           b.addresses, b.kind, b.listed, b.services, b.directory_id
         FROM remembered r NOT INDEXED LEFT JOIN observed_recipient b ON b.client = r.client AND b.key = r.key
         WHERE r.id BETWEEN ?2 AND ?3 AND r.client = ?1",
    )?;
    let (mut entries, mut having) = (Vec::new(), [0; 3]);
    let mut rows = query.query(params![client, first, last])?;
    while let Some(row) = rows.next()? {
        let (ours, kind, services) = (text(row, 1)?, text(row, 2)?, row.get::<_, i64>(4)?);
        let active = text(row, 5)? == standing_text(Standing::Active);
        let print = match row.get_ref(7)?.as_str_or_null()? {
            None => ABSENT,
            Some(theirs) => {
                if active {
                    count(&mut having, row.get(10)?);
                }
                let same = active
                    && row.get::<_, bool>(3)?
                    && row.get::<_, bool>(9)?
                    && theirs == ours
                    && text(row, 8)? == kind
                    && row.get::<_, i64>(10)? == services;
                let id = row.get_ref(11)?.as_blob_or_null()?;
                if same { print(state, ours.lines(), kind, id) } else { DIFFERS }
            }
        };
        entries.push(Entry { object: row.get(0)?, print, revision: row.get(6)? });
    }
    Ok((entries, having))
}

impl Cases {
    /// Whether nothing is due for the recipient of a row, as `model::plan::decide_recipient` would find: it is active
    /// and nothing is news, and tenant, memory and gateway have the same of it. What only may be so is left to the
    /// planner.
    fn is_settled(&self, db: &Connection, row: &Row<'_>, agreed: &Agreed, entry: &Entry) -> rusqlite::Result<bool> {
        let plain = entry.print > ABSENT
            && row.get::<_, bool>(3)?
            && !row.get::<_, bool>(31)?
            && row.get::<_, Option<bool>>(10)? != Some(false)
            && row.get::<_, i64>(14)? <= entry.revision
            && row.get::<_, i64>(30)? <= entry.revision;
        if !plain {
            return Ok(false);
        }
        let (id, kind, tenant) = (row.get_ref(1)?.as_blob()?, text(row, 4)?, text(row, 6)?);
        if agreed.has(entry, &tenant.lines().filter(|line| self.scope.has(line)), kind, id) {
            return Ok(true);
        }
        // It may have kept addresses in domains that were deselected since.
        let mut query = db.prepare_cached("SELECT addresses FROM remembered WHERE object = ?1")?;
        query.query_row([entry.object], |row| {
            let ours = text(row, 0)?;
            Ok(self.gives(tenant, ours) && agreed.has(entry, &ours.lines(), kind, id))
        })
    }

    /// Whether narrowing the addresses of the tenant gives those that we gave to the gateway.
    fn gives(&self, tenant: &str, ours: &str) -> bool {
        let (mut wanted, mut counts) = (ours.lines().peekable(), false);
        for line in tenant.lines() {
            let inside = self.scope.has(line);
            counts |= inside;
            let given = wanted.next_if_eq(&line).is_some();
            if inside && !given {
                return false;
            }
        }
        counts && wanted.next().is_none()
    }
}
