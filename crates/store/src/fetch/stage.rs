//! The staged facts of a reading: many to a row, with their places in memory.
//!
//! Facts come in any order and are read in order of ids. So rows are filled by the first bits of ids: what is read
//! together lies in few rows. The rows of most tenants are kept in memory; those of very large ones go to a temporary
//! table, of which a small cache is enough.

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

/// Rows are kept in memory in so many pieces at most, each so large.
const SLABS: usize = 24;
const SLAB_BYTES: usize = 1 << 20;

/// Where facts lie: row, slot, what they come to, and which resource of Graph they are from. Later facts have higher
/// places.
pub(super) type Place = u32;

/// What facts come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// It is gone.
    Gone,
    /// It is there.
    There,
    /// It is there and receives mail, as far as Graph tells.
    Passes,
}

const fn place(row: u32, slot: u32, word: Word, resource: Option<Resource>) -> Place {
    (row << 10) | (slot << 4) | ((word as u32) << 2) | code(resource)
}

pub(super) const fn word(place: Place) -> Word {
    match (place >> 2) & 3 {
        0 => Word::Gone,
        1 => Word::There,
        _ => Word::Passes,
    }
}

const fn code(resource: Option<Resource>) -> u32 {
    match resource {
        None => 0,
        Some(Resource::Users) => 1,
        Some(Resource::Groups) => 2,
        Some(Resource::Contacts) => 3,
    }
}

/// The rows of a reading.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// Where each row lies: slab, beginning, length. None is as long as nothing, and lies in the table.
    rows: Vec<(u32, u32, u32)>,
    /// Filled one after the other; in few pieces, so that the memory is given back when the reading is over.
    slabs: Vec<Vec<u8>>,
}

impl Shelf {
    fn begin(&mut self) -> u32 {
        self.rows.push((0, 0, 0));
        u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX)
    }

    fn put(&mut self, db: &Connection, row: u32, bytes: &[u8]) -> rusqlite::Result<()> {
        let has_room = |slab: &Vec<u8>| slab.capacity() - slab.len() >= bytes.len();
        if !self.slabs.last().is_some_and(has_room) && self.slabs.len() < SLABS && bytes.len() <= SLAB_BYTES {
            self.slabs.push(Vec::with_capacity(SLAB_BYTES));
        }
        let number = u32::try_from(self.slabs.len()).unwrap_or(u32::MAX);
        match self.slabs.last_mut().filter(|slab| has_room(slab)) {
            Some(slab) => {
                let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                self.rows[row as usize] = (number - 1, at(slab.len()), at(bytes.len()));
                slab.extend_from_slice(bytes);
                Ok(())
            }
            None => {
                let sql = "INSERT INTO staged (id, facts) VALUES (?1, ?2)";
                db.prepare_cached(sql)?.execute(params![row, bytes]).map(drop)
            }
        }
    }

    /// A row that is kept in memory.
    fn kept(&self, row: u32) -> Option<&[u8]> {
        let (slab, from, length) = *self.rows.get(row as usize)?;
        let from = from as usize;
        self.slabs.get(slab as usize)?.get(from..from + length as usize).filter(|bytes| !bytes.is_empty())
    }

    /// Writes the facts at a place over a text; `staged` selects the facts of a row of the table.
    pub fn fetch(&self, staged: &mut CachedStatement<'_>, place: Place, to: &mut String) -> rusqlite::Result<()> {
        let (row, slot) = (place >> 10, ((place >> 4) & 63) as usize);
        let mut write = |bytes: &[u8]| {
            let text = slice(bytes, slot).and_then(|facts| std::str::from_utf8(facts).ok());
            to.clear();
            to.push_str(text.ok_or_else(|| unreadable(0, "no facts"))?);
            Ok(())
        };
        match self.kept(row) {
            Some(bytes) => write(bytes),
            None => staged.query_row([row], |found| write(found.get_ref(0)?.as_blob()?)),
        }
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
    /// Adds facts, which `write` appends; no facts say that it is gone.
    pub fn add(
        &mut self,
        db: &Connection,
        shelf: &mut Shelf,
        (id, resource, word): (DirectoryId, Option<Resource>, Word),
        write: impl FnOnce(&mut Vec<u8>),
    ) -> rusqlite::Result<()> {
        if self.buckets.is_empty() {
            self.buckets = vec![Bucket::default(); 1 << BUCKET_BITS];
        }
        let bucket = &mut self.buckets[usize::from(id.0[0] >> (8 - BUCKET_BITS))];
        if bucket.ends.is_empty() {
            bucket.row = shelf.begin();
        }
        let slot = u32::try_from(bucket.ends.len()).unwrap_or(0);
        write(&mut bucket.bytes);
        bucket.ends.push(u32::try_from(bucket.bytes.len()).unwrap_or(u32::MAX));
        self.entries.push((id, place(bucket.row, slot, word, resource)));
        if bucket.bytes.len() > ROW_BYTES || bucket.ends.len() == SLOTS {
            bucket.flush(db, shelf)?;
        }
        Ok(())
    }

    /// Forgets what a resource delivered.
    pub fn forget(&mut self, resource: Resource) {
        self.entries.retain(|(_, place)| place & 3 != code(Some(resource)));
    }

    /// Ends the adding: the last word about each object, in order of ids.
    fn sorted(
        mut self,
        db: &Connection,
        shelf: &mut Shelf,
    ) -> rusqlite::Result<Peekable<IntoIter<(DirectoryId, Place)>>> {
        self.buckets.iter_mut().try_for_each(|bucket| bucket.flush(db, shelf))?;
        self.last_words();
        Ok(self.entries.into_iter().peekable())
    }

    /// The last word about each object so far, in order of ids.
    pub fn last_words(&mut self) -> &[(DirectoryId, Place)] {
        self.entries.sort_unstable();
        self.entries.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 = later.1;
            }
            same
        });
        &self.entries
    }
}

impl Bucket {
    fn flush(&mut self, db: &Connection, shelf: &mut Shelf) -> rusqlite::Result<()> {
        if self.ends.is_empty() {
            return Ok(());
        }
        // The ends of the facts, and how many there are, come last, so that the facts need not be moved.
        for end in &self.ends {
            self.bytes.extend_from_slice(&end.to_le_bytes());
        }
        self.bytes.push(u8::try_from(self.ends.len()).unwrap_or(u8::MAX));
        shelf.put(db, self.row, &self.bytes)?;
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
    pub shelf: Shelf,
}

impl Staged {
    pub fn of(db: &Connection, graph: Heap, exchange: Heap, mut shelf: Shelf) -> rusqlite::Result<Self> {
        Ok(Self { graph: graph.sorted(db, &mut shelf)?, exchange: exchange.sorted(db, &mut shelf)?, shelf })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_about_each_object_is_found_in_order_of_ids_wherever_its_row_lies() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("stage.sql")).unwrap();
        let (mut heap, mut shelf) = (Heap::default(), Shelf::default());
        let id = |n: u8| DirectoryId([n; 16]);
        // Longer than what is kept in memory.
        let long = "x".repeat(SLAB_BYTES);
        let facts = [(200, "old"), (3, "users a"), (100, long.as_str()), (200, "new"), (7, "gone soon"), (7, "")];
        for (n, text) in facts {
            let write = |to: &mut Vec<u8>| to.extend_from_slice(text.as_bytes());
            heap.add(&db, &mut shelf, (id(n), Some(Resource::Users), Word::There), write).unwrap();
        }
        heap.add(&db, &mut shelf, (id(9), Some(Resource::Groups), Word::There), |to| to.push(b'g')).unwrap();
        heap.forget(Resource::Groups);
        let mut staged = Staged::of(&db, heap, Heap::default(), shelf).unwrap();
        let in_table: u32 = db.query_row("SELECT count(*) FROM staged", [], |row| row.get(0)).unwrap();
        assert_eq!(in_table, 1);
        let mut select = db.prepare_cached("SELECT facts FROM staged WHERE id = ?1").unwrap();
        let mut found = Vec::new();
        while let Some(next) = staged.next_id() {
            let (Some(place), None) = staged.take(next) else { panic!("Graph's word was expected") };
            let mut text = String::new();
            staged.shelf.fetch(&mut select, place, &mut text).unwrap();
            found.push((next.0[0], text));
        }
        let expected = [(3, "users a"), (7, ""), (100, long.as_str()), (200, "new")];
        assert_eq!(found, expected.map(|(n, text)| (n, text.to_owned())));
    }
}
