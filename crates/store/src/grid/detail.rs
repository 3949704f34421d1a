//! One recipient in full, the tenant's other objects, and the whole snapshot in pages.

use jiff::Timestamp;
use model::{DirectoryId, Kind, KindSource, Recipient, Services};
use rusqlite::{OptionalExtension, Row, params, params_from_iter, types::Value};

use super::{MailboxDetail, NotTakenRow, NotTakenWindow, RecipientRow, refresh::refresh, window};
use crate::{
    ClientId, Store, StoreError,
    codec::{addresses, directory_id, maybe_timestamp, named, parsed, primary_and_aliases, services, unreadable},
    fetch::reason,
    scope::Scope,
};

impl Store {
    /// One recipient; `None` when it is neither in a selected domain nor remembered.
    pub fn mailbox(
        &self,
        client: ClientId,
        id: DirectoryId,
        now: Timestamp,
    ) -> Result<Option<MailboxDetail>, StoreError> {
        refresh(self, client, now)?;
        self.read("reading a recipient", |db| {
            let scope = Scope::of(db, client)?;
            let sql = format!(
                "SELECT {}, o.addresses, o.exchange_only, o.first_seen_at, o.vanished_at, g.reason,
                   c.object IS NOT NULL, o.graph, o.exchange, o.kind_api, o.kind_report, o.kind_purpose, c.kind
                 FROM object o JOIN grid g ON g.object = o.id LEFT JOIN choice c ON c.object = o.id WHERE o.client = ?1 AND o.directory_id = ?2",
                window::COLUMNS
            );
            let detail = |row: &Row<'_>| {
                let inside = |address: model::Address| {
                    let counts = scope.has(address.as_str());
                    (address, counts)
                };
                Ok(MailboxDetail {
                    row: window::row(row)?,
                    addresses: addresses(row, 10)?.into_iter().map(inside).collect(),
                    exchange_only: row.get(11)?,
                    first_seen: maybe_timestamp(row, 12)?.ok_or_else(|| unreadable(12, "never seen"))?,
                    left: maybe_timestamp(row, 13)?,
                    reason: if row.get_ref(14)?.as_str_or_null()?.is_some() { Some(named(row, 14)?) } else { None },
                    chosen_by_hand: row.get(15)?,
                    said: said(row)?,
                    decided: kind(row.get_ref(21)?.as_str_or_null()?),
                })
            };
            Ok(db.query_row(&sql, params![client, id.0], detail).optional()?)
        })
    }

    /// Objects of the tenant that are no recipients, by name; `search` is any text in name or address.
    pub fn not_taken(
        &self,
        client: ClientId,
        search: &str,
        offset: u32,
        limit: u32,
    ) -> Result<NotTakenWindow, StoreError> {
        self.read("reading what is no recipient", |db| {
            let mut condition = "client = ? AND not_taken IS NOT NULL".to_owned();
            let mut values = vec![Value::Integer(client.0.into())];
            for word in search.split_whitespace() {
                condition.push_str(" AND instr(lower(name || char(10) || addresses), ?) > 0");
                values.push(Value::Text(word.to_ascii_lowercase()));
            }
            let sql = format!("SELECT count(*) FROM object WHERE {condition}");
            let total = db.query_row(&sql, params_from_iter(&values), |row| row.get(0))?;
            values.extend([Value::Integer(limit.into()), Value::Integer(offset.into())]);
            let sql = format!(
                "SELECT directory_id, name, addresses, not_taken FROM object WHERE {condition}
                 ORDER BY name, id LIMIT ? OFFSET ?"
            );
            let mut query = db.prepare(&sql)?;
            let rows = query.query_map(params_from_iter(&values), |row| {
                let (lines, why): (String, String) = (row.get(2)?, row.get(3)?);
                Ok(NotTakenRow {
                    id: directory_id(row, 0)?,
                    name: row.get(1)?,
                    address: lines.lines().next().map(str::to_owned),
                    reason: reason(&why).ok_or_else(|| unreadable(3, why))?,
                })
            })?;
            Ok(NotTakenWindow { rows: rows.collect::<Result<_, _>>()?, total })
        })
    }

    /// Recipients of the snapshot in order of directory id, after `after`.
    pub fn recipients_page(
        &self,
        client: ClientId,
        after: Option<DirectoryId>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<RecipientRow>, StoreError> {
        refresh(self, client, now)?;
        self.read("reading the recipients", |db| {
            let mut query = db.prepare_cached(
                "SELECT o.directory_id, o.kind, o.kind_source, o.name, o.addresses, o.exchange_only,
                   coalesce(g.selected, 0), coalesce(g.services, 0)
                 FROM object o LEFT JOIN grid g ON g.object = o.id
                 WHERE o.client = ?1 AND o.directory_id > ?2 AND o.taken = 1 ORDER BY o.directory_id LIMIT ?3",
            )?;
            let after = after.map_or_else(Vec::new, |id| id.0.to_vec());
            let rows = query.query_map(params![client, after, limit], |row| {
                let (primary, aliases) = primary_and_aliases(row, 4)?;
                let selected: bool = row.get(6)?;
                let planned = services(row.get(7)?);
                Ok(RecipientRow {
                    recipient: Recipient {
                        id: directory_id(row, 0)?,
                        kind: parsed(row, 1)?,
                        kind_source: parsed(row, 2)?,
                        name: row.get(3)?,
                        primary,
                        aliases,
                        exchange_only: row.get(5)?,
                    },
                    selected,
                    services: if selected { planned } else { Services::NONE },
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// What each source says, the strongest first.
fn said(row: &Row<'_>) -> rusqlite::Result<Vec<(KindSource, Kind)>> {
    let text = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str_or_null()?);
    let (graph, exchange) = (text(16)?.map(first_line), text(17)?.map(first_line));
    let word = |line: Option<&'_ str>, at| line.and_then(|line: &str| line.split(' ').nth(at).map(str::to_owned));
    let directory = word(graph, 2).and_then(|source| source.parse().ok()).unwrap_or(KindSource::Guess);
    let words = [
        (KindSource::Exchange, word(exchange, 0)),
        (KindSource::ExchangeAdminApi, text(18)?.map(str::to_owned)),
        (KindSource::UsageReport, text(19)?.map(str::to_owned)),
        (KindSource::UserPurpose, text(20)?.map(str::to_owned)),
        (directory, word(graph, 1)),
    ];
    let mut said: Vec<_> =
        words.into_iter().filter_map(|(source, name)| Some((source, kind(name.as_deref())?))).collect();
    said.sort_by_key(|(source, _)| std::cmp::Reverse(*source));
    Ok(said)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// A kind; `None` for nothing, and for what Exchange lists without being a recipient's kind.
fn kind(name: Option<&str>) -> Option<Kind> {
    name.and_then(|name| name.parse().ok())
}
