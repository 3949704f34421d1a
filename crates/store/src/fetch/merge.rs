//! The merge of a staged reading into what is known: only objects that were named, or all of them when silence
//! means something.

use std::collections::{BTreeMap, BTreeSet};

use model::{Address, DirectoryId, ExchangeReading, Kind, KindSource, Recipient};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};

use super::{
    FetchCounts, FetchEnd,
    facts::{ExchangeFacts, GraphFacts, weighed},
    tally::{Fingerprint, NOTHING, Tally, fingerprint},
};
use crate::{
    ClientId,
    codec::{directory_id, json, lines, parsed, to_json},
    database::Fault,
    domain,
    scope::Scope,
};

/// Objects held in memory at a time.
const CHUNK: u32 = 2_000;
/// From so many changes on the whole grid is built anew.
const MANY: usize = 5_000;

/// One object with what is stored and what was staged.
struct Visit {
    id: DirectoryId,
    gone: bool,
    graph: Option<GraphFacts>,
    exchange: Option<ExchangeFacts>,
    stored: Option<Stored>,
}

struct Stored {
    row: i64,
    graph: Option<GraphFacts>,
    exchange: Option<ExchangeFacts>,
    heard: bool,
    kind: Option<(Kind, KindSource)>,
    name: String,
    addresses: String,
    fingerprint: Fingerprint,
    first_seen_at: Option<i64>,
    vanished_at: Option<i64>,
    remembered: bool,
}

/// What holds for the whole merge.
struct Merge<'a> {
    db: &'a Connection,
    client: ClientId,
    end: FetchEnd,
    now: i64,
    /// Row ids of the mail domains by name.
    mail: BTreeMap<String, i64>,
    /// The mail domains are others than before, so every object is weighed again.
    forced: bool,
    scope: Scope,
    tally: Tally,
    touched: Vec<i64>,
}

pub(super) fn merge(db: &Connection, client: ClientId, end: FetchEnd) -> Result<FetchCounts, Fault> {
    crate::client::options(db, client)?;
    let before = mail_domains(db, client)?;
    domain::replace(db, client, &end.domains)?;
    let mail = mail_domains(db, client)?;
    let asked = asked(db, client, &end)?;
    let mut merge = Merge {
        db,
        client,
        now: end.now.as_microsecond(),
        end,
        forced: mail != before,
        mail,
        scope: Scope::of(db, client)?,
        tally: Tally::before(db, client)?,
        touched: Vec::new(),
    };
    merge.objects()?;
    merge.mark_stale()?;
    if merge.forced || merge.tally.moved() {
        count_domains(db, client)?;
    }
    merge.snapshot(&asked)
}

fn mail_domains(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<String, i64>> {
    let sql = "SELECT name, id FROM domain WHERE client = ?1 AND present = 1 AND verified = 1 AND mail = 1";
    db.prepare(sql)?.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// What Exchange last said when it was asked.
fn asked(db: &Connection, client: ClientId, end: &FetchEnd) -> rusqlite::Result<ExchangeReading> {
    if end.exchange != ExchangeReading::Unchanged {
        return Ok(end.exchange.clone());
    }
    let sql = "SELECT exchange_asked FROM snapshot WHERE client = ?1";
    let before = db.query_row(sql, [client], |row| json(row, 0)).optional()?;
    Ok(before.unwrap_or_else(|| ExchangeReading::Unavailable("it was never asked".to_owned())))
}

impl Merge<'_> {
    fn exchange_complete(&self) -> bool {
        self.end.exchange == ExchangeReading::Complete
    }

    fn objects(&mut self) -> Result<(), Fault> {
        let all = self.forced || self.exchange_complete() || !self.end.full.is_empty();
        self.db.execute(
            "INSERT INTO visit (id, seen, heard)
             SELECT id, max(seen), max(heard) FROM (
               SELECT id, seq AS seen, NULL AS heard FROM seen
               UNION ALL SELECT id, NULL, seq FROM heard
               UNION ALL SELECT directory_id, NULL, NULL FROM object WHERE client = ?1 AND ?2)
             GROUP BY id",
            params![self.client, all],
        )?;
        let mut page = self.db.prepare(PAGE)?;
        let mut last = Vec::new();
        loop {
            let visits = page.query_map(params![self.client, last, CHUNK], Visit::of)?;
            let visits = visits.collect::<Result<Vec<_>, _>>()?;
            let Some(newest) = visits.last() else { break };
            last = newest.id.0.to_vec();
            for visit in visits {
                self.object(visit)?;
            }
        }
        self.db.execute(
            "INSERT INTO address (client, key, object, domain)
             SELECT ?1, key, object, domain FROM new_address ORDER BY key, object",
            [self.client],
        )?;
        Ok(())
    }

    fn object(&mut self, visit: Visit) -> Result<(), Fault> {
        let full: BTreeSet<&str> = self.end.full.iter().map(|r| r.as_str()).collect();
        let was = visit.stored.as_ref();
        let kept = |g: &&GraphFacts| !visit.gone && !full.contains(g.resource.as_str());
        let graph = visit.graph.or_else(|| was.and_then(|s| s.graph.as_ref()).filter(kept).cloned());
        // The directory let it go: what Exchange said before, or says with delay, no longer counts.
        let dropped = graph.is_none() && was.is_some_and(|s| s.graph.is_some());
        let earlier = was.filter(|_| !self.exchange_complete()).and_then(|s| s.exchange.clone());
        let exchange = visit.exchange.or(earlier).filter(|x| !dropped || x.own_id);
        // Silence about an earlier life of the object says nothing about this one.
        let same_life = |s: &&Stored| s.graph.is_some() == graph.is_some();
        let heard = self.exchange_complete() || was.filter(same_life).is_some_and(|s| s.heard);
        if was.is_some_and(|s| !self.forced && s.heard == heard && s.graph == graph && s.exchange == exchange) {
            return Ok(());
        }
        let shown = graph.is_some() || exchange.is_some();
        let mut outcome = weighed(visit.id, graph.as_ref(), exchange.as_ref(), heard, |address: &Address| {
            self.mail.contains_key(address.domain())
        })?;
        if let (Ok(recipient), Some((kind, source))) = (&mut outcome, was.and_then(|s| s.kind)) {
            // M5: a weaker source never overwrites a stronger one.
            if source > recipient.kind_source {
                (recipient.kind, recipient.kind_source) = (kind, source);
            }
        }
        let taken = outcome.as_ref().ok();
        let print = taken.map_or(NOTHING, fingerprint);
        let kind_before = was.and_then(|s| s.kind.map(|(kind, _)| (kind, s.fingerprint)));
        self.tally.count(kind_before, taken.map(|r| (r.kind, print)));
        match (&visit.stored, shown) {
            (None, false) => return Ok(()),
            (Some(stored), false) if !stored.remembered => {
                self.db.prepare_cached("DELETE FROM object WHERE id = ?1")?.execute([stored.row])?;
                return Ok(());
            }
            _ => {}
        }
        let after = After {
            graph: graph.as_ref(),
            exchange: exchange.as_ref(),
            heard,
            recipient: taken,
            not_taken: outcome.as_ref().err().filter(|_| shown).map(|reason| reason.as_str()),
            print,
        };
        self.write(visit.id, visit.stored.as_ref(), &after)
    }

    fn write(&mut self, id: DirectoryId, was: Option<&Stored>, after: &After<'_>) -> Result<(), Fault> {
        let fallback =
            || after.graph.and_then(|g| g.primary.clone()).or(after.exchange.and_then(|x| x.primary.clone()));
        let addresses = match (after.recipient, was) {
            (Some(recipient), _) => lines(&recipient.primary, &recipient.aliases),
            // Who left is still shown by name and address.
            (None, Some(stored)) if stored.kind.is_some() || stored.vanished_at.is_some() => stored.addresses.clone(),
            (None, _) => fallback().unwrap_or_default(),
        };
        let name = after.recipient.map(|r| r.name.as_str());
        let name = name.or(after.graph.map(|g| g.name.as_str())).or(after.exchange.map(|x| x.name.as_str()));
        let row = match was {
            Some(stored) => stored.row,
            None => {
                let sql = "INSERT INTO object (client, directory_id, fingerprint) VALUES (?1, ?2, ?3) RETURNING id";
                self.db.prepare_cached(sql)?.query_row(params![self.client, id.0, NOTHING], |row| row.get(0))?
            }
        };
        let first_seen = was.and_then(|s| s.first_seen_at).or(after.recipient.map(|_| self.now));
        let ever = was.is_some_and(|s| s.kind.is_some());
        let vanished = match (after.recipient, was.and_then(|s| s.vanished_at)) {
            (Some(_), _) => None,
            (None, None) if ever => Some(self.now),
            (None, earlier) => earlier,
        };
        let scope_key = after.recipient.and_then(|_| self.scope.key(&addresses));
        let mut update = self.db.prepare_cached(UPDATE)?;
        after.bind(&mut update, row)?;
        let at = AFTER_FACTS;
        update.raw_bind_parameter(at, name.or(was.map(|s| s.name.as_str())).unwrap_or_default())?;
        update.raw_bind_parameter(at + 1, addresses.as_str())?;
        update.raw_bind_parameter(at + 2, scope_key)?;
        update.raw_bind_parameter(at + 3, first_seen)?;
        update.raw_bind_parameter(at + 4, vanished)?;
        update.raw_execute()?;
        drop(update);
        self.addresses(row, was.is_some(), after.recipient)?;
        self.touched.push(row);
        Ok(())
    }

    fn addresses(&self, row: i64, known: bool, recipient: Option<&Recipient>) -> rusqlite::Result<()> {
        if known {
            self.db.prepare_cached("DELETE FROM address WHERE object = ?1")?.execute([row])?;
        }
        let Some(recipient) = recipient else { return Ok(()) };
        let mut add = self.db.prepare_cached("INSERT INTO new_address (key, object, domain) VALUES (?1, ?2, ?3)")?;
        for address in std::iter::once(&recipient.primary).chain(&recipient.aliases) {
            add.execute(params![address.key(), row, self.mail.get(address.domain())])?;
        }
        Ok(())
    }

    fn mark_stale(&self) -> rusqlite::Result<()> {
        if self.touched.len() > MANY || self.forced {
            self.db.execute("UPDATE client SET grid_stale = 1 WHERE id = ?1", [self.client])?;
            return Ok(());
        }
        let mut mark = self.db.prepare("INSERT OR IGNORE INTO grid_stale (object, client) VALUES (?1, ?2)")?;
        self.touched.iter().try_for_each(|row| mark.execute(params![row, self.client]).map(drop))
    }

    fn snapshot(&self, asked: &ExchangeReading) -> Result<FetchCounts, Fault> {
        let (db, client, end) = (self.db, self.client, &self.end);
        let sql = "SELECT last_full FROM snapshot WHERE client = ?1";
        let last_full: Option<i64> = db.query_row(sql, [client], |row| row.get(0)).optional()?;
        let last_full = last_full.filter(|_| end.full.len() < model::Resource::ALL.len()).unwrap_or(self.now);
        db.execute("DELETE FROM snapshot WHERE client = ?1", [client])?;
        let snapshot = db.query_row(
            "INSERT INTO snapshot
               (client, read_at, last_full, exchange, exchange_asked, requests, by_kind, content, digest)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
            params![
                client,
                self.now,
                last_full,
                to_json(&end.exchange)?,
                to_json(asked)?,
                end.requests,
                to_json(&self.tally.by_kind)?,
                self.tally.content(),
                self.tally.digest(&end.domains)?,
            ],
            |row| row.get(0),
        )?;
        db.execute("DELETE FROM delta_link WHERE client = ?1", [client])?;
        let mut add = db.prepare("INSERT INTO delta_link (client, resource, link) VALUES (?1, ?2, ?3)")?;
        for (resource, link) in &end.delta_links {
            add.execute(params![client, resource.as_str(), link])?;
        }
        Ok(FetchCounts {
            snapshot,
            recipients: self.tally.by_kind.values().sum(),
            by_kind: self.tally.by_kind.clone(),
            added: self.tally.added,
            changed: self.tally.changed,
            removed: self.tally.removed,
            domains: u32::try_from(end.domains.len()).unwrap_or(u32::MAX),
        })
    }
}

/// An object as it is to be stored.
struct After<'a> {
    graph: Option<&'a GraphFacts>,
    exchange: Option<&'a ExchangeFacts>,
    heard: bool,
    recipient: Option<&'a Recipient>,
    not_taken: Option<&'a str>,
    print: Fingerprint,
}

impl After<'_> {
    /// Binds the parameters of [`UPDATE`] before [`AFTER_FACTS`].
    fn bind(&self, update: &mut CachedStatement<'_>, row: i64) -> rusqlite::Result<()> {
        let (g, x, r) = (self.graph, self.exchange, self.recipient);
        update.raw_bind_parameter(1, row)?;
        update.raw_bind_parameter(2, g.map(|g| g.resource.as_str()))?;
        update.raw_bind_parameter(3, g.map_or("", |g| &g.name))?;
        update.raw_bind_parameter(4, g.and_then(|g| g.primary.as_deref()))?;
        update.raw_bind_parameter(5, g.map_or("", |g| &g.aliases))?;
        update.raw_bind_parameter(6, g.map_or("", |g| &g.kind))?;
        update.raw_bind_parameter(7, g.map_or("", |g| &g.source))?;
        update.raw_bind_parameter(8, g.and_then(|g| g.not_taken.as_deref()))?;
        update.raw_bind_parameter(9, g.is_some_and(|g| g.passes))?;
        update.raw_bind_parameter(10, x.map(|x| x.name.as_str()))?;
        update.raw_bind_parameter(11, x.and_then(|x| x.primary.as_deref()))?;
        update.raw_bind_parameter(12, x.map_or("", |x| &x.aliases))?;
        update.raw_bind_parameter(13, x.map_or("", |x| &x.kind))?;
        update.raw_bind_parameter(14, x.is_some_and(|x| x.own_id))?;
        update.raw_bind_parameter(15, self.heard)?;
        update.raw_bind_parameter(16, r.is_some())?;
        update.raw_bind_parameter(17, self.not_taken)?;
        update.raw_bind_parameter(18, r.map_or("", |r| r.kind.as_str()))?;
        update.raw_bind_parameter(19, r.map_or("", |r| r.kind_source.as_str()))?;
        update.raw_bind_parameter(20, r.is_some_and(|r| r.exchange_only))?;
        update.raw_bind_parameter(21, self.print)
    }
}

const AFTER_FACTS: usize = 22;
const UPDATE: &str = "UPDATE object SET resource = ?2, graph_name = ?3, graph_primary = ?4, graph_aliases = ?5,
    graph_kind = ?6, graph_source = ?7, graph_not_taken = ?8, graph_passes = ?9, exchange_name = ?10,
    exchange_primary = ?11, exchange_aliases = ?12, exchange_kind = ?13, exchange_own_id = ?14, exchange_heard = ?15,
    taken = ?16, not_taken = ?17,
    kind = CASE WHEN ?16 THEN ?18 ELSE kind END, kind_source = CASE WHEN ?16 THEN ?19 ELSE kind_source END, exchange_only = ?20, fingerprint = ?21,
    name = ?22, addresses = ?23, scope_key = ?24, first_seen_at = ?25, vanished_at = ?26
    WHERE id = ?1";

const PAGE: &str = "SELECT v.id,
    s.gone, CASE s.gone WHEN 0 THEN s.resource END, s.name, s.first, s.others, s.kind, s.source, s.not_taken, s.passes,
    h.name, h.first, h.others, h.kind, h.own_id,
    o.id, o.resource, o.graph_name, o.graph_primary, o.graph_aliases, o.graph_kind, o.graph_source, o.graph_not_taken,
    o.graph_passes, o.exchange_name, o.exchange_primary, o.exchange_aliases, o.exchange_kind, o.exchange_own_id,
    o.exchange_heard, o.taken, o.kind, o.kind_source, o.name, o.addresses, o.fingerprint, o.first_seen_at,
    o.vanished_at, EXISTS (SELECT 1 FROM remembered r WHERE r.object = o.id)
    FROM visit v
    LEFT JOIN seen s ON s.seq = v.seen
    LEFT JOIN heard h ON h.seq = v.heard
    LEFT JOIN object o ON o.client = ?1 AND o.directory_id = v.id
    WHERE v.id > ?2 ORDER BY v.id LIMIT ?3";

impl Visit {
    /// Reads a row of [`PAGE`].
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: directory_id(row, 0)?,
            gone: row.get::<_, Option<bool>>(1)?.unwrap_or(false),
            graph: GraphFacts::read(row, 2)?,
            exchange: ExchangeFacts::read(row, 10)?,
            stored: Stored::of(row)?,
        })
    }
}

impl Stored {
    fn of(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let Some(id) = row.get(15)? else { return Ok(None) };
        let taken: bool = row.get(30)?;
        Ok(Some(Self {
            row: id,
            graph: GraphFacts::read(row, 16)?,
            exchange: ExchangeFacts::read(row, 24)?,
            heard: row.get(29)?,
            kind: if taken { Some((parsed(row, 31)?, parsed(row, 32)?)) } else { None },
            name: row.get(33)?,
            addresses: row.get(34)?,
            fingerprint: row.get(35)?,
            first_seen_at: row.get(36)?,
            vanished_at: row.get(37)?,
            remembered: row.get(38)?,
        }))
    }
}

/// Counts the recipients with an address in each domain, by kind.
fn count_domains(db: &Connection, client: ClientId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM domain_kind WHERE domain IN (SELECT id FROM domain WHERE client = ?1)", [client])?;
    db.execute(
        "INSERT INTO domain_kind (domain, kind, recipients)
         SELECT a.domain, o.kind, count(*)
         FROM (SELECT DISTINCT domain, object FROM address WHERE client = ?1) a JOIN object o ON o.id = a.object
         GROUP BY a.domain, o.kind",
        [client],
    )?;
    Ok(())
}
