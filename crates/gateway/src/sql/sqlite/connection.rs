//! The seam over an SQLite connection: cached statements, one run per row.

use rusqlite::{
    ErrorCode, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use super::{File, failure, open};
use crate::sql::seam::{Column, Database, Fault, Row, Scope, Take, Value};

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Int(value) => value.to_sql(),
            Self::Bool(value) => value.to_sql(),
            Self::Text(value) => value.to_sql(),
            Self::OptText(value) => value.to_sql(),
        }
    }
}

impl Column {
    fn at(&self, row: usize) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Int(all) => all[row].to_sql(),
            Self::OptInt(all) => all[row].to_sql(),
            Self::Bool(all) => all[row].to_sql(),
            Self::Text(all) => all[row].to_sql(),
            Self::OptText(all) => all[row].to_sql(),
            Self::Bytes(all) => Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&all[row]))),
        }
    }
}

struct Found<'a, 'r>(&'a rusqlite::Row<'r>);

impl Found<'_, '_> {
    fn read<T: rusqlite::types::FromSql>(&self, at: usize) -> Result<T, Fault> {
        self.0.get(at).map_err(|e| Fault::Refused(e.to_string()))
    }
}

impl Row for Found<'_, '_> {
    fn int(&self, at: usize) -> Result<Option<i64>, Fault> {
        self.read(at)
    }

    fn bool(&self, at: usize) -> Result<bool, Fault> {
        self.read(at)
    }

    fn text(&self, at: usize) -> Result<Option<&str>, Fault> {
        let value = self.0.get_ref(at).map_err(|e| Fault::Refused(e.to_string()))?;
        value.as_str_or_null().map_err(|e| Fault::Refused(e.to_string()))
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, Fault> {
        let value = self.0.get_ref(at).map_err(|e| Fault::Refused(e.to_string()))?;
        value.as_bytes_or_null().map_err(|e| Fault::Refused(e.to_string()))
    }
}

impl File {
    fn fault(&self, error: &rusqlite::Error) -> Fault {
        if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) {
            return Fault::Refused(error.to_string());
        }
        Fault::Broken(failure::of(&self.dir, error))
    }

    /// Runs a statement once for each row.
    fn each(
        &self,
        sql: &str,
        rows: &[Column],
        mut run: impl FnMut(&mut rusqlite::CachedStatement<'_>) -> rusqlite::Result<Result<(), Fault>>,
    ) -> Result<(), Fault> {
        let mut work = || -> rusqlite::Result<Result<(), Fault>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            for row in 0..rows.first().map_or(0, Column::len) {
                for (at, column) in rows.iter().enumerate() {
                    statement.raw_bind_parameter(at + 1, column.at(row)?)?;
                }
                if let Err(fault) = run(&mut statement)? {
                    return Ok(Err(fault));
                }
            }
            Ok(Ok(()))
        };
        work().map_err(|e| self.fault(&e))?
    }
}

impl Database for File {
    fn place(&self) -> String {
        self.dir.display().to_string()
    }

    fn description(&self) -> String {
        format!("local gateway in {}", self.dir.display())
    }

    fn id(&mut self) -> Result<String, Fault> {
        open::id(&self.dir).map_err(|e| self.fault(&e))
    }

    fn ready(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    /// The file has one writer at a time.
    fn begin(&mut self, _: i64, _: Scope) -> Result<(), Fault> {
        self.run("BEGIN IMMEDIATE", &[]).map(drop)
    }

    fn commit(&mut self) -> Result<(), Fault> {
        self.run("COMMIT", &[]).map(drop)
    }

    fn rollback(&mut self) {
        // SQLite has done it itself after some failures.
        if !self.connection.is_autocommit()
            && let Err(fault) = self.run("ROLLBACK", &[])
        {
            tracing::warn!(?fault, "a transaction was not rolled back");
        }
    }

    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault> {
        let run = || self.connection.prepare_cached(sql)?.execute(rusqlite::params_from_iter(values));
        run().map(|count| count as u64).map_err(|e| self.fault(&e))
    }

    fn ask(&mut self, sql: &str, values: &[Value<'_>], take: Take<'_>) -> Result<(), Fault> {
        let mut ask = || -> rusqlite::Result<Result<(), Fault>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                if let Err(fault) = take(&Found(row)) {
                    return Ok(Err(fault));
                }
            }
            Ok(Ok(()))
        };
        ask().map_err(|e| self.fault(&e))?
    }

    fn ask_each(&mut self, sql: &str, keys: &[Column], take: Take<'_>) -> Result<(), Fault> {
        self.each(sql, keys, |statement| {
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                if let Err(fault) = take(&Found(row)) {
                    return Ok(Err(fault));
                }
            }
            Ok(Ok(()))
        })
    }

    fn insert_each(&mut self, into: &str, otherwise: &str, rows: &[Column]) -> Result<(), Fault> {
        let places: Vec<String> = (1..=rows.len()).map(|at| format!("?{at}")).collect();
        let sql = format!("INSERT INTO {into} VALUES ({}) {otherwise}", places.join(", "));
        self.each(&sql, rows, |statement| statement.raw_execute().map(|_| Ok(())))
    }

    fn delete_each(&mut self, from: &str, condition: &str, keys: &[Column]) -> Result<(), Fault> {
        let sql = format!("DELETE FROM {from} WHERE {condition}");
        self.each(&sql, keys, |statement| statement.raw_execute().map(|_| Ok(())))
    }

    fn new_recipients(&mut self, count: usize) -> Result<Vec<i64>, Fault> {
        let last: i64 = self
            .connection
            .prepare_cached("SELECT coalesce(max(id), 0) FROM recipient")
            .and_then(|mut query| query.query_row([], |row| row.get(0)))
            .map_err(|e| self.fault(&e))?;
        Ok((last + 1..).take(count).collect())
    }
}
