//! A client's grid in memory while somebody looks at it: what its rows are filtered, sorted, searched and counted by.
//!
//! It is brought up to date by the rows that were written since (`grid.revision`), inside the reading transaction that
//! uses it, so that it never differs from the table. Wide columns stay in the table.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use model::{Kind, KindSource, Services};
use rusqlite::{Connection, Row, params};

use super::{MailboxSort, MailboxState, ServiceTotals, texts::Texts};
use crate::{
    ClientId,
    codec::{parsed, services, unreadable},
};

/// What a row is filtered and counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fact {
    pub kind: Kind,
    pub state: MailboxState,
    pub selected: bool,
    pub guess: bool,
    pub services: Services,
    pub now: Option<Services>,
    pub aliases: u32,
    pub domain_set: i64,
}

impl Fact {
    /// Somebody should have a look: its kind is a guess, its services end, or it left the tenant.
    pub const fn look(&self) -> bool {
        self.guess || matches!(self.state, MailboxState::Ends | MailboxState::Leaver)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Index {
    pub client: ClientId,
    pub revision: i64,
    /// Objects in order of their row ids; a place in this list stands for a row.
    pub objects: Arc<[i64]>,
    pub facts: Vec<Fact>,
    pub texts: Arc<Texts>,
    orders: [OnceLock<Arc<[u32]>>; 5],
    totals: OnceLock<ServiceTotals>,
}

/// A row as it is read from the table.
struct Read {
    object: i64,
    fact: Fact,
    words: String,
    lines: String,
}

const COLUMNS: &str = "object, kind, state, selected, kind_source, services, now, aliases, domain_set, name_words,
    address_lines";

impl Index {
    /// Everything, from the table.
    pub fn load(db: &Connection, client: ClientId, revision: i64) -> rusqlite::Result<Self> {
        let (mut objects, mut facts, mut texts) = (Vec::new(), Vec::new(), Texts::default());
        let sql = format!("SELECT {COLUMNS} FROM grid NOT INDEXED WHERE client = ?1 ORDER BY object");
        let mut query = db.prepare_cached(&sql)?;
        let mut rows = query.query([client])?;
        while let Some(row) = rows.next()? {
            objects.push(row.get(0)?);
            facts.push(fact(row)?);
            texts.push(row.get_ref(9)?.as_str()?, row.get_ref(10)?.as_str()?);
        }
        let (objects, texts) = (objects.into(), Arc::new(texts));
        Ok(Self { client, revision, objects, facts, texts, orders: Default::default(), totals: OnceLock::new() })
    }

    /// With the rows that were written since; `None` when rows came or went, or were named anew: then all is loaded.
    pub fn follow(&self, db: &Connection, revision: i64) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT count(*) FROM grid WHERE client = ?1";
        let count: u32 = db.prepare_cached(sql)?.query_row([self.client], |row| row.get(0))?;
        if count as usize != self.objects.len() {
            return Ok(None);
        }
        let mut next = Self { revision, totals: OnceLock::new(), ..self.clone() };
        let sql = format!("SELECT {COLUMNS} FROM grid WHERE client = ?1 AND revision > ?2");
        let mut query = db.prepare_cached(&sql)?;
        for read in query.query_map(params![self.client, self.revision], read)? {
            let read = read?;
            let Some(place) = self.place(read.object) else { return Ok(None) };
            let (Some(was), Some(at)) = (self.facts.get(place), next.facts.get_mut(place)) else { return Ok(None) };
            if !self.texts.is(place, &read.words, &read.lines) {
                return Ok(None);
            }
            let moved = [
                (MailboxSort::Kind, was.kind != read.fact.kind),
                (MailboxSort::Aliases, was.aliases != read.fact.aliases),
                (MailboxSort::State, was.state != read.fact.state),
            ];
            for (sort, moved) in moved {
                if moved {
                    next.orders[sort as usize] = OnceLock::new();
                }
            }
            *at = read.fact;
        }
        Ok(Some(next))
    }

    /// Where an object stands.
    pub fn place(&self, object: i64) -> Option<usize> {
        self.objects.binary_search(&object).ok()
    }

    /// All rows in an order, upwards; that of the table's own index.
    pub fn order(&self, db: &Connection, sort: MailboxSort) -> rusqlite::Result<Arc<[u32]>> {
        let known = &self.orders[sort as usize];
        if let Some(order) = known.get() {
            return Ok(Arc::clone(order));
        }
        let sql = format!("SELECT object FROM grid WHERE client = ?1 ORDER BY {}, object", sort.keys());
        let mut query = db.prepare_cached(&sql)?;
        let (mut rows, mut order) = (query.query([self.client])?, Vec::with_capacity(self.objects.len()));
        while let Some(row) = rows.next()? {
            order.extend(self.place(row.get(0)?).and_then(|place| u32::try_from(place).ok()));
        }
        let order: Arc<[u32]> = order.into();
        Ok(Arc::clone(known.get_or_init(|| order)))
    }

    /// Numbers over all rows, but for what is no recipient.
    pub fn totals(&self) -> ServiceTotals {
        *self.totals.get_or_init(|| {
            let mut totals = ServiceTotals::default();
            let mut alike: BTreeMap<_, u32> = BTreeMap::new();
            for fact in &self.facts {
                let new = fact.state == MailboxState::New;
                *alike.entry((fact.services, fact.now, fact.selected, new)).or_default() += 1;
            }
            for ((planned, now, selected, new), count) in alike {
                totals.count(count, planned, now.unwrap_or(Services::NONE));
                totals.selected += if selected { count } else { 0 };
                totals.new += if new { count } else { 0 };
            }
            totals
        })
    }
}

fn fact(row: &Row<'_>) -> rusqlite::Result<Fact> {
    let source: KindSource = parsed(row, 4)?;
    Ok(Fact {
        kind: parsed(row, 1)?,
        state: MailboxState::of(row.get(2)?).ok_or_else(|| unreadable(2, "no such state"))?,
        selected: row.get(3)?,
        guess: source == KindSource::Guess,
        services: services(row.get(5)?),
        now: row.get::<_, Option<i64>>(6)?.map(services),
        aliases: row.get(7)?,
        domain_set: row.get(8)?,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Read> {
    Ok(Read { object: row.get(0)?, fact: fact(row)?, words: row.get(9)?, lines: row.get(10)? })
}
