//! Rows put in order beside the database: sorted in memory run by run, kept in a temporary table in large pieces, and
//! merged. A temporary table of rows would be searched once for each of them.

use std::{cmp::Reverse, collections::BinaryHeap, ops::Range};

use rusqlite::{Connection, Statement, types::ValueRef};

use crate::codec::unreadable;

/// Bytes that are sorted at once.
const RUN: usize = 4 << 20;
/// Bytes of a run that are read at once.
const PIECE: usize = 64 << 10;

/// What a [`Sorter`] needs of a connection's temporary tables.
pub const TABLES: &str = "CREATE TEMP TABLE sorted_piece (id INTEGER PRIMARY KEY, records BLOB NOT NULL);";

/// Takes rows in any order.
#[derive(Debug, Default)]
pub struct Sorter {
    /// Keys and rows of the run that is being gathered, one after the other.
    bytes: Vec<u8>,
    /// Where each key begins, where it ends, and where its row ends.
    records: Vec<[usize; 3]>,
    /// Pieces of the runs that are in the table.
    runs: Vec<Range<i64>>,
}

impl Sorter {
    /// Takes a row, and the bytes by which it is put in order.
    pub fn add(&mut self, db: &Connection, key: &[u8], values: &[ValueRef<'_>]) -> rusqlite::Result<()> {
        let begin = self.bytes.len();
        self.bytes.extend_from_slice(key);
        let middle = self.bytes.len();
        values.iter().for_each(|value| put(&mut self.bytes, *value));
        self.records.push([begin, middle, self.bytes.len()]);
        if self.bytes.len() < RUN { Ok(()) } else { self.write(db) }
    }

    /// Sorts a run and writes it.
    fn write(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let Self { bytes, records, runs } = self;
        records.sort_by(|[a, a_end, _], [b, b_end, _]| bytes[*a..*a_end].cmp(&bytes[*b..*b_end]));
        let first = runs.last().map_or(0, |run| run.end);
        let mut next = first;
        let mut write = db.prepare_cached("INSERT INTO sorted_piece (id, records) VALUES (?1, ?2)")?;
        let mut piece = Vec::with_capacity(PIECE + PIECE / 4);
        for (at, [begin, middle, end]) in records.iter().enumerate() {
            for part in [&bytes[*begin..*middle], &bytes[*middle..*end]] {
                put_bytes(&mut piece, part);
            }
            if piece.len() >= PIECE || at + 1 == records.len() {
                write.execute((next, &piece))?;
                next += 1;
                piece.clear();
            }
        }
        runs.push(first..next);
        bytes.clear();
        records.clear();
        Ok(())
    }

    /// Every row in order, as so many values.
    pub fn merge<const N: usize, E: From<rusqlite::Error>>(
        mut self,
        db: &Connection,
        mut each: impl FnMut([ValueRef<'_>; N]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.write(db)?;
        self.bytes = Vec::new();
        let mut read = db.prepare("SELECT records FROM sorted_piece WHERE id = ?1")?;
        let mut runs: Vec<Run> = self.runs.into_iter().map(Run::of).collect();
        let mut heads = BinaryHeap::new();
        for (at, run) in runs.iter_mut().enumerate() {
            heads.extend(run.next(&mut read)?.map(|key| Reverse((key, at))));
        }
        while let Some(Reverse((_, at))) = heads.pop() {
            each(runs[at].values()?)?;
            heads.extend(runs[at].next(&mut read)?.map(|key| Reverse((key, at))));
        }
        Ok(())
    }
}

/// A run as it is read.
struct Run {
    pieces: Range<i64>,
    piece: Vec<u8>,
    /// The row whose key was told last, and what follows it.
    row: Range<usize>,
}

impl Run {
    const fn of(pieces: Range<i64>) -> Self {
        Self { pieces, piece: Vec::new(), row: 0..0 }
    }

    /// The key of the next row.
    fn next(&mut self, read: &mut Statement<'_>) -> rusqlite::Result<Option<Vec<u8>>> {
        if self.row.end == self.piece.len() {
            let Some(id) = self.pieces.next() else { return Ok(None) };
            self.piece = read.query_row([id], |row| row.get(0))?;
            self.row = 0..0;
        }
        let mut rest = &self.piece[self.row.end..];
        let key = bytes(&mut rest)?.to_vec();
        let row = bytes(&mut rest)?;
        let end = self.piece.len() - rest.len();
        self.row = end - row.len()..end;
        Ok(Some(key))
    }

    fn values<const N: usize>(&self) -> rusqlite::Result<[ValueRef<'_>; N]> {
        let mut rest = &self.piece[self.row.clone()];
        let mut values = [ValueRef::Null; N];
        for value in &mut values {
            *value = take(&mut rest)?;
        }
        Ok(values)
    }
}

fn put(out: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => out.push(0),
        ValueRef::Integer(number) => {
            out.push(1);
            out.extend(number.to_le_bytes());
        }
        ValueRef::Real(number) => {
            out.push(2);
            out.extend(number.to_le_bytes());
        }
        ValueRef::Text(text) => {
            out.push(3);
            put_bytes(out, text);
        }
        ValueRef::Blob(blob) => {
            out.push(4);
            put_bytes(out, blob);
        }
    }
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn take<'a>(rest: &mut &'a [u8]) -> rusqlite::Result<ValueRef<'a>> {
    let [kind] = array(rest)?;
    Ok(match kind {
        0 => ValueRef::Null,
        1 => ValueRef::Integer(i64::from_le_bytes(array(rest)?)),
        2 => ValueRef::Real(f64::from_le_bytes(array(rest)?)),
        3 => ValueRef::Text(bytes(rest)?),
        4 => ValueRef::Blob(bytes(rest)?),
        other => return Err(unreadable(0, format!("no value begins with {other}"))),
    })
}

fn bytes<'a>(rest: &mut &'a [u8]) -> rusqlite::Result<&'a [u8]> {
    let length = usize::try_from(u64::from_le_bytes(array(rest)?)).unwrap_or(usize::MAX);
    let (bytes, after) = rest.split_at_checked(length).ok_or_else(cut)?;
    *rest = after;
    Ok(bytes)
}

fn array<const N: usize>(rest: &mut &[u8]) -> rusqlite::Result<[u8; N]> {
    let (array, after) = rest.split_first_chunk().ok_or_else(cut)?;
    *rest = after;
    Ok(*array)
}

fn cut() -> rusqlite::Error {
    unreadable(0, "a row ends too soon")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Rows of so many bytes each, in an order of their own.
    fn sorted(rows: i64, width: usize) -> (Vec<i64>, usize) {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(TABLES).unwrap();
        let (mut sorter, text) = (Sorter::default(), "x".repeat(width));
        for n in 0..rows {
            let key = (n * 7919 % rows).to_be_bytes();
            let values = [ValueRef::Integer(n * 7919 % rows), ValueRef::from(text.as_str()), ValueRef::Null];
            sorter.add(&db, &key, &values).unwrap();
        }
        let (mut seen, runs) = (Vec::new(), sorter.runs.len());
        let each = |[number, text, null]: [ValueRef<'_>; 3]| {
            assert_eq!((text.as_str().unwrap().len(), null), (width, ValueRef::Null));
            seen.push(number.as_i64().unwrap());
            Ok::<_, rusqlite::Error>(())
        };
        sorter.merge(&db, each).unwrap();
        (seen, runs)
    }

    #[test]
    fn rows_come_in_the_order_of_their_keys_also_from_several_runs() {
        assert_eq!(sorted(0, 0), (vec![], 0));
        assert_eq!(sorted(100, 9), ((0..100).collect(), 0));
        let (seen, runs) = sorted(3_000, 5_000);
        assert_eq!(seen, (0..3_000).collect::<Vec<_>>());
        assert!(runs > 2, "{runs}");
    }

    #[test]
    fn what_was_cut_off_is_an_error() {
        let mut out = Vec::new();
        put(&mut out, ValueRef::from("text"));
        assert!(take(&mut &out[..]).is_ok());
        assert!((0..out.len()).all(|end| take(&mut &out[..end]).is_err()));
    }
}
