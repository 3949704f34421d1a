//! The staged facts of a reading: in a temporary table, many to a row, with their places in memory.
//!
//! Facts come in any order and are read in order of ids. So rows are filled by the first bits of ids: what is read
//! together lies in few rows, and a small cache is enough for a tenant of any size.

use std::{iter::Peekable, vec::IntoIter};

use model::{DirectoryId, Resource};
use rusqlite::{CachedStatement, Connection, params};

use crate::codec::unreadable;

/// Rows are filled to about a page of the database.
const ROW_BYTES: usize = 3_500;
/// So many facts at most lie in one row.
const SLOTS: usize = 64;
/// Rows are filled by so many first bits of the ids.
const BUCKET_BITS: u32 = 6;

/// Where facts lie: row, slot, and which resource of Graph they are from. Later facts have higher places.
pub(super) type Place = u32;

const fn place(row: u32, slot: u32, resource: Option<Resource>) -> Place {
    (row << 8) | (slot << 2) | code(resource)
}

const fn code(resource: Option<Resource>) -> u32 {
    match resource {
        None => 0,
        Some(Resource::Users) => 1,
        Some(Resource::Groups) => 2,
        Some(Resource::Contacts) => 3,
    }
}

/// What one of Graph and Exchange said, in order of arrival until it is sorted.
#[derive(Debug, Default)]
pub(super) struct Heap {
    entries: Vec<(DirectoryId, Place)>,
    buckets: Vec<Bucket>,
}

/// A row that is being filled.
#[derive(Debug, Default, Clone)]
struct Bucket {
    row: u32,
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Heap {
    /// Adds facts, which `write` appends; no facts say that it is gone. `rows` counts the rows of all heaps.
    pub fn add(
        &mut self,
        db: &Connection,
        rows: &mut u32,
        (id, resource): (DirectoryId, Option<Resource>),
        write: impl FnOnce(&mut Vec<u8>),
    ) -> rusqlite::Result<()> {
        if self.buckets.is_empty() {
            self.buckets = vec![Bucket::default(); 1 << BUCKET_BITS];
        }
        let bucket = &mut self.buckets[usize::from(id.0[0] >> (8 - BUCKET_BITS))];
        if bucket.ends.is_empty() {
            bucket.row = *rows;
            *rows += 1;
        }
        let slot = u32::try_from(bucket.ends.len()).unwrap_or(0);
        write(&mut bucket.bytes);
        bucket.ends.push(u32::try_from(bucket.bytes.len()).unwrap_or(u32::MAX));
        self.entries.push((id, place(bucket.row, slot, resource)));
        if bucket.bytes.len() > ROW_BYTES || bucket.ends.len() == SLOTS {
            bucket.flush(db)?;
        }
        Ok(())
    }

    /// Forgets what a resource delivered.
    pub fn forget(&mut self, resource: Resource) {
        self.entries.retain(|(_, place)| place & 3 != code(Some(resource)));
    }

    /// Ends the adding: the last word about each object, in order of ids.
    fn sorted(mut self, db: &Connection) -> rusqlite::Result<Peekable<IntoIter<(DirectoryId, Place)>>> {
        self.buckets.iter_mut().try_for_each(|bucket| bucket.flush(db))?;
        let mut entries = self.entries;
        entries.sort_unstable();
        entries.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 = later.1;
            }
            same
        });
        Ok(entries.into_iter().peekable())
    }
}

impl Bucket {
    fn flush(&mut self, db: &Connection) -> rusqlite::Result<()> {
        if self.ends.is_empty() {
            return Ok(());
        }
        // The ends of the facts, and how many there are, come last, so that the facts need not be moved.
        for end in &self.ends {
            self.bytes.extend_from_slice(&end.to_le_bytes());
        }
        self.bytes.push(u8::try_from(self.ends.len()).unwrap_or(u8::MAX));
        db.prepare_cached("INSERT INTO staged (id, facts) VALUES (?1, ?2)")?.execute(params![self.row, self.bytes])?;
        self.bytes.clear();
        self.ends.clear();
        Ok(())
    }
}

/// The last words about each object from Graph and Exchange, in order of ids.
#[derive(Debug)]
pub(super) struct Staged {
    graph: Peekable<IntoIter<(DirectoryId, Place)>>,
    exchange: Peekable<IntoIter<(DirectoryId, Place)>>,
}

impl Staged {
    pub fn of(db: &Connection, graph: Heap, exchange: Heap) -> rusqlite::Result<Self> {
        Ok(Self { graph: graph.sorted(db)?, exchange: exchange.sorted(db)? })
    }

    /// The id of the next object.
    pub fn next_id(&mut self) -> Option<DirectoryId> {
        let (graph, exchange) = (self.graph.peek().map(|(id, _)| *id), self.exchange.peek().map(|(id, _)| *id));
        graph.into_iter().chain(exchange).min()
    }

    /// Where lies what Graph and Exchange said of an object that is not behind the next one.
    pub fn take(&mut self, id: DirectoryId) -> (Option<Place>, Option<Place>) {
        let graph = self.graph.next_if(|(next, _)| *next == id).map(|(_, place)| place);
        (graph, self.exchange.next_if(|(next, _)| *next == id).map(|(_, place)| place))
    }
}

/// Writes the facts at a place over a text; `staged` selects the facts of a row.
pub(super) fn fetch(staged: &mut CachedStatement<'_>, place: Place, to: &mut String) -> rusqlite::Result<()> {
    let slot = usize::try_from((place >> 2) & 63).unwrap_or(0);
    staged.query_row([place >> 8], |row| {
        let text = slice(row.get_ref(0)?.as_blob()?, slot).and_then(|facts| std::str::from_utf8(facts).ok());
        to.clear();
        to.push_str(text.ok_or_else(|| unreadable(0, "no facts"))?);
        Ok(())
    })
}

fn slice(bytes: &[u8], slot: usize) -> Option<&[u8]> {
    let (count, rest) = bytes.split_last()?;
    let (facts, ends) = rest.split_at_checked(rest.len().checked_sub(usize::from(*count) * 4)?)?;
    let end = |slot: usize| {
        let bytes: [u8; 4] = ends.get(slot * 4..slot * 4 + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    };
    let from = if slot == 0 { 0 } else { end(slot - 1)? };
    facts.get(from..end(slot)?)
}
