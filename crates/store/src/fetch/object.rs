//! An object as it is stored.

use model::{Kind, KindSource};
use rusqlite::Row;

use super::{facts::Said, said::Kinds, tally::State};
use crate::codec::text;

/// What was said of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts<'a> {
    pub graph: Option<Said<'a>>,
    pub exchange: Option<Said<'a>>,
    /// Exchange's silence means something.
    pub heard: bool,
    pub kinds: Kinds,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored<'a> {
    pub row: i64,
    pub facts: Facts<'a>,
    pub taken: bool,
    pub kind: &'a str,
    pub kind_source: &'a str,
    pub name: &'a str,
    pub lines: &'a str,
    pub exchange_only: bool,
    pub domain_set: i64,
    pub first_seen_at: Option<i64>,
    pub vanished_at: Option<i64>,
}

/// The columns of [`Stored`], after the directory id.
pub(super) const COLUMNS: &str = "directory_id, id, graph, exchange, heard, kind_api, kind_report, kind_purpose, taken,
    kind, kind_source, name, addresses, exchange_only, domain_set, first_seen_at, vanished_at";

impl<'a> Stored<'a> {
    pub fn of(row: &'a Row<'_>) -> rusqlite::Result<Self> {
        let (name, lines) = (text(row, 11)?, text(row, 12)?);
        let said = |column| {
            Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str_or_null()?.map(|text| Said::read(text, name, lines)))
        };
        Ok(Self {
            row: row.get(1)?,
            facts: Facts { graph: said(2)?, exchange: said(3)?, heard: row.get(4)?, kinds: Kinds::read(row, 5)? },
            taken: row.get(8)?,
            kind: text(row, 9)?,
            kind_source: text(row, 10)?,
            name,
            lines,
            exchange_only: row.get(13)?,
            domain_set: row.get(14)?,
            first_seen_at: row.get(15)?,
            vanished_at: row.get(16)?,
        })
    }

    /// What it is; `None` when it is no recipient.
    pub fn state(&self) -> rusqlite::Result<Option<State<'a>>> {
        let unreadable = |_| crate::codec::unreadable(9, self.kind);
        if !self.taken {
            return Ok(None);
        }
        Ok(Some(State {
            kind: self.kind.parse::<Kind>().map_err(unreadable)?,
            kind_source: self.kind_source.parse::<KindSource>().map_err(unreadable)?,
            name: self.name,
            lines: self.lines,
            exchange_only: self.exchange_only,
            domain_set: self.domain_set,
        }))
    }
}
