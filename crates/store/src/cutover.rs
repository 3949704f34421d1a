//! What DNS and Exchange last told of a client's cut-over, what its gateway is called, and what a person marked (W8).

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    DomainName, Kind, Services,
    cutover::{Code, DnsFacts, ExchangeLook, StepKind, Target, TenantMail},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    ClientId, MailboxState, Store, StoreError,
    client::set,
    codec::{bits, json, maybe_json, maybe_timestamp, name_of, named, parsed, text, timestamp, to_json, unreadable},
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
    /// Of how many objects they said so; 0 where the step has no number.
    pub objects: u32,
    /// Why the step stood open then; `None`: that was not kept.
    pub code: Option<Code>,
}

/// Everything that is remembered of a client's cut-over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CutoverRecord {
    /// What the gateway is called from outside; `None`: nobody said it.
    pub target: Option<Target>,
    /// Who said it, and when.
    pub target_by: Option<(String, Timestamp)>,
    /// How asking Exchange last came out, and when.
    pub exchange: Option<(ExchangeLook, Timestamp)>,
    /// What it told when it last told anything, and when: a later look that fails takes nothing of it away.
    pub exchange_read: Option<(TenantMail, Timestamp)>,
    /// What DNS last told of each domain, and when.
    pub dns: BTreeMap<DomainName, (DnsFacts, Timestamp)>,
    /// Marks of a domain's step, or with `None` the tenant's.
    pub marks: BTreeMap<(Option<DomainName>, StepKind), CutoverMark>,
}

/// A state of a client's grid; each time rows were computed anew it is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridRevision(i64);

/// States of those who get what they lack from a step.
const WAITING: [MailboxState; 3] = [MailboxState::New, MailboxState::Exists, MailboxState::Changed];

fn codes(states: &[MailboxState]) -> String {
    states.iter().map(|state| state.code().to_string()).collect::<Vec<_>>().join(", ")
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
            let sql =
                "SELECT target, target_by, target_at, exchange, exchange_at, exchange_trouble, exchange_trouble_at
                       FROM cutover WHERE client = ?1";
            let record = db.query_row(sql, [client], |row| {
                let by: Option<String> = row.get(1)?;
                let told: Option<(ExchangeLook, Timestamp)> = maybe_json(row, 3)?.zip(maybe_timestamp(row, 4)?);
                let since = maybe_json(row, 5)?.zip(maybe_timestamp(row, 6)?);
                let read = told.clone().and_then(|(look, at)| match look {
                    ExchangeLook::Read(mail) => Some((mail, at)),
                    ExchangeLook::Missing { .. } | ExchangeLook::Failed { .. } => None,
                });
                Ok(CutoverRecord {
                    target: maybe_json(row, 0)?,
                    target_by: by.zip(maybe_timestamp(row, 2)?),
                    exchange: since.or(told),
                    exchange_read: read,
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

    /// Recipients of whom the gateway, by its newest word, does not list every address in each domain: those who are
    /// chosen and will be added or completed, and the others, whose mail it refuses.
    pub fn cutover_unlisted(
        &self,
        client: ClientId,
        now: Timestamp,
    ) -> Result<BTreeMap<DomainName, (u32, u32)>, StoreError> {
        refresh(self, client, now)?;
        self.read("counting recipients that the gateway lacks", |db| {
            let mut query = db.prepare_cached(&format!(
                "WITH lacking AS (
                   SELECT abs(unlisted) AS domain_set, count(*) AS n,
                          sum(selected AND state IN ({waiting})) AS chosen
                   FROM grid WHERE client = ?1 AND unlisted GROUP BY 1)
                 SELECT d.name, sum(l.chosen), sum(l.n - l.chosen) FROM lacking l
                 JOIN domain_set s ON s.id = l.domain_set
                 JOIN domain d ON d.client = ?1 AND instr(s.domains, ',' || d.id || ',') > 0 GROUP BY d.id",
                waiting = codes(&WAITING),
            ))?;
            let rows = query.query_map([client], |row| Ok((parsed(row, 0)?, (row.get(1)?, row.get(2)?))))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Mailboxes of whom the gateway takes no mail to send on, by the domain that they send from: all of a domain that is
    /// not led over it; of the others those whom it does not list, or who are not to have the service, or who have yet to
    /// get it.
    pub fn cutover_refused(&self, client: ClientId, now: Timestamp) -> Result<BTreeMap<String, u32>, StoreError> {
        refresh(self, client, now)?;
        self.read("counting senders whom the gateway refuses", |db| {
            let kinds = Kind::ALL.into_iter().filter(|kind| kind.has_mailbox());
            let kinds: Vec<String> = kinds.map(|kind| format!("'{}'", kind.as_str())).collect();
            let sql = format!(
                "WITH sender AS (
                   SELECT substr(o.addresses, 1, instr(o.addresses || char(10), char(10)) - 1) AS address,
                          g.object IS NULL OR g.unlisted > 0 OR NOT g.services & {outgoing}
                            OR g.state IN ({waiting}, {exempt}) AND NOT coalesce(g.now, 0) & {outgoing} AS lacking
                   FROM object o LEFT JOIN grid g ON g.object = o.id
                   WHERE o.client = ?1 AND o.taken = 1 AND coalesce(g.kind, o.kind) IN ({kinds})),
                 place AS (
                   SELECT lower(substr(address, instr(address, '@') + 1)) AS name, count(*) AS n, sum(lacking) AS lacking
                   FROM sender GROUP BY 1)
                 SELECT p.name, iif(coalesce(d.selected, 0), p.lacking, p.n) AS refused FROM place p
                 LEFT JOIN domain d ON d.client = ?1 AND d.name = p.name AND d.present = 1 WHERE refused > 0",
                outgoing = bits(Services { outgoing: true, ..Services::NONE }),
                waiting = codes(&WAITING),
                exempt = MailboxState::Exception.code(),
                kinds = kinds.join(", "),
            );
            let mut query = db.prepare_cached(&sql)?;
            let rows = query.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What the grid of a client is at: everything that is counted of it holds as long as it stays there.
    pub fn grid_revision(&self, client: ClientId) -> Result<GridRevision, StoreError> {
        self.read("reading the grid's revision", |db| {
            let sql = "SELECT grid_revision FROM client WHERE id = ?1";
            let found = db.query_row(sql, [client], |row| row.get(0).map(GridRevision)).optional()?;
            Ok(found.ok_or(StoreError::NoClient(client))?)
        })
    }

    /// Keeps how many steps wait for a person, as counted of this revision; whether that is another number than before.
    pub fn set_open_steps(&self, client: ClientId, open: u32, of: GridRevision) -> Result<bool, StoreError> {
        let kept = self.read("reading the number of open steps", |db| {
            let sql = "SELECT open_steps, steps_counted FROM client WHERE id = ?1";
            Ok(db
                .query_row(sql, [client], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, Option<i64>>(1)?)))
                .optional()?)
        })?;
        if kept == Some((open, Some(of.0))) {
            return Ok(false);
        }
        self.write("storing the number of open steps", |db| {
            set(db, client, "open_steps = ?2, steps_counted = ?3", params![client, open, of.0])
        })?;
        Ok(kept.is_none_or(|(before, _)| before != open))
    }

    /// Clients that were applied and whose rows changed since their steps were counted.
    pub fn uncounted_steps(&self) -> Result<Vec<ClientId>, StoreError> {
        self.read("looking for steps to count", |db| {
            let mut query = db.prepare_cached(
                "SELECT id FROM client c WHERE first_applied_at IS NOT NULL
                   AND (steps_counted IS NOT grid_revision OR grid_stale
                        OR EXISTS (SELECT 1 FROM grid_stale s WHERE s.client = c.id)) ORDER BY id",
            )?;
            Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }

    /// Services that at least one recipient is to have.
    pub fn services_in_use(&self, client: ClientId, now: Timestamp) -> Result<Services, StoreError> {
        refresh(self, client, now)?;
        self.read("looking for services in use", |db| {
            // Each look ends at the first row, as the sum of all would not.
            let one = |has| format!("EXISTS (SELECT 1 FROM grid WHERE client = ?1 AND services & {})", bits(has));
            let sql = format!(
                "SELECT {}, {}, {}",
                one(Services { incoming: true, ..Services::NONE }),
                one(Services { outgoing: true, ..Services::NONE }),
                one(Services { archiving: true, ..Services::NONE }),
            );
            let read =
                |row: &Row<'_>| Ok(Services { incoming: row.get(0)?, outgoing: row.get(1)?, archiving: row.get(2)? });
            Ok(db.prepare_cached(&sql)?.query_row([client], read)?)
        })
    }

    /// Keeps what a person said the gateway is called from outside. Marks of `others` go: they were said of what it was
    /// called before.
    pub fn set_cutover_target(
        &self,
        client: ClientId,
        target: &Target,
        others: &[StepKind],
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
            for step in others {
                let sql = "DELETE FROM cutover_mark WHERE client = ?1 AND step = ?2";
                db.execute(sql, params![client, name_of(step)?])?;
            }
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
                let sql = match exchange {
                    ExchangeLook::Read(_) => {
                        "INSERT INTO cutover (client, exchange, exchange_at) VALUES (?1, ?2, ?3)
                         ON CONFLICT (client) DO UPDATE SET exchange = excluded.exchange,
                           exchange_at = excluded.exchange_at, exchange_trouble = NULL, exchange_trouble_at = NULL"
                    }
                    ExchangeLook::Missing { .. } | ExchangeLook::Failed { .. } => {
                        "INSERT INTO cutover (client, exchange_trouble, exchange_trouble_at) VALUES (?1, ?2, ?3)
                         ON CONFLICT (client) DO UPDATE SET exchange_trouble = excluded.exchange_trouble,
                           exchange_trouble_at = excluded.exchange_trouble_at"
                    }
                };
                db.execute(sql, params![client, to_json(exchange)?, now.as_microsecond()])?;
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
    if let Some(CutoverMark { who, at, note, objects, code }) = mark {
        let code = code.as_ref().map(name_of).transpose()?;
        db.execute(
            "INSERT INTO cutover_mark (client, domain, step, at, who, note, objects, code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![client, domain, step, at.as_microsecond(), who, note, objects, code],
        )?;
    }
    Ok(())
}

fn told(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<DomainName, (DnsFacts, Timestamp)>> {
    let mut query = db.prepare_cached("SELECT domain, facts, checked_at FROM cutover_dns WHERE client = ?1")?;
    query.query_map([client], |row| Ok((parsed(row, 0)?, (json(row, 1)?, timestamp(row, 2)?))))?.collect()
}

fn marks(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<(Option<DomainName>, StepKind), CutoverMark>> {
    let mut query =
        db.prepare_cached("SELECT domain, step, at, who, note, objects, code FROM cutover_mark WHERE client = ?1")?;
    let marks = query.query_map([client], |row| {
        let domain = match text(row, 0)? {
            "" => None,
            name => Some(name.parse().map_err(|error| unreadable(0, error))?),
        };
        let mark = CutoverMark {
            at: timestamp(row, 2)?,
            who: row.get(3)?,
            note: row.get(4)?,
            objects: row.get(5)?,
            code: row.get::<_, Option<String>>(6)?.map(|_| named(row, 6)).transpose()?,
        };
        Ok(((domain, named(row, 1)?), mark))
    })?;
    marks.collect()
}
