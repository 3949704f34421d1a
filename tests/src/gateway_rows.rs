//! What a local gateway contains, so that two of them can be compared.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Statement, types::ValueRef};

/// What people and Postfix see, without the numbers of rows: one line per row of the views for people, sorted.
///
/// # Panics
/// When the database cannot be read.
#[must_use]
pub fn content(gateway: &Path) -> Vec<String> {
    let connection = open(gateway);
    let mut lines = Vec::new();
    for view in ["domains", "routes", "recipients", "aliases"] {
        lines.extend(rows(&connection, view));
    }
    lines.sort();
    lines
}

/// Every row of every table, with the numbers of rows: equal only when nothing at all was written.
///
/// # Panics
/// When the database cannot be read.
#[must_use]
pub fn everything(gateway: &Path) -> Vec<String> {
    let connection = open(gateway);
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    let mut tables = connection.prepare(names).expect("the list of tables");
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).expect("tables");
    let mut lines = Vec::new();
    for table in tables {
        lines.extend(rows(&connection, &table.expect("a name")));
    }
    lines.sort();
    lines
}

/// What stands in one of two contents only, marked with `-` and `+`.
#[must_use]
pub fn difference(before: &[String], after: &[String]) -> Vec<String> {
    let gone = before.iter().filter(|line| !after.contains(line)).map(|line| format!("-{line}"));
    let new = after.iter().filter(|line| !before.contains(line)).map(|line| format!("+{line}"));
    gone.chain(new).collect()
}

/// A number that another program's database tells now; 0 as long as it cannot.
#[must_use]
pub fn count(database: &Path, sql: &str) -> u32 {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let asked = Connection::open_with_flags(database, flags);
    asked.and_then(|connection| connection.query_row(sql, [], |row| row.get(0))).unwrap_or_default()
}

/// The rows of a query to any database, in its order, as `name=value` words.
///
/// # Panics
/// When the database cannot be read.
#[must_use]
pub fn query(database: &Path, sql: &str) -> Vec<String> {
    let connection = open_at(database);
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    lines(&mut statement, "")
}

fn open(gateway: &Path) -> Connection {
    open_at(&gateway.join("gateway.db"))
}

fn open_at(database: &Path) -> Connection {
    Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .unwrap_or_else(|error| panic!("{}: {error}", database.display()))
}

fn rows(connection: &Connection, table: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).expect("a query");
    lines(&mut statement, &format!("{table}:"))
}

fn lines(statement: &mut Statement<'_>, start: &str) -> Vec<String> {
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([]).expect("rows");
    let mut lines = Vec::new();
    while let Some(row) = rows.next().expect("a row") {
        let cell = |(at, name): (usize, &String)| format!(" {name}={}", shown(row.get_ref(at).expect("a cell")));
        lines.push(format!("{start}{}", names.iter().enumerate().map(cell).collect::<String>()));
    }
    lines
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "–".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
