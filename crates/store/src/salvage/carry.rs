//! Rows carried from the damaged database into the new one.

use rusqlite::{CachedStatement, Connection, ErrorCode, Row, params_from_iter, types::Value, types::ValueRef};

use super::{Tally, read::each_row};
use crate::database::Fault;

/// What the next reading and observation bring anew.
pub(super) const READ_ANEW: [&str; 10] = [
    "address",
    "delta_link",
    "domain_kind",
    "domain_set",
    "grid",
    "grid_stale",
    "object_past",
    "observed_recipient",
    "snapshot",
    "snapshot_day",
];

/// Carries over every row that can be read, table by table.
pub(super) fn tables(source: Option<&Connection>, into: &Connection, tally: &mut Tally) -> Result<(), Fault> {
    for (table, numbered) in ours(into)? {
        let columns = match source {
            Some(source) => common(source, into, &table)?,
            None => Vec::new(),
        };
        let (Some(source), false) = (source, columns.is_empty()) else {
            tally.incomplete.push(table);
            continue;
        };
        let mut sink = Sink::new(into, &table, &columns)?;
        let whole = each_row(source, &table, &columns, numbered, &mut |row| sink.put(row))?;
        // A table without numbers is read from both ends, so that rows may come twice.
        if !whole || (sink.refused > 0 && numbered) {
            tally.incomplete.push(table.clone());
        }
        tally.rows.insert(table, sink.saved);
    }
    Ok(())
}

/// The tables that are carried over, and whether their rows have numbers.
pub(super) fn ours(db: &Connection) -> rusqlite::Result<Vec<(String, bool)>> {
    let mut query = db.prepare(
        "SELECT name, wr = 0 FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let tables = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<_>, _>>()?;
    Ok(tables.into_iter().filter(|(name, _): &(String, bool)| !READ_ANEW.contains(&name.as_str())).collect())
}

fn common(source: &Connection, into: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let columns = |db: &Connection| -> rusqlite::Result<Vec<String>> {
        let mut query = db.prepare("SELECT name FROM pragma_table_info(?1)")?;
        query.query_map([table], |row| row.get(0))?.collect()
    };
    let theirs = columns(source).unwrap_or_default();
    Ok(columns(into)?.into_iter().filter(|column| theirs.contains(column)).collect())
}

/// Takes rows in.
struct Sink<'a> {
    insert: CachedStatement<'a>,
    columns: usize,
    saved: u64,
    refused: u64,
}

impl<'a> Sink<'a> {
    fn new(into: &'a Connection, table: &str, columns: &[String]) -> rusqlite::Result<Self> {
        let marks = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({marks})", columns.join(", "));
        Ok(Self { insert: into.prepare_cached(&sql)?, columns: columns.len(), saved: 0, refused: 0 })
    }

    /// A row that breaks the table's rules is of no use.
    fn put(&mut self, row: &Row<'_>) -> Result<(), Fault> {
        let values = (1..=self.columns).map(|column| row.get_ref(column).map(owned)).collect::<Result<Vec<_>, _>>()?;
        match self.insert.execute(params_from_iter(values)) {
            Ok(0) => self.refused += 1,
            Ok(_) => self.saved += 1,
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => self.refused += 1,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
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
