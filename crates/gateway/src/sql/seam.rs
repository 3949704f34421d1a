//! What the adapter needs of a database: the same few statements in one SQL, one row at a time or many at once.
//!
//! Parameters are written `?1`, `?2`. Many rows are handed over as columns, so that a server is asked once for all.

use crate::GatewayError;

/// Why something was not done.
#[derive(Debug)]
pub enum Fault {
    /// One change cannot be made; the others go on.
    Answer(GatewayError),
    /// The database does not take these values; nothing of the statement is kept.
    Refused(String),
    /// Another writer was faster or the connection went; the whole transaction may be tried again.
    Again(GatewayError),
    /// The database; nothing of the transaction is kept.
    Broken(GatewayError),
}

/// A value of a statement.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    Int(i64),
    Bool(bool),
    Text(&'a str),
    OptText(Option<&'a str>),
}

/// The values that many rows have in one place.
#[derive(Debug)]
pub enum Column {
    Int(Vec<i64>),
    OptInt(Vec<Option<i64>>),
    Bool(Vec<bool>),
    Text(Vec<String>),
    OptText(Vec<Option<String>>),
    Bytes(Vec<[u8; 16]>),
}

impl Column {
    pub fn len(&self) -> usize {
        match self {
            Self::Int(all) => all.len(),
            Self::OptInt(all) => all.len(),
            Self::Bool(all) => all.len(),
            Self::Text(all) => all.len(),
            Self::OptText(all) => all.len(),
            Self::Bytes(all) => all.len(),
        }
    }
}

/// A row that was asked for; places count from 0.
pub trait Row {
    fn int(&self, at: usize) -> Result<Option<i64>, Fault>;
    fn bool(&self, at: usize) -> Result<bool, Fault>;
    fn text(&self, at: usize) -> Result<Option<&str>, Fault>;
    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, Fault>;
}

/// Takes the rows of an answer.
pub type Take<'a> = &'a mut dyn FnMut(&dyn Row) -> Result<(), Fault>;

/// Who else may write while a transaction runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Other clients may, in their own domains.
    Recipients,
    /// Nobody: whose a domain is may change.
    Domains,
}

/// A connection to a database with the tables of this adapter.
pub trait Database: std::fmt::Debug + Send + 'static {
    /// Where it is, for people.
    fn place(&self) -> String;

    /// For people: what it is and where.
    fn description(&self) -> String;

    /// The id that the database got when it was made, read from where it is now.
    fn id(&mut self) -> Result<String, Fault>;

    /// Called before anything else is done: connects again where the connection was lost.
    fn ready(&mut self) -> Result<(), Fault>;

    /// Begins a transaction in which this account is written to by nobody else.
    fn begin(&mut self, account: i64, scope: Scope) -> Result<(), Fault>;

    /// Ends it; what was done is on the disk.
    fn commit(&mut self) -> Result<(), Fault>;

    /// Ends it without a trace, as far as the connection allows.
    fn rollback(&mut self);

    /// Runs a statement; how many rows it touched.
    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault>;

    /// Asks a question.
    fn ask(&mut self, sql: &str, values: &[Value<'_>], take: Take<'_>) -> Result<(), Fault>;

    /// Asks a question for each row of keys; answers to several keys may come mixed.
    fn ask_each(&mut self, sql: &str, keys: &[Column], take: Take<'_>) -> Result<(), Fault>;

    /// Inserts rows into `into`, a table with its columns; `otherwise` says what happens to those that are there.
    fn insert_each(&mut self, into: &str, otherwise: &str, rows: &[Column]) -> Result<(), Fault>;

    /// Deletes the rows of a table for which the condition holds with any row of keys.
    fn delete_each(&mut self, from: &str, condition: &str, keys: &[Column]) -> Result<(), Fault>;

    /// Numbers for so many new recipients.
    fn new_recipients(&mut self, count: usize) -> Result<Vec<i64>, Fault>;
}

/// The one row of an answer, if there is one.
pub fn one<T>(
    database: &mut dyn Database,
    sql: &str,
    values: &[Value<'_>],
    read: impl Fn(&dyn Row) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    let mut found = None;
    database.ask(sql, values, &mut |row| {
        found = Some(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// An answer that always has a number.
pub fn number(row: &dyn Row, at: usize) -> Result<i64, Fault> {
    row.int(at)?.ok_or_else(|| Fault::Refused(format!("column {at} is empty")))
}

/// A text that a column always has.
pub fn text(row: &dyn Row, at: usize) -> Result<&str, Fault> {
    row.text(at)?.ok_or_else(|| Fault::Refused(format!("column {at} is empty")))
}
