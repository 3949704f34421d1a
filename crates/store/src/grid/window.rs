//! Windows and totals over the grid.

use std::sync::Arc;

use jiff::Timestamp;
use model::Services;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    MailboxQuery, MailboxRow, MailboxState, MailboxWindow, ServiceTotals,
    index::Index,
    lists::{Key, List},
    refresh::refresh,
};
use crate::{
    ClientId, Store, StoreError,
    choice::undo,
    codec::{directory_id, parsed, services, unreadable},
};

impl Store {
    /// A window of rows.
    pub fn mailbox_window(
        &self,
        client: ClientId,
        query: &MailboxQuery,
        now: Timestamp,
    ) -> Result<MailboxWindow, StoreError> {
        refresh(self, client, now)?;
        self.read("reading a window of recipients", |db| {
            let mut index = self.held().index(db, client)?;
            let key = Key::of(client, query);
            let mut fresh = self.held().fresh(db, &index, &key)?;
            let kept = query.list.filter(|list| *list != fresh.number).and_then(|list| self.held().kept(list, &key));
            let (mut list, mut rows) = (kept.unwrap_or_else(|| Arc::clone(&fresh)), Vec::new());
            if !slice(db, &list, query, &mut rows)? {
                // A row of it is gone; objects can go without a word (a client's tenant, cleared).
                self.held().forget(client);
                index = self.held().index(db, client)?;
                fresh = self.held().fresh(db, &index, &key)?;
                list = Arc::clone(&fresh);
                slice(db, &list, query, &mut rows)?;
            }
            Ok(MailboxWindow {
                rows,
                list: list.number,
                total: u32::try_from(list.len()).unwrap_or(u32::MAX),
                chosen: list.chosen(&index),
                differs: if Arc::ptr_eq(&list, &fresh) { 0 } else { list.differs(&fresh, &index) },
                by_kind: list.by_kind.clone(),
                totals: totals(db, &index)?,
                undo: undo::rows(db, client)?,
            })
        })
    }

    /// Row ids of the rows between places of a list.
    pub(crate) fn listed_objects(
        &self,
        client: ClientId,
        list: u32,
        ranges: &[(u32, u32)],
    ) -> Result<Vec<i64>, StoreError> {
        let list = self.held().list(client, list)?;
        let spans = ranges.iter().filter(|(from, to)| from <= to);
        Ok(spans.flat_map(|(from, to)| list.slice(*from as usize, *to as usize + 1)).collect())
    }

    /// Where the first row of a list stands, at or after a place and going round, whose name begins with a text; in
    /// the order of addresses: whose address.
    ///
    /// # Errors
    /// [`StoreError::ListGone`].
    pub fn mailbox_find(&self, client: ClientId, list: u32, text: &str, from: u32) -> Result<Option<u32>, StoreError> {
        self.read("looking for a recipient", |db| {
            let (index, list) = (self.held().index(db, client)?, self.held().list(client, list)?);
            Ok(list.find(&index, text, from as usize))
        })
    }

    /// Numbers over all recipients of selected domains and those that we look after.
    pub fn totals(&self, client: ClientId, now: Timestamp) -> Result<ServiceTotals, StoreError> {
        refresh(self, client, now)?;
        self.read("counting the recipients", |db| Ok(totals_of(db, client)?))
    }

    /// What the brake's share is of (B1): recipients looked after; before the first run, the chosen ones.
    pub fn in_scope(&self, client: ClientId) -> Result<u32, StoreError> {
        self.read("counting the recipients in scope", |db| {
            let sql = "SELECT count(*) FROM remembered WHERE client = ?1 AND standing = 'active'";
            let remembered: u32 = db.query_row(sql, [client], |row| row.get(0))?;
            if remembered > 0 {
                return Ok(remembered);
            }
            let sql = "SELECT count(*) FROM object o LEFT JOIN choice c ON c.object = o.id
                       WHERE o.client = ?1 AND o.scope_key IS NOT NULL AND c.selected IS NOT 0";
            Ok(db.query_row(sql, [client], |row| row.get(0))?)
        })
    }
}

/// Columns of the grid `g` and its object `o`, as [`row`] reads them.
pub(super) const COLUMNS: &str = "o.directory_id, g.name, g.address, g.kind, g.kind_source, g.aliases, g.selected,
    g.services, g.now, g.state";

pub(super) fn row(row: &Row<'_>) -> rusqlite::Result<MailboxRow> {
    let now: Option<i64> = row.get(8)?;
    Ok(MailboxRow {
        id: directory_id(row, 0)?,
        name: row.get(1)?,
        address: row.get(2)?,
        kind: parsed(row, 3)?,
        kind_source: parsed(row, 4)?,
        aliases: row.get(5)?,
        selected: row.get(6)?,
        services: services(row.get(7)?),
        now: now.map(services),
        state: MailboxState::of(row.get(9)?).ok_or_else(|| unreadable(9, "no such state"))?,
    })
}

/// Reads the rows of a window; `false` when one of them is no longer there.
fn slice(db: &Connection, list: &List, query: &MailboxQuery, rows: &mut Vec<MailboxRow>) -> rusqlite::Result<bool> {
    rows.clear();
    let (from, limit) = (query.offset as usize, query.limit as usize);
    let sql = format!("SELECT {COLUMNS} FROM grid g CROSS JOIN object o ON o.id = g.object WHERE g.object = ?1");
    let mut one = db.prepare_cached(&sql)?;
    for object in list.slice(from, from.saturating_add(limit)) {
        match one.query_row([object], row).optional()? {
            Some(row) => rows.push(row),
            None => return Ok(false),
        }
    }
    Ok(true)
}

fn totals(db: &Connection, index: &Index) -> rusqlite::Result<ServiceTotals> {
    Ok(ServiceTotals { not_taken: not_taken(db, index.client)?, ..index.totals() })
}

fn not_taken(db: &Connection, client: ClientId) -> rusqlite::Result<u32> {
    let sql = "SELECT count(*) FROM object WHERE client = ?1 AND not_taken IS NOT NULL";
    db.prepare_cached(sql)?.query_row([client], |row| row.get(0))
}

/// The same from the table alone, for whoever does not look at the grid.
pub(crate) fn totals_of(db: &Connection, client: ClientId) -> rusqlite::Result<ServiceTotals> {
    let sql = "SELECT services, now, selected, state = ?2, count(*) FROM grid WHERE client = ?1 GROUP BY 1, 2, 3, 4";
    let mut totals = ServiceTotals { not_taken: not_taken(db, client)?, ..ServiceTotals::default() };
    let mut query = db.prepare_cached(sql)?;
    let mut rows = query.query(params![client, MailboxState::New.code()])?;
    while let Some(row) = rows.next()? {
        let (planned, count) = (services(row.get(0)?), row.get::<_, u32>(4)?);
        let now = row.get::<_, Option<i64>>(1)?.map_or(Services::NONE, services);
        totals.count(count, planned, now);
        totals.selected += if row.get(2)? { count } else { 0 };
        totals.new += if row.get(3)? { count } else { 0 };
    }
    Ok(totals)
}
