//! Windows and totals over the grid.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Kind, Services};
use rusqlite::{Connection, Row, params, params_from_iter, types::Value};

use super::{
    MailboxQuery, MailboxRow, MailboxSort, MailboxState, MailboxWindow, ServiceTotals, filter, refresh::refresh,
};
use crate::{
    ClientId, Store, StoreError,
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
            let by_kind = by_kind(db, client, query)?;
            let kinds = &query.filter.kinds;
            let total = by_kind.iter().filter(|(kind, _)| kinds.is_empty() || kinds.contains(kind));
            Ok(MailboxWindow { total: total.map(|(_, count)| count).sum(), rows: rows(db, client, query)?, by_kind })
        })
    }

    /// Numbers over all recipients of selected domains and those that we look after.
    pub fn totals(&self, client: ClientId, now: Timestamp) -> Result<ServiceTotals, StoreError> {
        refresh(self, client, now)?;
        self.read("counting the recipients", |db| Ok(totals(db, client)?))
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

/// The statement of a window; every order is one of an index, and ends in the row id.
pub(super) fn statement(client: ClientId, query: &MailboxQuery) -> (String, Vec<Value>) {
    let direction = if query.descending { "DESC" } else { "ASC" };
    let columns: &[&str] = match query.sort {
        MailboxSort::Name => &["g.name_key", "g.object"],
        MailboxSort::Address => &["g.address_key", "g.object"],
        MailboxSort::Kind => &["g.kind", "g.name_key", "g.object"],
        MailboxSort::Aliases => &["g.aliases", "g.name_key", "g.object"],
        MailboxSort::State => &["g.state", "g.name_key", "g.object"],
    };
    let order: Vec<String> = columns.iter().map(|column| format!("{column} {direction}")).collect();
    let condition = filter::whole(client, &query.filter);
    let mut values = condition.values;
    values.extend([Value::Integer(query.limit.into()), Value::Integer(query.offset.into())]);
    // The rows are found before the wide columns are fetched, so that skipped ones cost an index entry only.
    let sql = format!(
        "SELECT {COLUMNS} FROM (SELECT g.object FROM grid g WHERE {} ORDER BY {} LIMIT ? OFFSET ?) w
         CROSS JOIN grid g ON g.object = w.object CROSS JOIN object o ON o.id = w.object",
        condition.sql,
        order.join(", "),
    );
    (sql, values)
}

fn rows(db: &Connection, client: ClientId, query: &MailboxQuery) -> rusqlite::Result<Vec<MailboxRow>> {
    let (sql, values) = statement(client, query);
    db.prepare_cached(&sql)?.query_map(params_from_iter(values), row)?.collect()
}

fn by_kind(db: &Connection, client: ClientId, query: &MailboxQuery) -> rusqlite::Result<BTreeMap<Kind, u32>> {
    let condition = filter::without_kinds(client, &query.filter);
    let sql = format!("SELECT g.kind, count(*) FROM grid g WHERE {} GROUP BY g.kind", condition.sql);
    let mut counts = db.prepare_cached(&sql)?;
    counts.query_map(params_from_iter(condition.values), |row| Ok((parsed(row, 0)?, row.get(1)?)))?.collect()
}

fn totals(db: &Connection, client: ClientId) -> rusqlite::Result<ServiceTotals> {
    let sql = "SELECT services, now, selected, state = ?2, count(*) FROM grid WHERE client = ?1 GROUP BY 1, 2, 3, 4";
    let mut totals = ServiceTotals::default();
    let mut query = db.prepare_cached(sql)?;
    let mut rows = query.query(params![client, MailboxState::New.code()])?;
    while let Some(row) = rows.next()? {
        let (planned, count) = (services(row.get(0)?), row.get::<_, u32>(4)?);
        let now = row.get::<_, Option<i64>>(1)?.map_or(Services::NONE, services);
        totals.recipients += count;
        totals.selected += if row.get(2)? { count } else { 0 };
        totals.new += if row.get(3)? { count } else { 0 };
        add(&mut totals.incoming, &mut totals.incoming_delta, count, planned.incoming, now.incoming);
        add(&mut totals.outgoing, &mut totals.outgoing_delta, count, planned.outgoing, now.outgoing);
        add(&mut totals.archiving, &mut totals.archiving_delta, count, planned.archiving, now.archiving);
    }
    let sql = "SELECT count(*) FROM object WHERE client = ?1 AND not_taken IS NOT NULL";
    totals.not_taken = db.prepare_cached(sql)?.query_row([client], |row| row.get(0))?;
    Ok(totals)
}

fn add(total: &mut u32, delta: &mut i32, count: u32, planned: bool, now: bool) {
    let signed = i32::try_from(count).unwrap_or(i32::MAX);
    *total += if planned { count } else { 0 };
    *delta += match (planned, now) {
        (true, false) => signed,
        (false, true) => -signed,
        _ => 0,
    };
}
