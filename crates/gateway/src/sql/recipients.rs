//! Recipients as the database has them.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Address, DateFormat, DirectoryId, DomainName, Kind, ObservedRecipient, Owner, Profile, RecipientShape, Report,
    Services, TimeFormat,
};
use rusqlite::{Connection, OptionalExtension, Row, Rows, params, types::Type};

use super::domains;

/// An address that a recipient is listed under.
pub(super) const PRIMARY: u8 = 0;
pub(super) const ALIAS: u8 = 1;

/// A primary address with its recipient, as [`Reader::recipient`] reads it.
const COLUMNS: &str =
    "SELECT a.key, coalesce(a.spelling, a.key), r.source_id, r.kind, r.listed, r.incoming, r.outgoing,
      r.archiving, r.profile_id,
      (SELECT group_concat(coalesce(x.spelling, x.key), char(10)) FROM address x
       WHERE x.recipient_id = r.id AND x.role = 1)
    FROM address a CROSS JOIN recipient r ON r.id = a.recipient_id
    WHERE a.domain_id = ?1 AND a.role = 0";

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
    let after = after.map(Address::key).unwrap_or_default();
    let sql = format!("{COLUMNS} AND a.key > ?2 ORDER BY a.key");
    // Each domain has its own in order, and is read no further than the page needs.
    let mut queries = ids.iter().map(|_| connection.prepare_cached(&sql)).collect::<rusqlite::Result<Vec<_>>>()?;
    let mut streams =
        queries.iter_mut().zip(&ids).map(|(q, id)| q.query(params![id, after])).collect::<Result<Vec<_>, _>>()?;
    let mut reader = Reader { connection, profiles: BTreeMap::new() };
    let mut heads = BTreeMap::new();
    for (at, rows) in streams.iter_mut().enumerate() {
        heads.extend(reader.next(rows)?.map(|(key, found)| ((key, at), found)));
    }
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(((_, at), recipient)) = heads.pop_first()
    {
        found.push(recipient);
        heads.extend(reader.next(&mut streams[at])?.map(|(key, next)| ((key, at), next)));
    }
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
    let mut reader = Reader { connection, profiles: BTreeMap::new() };
    connection
        .prepare_cached(&format!("{COLUMNS} AND a.key = ?2"))?
        .query_row(params![held.id, primary.key()], |row| reader.recipient(row))
        .optional()
}

/// Reads rows, and the settings that many of them share once.
struct Reader<'a> {
    connection: &'a Connection,
    profiles: BTreeMap<i64, Profile>,
}

impl Reader<'_> {
    /// The next recipient with its key. What a person wrote by hand may be no address; no recipient of a tenant can
    /// be meant by it.
    fn next(&mut self, rows: &mut Rows<'_>) -> rusqlite::Result<Option<(String, ObservedRecipient)>> {
        while let Some(row) = rows.next()? {
            let key: String = row.get(0)?;
            match self.recipient(row) {
                Err(rusqlite::Error::FromSqlConversionFailure(_, Type::Text, cause)) => {
                    tracing::debug!(key, %cause, "a recipient made by hand cannot be read");
                }
                read => return Ok(Some((key, read?))),
            }
        }
        Ok(None)
    }

    fn recipient(&mut self, row: &Row<'_>) -> rusqlite::Result<ObservedRecipient> {
        let address = |text: &str| text.parse::<Address>().map_err(|e| unreadable(9, e));
        let lines = row.get_ref(9)?.as_str_or_null()?.unwrap_or_default();
        let mut aliases = lines.lines().map(address).collect::<rusqlite::Result<Vec<_>>>()?;
        aliases.sort_unstable();
        let profile: Option<i64> = row.get(8)?;
        let shape = RecipientShape {
            primary: parsed(row, 1, |text| text.parse::<Address>())?,
            aliases,
            kind: parsed(row, 3, |text| text.parse::<Kind>())?,
            listed: row.get(4)?,
            services: Services { incoming: row.get(5)?, outgoing: row.get(6)?, archiving: row.get(7)? },
            profile: profile.map(|id| self.profile(id)).transpose()?,
        };
        Ok(ObservedRecipient { id: row.get::<_, Option<[u8; 16]>>(2)?.map(DirectoryId), shape })
    }

    fn profile(&mut self, id: i64) -> rusqlite::Result<Profile> {
        if let Some(known) = self.profiles.get(&id) {
            return Ok(known.clone());
        }
        let sql = "SELECT time_zone, date_format, time_format, report, language, sso FROM profile WHERE id = ?1";
        let read = self.connection.prepare_cached(sql)?.query_row([id], |row| {
            Ok(Profile {
                time_zone: row.get(0)?,
                date_format: parsed(row, 1, |text| text.parse::<DateFormat>())?,
                time_format: parsed(row, 2, time_format)?,
                report: parsed(row, 3, |text| text.parse::<Report>())?,
                language: row.get(4)?,
                sso: row.get(5)?,
            })
        })?;
        self.profiles.insert(id, read.clone());
        Ok(read)
    }
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
    let text = row.get_ref(column)?.as_str()?;
    parse(text).map_err(|e| unreadable(column, e))
}

fn unreadable(column: usize, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, cause.into())
}
