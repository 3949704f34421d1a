//! Exceptions: a person's decision that an object is left alone, whatever the plan would do to it.

use jiff::Timestamp;
use model::{DirectoryId, DomainName, plan::Exempt};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter, types::Value};
use serde::{Deserialize, Serialize};

use crate::{
    ClientId, RunId, Store, StoreError,
    choice::{next_revision, undo},
    codec::{directory_id, maybe_timestamp, name_of, named, parsed, timestamp},
    database::Fault,
};

/// What an exception is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Excepted {
    /// A recipient.
    Recipient(DirectoryId),
    /// A domain; its recipients are not meant.
    Domain(DomainName),
}

/// Where an exception comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExceptionCause {
    /// A person set it.
    Person,
    /// An undo set it, so that the next sync does not do again what was undone.
    Undone,
    /// What somebody changed in the gateway was adopted, and cannot be remembered otherwise.
    Drift,
}

/// Why something is left alone, who says so, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionTerms {
    /// Why, in the person's words.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// From then on what it held back is shown for review; `None`: it stands until it is taken back.
    pub until: Option<Timestamp>,
    /// Where it comes from.
    pub cause: ExceptionCause,
    /// The undoing run that made it.
    pub run: Option<RunId>,
}

/// An exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionRecord {
    /// What it is about.
    pub about: Excepted,
    /// Domain, or primary address.
    pub key: String,
    /// Display name of a recipient.
    pub name: String,
    /// Terms.
    pub terms: ExceptionTerms,
    /// Since when.
    pub since: Timestamp,
    /// Whether it still stands.
    pub exempt: Exempt,
}

/// Asks for exceptions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExceptionQuery {
    /// Words in names, addresses, reasons and owners.
    pub search: String,
    /// First row, from 0.
    pub offset: u32,
    /// At most so many rows.
    pub limit: u32,
}

/// A window of exceptions: those that ended first, then by address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionWindow {
    /// The rows from the offset on.
    pub rows: Vec<ExceptionRecord>,
    /// All that match.
    pub total: u32,
}

impl Store {
    /// A window of exceptions.
    pub fn exceptions(
        &self,
        client: ClientId,
        query: &ExceptionQuery,
        now: Timestamp,
    ) -> Result<ExceptionWindow, StoreError> {
        self.read("reading the exceptions", |db| {
            let mut condition = "e.client = ?".to_owned();
            let mut values = vec![Value::Integer(client.0.into())];
            for word in query.search.split_whitespace() {
                condition.push_str(
                    " AND instr(lower(concat_ws(char(10), e.domain, o.name, o.addresses, e.reason, e.owner)), ?) > 0",
                );
                values.push(Value::Text(word.to_lowercase()));
            }
            let sql =
                format!("SELECT count(*) FROM exception e LEFT JOIN object o ON o.id = e.object WHERE {condition}");
            let total = db.query_row(&sql, params_from_iter(&values), |row| row.get(0))?;
            values.extend([now.as_microsecond(), query.limit.into(), query.offset.into()].map(Value::Integer));
            let order = "coalesce(e.until <= ?, 0) DESC, lower(coalesce(e.domain, o.addresses)), e.id LIMIT ? OFFSET ?";
            let mut rows = db.prepare(&format!("{SELECT} WHERE {condition} ORDER BY {order}"))?;
            let rows = rows.query_map(params_from_iter(&values), |row| record(row, now))?;
            Ok(ExceptionWindow { rows: rows.collect::<Result<_, _>>()?, total })
        })
    }

    /// The exception about an object, whether it stands or ended.
    pub fn exception(
        &self,
        client: ClientId,
        about: &Excepted,
        now: Timestamp,
    ) -> Result<Option<ExceptionRecord>, StoreError> {
        self.read("reading an exception", |db| {
            let found = |sql: &str, key: &dyn ToSql| {
                let sql = format!("{SELECT} WHERE e.client = ?1 AND {sql} = ?2");
                db.query_row(&sql, params![client, key], |row| record(row, now)).optional()
            };
            Ok(match about {
                Excepted::Recipient(id) => found("o.directory_id", &id.0)?,
                Excepted::Domain(name) => found("e.domain", &name.as_str())?,
            })
        })
    }

    /// Sets exceptions, or gives those that are there other terms; all or none. Plans made before are stale.
    ///
    /// # Errors
    /// [`StoreError::NoRecipient`], [`StoreError::UnknownDomain`].
    pub fn exception_set(
        &self,
        client: ClientId,
        about: &[Excepted],
        terms: &ExceptionTerms,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("storing exceptions", |db| {
            undo::forget(db, client)?;
            next_revision(db, client)?;
            about.iter().try_for_each(|about| put(db, client, about, terms, now))
        })
    }

    /// Takes exceptions back; says how many there were. Plans made before are stale.
    pub fn exception_remove(&self, client: ClientId, about: &[Excepted]) -> Result<u32, StoreError> {
        self.write("taking exceptions back", |db| {
            undo::forget(db, client)?;
            next_revision(db, client)?;
            about.iter().try_fold(0, |count, about| Ok(count + u32::from(lift(db, client, about, None)?)))
        })
    }
}

/// Sets one exception; the object is looked at again.
pub(crate) fn put(
    db: &Connection,
    client: ClientId,
    about: &Excepted,
    terms: &ExceptionTerms,
    now: Timestamp,
) -> Result<(), Fault> {
    let (object, domain) = match about {
        Excepted::Recipient(id) => (Some(row_of(db, client, *id)?.ok_or(StoreError::NoRecipient(*id))?), None),
        Excepted::Domain(name) => {
            let sql = "SELECT 1 FROM domain WHERE client = ?1 AND name = ?2";
            if !db.prepare_cached(sql)?.exists(params![client, name.as_str()])? {
                return Err(StoreError::UnknownDomain { domain: name.clone() }.into());
            }
            (None, Some(name.as_str()))
        }
    };
    let key = if object.is_some() { "object) WHERE object" } else { "client, domain) WHERE domain" };
    let sql = format!(
        "INSERT INTO exception (client, object, domain, reason, owner, since, until, cause, run)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT ({key} IS NOT NULL DO UPDATE SET reason = excluded.reason, owner = excluded.owner,
           since = excluded.since, until = excluded.until, cause = excluded.cause, run = excluded.run"
    );
    db.prepare_cached(&sql)?.execute(params![
        client,
        object,
        domain,
        terms.reason,
        terms.owner,
        now.as_microsecond(),
        terms.until.map(Timestamp::as_microsecond),
        name_of(&terms.cause)?,
        terms.run,
    ])?;
    Ok(object.map_or(Ok(()), |row| stale(db, client, row))?)
}

/// Takes one exception back, if it has this cause; says whether there was one.
pub(crate) fn lift(
    db: &Connection,
    client: ClientId,
    about: &Excepted,
    cause: Option<ExceptionCause>,
) -> Result<bool, Fault> {
    let cause = cause.map(|cause| name_of(&cause)).transpose()?;
    let (condition, key) = match about {
        Excepted::Recipient(id) => match row_of(db, client, *id)? {
            Some(row) => {
                stale(db, client, row)?;
                ("object = ?2", Value::Integer(row))
            }
            None => return Ok(false),
        },
        Excepted::Domain(name) => ("domain = ?2", Value::Text(name.to_string())),
    };
    let sql = format!("DELETE FROM exception WHERE client = ?1 AND {condition} AND cause = coalesce(?3, cause)");
    Ok(db.prepare_cached(&sql)?.execute(params![client, key, cause])? > 0)
}

/// Whether an exception that ends then still stands.
pub(crate) fn exempt(until: Option<i64>, now: i64) -> Exempt {
    if until.is_some_and(|until| until <= now) { Exempt::Expired } else { Exempt::Stands }
}

fn row_of(db: &Connection, client: ClientId, id: DirectoryId) -> rusqlite::Result<Option<i64>> {
    let mut query = db.prepare_cached("SELECT id FROM object WHERE client = ?1 AND directory_id = ?2")?;
    query.query_row(params![client, id.0], |row| row.get(0)).optional()
}

fn stale(db: &Connection, client: ClientId, row: i64) -> rusqlite::Result<()> {
    let mut mark = db.prepare_cached("INSERT OR IGNORE INTO grid_stale (object, client) VALUES (?1, ?2)")?;
    mark.execute(params![row, client]).map(drop)
}

const SELECT: &str =
    "SELECT o.directory_id, e.domain, o.name, o.addresses, e.reason, e.owner, e.since, e.until, e.cause,
    e.run FROM exception e LEFT JOIN object o ON o.id = e.object";

fn record(row: &Row<'_>, now: Timestamp) -> rusqlite::Result<ExceptionRecord> {
    let domain: Option<String> = row.get(1)?;
    let (about, key, name) = if let Some(key) = domain {
        (Excepted::Domain(parsed(row, 1)?), key, String::new())
    } else {
        let lines: String = row.get(3)?;
        let address = lines.lines().next().unwrap_or_default().to_owned();
        (Excepted::Recipient(directory_id(row, 0)?), address, row.get(2)?)
    };
    let until = maybe_timestamp(row, 7)?;
    Ok(ExceptionRecord {
        about,
        key,
        name,
        since: timestamp(row, 6)?,
        exempt: exempt(until.map(Timestamp::as_microsecond), now.as_microsecond()),
        terms: ExceptionTerms {
            reason: row.get(4)?,
            owner: row.get(5)?,
            until,
            cause: named(row, 8)?,
            run: row.get(9)?,
        },
    })
}
