//! Reading what is damaged: from both ends, and over the places that cannot be read.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use rusqlite::{
    Connection, OpenFlags, Row, params,
    types::{Value, ValueRef},
};

use crate::{backup::beside, database::Fault};

/// The first 100 bytes of a database of ours, without log, of 4096-byte pages and text in UTF-8
/// (SQLite, "Database File Format", 1.3).
const HEADER: [u8; 100] = {
    let mut header = [0; 100];
    let magic = *b"SQLite format 3\0";
    let mut at = 0;
    while at < 16 {
        header[at] = magic[at];
        at += 1;
    }
    header[16] = 0x10;
    (header[18], header[19]) = (1, 1);
    (header[21], header[22], header[23]) = (64, 32, 32);
    (header[27], header[43], header[47], header[59]) = (1, 1, 4, 1);
    header
};
const PAGE: u64 = 4096;

/// Opens the damaged database to read; when its first bytes are no longer those of one, a copy with sound ones.
pub(super) fn open(path: &Path, scratch: &Path) -> Option<Connection> {
    let log = beside(path, "-shm").exists();
    let plain = connect(path).filter(usable);
    if !log {
        // Made by opening it.
        drop(fs::remove_file(beside(path, "-shm")));
    }
    plain.or_else(|| connect(&repaired(path, scratch)?))
}

fn connect(path: &Path) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).ok()?;
    // A schema of which a part is damaged tells of the rest.
    for (pragma, on) in [("writable_schema", true), ("trusted_schema", false), ("cell_size_check", true)] {
        connection.pragma_update(None, pragma, on).ok()?;
    }
    Some(connection)
}

fn usable(connection: &Connection) -> bool {
    crate::schema::found(connection).is_ok_and(|found| found > 0)
}

fn repaired(path: &Path, scratch: &Path) -> Option<PathBuf> {
    let bytes = fs::copy(path, scratch).ok()?;
    let mut header = HEADER;
    header[28..32].copy_from_slice(&u32::try_from(bytes / PAGE).ok()?.to_be_bytes());
    fs::File::options().write(true).open(scratch).ok()?.write_all(&header).ok()?;
    Some(scratch.to_owned())
}

/// What takes rows.
pub(super) type Each<'a> = dyn FnMut(&[Value]) -> Result<(), Fault> + 'a;

/// Every row that can be reached; says whether nothing stood in the way. `in_parts`: of a row that cannot be read as a
/// whole, the columns that can, and nothing for the others.
pub(super) fn each_row(
    source: &Connection,
    table: &str,
    columns: &[String],
    (numbered, in_parts): (bool, bool),
    each: &mut Each<'_>,
) -> Result<bool, Fault> {
    if !numbered {
        return from_both_ends(source, table, columns, each);
    }
    let mut reader = Reader { source, table, columns, in_parts, probes: PROBES, each };
    // Our numbers begin at 0.
    let (mut whole, mut pieces) = (true, vec![(0, i64::MAX)]);
    while let Some((from, to)) = pieces.pop() {
        whole &= reader.piece(from, to, &mut pieces)?;
    }
    Ok(whole)
}

fn from_both_ends(source: &Connection, table: &str, columns: &[String], each: &mut Each<'_>) -> Result<bool, Fault> {
    let found = source
        .prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")
        .and_then(|mut names| names.query_map([table], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>());
    let Ok(names) = found else { return Ok(false) };
    for direction in ["ASC", "DESC"] {
        let order: Vec<String> = names.iter().map(|name| format!("{name} {direction}")).collect();
        let sql = format!("SELECT {} FROM {table} ORDER BY {}", columns.join(", "), order.join(", "));
        let Ok(mut query) = source.prepare(&sql) else { return Ok(false) };
        let Ok(mut rows) = query.query([]) else { return Ok(false) };
        loop {
            match rows.next() {
                Ok(Some(row)) => each(&values(row, 0, columns.len())?)?,
                Ok(None) => return Ok(direction == "ASC"),
                Err(_) => break,
            }
        }
    }
    Ok(false)
}

/// Looks behind unreadable places so often in one table.
const PROBES: u32 = 100_000;

/// Reads the rows of a numbered table.
struct Reader<'a> {
    source: &'a Connection,
    table: &'a str,
    columns: &'a [String],
    in_parts: bool,
    probes: u32,
    each: &'a mut Each<'a>,
}

impl Reader<'_> {
    /// Reads the rows between two numbers. Behind a place that cannot be read it looks ever farther for the next row,
    /// and reads backwards from there; what then lies between is another piece.
    fn piece(&mut self, mut from: i64, to: i64, pieces: &mut Vec<(i64, i64)>) -> Result<bool, Fault> {
        let mut whole = true;
        loop {
            match self.run(from, to, "ASC")? {
                None => return Ok(whole),
                Some(last) => from = last.map_or(from, |last| last.saturating_add(1)),
            }
            whole = false;
            if self.in_parts
                && let Some(number) = self.parts(from, to)?
            {
                from = number.saturating_add(1);
                continue;
            }
            let Some(next) = self.next_readable(from, to) else { return Ok(false) };
            if let Some(last) = self.run(from, next.saturating_sub(1), "DESC")? {
                let end = last.unwrap_or(next).saturating_sub(1);
                if from < end {
                    pieces.push((from, end));
                }
            }
            from = next;
        }
    }

    /// Reads rows in order until there is none or one cannot be read; then the number of the last one that could.
    fn run(&mut self, from: i64, to: i64, direction: &str) -> Result<Option<Option<i64>>, Fault> {
        if from > to {
            return Ok(None);
        }
        let sql = format!(
            "SELECT rowid, {} FROM {} NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid {direction}",
            self.columns.join(", "),
            self.table
        );
        let mut last: Option<i64> = None;
        let Ok(mut query) = self.source.prepare(&sql) else { return Ok(Some(last)) };
        let Ok(mut rows) = query.query(params![from, to]) else { return Ok(Some(last)) };
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(None),
                Err(_) => return Ok(Some(last)),
            };
            let number: i64 = row.get(0)?;
            let forward = direction == "ASC";
            // Pages that lead in a circle, or elsewhere.
            if !(from..=to).contains(&number) || last.is_some_and(|last| (number > last) != forward) {
                return Ok(Some(last));
            }
            (self.each)(&values(row, 1, self.columns.len())?)?;
            last = Some(number);
        }
    }

    /// Reads the next row column by column, if its number can be told.
    fn parts(&mut self, from: i64, to: i64) -> Result<Option<i64>, Fault> {
        let first = format!(
            "SELECT rowid FROM {} NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid LIMIT 1",
            self.table
        );
        let found = self.source.query_row(&first, [from, to], |row| row.get::<_, i64>(0));
        let Some(number) = found.ok().filter(|number| (from..=to).contains(number)) else { return Ok(None) };
        let part = |column: &String| {
            let sql = format!("SELECT {column} FROM {} NOT INDEXED WHERE rowid = ?1", self.table);
            self.source.query_row(&sql, [number], |row| row.get_ref(0).map(owned)).unwrap_or(Value::Null)
        };
        let row: Vec<Value> = self.columns.iter().map(part).collect();
        (self.each)(&row)?;
        Ok(Some(number))
    }

    fn next_readable(&mut self, from: i64, to: i64) -> Option<i64> {
        let sql = format!(
            "SELECT rowid FROM {} NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid LIMIT 1",
            self.table
        );
        for power in 0..63 {
            let start = from.checked_add(1 << power).filter(|start| *start <= to)?;
            self.probes = self.probes.checked_sub(1)?;
            match self.source.query_row(&sql, [start, to], |row| row.get::<_, i64>(0)) {
                Ok(number) => return Some(number).filter(|number| (start..=to).contains(number)),
                // Nothing lies beyond: what is readable before is read backwards from here.
                Err(rusqlite::Error::QueryReturnedNoRows) => return Some(start),
                Err(_) => {}
            }
        }
        None
    }
}

fn values(row: &Row<'_>, from: usize, columns: usize) -> rusqlite::Result<Vec<Value>> {
    (from..from + columns).map(|column| row.get_ref(column).map(owned)).collect()
}

fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}
