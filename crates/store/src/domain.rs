//! Domains of a tenant: what it says, what a person chose, what we applied, what the gateway has.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    Accepted, DomainFacts, DomainName, DomainShape, ExchangeReading, Kind, ObservedDomain, Owner, Route,
    plan::{DomainCase, Exempt},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    ClientId, Store, StoreError, alias,
    choice::undo,
    client::options,
    codec::{json, maybe_json, maybe_timestamp, parsed, to_json},
    database::Fault,
    exception, scope,
};

/// What a person chose for a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainChoice {
    /// Selected.
    pub selected: bool,
    /// Archiving.
    pub archiving: bool,
    /// Region, where the gateway has regions.
    pub region: Option<String>,
    /// When it was last selected.
    pub selected_at: Option<Timestamp>,
}

/// A change to one domain's choice; `None` leaves as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainChange {
    /// The domain.
    pub name: DomainName,
    /// Select or deselect.
    pub selected: Option<bool>,
    /// Archiving on or off.
    pub archiving: Option<bool>,
    /// Region; the empty text takes it away.
    pub region: Option<String>,
}

/// Everything that a list of domains shows about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainRecord {
    /// What the tenant says.
    pub facts: DomainFacts,
    /// The choice; `None`: never chosen.
    pub choice: Option<DomainChoice>,
    /// Recipients with an address in it, by kind.
    pub by_kind: BTreeMap<Kind, u32>,
    /// What the gateway has; `None` when it lacks it or was not read.
    pub observed: Option<ObservedDomain>,
    /// We applied something to it.
    pub remembered: bool,
    /// The gateway takes its mail by its newest word: what it last showed, or what it took since.
    pub there: bool,
    /// Another client that synchronises it (R11).
    pub other_client: Option<(ClientId, String)>,
    /// It is to be an alias of this domain (R14).
    pub alias_of: Option<DomainName>,
}

impl DomainChange {
    /// Selects or deselects a domain and leaves the rest as it is.
    #[must_use]
    pub fn select(name: DomainName, selected: bool) -> Self {
        Self { name, selected: Some(selected), archiving: None, region: None }
    }
}

impl Store {
    /// The domains of the newest snapshot, by name.
    pub fn domains(&self, client: ClientId) -> Result<Vec<DomainFacts>, StoreError> {
        Ok(self.domain_records(client)?.into_iter().map(|record| record.facts).collect())
    }

    /// The same with choice, counts, gateway and conflicts.
    pub fn domain_records(&self, client: ClientId) -> Result<Vec<DomainRecord>, StoreError> {
        self.read("reading the domains", |db| {
            let counts = kinds(db, client)?;
            let mut query = db.prepare(&format!(
                "SELECT {COLUMNS}, o.id, o.name, coalesce(d.remembered_at > coalesce(own.observed_at, 0), 0) FROM domain d
                 JOIN client own ON own.id = d.client
                 LEFT JOIN domain other ON other.name = d.name AND other.selected = 1 AND other.client <> d.client
                 LEFT JOIN client o ON o.id = other.client
                 WHERE d.client = ?1 AND d.present = 1 ORDER BY d.name"
            ))?;
            let records = query.query_map([client], |row| {
                let stored = Stored::of(row)?;
                let other: Option<ClientId> = row.get(17)?;
                Ok(DomainRecord {
                    by_kind: counts.get(&stored.id).cloned().unwrap_or_default(),
                    choice: stored.chosen.then_some(stored.choice),
                    there: stored.remembered.is_some()
                        && (row.get(19)? || stored.observed.as_ref().is_some_and(|seen| seen.owner == Owner::Us)),
                    observed: stored.observed,
                    remembered: stored.remembered.is_some(),
                    alias_of: stored.alias_of,
                    other_client: other.map(|id| Ok::<_, rusqlite::Error>((id, row.get(18)?))).transpose()?,
                    facts: stored.facts,
                })
            })?;
            Ok(records.collect::<Result<_, _>>()?)
        })
    }

    /// Every choice, also of domains that vanished from the tenant since (B2).
    pub fn domain_choices(&self, client: ClientId) -> Result<BTreeMap<DomainName, DomainChoice>, StoreError> {
        self.read("reading the choice of domains", |db| {
            let mut query =
                db.prepare(&format!("SELECT {COLUMNS} FROM domain d WHERE d.client = ?1 AND d.chosen = 1"))?;
            let choices = query.query_map([client], |row| Stored::of(row).map(|s| (s.facts.name, s.choice)))?;
            Ok(choices.collect::<Result<_, _>>()?)
        })
    }

    /// Changes choices, all or none. A domain selected for the first time takes its archiving from the options.
    ///
    /// # Errors
    /// [`StoreError::UnknownDomain`], [`StoreError::DomainUnselectable`] (R13), [`StoreError::DomainTaken`] (R11).
    pub fn choose_domains(&self, client: ClientId, changes: &[DomainChange], now: Timestamp) -> Result<(), StoreError> {
        self.write("choosing domains", |db| {
            undo::forget(db, client)?;
            let archiving = options(db, client)?.archiving;
            for change in changes {
                choose(db, client, change, archiving, now)?;
            }
            scope::refresh(db, client)?;
            db.execute("UPDATE client SET grid_stale = 1 WHERE id = ?1", [client])?;
            Ok(())
        })
    }

    /// Every selected domain that the tenant has, by name, as it stands at `now`.
    pub fn domain_cases<E: From<StoreError>>(
        &self,
        client: ClientId,
        now: Timestamp,
        mut each: impl FnMut(DomainCase<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (told, aliases, exempt, selected) = self.read("reading the selected domains", |db| {
            let sql = "SELECT exchange_asked FROM snapshot WHERE client = ?1";
            let asked = db.query_row(sql, [client], |row| json(row, 0)).optional()?;
            let told = asked == Some(ExchangeReading::Complete);
            let mut query = db.prepare(&format!(
                "SELECT {COLUMNS} FROM domain d WHERE d.client = ?1 AND d.present = 1 AND d.selected = 1 ORDER BY d.name"
            ))?;
            let selected = query.query_map([client], Stored::of)?.collect::<Result<Vec<_>, _>>()?;
            Ok((told, alias::aliases(db, client)?, exempt(db, client, now)?, selected))
        })?;
        selected.iter().try_for_each(|stored| {
            each(DomainCase {
                facts: &stored.facts,
                archiving: stored.choice.archiving,
                region: stored.choice.region.as_deref(),
                // While its target is not selected it is a domain of its own.
                alias_of: stored.alias_of.as_ref().filter(|_| aliases.contains_key(stored.facts.name.as_str())),
                exception: exempt.get(stored.facts.name.as_str()).copied(),
                remembered: stored.remembered.as_ref(),
                observed: stored.observed.as_ref(),
                exchange_told: told,
            })
        })
    }
}

const COLUMNS: &str = "d.id, d.name, d.verified, d.mail, d.is_default, d.is_initial, d.mx_host, d.mx_preference,
    d.chosen, d.selected, d.archiving, d.region, d.selected_at, d.remembered, d.observed, d.accepted,
    d.alias_of";

struct Stored {
    id: i64,
    facts: DomainFacts,
    chosen: bool,
    choice: DomainChoice,
    remembered: Option<DomainShape>,
    observed: Option<ObservedDomain>,
    alias_of: Option<DomainName>,
}

impl Stored {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (host, preference): (Option<String>, u16) = (row.get(6)?, row.get(7)?);
        let accepted = row.get_ref(15)?.as_str_or_null()?;
        Ok(Self {
            id: row.get(0)?,
            facts: DomainFacts {
                name: parsed(row, 1)?,
                verified: row.get(2)?,
                mail: row.get(3)?,
                default: row.get(4)?,
                initial: row.get(5)?,
                mx: host.map(|host| (host, preference)),
                accepted: Accepted::ALL.into_iter().find(|kind| Some(kind.as_str()) == accepted),
            },
            chosen: row.get(8)?,
            choice: DomainChoice {
                selected: row.get(9)?,
                archiving: row.get(10)?,
                region: row.get(11)?,
                selected_at: maybe_timestamp(row, 12)?,
            },
            remembered: maybe_json(row, 13)?,
            observed: maybe_json(row, 14)?,
            alias_of: row.get_ref(16)?.as_str_or_null()?.map(|_| parsed(row, 16)).transpose()?,
        })
    }
}

/// The exceptions about domains.
fn exempt(db: &Connection, client: ClientId, now: Timestamp) -> rusqlite::Result<BTreeMap<String, Exempt>> {
    let mut query = db.prepare("SELECT domain, until FROM exception WHERE client = ?1 AND domain IS NOT NULL")?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, exception::exempt(row.get(1)?, now.as_microsecond())));
    query.query_map([client], read)?.collect()
}

/// The row ids of all domains by name.
pub(crate) fn ids(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<String, i64>> {
    let mut query = db.prepare("SELECT name, id FROM domain WHERE client = ?1")?;
    query.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// What the tenant says about its domains, by name.
pub(crate) fn facts(db: &Connection, client: ClientId) -> rusqlite::Result<Vec<DomainFacts>> {
    let sql = format!("SELECT {COLUMNS} FROM domain d WHERE d.client = ?1 AND d.present = 1 ORDER BY d.name");
    db.prepare(&sql)?.query_map([client], |row| Stored::of(row).map(|stored| stored.facts))?.collect()
}

/// So many recipients of a kind more, or fewer, have an address in a domain.
pub(crate) fn count(db: &Connection, domain: i64, kind: Kind, difference: i64) -> rusqlite::Result<()> {
    let of = params![domain, kind.as_str(), difference];
    let sql = "UPDATE domain_kind SET recipients = recipients + ?3 WHERE domain = ?1 AND kind = ?2";
    if db.prepare_cached(sql)?.execute(of)? == 0 && difference > 0 {
        let sql = "INSERT INTO domain_kind (domain, kind, recipients) VALUES (?1, ?2, ?3)";
        db.prepare_cached(sql)?.execute(of)?;
    }
    let sql = "DELETE FROM domain_kind WHERE domain = ?1 AND kind = ?2 AND recipients <= 0";
    db.prepare_cached(sql)?.execute(params![domain, kind.as_str()]).map(drop)
}

fn kinds(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<i64, BTreeMap<Kind, u32>>> {
    let mut counts: BTreeMap<i64, BTreeMap<Kind, u32>> = BTreeMap::new();
    let mut query = db.prepare(
        "SELECT k.domain, k.kind, k.recipients FROM domain_kind k JOIN domain d ON d.id = k.domain WHERE d.client = ?1",
    )?;
    let mut rows = query.query([client])?;
    while let Some(row) = rows.next()? {
        counts.entry(row.get(0)?).or_default().insert(parsed(row, 1)?, row.get(2)?);
    }
    Ok(counts)
}

pub(crate) fn choose(
    db: &Connection,
    client: ClientId,
    change: &DomainChange,
    archiving: bool,
    now: Timestamp,
) -> Result<(), Fault> {
    let domain = &change.name;
    let sql = format!("SELECT {COLUMNS} FROM domain d WHERE d.client = ?1 AND d.name = ?2 AND d.present >= ?3");
    // A domain that vanished can only be let go.
    let present = change.selected != Some(false);
    let found = db.query_row(&sql, params![client, domain.as_str(), present], Stored::of).optional()?;
    let stored = found.ok_or_else(|| StoreError::UnknownDomain { domain: domain.clone() })?;
    let selected = change.selected.unwrap_or(stored.choice.selected);
    let newly = selected && !stored.choice.selected;
    if newly {
        may_be_selected(db, client, &stored.facts)?;
    }
    let first = newly && stored.choice.selected_at.is_none();
    let selected_at = if newly { Some(now) } else { stored.choice.selected_at };
    let region = change.region.clone().or(stored.choice.region).filter(|region| !region.is_empty());
    db.execute(
        "UPDATE domain SET chosen = 1, selected = ?2, archiving = ?3, region = ?4, selected_at = ?5 WHERE id = ?1",
        params![
            stored.id,
            selected,
            change.archiving.unwrap_or(if first { archiving } else { stored.choice.archiving }),
            region,
            selected_at.map(Timestamp::as_microsecond),
        ],
    )?;
    Ok(())
}

fn may_be_selected(db: &Connection, client: ClientId, facts: &DomainFacts) -> Result<(), Fault> {
    let domain = facts.name.clone();
    if let Some(reason) = facts.unselectable() {
        return Err(StoreError::DomainUnselectable { domain, reason }.into());
    }
    let sql = "SELECT c.id, c.name FROM domain d JOIN client c ON c.id = d.client
               WHERE d.name = ?1 AND d.selected = 1 AND d.client <> ?2";
    let holder = db.query_row(sql, params![domain.as_str(), client], |row| Ok((row.get(0)?, row.get(1)?)));
    match holder.optional()? {
        Some((by, name)) => Err(StoreError::DomainTaken { domain, by, name }.into()),
        None => Ok(()),
    }
}

/// Domains of the tenant that we set up and that are no longer selected, while the gateway still refuses mail to
/// addresses that are not listed there.
pub(crate) fn left_behind(db: &Connection, client: ClientId) -> rusqlite::Result<Vec<DomainName>> {
    let mut query = db.prepare(&format!(
        "SELECT {COLUMNS} FROM domain d
         WHERE d.client = ?1 AND d.present = 1 AND d.selected = 0 AND d.remembered IS NOT NULL ORDER BY d.name"
    ))?;
    let stored = query.query_map([client], Stored::of)?.collect::<Result<Vec<_>, _>>()?;
    let left = stored.into_iter().filter(|stored| stored.observed.as_ref().is_some_and(refuses_for_us));
    Ok(left.map(|stored| stored.facts.name).collect())
}

/// Selected domains in which the gateway refuses unlisted addresses for us, while Exchange passes on mail to addresses
/// of theirs that it does not know.
pub(crate) fn relays_refused(db: &Connection, client: ClientId) -> rusqlite::Result<Vec<DomainName>> {
    let mut query = db.prepare(&format!(
        "SELECT {COLUMNS} FROM domain d
         WHERE d.client = ?1 AND d.present = 1 AND d.selected = 1 AND d.remembered IS NOT NULL
           AND d.accepted IN ('internal-relay', 'external-relay') ORDER BY d.name"
    ))?;
    let stored = query.query_map([client], Stored::of)?.collect::<Result<Vec<_>, _>>()?;
    let refused = stored.into_iter().filter(|stored| stored.observed.as_ref().is_some_and(refuses_for_us));
    Ok(refused.map(|stored| stored.facts.name).collect())
}

fn refuses_for_us(seen: &ObservedDomain) -> bool {
    seen.owner == Owner::Us && seen.shape.reject_unlisted
}

/// Stores the domains of a reading; those that it lacks stay only while something is known of them, and what Exchange
/// once said of a domain stays while Exchange cannot be asked.
pub(crate) fn replace(db: &Connection, client: ClientId, domains: &[DomainFacts]) -> rusqlite::Result<()> {
    db.execute("UPDATE domain SET present = 0 WHERE client = ?1", [client])?;
    let mut write = db.prepare(
        "INSERT INTO domain (client, name, verified, mail, is_default, is_initial, mx_host, mx_preference, accepted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (client, name) DO UPDATE SET present = 1, verified = excluded.verified, mail = excluded.mail,
           is_default = excluded.is_default, is_initial = excluded.is_initial, mx_host = excluded.mx_host,
           mx_preference = excluded.mx_preference, accepted = coalesce(excluded.accepted, accepted)",
    )?;
    for domain in domains {
        let mx = domain.mx.as_ref();
        write.execute(params![
            client,
            domain.name.as_str(),
            domain.verified,
            domain.mail,
            domain.default,
            domain.initial,
            mx.map(|(host, _)| host),
            mx.map_or(0, |(_, preference)| *preference),
            domain.accepted.map(Accepted::as_str),
        ])?;
    }
    db.execute("DELETE FROM domain WHERE client = ?1 AND present = 0 AND chosen = 0 AND remembered IS NULL", [client])?;
    Ok(())
}

/// Remembers what was applied to a domain, without the routes that people put there (R15).
pub(crate) fn remember(
    db: &Connection,
    client: ClientId,
    name: &DomainName,
    shape: &DomainShape,
    foreign: &[Route],
    now: Timestamp,
) -> rusqlite::Result<()> {
    let mut ours = shape.clone();
    ours.routes.retain(|route| !foreign.contains(route));
    db.execute(
        "UPDATE domain SET remembered = ?3, remembered_at = ?4 WHERE client = ?1 AND name = ?2",
        params![client, name.as_str(), to_json(&ours)?, now.as_microsecond()],
    )?;
    Ok(())
}

/// Forgets what was applied to a domain, after it was taken out again.
pub(crate) fn forget(db: &Connection, client: ClientId, name: &DomainName) -> rusqlite::Result<()> {
    let sql = "UPDATE domain SET remembered = NULL WHERE client = ?1 AND name = ?2";
    db.execute(sql, params![client, name.as_str()]).map(drop)
}
