//! What DNS and Exchange last told of a client's cut-over, what its gateway is called, and what a person marked (W8).

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    DomainName,
    cutover::{DnsFacts, ExchangeLook, StepKind, Target},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    ClientId, MailboxState, Store, StoreError,
    codec::{json, maybe_json, maybe_timestamp, name_of, named, parsed, text, timestamp, to_json, unreadable},
    database::Fault,
    grid::refresh::refresh,
};

/// A person's word that a step is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutoverMark {
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// In their words.
    pub note: Option<String>,
}

/// Everything that is remembered of a client's cut-over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CutoverRecord {
    /// What the gateway is called from outside; `None`: nobody said it.
    pub target: Option<Target>,
    /// Who said it, and when.
    pub target_by: Option<(String, Timestamp)>,
    /// What Exchange last told, and when.
    pub exchange: Option<(ExchangeLook, Timestamp)>,
    /// What DNS last told of each domain, and when.
    pub dns: BTreeMap<DomainName, (DnsFacts, Timestamp)>,
    /// Marks of a domain's step, or with `None` the tenant's.
    pub marks: BTreeMap<(Option<DomainName>, StepKind), CutoverMark>,
}

/// What one check found.
#[derive(Debug, Clone)]
pub struct CutoverFound {
    /// Of each domain that was asked for.
    pub dns: Vec<(DomainName, DnsFacts)>,
    /// What Exchange told; `None`: it was not asked this time.
    pub exchange: Option<ExchangeLook>,
}

impl Store {
    /// What is remembered of a client's cut-over.
    pub fn cutover(&self, client: ClientId) -> Result<CutoverRecord, StoreError> {
        self.read("reading the cut-over", |db| {
            let sql = "SELECT target, target_by, target_at, exchange, exchange_at FROM cutover WHERE client = ?1";
            let record = db.query_row(sql, [client], |row| {
                let by: Option<String> = row.get(1)?;
                Ok(CutoverRecord {
                    target: maybe_json(row, 0)?,
                    target_by: by.zip(maybe_timestamp(row, 2)?),
                    exchange: maybe_json(row, 3)?.zip(maybe_timestamp(row, 4)?),
                    ..CutoverRecord::default()
                })
            });
            let mut record = record.optional()?.unwrap_or_default();
            record.dns = told(db, client)?;
            record.marks = marks(db, client)?;
            Ok(record)
        })
    }

    /// What is known of a client's domains today, without the rest: for the list of domains (W3).
    pub fn cutover_dns(&self, client: ClientId) -> Result<BTreeMap<DomainName, (DnsFacts, Timestamp)>, StoreError> {
        self.read("reading the cut-over", |db| Ok(told(db, client)?))
    }

    /// Recipients with an address in each domain whom the gateway does not list, neither by us nor before us: those who
    /// are chosen and will be added, and the others, whose mail it refuses.
    pub fn cutover_unlisted(
        &self,
        client: ClientId,
        now: Timestamp,
    ) -> Result<BTreeMap<DomainName, (u32, u32)>, StoreError> {
        refresh(self, client, now)?;
        self.read("counting recipients that the gateway lacks", |db| {
            let mut query = db.prepare_cached(
                "WITH unlisted AS (
                   SELECT o.domain_set, count(*) AS n, sum(coalesce(g.selected AND g.state = ?2, 0)) AS chosen
                   FROM object o LEFT JOIN grid g ON g.object = o.id LEFT JOIN remembered r ON r.object = o.id
                   LEFT JOIN observed_recipient b ON b.client = o.client AND b.key = o.scope_key
                   WHERE o.client = ?1 AND o.taken = 1 AND o.scope_key IS NOT NULL
                     AND NOT coalesce(r.listed, 0) AND NOT coalesce(b.listed, 0)
                   GROUP BY o.domain_set)
                 SELECT d.name, sum(u.chosen), sum(u.n - u.chosen) FROM unlisted u
                 JOIN domain_set s ON s.id = u.domain_set
                 JOIN domain d ON d.client = ?1 AND instr(s.domains, ',' || d.id || ',') > 0 GROUP BY d.id",
            )?;
            let rows = query.query_map(params![client, MailboxState::New.code()], |row| {
                Ok((parsed(row, 0)?, (row.get(1)?, row.get(2)?)))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Keeps what a person said the gateway is called from outside.
    pub fn set_cutover_target(
        &self,
        client: ClientId,
        target: &Target,
        who: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("storing the cut-over's target", |db| {
            db.execute(
                "INSERT INTO cutover (client, target, target_by, target_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (client) DO UPDATE SET target = excluded.target, target_by = excluded.target_by,
                   target_at = excluded.target_at",
                params![client, to_json(target)?, who, now.as_microsecond()],
            )?;
            Ok(())
        })
    }

    /// Keeps what a check found; what is known of domains that were not asked for stays.
    pub fn set_cutover_found(&self, client: ClientId, found: &CutoverFound, now: Timestamp) -> Result<(), StoreError> {
        self.write("storing the cut-over", |db| {
            for (domain, facts) in &found.dns {
                db.prepare_cached(
                    "INSERT INTO cutover_dns (client, domain, facts, checked_at) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (client, domain) DO UPDATE SET facts = excluded.facts, checked_at = excluded.checked_at",
                )?
                .execute(params![client, domain.as_str(), to_json(facts)?, now.as_microsecond()])?;
            }
            if let Some(exchange) = &found.exchange {
                db.execute(
                    "INSERT INTO cutover (client, exchange, exchange_at) VALUES (?1, ?2, ?3)
                     ON CONFLICT (client) DO UPDATE SET exchange = excluded.exchange, exchange_at = excluded.exchange_at",
                    params![client, to_json(exchange)?, now.as_microsecond()],
                )?;
            }
            Ok(())
        })
    }

    /// Marks a step as done, or takes the mark back.
    pub fn mark_cutover(
        &self,
        client: ClientId,
        domain: Option<&DomainName>,
        step: StepKind,
        mark: Option<&CutoverMark>,
    ) -> Result<(), StoreError> {
        self.write("marking a step of the cut-over", |db| {
            let domain = domain.map_or("", DomainName::as_str);
            set_mark(db, client, domain, step, mark)
        })
    }
}

fn set_mark(
    db: &Connection,
    client: ClientId,
    domain: &str,
    step: StepKind,
    mark: Option<&CutoverMark>,
) -> Result<(), Fault> {
    let step = name_of(&step)?;
    db.execute(
        "DELETE FROM cutover_mark WHERE client = ?1 AND domain = ?2 AND step = ?3",
        params![client, domain, step],
    )?;
    if let Some(CutoverMark { who, at, note }) = mark {
        db.execute(
            "INSERT INTO cutover_mark (client, domain, step, at, who, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![client, domain, step, at.as_microsecond(), who, note],
        )?;
    }
    Ok(())
}

fn told(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<DomainName, (DnsFacts, Timestamp)>> {
    let mut query = db.prepare_cached("SELECT domain, facts, checked_at FROM cutover_dns WHERE client = ?1")?;
    query.query_map([client], |row| Ok((parsed(row, 0)?, (json(row, 1)?, timestamp(row, 2)?))))?.collect()
}

fn marks(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<(Option<DomainName>, StepKind), CutoverMark>> {
    let mut query = db.prepare_cached("SELECT domain, step, at, who, note FROM cutover_mark WHERE client = ?1")?;
    let marks = query.query_map([client], |row| {
        let domain = match text(row, 0)? {
            "" => None,
            name => Some(name.parse().map_err(|error| unreadable(0, error))?),
        };
        let mark = CutoverMark { at: timestamp(row, 2)?, who: row.get(3)?, note: row.get(4)? };
        Ok(((domain, named(row, 1)?), mark))
    })?;
    marks.collect()
}
