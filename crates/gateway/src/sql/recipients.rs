//! Recipients as the database has them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use model::{Address, DirectoryId, DomainName, ObservedRecipient, Owner, RecipientShape, Services};

use super::{
    domains, profiles,
    profiles::unreadable,
    seam::{Column, Database, Fault, Row, number, text},
};

/// An address that a recipient is listed under.
pub(super) const PRIMARY: u8 = 0;
pub(super) const ALIAS: u8 = 1;

/// A primary address with its recipient, as [`Found`] reads it.
macro_rules! found {
    ($rest:literal) => {
        concat!(
            "SELECT a.domain_id, a.key, coalesce(a.spelling, a.key), r.source_id, r.kind, r.listed, r.incoming, r.outgoing,
               r.archiving, r.profile_id,
               (SELECT string_agg(coalesce(x.spelling, x.key), '\n') FROM address x
                WHERE x.recipient_id = r.id AND x.role = 1)
             FROM address a JOIN recipient r ON r.id = a.recipient_id
             WHERE a.domain_id = ?1 AND a.role = 0 AND ",
            $rest
        )
    };
}

/// A row as it was read; the recipient is `None` when a person wrote what is no address.
struct Found {
    domain: i64,
    key: String,
    recipient: Option<ObservedRecipient>,
    profile: Option<i64>,
}

/// What one domain has after a key, in order, read as far as it was needed.
struct Stream {
    domain: i64,
    after: String,
    rows: VecDeque<Found>,
    ended: bool,
}

/// A page of recipients in order of primary address; see [`crate::Gateway::observe_recipients`].
pub(super) fn page(
    database: &mut dyn Database,
    account: i64,
    domains: &[DomainName],
    after: Option<&Address>,
    limit: usize,
) -> Result<Vec<ObservedRecipient>, Fault> {
    let held = domains::held(database, account, domains.iter().map(DomainName::as_str))?;
    let ours = held.values().filter(|held| !matches!(held.owner, Owner::Another(_)));
    let after = after.map(Address::key).unwrap_or_default();
    let stream = |held: &domains::Held| {
        (held.id, Stream { domain: held.id, after: after.clone(), rows: VecDeque::new(), ended: false })
    };
    let mut streams: BTreeMap<i64, Stream> = ours.map(stream).collect();
    // Each domain has its own in order, and is read no further than the page needs.
    let share = if streams.is_empty() { limit } else { limit.div_ceil(streams.len()).max(16).min(limit) };
    fill(database, &mut streams.values_mut().collect::<Vec<_>>(), share)?;
    let mut heads: BTreeSet<(String, i64)> =
        streams.values().filter_map(|s| Some((s.rows.front()?.key.clone(), s.domain))).collect();
    let mut page = Vec::new();
    while page.len() < limit
        && let Some((_, domain)) = heads.pop_first()
        && let Some(stream) = streams.get_mut(&domain)
    {
        page.extend(stream.rows.pop_front().and_then(|found| found.recipient));
        if stream.rows.is_empty() && !stream.ended && page.len() < limit {
            fill(database, &mut [&mut *stream], limit - page.len())?;
        }
        heads.extend(stream.rows.front().map(|found| (found.key.clone(), domain)));
    }
    Ok(page)
}

/// Reads so many more rows of each stream.
fn fill(database: &mut dyn Database, streams: &mut [&mut Stream], count: usize) -> Result<(), Fault> {
    if streams.is_empty() {
        return Ok(());
    }
    let size = i64::try_from(count).unwrap_or(i64::MAX);
    let keys = [
        Column::Int(streams.iter().map(|stream| stream.domain).collect()),
        Column::Text(streams.iter().map(|stream| stream.after.clone()).collect()),
        Column::Int(streams.iter().map(|_| size).collect()),
    ];
    let mut found = read(database, found!("a.key > ?2 ORDER BY a.key LIMIT ?3"), &keys)?;
    found.sort_by(|a, b| (a.domain, &a.key).cmp(&(b.domain, &b.key)));
    let mut of: BTreeMap<i64, VecDeque<Found>> = BTreeMap::new();
    for row in found {
        of.entry(row.domain).or_default().push_back(row);
    }
    for stream in streams {
        stream.rows = of.remove(&stream.domain).unwrap_or_default();
        stream.ended = stream.rows.len() < count;
        if let Some(last) = stream.rows.back() {
            stream.after.clone_from(&last.key);
        }
    }
    Ok(())
}

/// The recipients whose primary addresses these are, unless another account holds their domains.
pub(super) fn at(
    database: &mut dyn Database,
    account: i64,
    primaries: &[Address],
) -> Result<Vec<ObservedRecipient>, Fault> {
    let held = domains::held(database, account, primaries.iter().map(Address::domain))?;
    let keys: BTreeSet<(i64, String)> = primaries
        .iter()
        .filter_map(|primary| {
            let held = held.get(primary.domain()).filter(|held| !matches!(held.owner, Owner::Another(_)))?;
            Some((held.id, primary.key()))
        })
        .collect();
    let (domains, keys) = keys.into_iter().unzip();
    let found = read(database, found!("a.key = ?2"), &[Column::Int(domains), Column::Text(keys)])?;
    Ok(found.into_iter().filter_map(|found| found.recipient).collect())
}

/// Reads rows, and the settings that many of them share once. What a person wrote by hand may be no address; no
/// recipient of a tenant can be meant by it.
fn read(database: &mut dyn Database, sql: &str, keys: &[Column]) -> Result<Vec<Found>, Fault> {
    let mut all: Vec<Found> = Vec::new();
    database.ask_each(sql, keys, &mut |row| {
        let (domain, key) = (number(row, 0)?, text(row, 1)?.to_owned());
        let recipient = match recipient(row) {
            Ok(recipient) => Some(recipient),
            Err(Fault::Refused(cause)) => {
                tracing::debug!(key, cause, "a recipient made by hand cannot be read");
                None
            }
            Err(other) => return Err(other),
        };
        all.push(Found { domain, key, recipient, profile: row.int(9)? });
        Ok(())
    })?;
    let ids: BTreeSet<i64> = all.iter().filter_map(|found| found.profile).collect();
    if !ids.is_empty() {
        let profiles = profiles::read(database, ids)?;
        for found in &mut all {
            let Some(id) = found.profile else { continue };
            match (profiles.get(&id), &mut found.recipient) {
                (Some(profile), Some(recipient)) => recipient.shape.profile = Some(profile.clone()),
                (None, recipient) => *recipient = None,
                _ => {}
            }
        }
    }
    Ok(all)
}

fn recipient(row: &dyn Row) -> Result<ObservedRecipient, Fault> {
    let address = |text: &str| text.parse::<Address>().map_err(unreadable);
    let mut aliases = row.text(10)?.unwrap_or_default().lines().map(address).collect::<Result<Vec<_>, Fault>>()?;
    aliases.sort_unstable();
    let shape = RecipientShape {
        primary: address(text(row, 2)?)?,
        aliases,
        kind: text(row, 4)?.parse().map_err(unreadable)?,
        listed: row.bool(5)?,
        services: Services { incoming: row.bool(6)?, outgoing: row.bool(7)?, archiving: row.bool(8)? },
        profile: None,
    };
    let id = row.bytes(3)?.and_then(|bytes| bytes.try_into().ok());
    Ok(ObservedRecipient { id: id.map(DirectoryId), shape })
}
