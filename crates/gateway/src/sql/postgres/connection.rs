//! The seam over a PostgreSQL connection: statements prepared once, many rows in one question.

use std::{collections::BTreeMap, fmt, thread};

use postgres::{
    Client, Statement,
    error::SqlState,
    types::{ToSql, Type},
};

use super::{PostgresAddress, connect, failure, lock};
use crate::{
    Credentials, GatewayError,
    sql::seam::{Column, Database, Fault, Row, Scope, Take, Value},
};

/// The database on a server, connected again when the connection was lost.
pub struct Server {
    pub(super) address: PostgresAddress,
    credentials: Credentials,
    client: String,
    connection: Option<Connection>,
}

struct Connection {
    client: Client,
    prepared: BTreeMap<String, Statement>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

/// A client waits for the server to hear of its end, which no asynchronous task may do.
impl Drop for Server {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            thread::spawn(|| drop(connection));
        }
    }
}

impl Server {
    /// Connects.
    pub(super) fn new(
        address: &PostgresAddress,
        credentials: &Credentials,
        client: &str,
    ) -> Result<Self, GatewayError> {
        let connection = connect::connect(address, credentials, client)?;
        Ok(Self {
            address: address.clone(),
            credentials: credentials.clone(),
            client: client.to_owned(),
            connection: Some(Connection { client: connection, prepared: BTreeMap::new() }),
        })
    }

    /// Several statements without values.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.with(|connection| connection.client.batch_execute(sql))
    }

    fn with<T>(&mut self, work: impl FnOnce(&mut Connection) -> Result<T, postgres::Error>) -> Result<T, Fault> {
        let Some(connection) = &mut self.connection else {
            return Err(Fault::Again(failure::unreachable(&self.address, "the connection was lost")));
        };
        work(connection).map_err(|error| {
            if failure::is_lost(&error) {
                self.connection = None;
            }
            failure::fault(&self.address, &error)
        })
    }

    fn rows(&mut self, sql: &str, types: &[Type], values: &[&(dyn ToSql + Sync)]) -> Result<Vec<postgres::Row>, Fault> {
        self.with(|connection| {
            let statement = connection.prepared(sql, types)?;
            connection.client.query(&statement, values)
        })
    }

    fn execute(&mut self, sql: &str, types: &[Type], values: &[&(dyn ToSql + Sync)]) -> Result<u64, Fault> {
        self.with(|connection| {
            let statement = connection.prepared(sql, types)?;
            connection.client.execute(&statement, values)
        })
    }

    /// Runs a statement that waits for a lock; whether it got the lock in time.
    pub(super) fn waited(&mut self, sql: &str, values: &[Value<'_>]) -> Result<bool, Fault> {
        let types: Vec<Type> = values.iter().map(Value::typed).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(Value::value).collect();
        self.with(|connection| {
            let statement = connection.prepared(sql, &types)?;
            match connection.client.execute(&statement, &values) {
                Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => Ok(false),
                other => other.map(|_| true),
            }
        })
    }

    fn take(&self, rows: &[postgres::Row], take: Take<'_>) -> Result<(), Fault> {
        rows.iter().try_for_each(|row| take(&Found { row, address: &self.address }))
    }
}

impl Connection {
    fn prepared(&mut self, sql: &str, types: &[Type]) -> Result<Statement, postgres::Error> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.client.prepare_typed(&sql.replace('?', "$"), types)?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

struct Found<'a> {
    row: &'a postgres::Row,
    address: &'a PostgresAddress,
}

impl Found<'_> {
    fn read<'r, T: postgres::types::FromSql<'r>>(&'r self, at: usize) -> Result<T, Fault> {
        self.row.try_get(at).map_err(|error| Fault::Broken(failure::unreachable(self.address, &error)))
    }
}

impl Row for Found<'_> {
    fn int(&self, at: usize) -> Result<Option<i64>, Fault> {
        self.read(at)
    }

    fn bool(&self, at: usize) -> Result<bool, Fault> {
        self.read(at)
    }

    fn text(&self, at: usize) -> Result<Option<&str>, Fault> {
        self.read(at)
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, Fault> {
        self.read(at)
    }
}

impl Value<'_> {
    const fn typed(&self) -> Type {
        match self {
            Self::Int(_) => Type::INT8,
            Self::Bool(_) => Type::BOOL,
            Self::Text(_) | Self::OptText(_) => Type::TEXT,
        }
    }

    const fn value(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Int(value) => value,
            Self::Bool(value) => value,
            Self::Text(value) => value,
            Self::OptText(value) => value,
        }
    }
}

/// The values of many rows, as the server takes them.
enum Array<'a> {
    Borrowed(&'a (dyn ToSql + Sync)),
    Bytes(Vec<&'a [u8]>),
}

impl Column {
    const fn typed(&self) -> (Type, &'static str) {
        match self {
            Self::Int(_) | Self::OptInt(_) => (Type::INT8_ARRAY, "int8[]"),
            Self::Bool(_) => (Type::BOOL_ARRAY, "bool[]"),
            Self::Text(_) | Self::OptText(_) => (Type::TEXT_ARRAY, "text[]"),
            Self::Bytes(_) => (Type::BYTEA_ARRAY, "bytea[]"),
        }
    }

    fn array(&self) -> Array<'_> {
        match self {
            Self::Int(all) => Array::Borrowed(all),
            Self::OptInt(all) => Array::Borrowed(all),
            Self::Bool(all) => Array::Borrowed(all),
            Self::Text(all) => Array::Borrowed(all),
            Self::OptText(all) => Array::Borrowed(all),
            Self::Bytes(all) => Array::Bytes(all.iter().map(<[u8; 16]>::as_slice).collect()),
        }
    }
}

/// `unnest(?1::int8[], ?2::text[]) AS k (c1, c2)`: the rows that the columns make.
fn table(columns: &[Column]) -> String {
    let arrays: Vec<String> =
        columns.iter().enumerate().map(|(at, column)| format!("?{}::{}", at + 1, column.typed().1)).collect();
    let names: Vec<String> = (1..=columns.len()).map(|at| format!("c{at}")).collect();
    format!("unnest({}) AS k ({})", arrays.join(", "), names.join(", "))
}

fn arrays<T>(columns: &[Column], work: impl FnOnce(&[Type], &[&(dyn ToSql + Sync)]) -> T) -> T {
    let types: Vec<Type> = columns.iter().map(|column| column.typed().0).collect();
    let arrays: Vec<Array<'_>> = columns.iter().map(Column::array).collect();
    let values: Vec<&(dyn ToSql + Sync)> = arrays
        .iter()
        .map(|array| match array {
            Array::Borrowed(all) => *all,
            Array::Bytes(all) => all as &(dyn ToSql + Sync),
        })
        .collect();
    work(&types, &values)
}

fn is_empty(columns: &[Column]) -> bool {
    columns.first().is_none_or(|column| column.len() == 0)
}

impl Database for Server {
    fn place(&self) -> String {
        self.address.to_string()
    }

    fn description(&self) -> String {
        format!("PostgreSQL gateway {}", self.address)
    }

    fn id(&mut self) -> Result<String, Fault> {
        let rows = self.rows("SELECT id FROM gateway", &[], &[])?;
        let id = rows.first().and_then(|row| row.try_get(0).ok());
        id.ok_or_else(|| Fault::Broken(failure::not_ours(&self.address, "its schema tenantry has no gateway")))
    }

    fn ready(&mut self) -> Result<(), Fault> {
        if self.connection.as_ref().is_some_and(|connection| !connection.client.is_closed()) {
            return Ok(());
        }
        self.connection = None;
        let client = connect::connect(&self.address, &self.credentials, &self.client).map_err(Fault::Broken)?;
        self.connection = Some(Connection { client, prepared: BTreeMap::new() });
        Ok(())
    }

    fn begin(&mut self, account: i64, scope: Scope) -> Result<(), Fault> {
        self.batch("BEGIN")?;
        lock::take(self, account, scope)
    }

    fn commit(&mut self) -> Result<(), Fault> {
        self.batch("COMMIT")
    }

    fn rollback(&mut self) {
        if self.connection.as_ref().is_some_and(|connection| !connection.client.is_closed())
            && let Err(fault) = self.batch("ROLLBACK")
        {
            tracing::debug!(?fault, "a transaction was not rolled back; the server does it itself");
        }
    }

    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault> {
        let types: Vec<Type> = values.iter().map(Value::typed).collect();
        self.execute(sql, &types, &values.iter().map(Value::value).collect::<Vec<_>>())
    }

    fn ask(&mut self, sql: &str, values: &[Value<'_>], take: Take<'_>) -> Result<(), Fault> {
        let types: Vec<Type> = values.iter().map(Value::typed).collect();
        let rows = self.rows(sql, &types, &values.iter().map(Value::value).collect::<Vec<_>>())?;
        self.take(&rows, take)
    }

    fn ask_each(&mut self, sql: &str, keys: &[Column], take: Take<'_>) -> Result<(), Fault> {
        if is_empty(keys) {
            return Ok(());
        }
        let sql = format!("SELECT answer.* FROM {} CROSS JOIN LATERAL ({}) AS answer", table(keys), of_row(sql));
        let rows = arrays(keys, |types, values| self.rows(&sql, types, values))?;
        self.take(&rows, take)
    }

    fn insert_each(&mut self, into: &str, otherwise: &str, rows: &[Column]) -> Result<(), Fault> {
        if is_empty(rows) {
            return Ok(());
        }
        let sql = format!("INSERT INTO {into} SELECT * FROM {} {otherwise}", table(rows));
        arrays(rows, |types, values| self.execute(&sql, types, values)).map(drop)
    }

    fn delete_each(&mut self, from: &str, condition: &str, keys: &[Column]) -> Result<(), Fault> {
        if is_empty(keys) {
            return Ok(());
        }
        let sql = format!("DELETE FROM {from} USING {} WHERE {}", table(keys), of_row(condition));
        arrays(keys, |types, values| self.execute(&sql, types, values)).map(drop)
    }

    fn new_recipients(&mut self, count: usize) -> Result<Vec<i64>, Fault> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let sql = "SELECT nextval(pg_get_serial_sequence('tenantry.recipient', 'id')) FROM generate_series(1, ?1)";
        let mut numbers = Vec::new();
        self.ask(sql, &[Value::Int(count)], &mut |row| {
            numbers.extend(row.int(0)?);
            Ok(())
        })?;
        numbers.sort_unstable();
        Ok(numbers)
    }
}

/// A statement about one row, about a row of [`table`].
fn of_row(sql: &str) -> String {
    sql.replace('?', "k.c")
}
