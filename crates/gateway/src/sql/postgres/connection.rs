//! The seam over a PostgreSQL connection: many rows in one question.

use std::{fmt, pin::pin, thread, time::Duration};

use futures_util::TryStreamExt as _;
use tokio_postgres::{
    error::SqlState,
    types::{ToSql, Type},
};

use super::{
    PostgresAddress, connect, failure, lock,
    wire::{Failed, Wire},
};
use crate::{
    Credentials, GatewayError,
    sql::seam::{Column, Database, Fault, Row, Scope, Take, Value},
};

/// A large batch takes a while. The server gives itself a little less (`statement_timeout`), and says so.
const WORK: Duration = Duration::from_secs(330);
/// For a word that costs nothing.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// The database on a server, connected again when the connection was lost.
pub struct Server {
    pub(super) address: PostgresAddress,
    credentials: Credentials,
    client: String,
    connection: Option<Wire>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

/// A connection has a runtime of its own, which must not end inside an asynchronous task.
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
        let mut server = Self {
            address: address.clone(),
            credentials: credentials.clone(),
            client: client.to_owned(),
            connection: None,
        };
        server.connect()?;
        Ok(server)
    }

    fn connect(&mut self) -> Result<(), GatewayError> {
        self.connection = Some(connect::connect(&self.address, &self.credentials, &self.client, connect::GREETING)?);
        Ok(())
    }

    /// Several statements without values.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.batch_within(WORK, sql)
    }

    fn batch_within(&mut self, patience: Duration, sql: &str) -> Result<(), Fault> {
        self.with(|wire| wire.ask(patience, async |client| client.batch_execute(sql).await))
    }

    fn with<T>(&mut self, work: impl FnOnce(&mut Wire) -> Result<T, Failed>) -> Result<T, Fault> {
        let Some(wire) = &mut self.connection else {
            return Err(Fault::Again(failure::unreachable(&self.address, "the connection was lost")));
        };
        work(wire).map_err(|failed| {
            if failure::is_lost(&failed) {
                self.connection = None;
            }
            failure::fault(&self.address, &failed)
        })
    }

    fn asked(&mut self, sql: &str, values: &[Typed<'_>]) -> Result<(Vec<tokio_postgres::Row>, u64), Fault> {
        self.with(|wire| asked(wire, sql, values))
    }

    /// Runs a statement that waits for a lock; whether it got the lock in time.
    pub(super) fn waited(&mut self, sql: &str, values: &[Value<'_>]) -> Result<bool, Fault> {
        let values: Vec<Typed<'_>> = values.iter().map(Value::typed).collect();
        self.with(|wire| match asked(wire, sql, &values) {
            Err(Failed::Told(error)) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => Ok(false),
            other => other.map(|_| true),
        })
    }

    fn is_open(&self) -> bool {
        self.connection.as_ref().is_some_and(|wire| !wire.is_closed())
    }

    fn take(&self, rows: &[tokio_postgres::Row], take: Take<'_>) -> Result<(), Fault> {
        rows.iter().try_for_each(|row| take(&Found { row, address: &self.address }))
    }
}

/// A value as the server takes it.
type Typed<'a> = (&'a (dyn ToSql + Sync), Type);

/// Asks in one round, and has the statement planned for these values: a plan that is kept from when a table was empty would
/// read all of it for each key later. (Not by `plan_cache_mode`: the server would plan anew for each row, too, when it
/// looks for what the row refers to, which takes most of the time of a batch.)
fn asked(wire: &mut Wire, sql: &str, values: &[Typed<'_>]) -> Result<(Vec<tokio_postgres::Row>, u64), Failed> {
    let numbered = sql.replace('?', "$");
    let values = values.iter().map(|(value, typed)| (*value, typed.clone()));
    wire.ask(WORK, async |client| {
        let mut answer = pin!(client.query_typed_raw(&numbered, values).await?);
        let mut rows = Vec::new();
        while let Some(row) = answer.try_next().await? {
            rows.push(row);
        }
        Ok((rows, answer.rows_affected().unwrap_or_default()))
    })
}

struct Found<'a> {
    row: &'a tokio_postgres::Row,
    address: &'a PostgresAddress,
}

impl Found<'_> {
    fn read<'r, T: tokio_postgres::types::FromSql<'r>>(&'r self, at: usize) -> Result<T, Fault> {
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
    fn typed(&self) -> Typed<'_> {
        match self {
            Self::Int(value) => (value, Type::INT8),
            Self::Bool(value) => (value, Type::BOOL),
            Self::Text(value) => (value, Type::TEXT),
            Self::OptText(value) => (value, Type::TEXT),
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

fn arrays<T>(columns: &[Column], work: impl FnOnce(&[Typed<'_>]) -> T) -> T {
    let arrays: Vec<Array<'_>> = columns.iter().map(Column::array).collect();
    let values: Vec<Typed<'_>> = columns
        .iter()
        .zip(&arrays)
        .map(|(column, array)| match array {
            Array::Borrowed(all) => (*all, column.typed().0),
            Array::Bytes(all) => (all as &(dyn ToSql + Sync), column.typed().0),
        })
        .collect();
    work(&values)
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
        let (rows, _) = self.asked("SELECT id FROM gateway", &[])?;
        let id = rows.first().and_then(|row| row.try_get(0).ok());
        id.ok_or_else(|| Fault::Broken(failure::not_ours(&self.address, "its schema tenantry has no gateway")))
    }

    fn ready(&mut self) -> Result<(), Fault> {
        // A short word first: who only looks is not kept waiting for as long as work may take.
        if self.is_open() && self.batch_within(SIGN_OF_LIFE, "").is_ok() {
            return Ok(());
        }
        self.connection = None;
        self.connect().map_err(Fault::Broken)
    }

    fn begin(&mut self, account: i64, scope: Scope) -> Result<(), Fault> {
        self.batch("BEGIN")?;
        lock::take(self, account, scope)
    }

    fn commit(&mut self) -> Result<(), Fault> {
        self.batch("COMMIT")
    }

    fn rollback(&mut self) {
        if self.is_open()
            && let Err(fault) = self.batch("ROLLBACK")
        {
            tracing::debug!(?fault, "a transaction was not rolled back; the server does it itself");
        }
    }

    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault> {
        let (_, touched) = self.asked(sql, &values.iter().map(Value::typed).collect::<Vec<_>>())?;
        Ok(touched)
    }

    fn ask(&mut self, sql: &str, values: &[Value<'_>], take: Take<'_>) -> Result<(), Fault> {
        let (rows, _) = self.asked(sql, &values.iter().map(Value::typed).collect::<Vec<_>>())?;
        self.take(&rows, take)
    }

    fn ask_each(&mut self, sql: &str, keys: &[Column], take: Take<'_>) -> Result<(), Fault> {
        if is_empty(keys) {
            return Ok(());
        }
        let sql = format!("SELECT answer.* FROM {} CROSS JOIN LATERAL ({}) AS answer", table(keys), of_row(sql));
        let (rows, _) = arrays(keys, |values| self.asked(&sql, values))?;
        self.take(&rows, take)
    }

    fn insert_each(&mut self, into: &str, otherwise: &str, rows: &[Column]) -> Result<(), Fault> {
        if is_empty(rows) {
            return Ok(());
        }
        let sql = format!("INSERT INTO {into} SELECT * FROM {} {otherwise}", table(rows));
        arrays(rows, |values| self.asked(&sql, values)).map(drop)
    }

    fn delete_each(&mut self, from: &str, condition: &str, keys: &[Column]) -> Result<(), Fault> {
        if is_empty(keys) {
            return Ok(());
        }
        let sql = format!("DELETE FROM {from} USING {} WHERE {}", table(keys), of_row(condition));
        arrays(keys, |values| self.asked(&sql, values)).map(drop)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::tests::cluster::Cluster;

    #[test]
    fn b8_work_that_a_server_does_not_answer_for_ends_in_words_and_on_a_new_connection() {
        let cluster = Cluster::shared();
        let address: PostgresAddress = cluster.address(&cluster.database()).parse().unwrap();
        let credentials = Credentials { user: String::new(), password: "".into() };
        let mut server = Server::new(&address, &credentials, "Client 1").unwrap();
        match server.batch_within(Duration::from_millis(50), "SELECT pg_sleep(60)").unwrap_err() {
            Fault::Broken(GatewayError::Unreachable { cause, .. }) => {
                assert!(cause.contains("did not answer"), "{cause}");
            }
            other => panic!("{other:?}"),
        }
        assert!(!server.is_open());
        server.ready().unwrap();
        server.batch("SELECT 1").unwrap();
    }
}
