//! Recipients as the database has them.

use std::collections::BTreeSet;

use model::{
    Address, DateFormat, DirectoryId, DomainName, Kind, ObservedRecipient, Owner, Profile, RecipientShape, Report,
    Services, TimeFormat,
};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

use super::domains;

/// An address that a recipient is listed under.
pub(super) const PRIMARY: u8 = 0;
pub(super) const ALIAS: u8 = 1;

/// A page of recipients in order of primary address; see [`crate::Gateway::observe_recipients`].
pub(super) fn page(
    connection: &Connection,
    account: i64,
    domains: &[DomainName],
    after: Option<&Address>,
    limit: usize,
) -> rusqlite::Result<Vec<ObservedRecipient>> {
    let names: BTreeSet<&DomainName> = domains.iter().collect();
    let mut ids = Vec::new();
    for name in names {
        let held = domains::held(connection, account, name.as_str())?;
        ids.extend(held.filter(|held| !matches!(held.owner, Owner::Another(_))).map(|held| held.id));
    }
    let mut after = after.map(Address::key).unwrap_or_default();
    let mut found = Vec::new();
    loop {
        let missing = limit - found.len();
        let keys = keys(connection, &ids, &after, missing)?;
        let last = keys.len() < missing;
        for (key, id) in keys {
            // What a person wrote by hand may be no address; no recipient of a tenant can be meant by it.
            match load(connection, id) {
                Err(rusqlite::Error::FromSqlConversionFailure(_, Type::Text, cause)) => {
                    tracing::debug!(key, %cause, "a recipient made by hand cannot be read");
                }
                other => found.push(other?),
            }
            after = key;
        }
        if last || found.len() >= limit {
            return Ok(found);
        }
    }
}

/// The next primary addresses of several domains, each of which has its own in order.
fn keys(connection: &Connection, domains: &[i64], after: &str, limit: usize) -> rusqlite::Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT key, recipient_id FROM address WHERE domain_id = ?1 AND role = 0 AND key > ?2 ORDER BY key LIMIT ?3",
    )?;
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut found: Vec<(String, i64)> = Vec::new();
    for domain in domains {
        let rows = statement.query_map(params![domain, after, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    found.sort_unstable();
    found.truncate(limit);
    Ok(found)
}

/// The recipient whose primary address this is, unless another account holds its domain.
pub(super) fn at(
    connection: &Connection,
    account: i64,
    primary: &Address,
) -> rusqlite::Result<Option<ObservedRecipient>> {
    let Some(held) = domains::held(connection, account, primary.domain())? else { return Ok(None) };
    if matches!(held.owner, Owner::Another(_)) {
        return Ok(None);
    }
    let id: Option<i64> = connection
        .prepare_cached("SELECT recipient_id FROM address WHERE domain_id = ?1 AND key = ?2 AND role = 0")?
        .query_row(params![held.id, primary.key()], |row| row.get(0))
        .optional()?;
    id.map(|id| load(connection, id)).transpose()
}

pub(super) fn load(connection: &Connection, id: i64) -> rusqlite::Result<ObservedRecipient> {
    let mut primary = None;
    let mut aliases = Vec::new();
    let mut addresses = connection
        .prepare_cached("SELECT role, coalesce(spelling, key) FROM address WHERE recipient_id = ?1 AND role < 2")?;
    let mut rows = addresses.query([id])?;
    while let Some(row) = rows.next()? {
        let address: Address = parsed(row, 1, |text| text.parse())?;
        if row.get::<_, u8>(0)? == PRIMARY { primary = Some(address) } else { aliases.push(address) }
    }
    aliases.sort();
    let primary = primary.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    connection
        .prepare_cached(
            "SELECT r.source_id, r.kind, r.listed, r.incoming, r.outgoing, r.archiving, p.time_zone, p.date_format,
                    p.time_format, p.report, p.language, p.sso
             FROM recipient r LEFT JOIN profile p ON p.id = r.profile_id WHERE r.id = ?1",
        )?
        .query_row([id], |row| {
            let shape = RecipientShape {
                primary,
                aliases,
                kind: parsed(row, 1, |text| text.parse::<Kind>())?,
                listed: row.get(2)?,
                services: Services { incoming: row.get(3)?, outgoing: row.get(4)?, archiving: row.get(5)? },
                profile: profile(row)?,
            };
            Ok(ObservedRecipient { id: row.get::<_, Option<[u8; 16]>>(0)?.map(DirectoryId), shape })
        })
}

fn profile(row: &Row<'_>) -> rusqlite::Result<Option<Profile>> {
    let Some(time_zone) = row.get(6)? else { return Ok(None) };
    Ok(Some(Profile {
        time_zone,
        date_format: parsed(row, 7, |text| text.parse::<DateFormat>())?,
        time_format: parsed(row, 8, time_format)?,
        report: parsed(row, 9, |text| text.parse::<Report>())?,
        language: row.get(10)?,
        sso: row.get(11)?,
    }))
}

fn time_format(text: &str) -> Result<TimeFormat, String> {
    [TimeFormat::Hours12, TimeFormat::Hours24]
        .into_iter()
        .find(|format| format.as_str() == text)
        .ok_or_else(|| format!("\u{201c}{text}\u{201d} is not a time format"))
}

fn parsed<T, E: Into<Box<dyn std::error::Error + Send + Sync>>>(
    row: &Row<'_>,
    column: usize,
    parse: impl Fn(&str) -> Result<T, E>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse(&text).map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, e.into()))
}
