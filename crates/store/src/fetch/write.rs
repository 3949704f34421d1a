//! Objects written as they are after a reading, with everything that is kept up with them.

use model::{DirectoryId, Kind, NotTaken};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::{
    facts::Said,
    keep::Keeper,
    object::{Facts, Stored},
    tally::{State, Tally},
    weighing::{Taken, Weighing},
};
use crate::{ClientId, address, codec::parsed, database::Fault, scope::Scope};

/// From so many changes on the whole grid is built anew.
const MANY: usize = 5_000;
/// So many addresses wait in memory to be written in order.
const PAIRS: usize = 500_000;

/// Writes objects; [`finish`](Self::finish) writes what is kept up with them.
pub(super) struct Writer<'a> {
    db: &'a Connection,
    client: ClientId,
    now: i64,
    weighing: Weighing,
    scope: Scope,
    tally: Tally,
    insert: CachedStatement<'a>,
    next_row: i64,
    /// Hashes of addresses with the rows that have them now.
    addresses: Vec<(i64, i64)>,
    /// Rows that changed, as long as they are not too many to be named.
    touched: Vec<i64>,
    /// Keeps what a reading changes as it was.
    past: Option<Keeper<'a>>,
}

/// An object as it is to be stored.
struct After<'a> {
    facts: &'a Facts<'a>,
    taken: Option<&'a Taken<'a>>,
    not_taken: Option<NotTaken>,
    name: &'a str,
    lines: &'a str,
}

impl<'a> Writer<'a> {
    pub fn new(
        db: &'a Connection,
        client: ClientId,
        weighing: Weighing,
        scope: Scope,
        now: i64,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            db,
            client,
            now,
            weighing,
            scope,
            tally: Tally::before(db, client)?,
            insert: db.prepare_cached(INSERT)?,
            next_row: db.query_row("SELECT coalesce(max(id), 0) + 1 FROM object", [], |row| row.get(0))?,
            addresses: Vec::new(),
            touched: Vec::new(),
            past: None,
        })
    }

    /// What changes is kept as it was before this reading, when an earlier one is kept.
    pub fn with_past(mut self) -> rusqlite::Result<Self> {
        self.past = Keeper::of(self.db, self.client, self.now)?;
        Ok(self)
    }

    /// Weighs an object, and writes it.
    pub fn object(&mut self, id: DirectoryId, facts: &Facts<'_>, stored: Option<&Stored<'_>>) -> Result<(), Fault> {
        let decided = stored.map(|stored| decided(self.db, stored.row)).transpose()?.flatten();
        let outcome = self.weighing.weigh(self.db, self.client, facts, decided)?;
        let taken = outcome.as_ref().ok();
        let was = stored.map(Stored::state).transpose()?.flatten();
        let is = taken.map(|taken| State {
            kind: taken.kind,
            kind_source: taken.kind_source,
            name: taken.name,
            lines: &taken.lines,
            exchange_only: taken.exchange_only,
            domain_set: taken.domain_set,
        });
        self.tally.count(id, was.as_ref(), is.as_ref());
        if let Some(past) = self.past.as_mut().filter(|_| was != is) {
            past.keep(id, stored)?;
        }
        let resource = |facts: Option<&Facts<'_>>| facts.and_then(|facts| facts.graph).and_then(|said| said.resource());
        self.tally.shown(resource(stored.map(|stored| &stored.facts)), resource(Some(facts)));

        let shown = facts.graph.is_some() || facts.exchange.is_some();
        if let Some(stored) = stored.filter(|stored| !shown && !needed(self.db, stored.row).unwrap_or(true)) {
            if stored.taken {
                address::forget(self.db, self.client, stored.row, stored.lines)?;
            }
            self.db.prepare_cached("DELETE FROM object WHERE id = ?1")?.execute([stored.row])?;
            return Ok(());
        }
        if stored.is_none() && !shown {
            return Ok(());
        }
        let not_taken = outcome.as_ref().err().filter(|_| shown).copied();
        let after =
            After { facts, taken, not_taken, name: name(facts, taken, stored), lines: lines(facts, taken, stored) };
        let row = self.write(id, stored, &after)?;
        self.addresses(row, stored, &after)?;
        if self.touched.len() <= MANY {
            self.touched.push(row);
        }
        Ok(())
    }

    fn write(&mut self, id: DirectoryId, stored: Option<&Stored<'_>>, after: &After<'_>) -> rusqlite::Result<i64> {
        let first_seen = stored.and_then(|s| s.first_seen_at).or(after.taken.map(|_| self.now));
        let vanished = match (after.taken, stored) {
            (Some(_), _) => None,
            (None, Some(stored)) if stored.taken => Some(self.now),
            (None, earlier) => earlier.and_then(|s| s.vanished_at),
        };
        let kept = stored.map_or(("", ""), |s| (s.kind, s.kind_source));
        let kind = after.taken.map_or(kept, |t| (t.kind.as_str(), t.kind_source.as_str()));
        let row = stored.map_or(self.next_row, |stored| stored.row);
        let graph = after.facts.graph.map(|said| said.text(after.name, after.lines));
        let exchange = after.facts.exchange.map(|said| said.text(after.name, after.lines));
        let [api, report, purpose] = after.facts.kinds.0.map(|kind| kind.map(Kind::as_str));
        let values = params![
            row,
            self.client,
            id.0,
            graph.as_deref(),
            exchange.as_deref(),
            after.facts.heard,
            api,
            report,
            purpose,
            after.taken.is_some(),
            after.not_taken.map(NotTaken::as_str),
            kind.0,
            kind.1,
            after.name,
            after.lines,
            after.taken.is_some_and(|t| t.exchange_only),
            after.taken.map_or(0, |t| t.domain_set),
            after.taken.and_then(|_| self.scope.key(after.lines)),
            first_seen,
            vanished,
        ];
        if stored.is_some() {
            self.db.prepare_cached(UPDATE)?.execute(values)?;
        } else {
            self.insert.execute(values)?;
            self.next_row += 1;
        }
        Ok(row)
    }

    fn addresses(&mut self, row: i64, stored: Option<&Stored<'_>>, after: &After<'_>) -> rusqlite::Result<()> {
        let before = stored.filter(|stored| stored.taken).map(|stored| stored.lines);
        let now = after.taken.map(|_| after.lines);
        if before == now {
            return Ok(());
        }
        if let Some(before) = before {
            address::forget(self.db, self.client, row, before)?;
        }
        if self.addresses.len() > PAIRS {
            address::add(self.db, self.client, &mut self.addresses)?;
            self.addresses.clear();
        }
        self.addresses.extend(now.into_iter().flat_map(str::lines).map(|line| (address::hash(line), row)));
        Ok(())
    }

    /// Writes addresses, and which rows of the grid are stale.
    pub fn finish(mut self, all_stale: bool) -> rusqlite::Result<Tally> {
        address::add(self.db, self.client, &mut self.addresses)?;
        if self.touched.len() > MANY || all_stale {
            self.db.execute("UPDATE client SET grid_stale = 1 WHERE id = ?1", [self.client])?;
        } else {
            let sql = "INSERT OR IGNORE INTO grid_stale (object, client) VALUES (?1, ?2)";
            let mut mark = self.db.prepare_cached(sql)?;
            self.touched.iter().try_for_each(|row| mark.execute(params![row, self.client]).map(drop))?;
        }
        Ok(self.tally)
    }
}

/// Who left is still shown by name and address.
fn lines<'a>(facts: &Facts<'a>, taken: Option<&'a Taken<'_>>, stored: Option<&Stored<'a>>) -> &'a str {
    let primary = |said: Option<Said<'a>>| {
        let addressed = |said: &Said<'_>| said.words.ends_with('1');
        said.filter(addressed).and_then(|said| said.lines.lines().next())
    };
    match (taken, stored) {
        (Some(taken), _) => &taken.lines,
        (None, Some(stored)) if stored.taken || stored.vanished_at.is_some() => stored.lines,
        (None, _) => primary(facts.graph).or_else(|| primary(facts.exchange)).unwrap_or_default(),
    }
}

fn name<'a>(facts: &Facts<'a>, taken: Option<&'a Taken<'_>>, stored: Option<&Stored<'a>>) -> &'a str {
    let said = || facts.graph.or(facts.exchange).map(|said| said.name);
    taken.map(|taken| taken.name).or_else(said).or(stored.map(|stored| stored.name)).unwrap_or_default()
}

fn decided(db: &Connection, row: i64) -> rusqlite::Result<Option<Kind>> {
    let mut query = db.prepare_cached("SELECT kind FROM choice WHERE object = ?1 AND kind IS NOT NULL")?;
    query.query_row([row], |row| parsed(row, 0)).optional()
}

/// Something was applied to it, or a person said that it be left alone: that outlives its absence.
fn needed(db: &Connection, row: i64) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM remembered WHERE object = ?1 UNION ALL SELECT 1 FROM exception WHERE object = ?1";
    db.prepare_cached(sql)?.exists([row])
}

const INSERT: &str = "INSERT INTO object (id, client, directory_id, graph, exchange, heard, kind_api, kind_report,
    kind_purpose, taken, not_taken, kind, kind_source, name, addresses, exchange_only, domain_set, scope_key,
    first_seen_at, vanished_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
const UPDATE: &str = "UPDATE object SET graph = ?4, exchange = ?5, heard = ?6, kind_api = ?7, kind_report = ?8,
    kind_purpose = ?9, taken = ?10, not_taken = ?11, kind = ?12, kind_source = ?13, name = ?14, addresses = ?15,
    exchange_only = ?16, domain_set = ?17, scope_key = ?18, first_seen_at = ?19, vanished_at = ?20
    WHERE id = ?1 AND client = ?2 AND directory_id = ?3";
