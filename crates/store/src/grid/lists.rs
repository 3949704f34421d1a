//! Lists of rows as they were asked for: a window is a slice of one, and its rows keep their places while somebody
//! works on them, until a new list is asked for (W4).

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use model::Kind;
use rusqlite::{Connection, params};

use super::{
    MailboxFilter, MailboxQuery, MailboxSort,
    bits::Bits,
    fold::{needles, words},
    index::{Fact, Index},
};
use crate::{ClientId, StoreError, database::Fault};

/// Lists that are held: a few, because a page shows one and asks for another with each key.
const HELD: usize = 12;
/// Rows of clients beside the one in view that are held.
const ROWS_BESIDE: usize = 250_000;

/// Which rows in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    client: ClientId,
    filter: MailboxFilter,
    sort: MailboxSort,
    descending: bool,
}

impl Key {
    pub fn of(client: ClientId, query: &MailboxQuery) -> Self {
        let MailboxQuery { filter, sort, descending, .. } = query.clone();
        Self { client, filter, sort, descending }
    }
}

#[derive(Debug)]
pub(super) struct List {
    pub number: u32,
    pub key: Key,
    revision: i64,
    /// Places in `objects`.
    places: Arc<[u32]>,
    objects: Arc<[i64]>,
    pub by_kind: BTreeMap<Kind, u32>,
}

impl List {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Objects of a slice.
    pub fn slice(&self, from: usize, to: usize) -> impl Iterator<Item = i64> + '_ {
        let to = to.min(self.places.len());
        let places = self.places.get(from.min(to)..to).unwrap_or_default();
        places.iter().filter_map(|place| self.objects.get(*place as usize).copied())
    }

    /// The list's rows in an index; a row that is no longer there is left out.
    fn placed<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = usize> + 'a {
        let same = Arc::ptr_eq(&self.objects, &index.objects);
        self.places.iter().filter_map(move |place| {
            let place = *place as usize;
            if same { Some(place) } else { self.objects.get(place).and_then(|object| index.place(*object)) }
        })
    }

    /// How many of its rows are chosen now.
    pub fn chosen(&self, index: &Index) -> u32 {
        let chosen = self.placed(index).filter(|place| index.facts.get(*place).is_some_and(|fact| fact.selected));
        u32::try_from(chosen.count()).unwrap_or(u32::MAX)
    }

    /// Rows that only one of two lists has.
    pub fn differs(&self, now: &Self, index: &Index) -> u32 {
        let mut both = Bits::new(index.objects.len());
        self.placed(index).for_each(|place| both.set(place));
        let shared = now.placed(index).filter(|place| both.has(*place)).count();
        u32::try_from(self.len() + now.len() - 2 * shared).unwrap_or(u32::MAX)
    }

    /// The first row at or after a place, going round, that begins with a text.
    pub fn find(&self, index: &Index, text: &str, from: usize) -> Option<u32> {
        let (name, address) = (words(text), text.to_lowercase());
        let name = name.trim_end();
        let begins = |place: &usize| match self.key.sort {
            MailboxSort::Address => index.texts.address_begins(*place, &address),
            _ => !name.is_empty() && index.texts.name_begins(*place, name),
        };
        let count = self.places.len();
        let at = (0..count).map(|step| (from + step) % count).find(|at| {
            let object = self.places.get(*at).and_then(|place| self.objects.get(*place as usize));
            object.and_then(|object| index.place(*object)).is_some_and(|place| begins(&place))
        });
        at.and_then(|at| u32::try_from(at).ok())
    }
}

/// What is held of the clients in view; shared by all who read.
#[derive(Debug, Default)]
pub(crate) struct Held {
    indexes: Mutex<VecDeque<Arc<Index>>>,
    lists: Mutex<(u32, VecDeque<Arc<List>>)>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked while holding it had read, and changed nothing.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Held {
    /// The index of a client as the reading transaction sees it.
    pub(super) fn index(&self, db: &Connection, client: ClientId) -> Result<Arc<Index>, Fault> {
        let sql = "SELECT grid_revision FROM client WHERE id = ?1";
        let revision: i64 = db.prepare_cached(sql)?.query_row([client], |row| row.get(0))?;
        let known = lock(&self.indexes).iter().find(|index| index.client == client).cloned();
        let index = match known {
            Some(index) if index.revision == revision => return Ok(index),
            Some(index) if index.revision < revision => index.follow(db, revision)?,
            _ => None,
        };
        let index = Arc::new(index.map_or_else(|| Index::load(db, client, revision), Ok)?);
        let mut indexes = lock(&self.indexes);
        indexes.retain(|other| other.client != client);
        indexes.push_front(Arc::clone(&index));
        let mut beside = 0;
        indexes.retain(|other| {
            beside += if other.client == client { 0 } else { other.objects.len() };
            beside <= ROWS_BESIDE
        });
        Ok(index)
    }

    /// Drops what is held of a client, so that it is read anew.
    pub(super) fn forget(&self, client: ClientId) {
        lock(&self.indexes).retain(|index| index.client != client);
        lock(&self.lists).1.retain(|list| list.key.client != client);
    }

    /// A list by its number.
    ///
    /// # Errors
    /// [`StoreError::ListGone`].
    pub(super) fn list(&self, client: ClientId, number: u32) -> Result<Arc<List>, StoreError> {
        let known = lock(&self.lists).1.iter().find(|list| list.number == number && list.key.client == client).cloned();
        known.ok_or(StoreError::ListGone { list: number })
    }

    /// The list of an earlier window, kept from being dropped; `None` when it is another one's or no longer held.
    pub(super) fn kept(&self, number: u32, key: &Key) -> Option<Arc<List>> {
        let mut lists = lock(&self.lists);
        let at = lists.1.iter().position(|list| list.number == number && list.key == *key)?;
        let list = lists.1.remove(at)?;
        lists.1.push_front(Arc::clone(&list));
        Some(list)
    }

    /// The rows as they are now.
    pub(super) fn fresh(&self, db: &Connection, index: &Index, key: &Key) -> Result<Arc<List>, Fault> {
        let known = lock(&self.lists).1.iter().find(|l| l.revision == index.revision && l.key == *key).cloned();
        if let Some(list) = known {
            return Ok(list);
        }
        let (places, by_kind) = matching(db, index, key)?;
        let mut lists = lock(&self.lists);
        lists.0 += 1;
        let list = Arc::new(List {
            number: lists.0,
            key: key.clone(),
            revision: index.revision,
            places,
            objects: Arc::clone(&index.objects),
            by_kind,
        });
        lists.1.push_front(Arc::clone(&list));
        lists.1.truncate(HELD);
        Ok(list)
    }
}

/// Places of rows, in order; and numbers by kind.
type Matching = (Arc<[u32]>, BTreeMap<Kind, u32>);

/// The rows that match, and their numbers by kind without the filter of kinds.
fn matching(db: &Connection, index: &Index, key: &Key) -> Result<Matching, Fault> {
    let Key { filter, sort, descending, .. } = key;
    let sets = filter.domain.as_ref().map(|name| domain_sets(db, index.client, name)).transpose()?;
    let hits = index.texts.find(&needles(&filter.search));
    let but_kinds = |fact: &Fact| {
        filter.state.is_none_or(|state| fact.state == state)
            && filter.selected.is_none_or(|selected| fact.selected == selected)
            && filter.look.is_none_or(|look| fact.look() == look)
            && sets.as_ref().is_none_or(|sets| sets.contains(&fact.domain_set))
    };
    let mut by_kind = BTreeMap::new();
    let mut shown = Bits::new(index.facts.len());
    for (place, fact) in index.facts.iter().enumerate() {
        if hits.as_ref().is_none_or(|hits| hits.has(place)) && but_kinds(fact) {
            *by_kind.entry(fact.kind).or_default() += 1;
            if filter.kinds.is_empty() || filter.kinds.contains(&fact.kind) {
                shown.set(place);
            }
        }
    }
    let order = index.order(db, *sort)?;
    let shown = order.iter().copied().filter(|place| shown.has(*place as usize));
    let mut places: Vec<u32> = shown.collect();
    if *descending {
        places.reverse();
    }
    Ok((places.into(), by_kind))
}

fn domain_sets(db: &Connection, client: ClientId, name: &str) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT s.id FROM domain_set s JOIN domain d ON d.client = s.client
               AND instr(s.domains, ',' || d.id || ',') > 0 WHERE d.name = ?1 AND d.client = ?2";
    let mut query = db.prepare_cached(sql)?;
    query.query_map(params![name.to_ascii_lowercase(), client], |row| row.get(0))?.collect()
}
