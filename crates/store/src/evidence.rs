//! What is known of one object of the tenant, whether it is a recipient, was one, or is none: the ground of *why*.

use jiff::Timestamp;
use model::{Address, DirectoryId, Kind, KindSource, NotTaken, ObservedRecipient};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    ClientId, Store, StoreError, address,
    cases::shape,
    codec::{Profiles, addresses, directory_id, maybe_timestamp, parsed, text},
    database::Fault,
    fetch::reason,
};

/// An object of the tenant, with when and by whom something was decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectEvidence {
    /// Directory id.
    pub id: DirectoryId,
    /// Display name.
    pub name: String,
    /// Its addresses, the primary first; of who left, those it had.
    pub addresses: Vec<Address>,
    /// It is a recipient now.
    pub taken: bool,
    /// Why it is none.
    pub not_taken: Option<NotTaken>,
    /// What it is, or was, and who says so; `None`: it never was a recipient.
    pub kind: Option<(Kind, KindSource)>,
    /// Only Exchange lists it.
    pub exchange_only: bool,
    /// Graph shows it, and its licence and addresses let it pass for a mailbox without Exchange; `None`: not in Graph.
    pub passes_by_licence: Option<bool>,
    /// Exchange lists it.
    pub listed_by_exchange: bool,
    /// First seen.
    pub first_seen: Option<Timestamp>,
    /// When it was missed first.
    pub left: Option<Timestamp>,
    /// When and by whom it was confirmed as a leaver.
    pub confirmed: Option<(Timestamp, String)>,
    /// A person chose it or not.
    pub selected: Option<bool>,
    /// When a person last chose something about it.
    pub chosen_at: Option<Timestamp>,
    /// When something was last applied to it.
    pub applied_at: Option<Timestamp>,
}

impl Store {
    /// One object by its directory id.
    pub fn evidence(&self, client: ClientId, id: DirectoryId) -> Result<Option<ObjectEvidence>, StoreError> {
        self.read("reading an object of the tenant", |db| {
            let sql = format!("{SELECT} WHERE o.client = ?1 AND o.directory_id = ?2");
            Ok(db.query_row(&sql, params![client, id.0], evidence).optional()?)
        })
    }

    /// The object that has, or had, an address: a recipient before one that left, that before what is none.
    pub fn holder(&self, client: ClientId, address: &Address) -> Result<Option<DirectoryId>, StoreError> {
        self.read("looking for an address", |db| {
            let of_row = |row: i64| {
                let sql = "SELECT directory_id FROM object WHERE id = ?1";
                db.query_row(sql, [row], |row| directory_id(row, 0))
            };
            if let Some(row) = address::holders(db, client, address)?.first() {
                return Ok(Some(of_row(*row)?));
            }
            // Who left or is no recipient is in no index; it is asked for one address at a time.
            let sql = "SELECT o.directory_id FROM object o LEFT JOIN remembered r ON r.object = o.id
                       WHERE o.client = ?1 AND (instr(char(10) || lower(o.addresses) || char(10), ?2) > 0
                         OR instr(char(10) || lower(r.addresses) || char(10), ?2) > 0)
                       ORDER BY o.taken DESC, r.object IS NULL, o.id LIMIT 1";
            let line = format!("\n{}\n", address.key());
            Ok(db.query_row(sql, params![client, line], |row| directory_id(row, 0)).optional()?)
        })
    }

    /// What the gateway has under an address, as last observed, whoever it belongs to.
    pub fn observed_at(&self, client: ClientId, address: &Address) -> Result<Option<ObservedRecipient>, StoreError> {
        self.read("looking for an address in the observation", |db| observed(db, client, address))
    }

    /// What the gateway has, as last observed, in order of lower-case primary address, after `after`.
    pub fn observed_page(
        &self,
        client: ClientId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ObservedRecipient>, StoreError> {
        self.read("reading the observation", |db| {
            let mut query = db.prepare_cached(
                "SELECT addresses, kind, listed, services, profile, directory_id FROM observed_recipient
                 WHERE client = ?1 AND key > ?2 ORDER BY key LIMIT ?3",
            )?;
            let mut profiles = Profiles::default();
            let page = query.query_map(params![client, after, limit], |row| seen(row, &mut profiles))?;
            Ok(page.filter_map(Result::transpose).collect::<Result<_, _>>()?)
        })
    }
}

fn observed(db: &Connection, client: ClientId, address: &Address) -> Result<Option<ObservedRecipient>, Fault> {
    let mut query = db.prepare(
        "SELECT addresses, kind, listed, services, profile, directory_id FROM observed_recipient
         WHERE client = ?1 AND (key = ?2 OR instr(char(10) || lower(addresses) || char(10), ?3) > 0)
         ORDER BY key <> ?2 LIMIT 1",
    )?;
    let mut profiles = Profiles::default();
    let values = params![client, address.key(), format!("\n{}\n", address.key())];
    Ok(query.query_row(values, |row| seen(row, &mut profiles)).optional()?.flatten())
}

fn seen(row: &Row<'_>, profiles: &mut Profiles) -> rusqlite::Result<Option<ObservedRecipient>> {
    let id: Option<[u8; 16]> = row.get(5)?;
    Ok(shape(row, 0, profiles)?.map(|shape| ObservedRecipient { id: id.map(DirectoryId), shape }))
}

const SELECT: &str = "SELECT o.directory_id, o.name, o.addresses, o.taken, o.not_taken, o.kind, o.kind_source,
    o.exchange_only, o.graph, o.exchange IS NOT NULL, o.first_seen_at, o.vanished_at, l.confirmed_at, l.confirmed_by,
    c.selected, nullif(c.chosen_at, 0), r.written_at
    FROM object o LEFT JOIN leaver l ON l.object = o.id LEFT JOIN choice c ON c.object = o.id
    LEFT JOIN remembered r ON r.object = o.id";

fn evidence(row: &Row<'_>) -> rusqlite::Result<ObjectEvidence> {
    let why: Option<String> = row.get(4)?;
    let graph = row.get_ref(8)?.as_str_or_null()?;
    let confirmed_at = maybe_timestamp(row, 12)?;
    let taken: bool = row.get(3)?;
    Ok(ObjectEvidence {
        id: directory_id(row, 0)?,
        name: row.get(1)?,
        addresses: addresses(row, 2)?,
        taken,
        not_taken: why.as_deref().and_then(reason),
        kind: if text(row, 5)?.is_empty() { None } else { Some((parsed(row, 5)?, parsed(row, 6)?)) },
        exchange_only: row.get(7)?,
        passes_by_licence: graph.map(|said| said.lines().next().and_then(|words| words.split(' ').nth(4)) == Some("1")),
        listed_by_exchange: row.get(9)?,
        first_seen: maybe_timestamp(row, 10)?,
        left: maybe_timestamp(row, 11)?,
        confirmed: confirmed_at.map(|at| Ok::<_, rusqlite::Error>((at, row.get(13)?))).transpose()?,
        selected: row.get(14)?,
        chosen_at: maybe_timestamp(row, 15)?,
        applied_at: maybe_timestamp(row, 16)?,
    })
}
