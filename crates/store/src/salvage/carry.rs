//! Rows carried from the damaged database into the new one.

use rusqlite::{
    CachedStatement, Connection, ErrorCode, params_from_iter,
    types::{Type, Value},
};

use super::{Tally, read::each_row};
use crate::database::Fault;

/// What the next reading and observation bring anew, and a step back that may lack rows.
pub(super) const READ_ANEW: [&str; 18] = [
    "address",
    "choice_before",
    "choice_step",
    "cutover_dns",
    "delta_link",
    "domain_kind",
    "domain_set",
    "grid",
    "grid_stale",
    "import_asked",
    "import_item",
    "import_skip",
    "import_tally",
    "network_list",
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
        let how = (numbered, !sink.mends.is_empty());
        let whole = each_row(source, &table, &columns, how, &mut |row| sink.put(row))?;
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
    // A name that is garbled costs its own column alone.
    let columns = |db: &Connection| -> rusqlite::Result<Vec<String>> {
        let mut query = db.prepare("SELECT name FROM pragma_table_info(?1)")?;
        Ok(query.query_map([table], |row| row.get(0))?.filter_map(Result::ok).collect())
    };
    let theirs = columns(source).unwrap_or_default();
    Ok(columns(into)?.into_iter().filter(|column| theirs.contains(column)).collect())
}

/// Takes rows in.
struct Sink<'a> {
    insert: CachedStatement<'a>,
    /// What stands in for a bad value, and of which kind good ones are, when a row with bad ones is worth more than
    /// none: a client, but no choice of a person.
    mends: Vec<(Value, Type)>,
    saved: u64,
    refused: u64,
}

impl<'a> Sink<'a> {
    fn new(into: &'a Connection, table: &str, columns: &[String]) -> rusqlite::Result<Self> {
        let (mut names, mut marks) = (columns.to_vec(), vec!["?".to_owned(); columns.len()]);
        if table == "client" {
            for (name, nothing) in needed(into, table)? {
                if !columns.contains(&name) {
                    names.push(name);
                    marks.push(nothing.to_owned());
                }
            }
        }
        let sql = format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({})", names.join(", "), marks.join(", "));
        let mends = if table == "client" { nothings(into, table, columns)? } else { Vec::new() };
        Ok(Self { insert: into.prepare_cached(&sql)?, mends, saved: 0, refused: 0 })
    }

    /// A row that breaks the table's rules is of no use.
    fn put(&mut self, values: &[Value]) -> Result<(), Fault> {
        if self.accepts(values)? {
            self.saved += 1;
            return Ok(());
        }
        self.refused += 1;
        for mended in mended(values, &self.mends) {
            if self.accepts(&mended)? {
                self.saved += 1;
                break;
            }
        }
        Ok(())
    }

    fn accepts(&mut self, values: &[Value]) -> Result<bool, Fault> {
        match self.insert.execute(params_from_iter(values)) {
            Ok(written) => Ok(written > 0),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Rows to try in place of a bad one: with nothing where a value is of another kind than the column's, and then with
/// nothing in one more place, which may break a rule of its own.
fn mended(values: &[Value], mends: &[(Value, Type)]) -> Vec<Vec<Value>> {
    let fits = |value: &Value, (nothing, kind): &(Value, Type)| {
        value.data_type() == *kind || (*value == Value::Null && *nothing == Value::Null)
    };
    let pairs = values.iter().zip(mends);
    let row: Vec<Value> =
        pairs.map(|(value, mend)| if fits(value, mend) { value.clone() } else { mend.0.clone() }).collect();
    let without = |at: usize, nothing: &Value| {
        let before = row.iter().take(at).cloned();
        before.chain([nothing.clone()]).chain(row.iter().skip(at + 1).cloned()).collect()
    };
    let one_less: Vec<Vec<Value>> = mends.iter().enumerate().map(|(at, (nothing, _))| without(at, nothing)).collect();
    (!row.is_empty()).then_some(row).into_iter().chain(one_less).collect()
}

/// Columns that must have a value and have none by themselves, with what stands for nothing there.
fn needed(into: &Connection, table: &str) -> rusqlite::Result<Vec<(String, &'static str)>> {
    let sql = "SELECT name, type FROM pragma_table_info(?1) WHERE \"notnull\" AND dflt_value IS NULL AND pk = 0";
    let mut query = into.prepare(sql)?;
    let rows = query.query_map([table], |row| {
        let nothing = match row.get_ref(1)?.as_str()? {
            "INTEGER" => "0",
            "BLOB" => "x''",
            _ => "''",
        };
        Ok((row.get(0)?, nothing))
    })?;
    rows.collect()
}

/// For each column nothing, as far as it may have it, and of which kind its values are.
fn nothings(into: &Connection, table: &str, columns: &[String]) -> rusqlite::Result<Vec<(Value, Type)>> {
    let mut query = into.prepare("SELECT type, \"notnull\" FROM pragma_table_info(?1) WHERE name = ?2")?;
    let nothing = |column: &String| {
        query.query_row([table, column], |row| {
            let (declared, needed): (String, bool) = (row.get(0)?, row.get(1)?);
            let (kind, empty) = match declared.as_str() {
                "INTEGER" => (Type::Integer, Value::Integer(0)),
                "BLOB" => (Type::Blob, Value::Blob(Vec::new())),
                _ => (Type::Text, Value::Text(String::new())),
            };
            Ok((if needed { empty } else { Value::Null }, kind))
        })
    };
    columns.iter().map(nothing).collect()
}
