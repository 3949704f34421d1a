//! B2: whom a list of Exchange's leaves out, which has neither an end mark nor a count.

use std::collections::BTreeSet;

use model::{DirectoryId, Resource};
use rusqlite::Connection;

use super::{
    FetchWriter,
    facts::Said,
    stage::{Place, Word, word},
};
use crate::{ClientId, StoreError};

/// What Exchange's list, as it is staged, leaves out although it should be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlisted {
    /// Recipients in the list.
    pub listed: u64,
    /// Recipients that Exchange listed before and that did not leave the directory, as far as it knows them.
    pub known: u64,
    /// Objects that the directory shows to receive mail, and of which Exchange was never asked before.
    pub fresh: u64,
    /// Exchange never told everything before.
    pub first: bool,
}

impl Unlisted {
    /// Recipients that the list should have.
    #[must_use]
    pub const fn due(&self) -> u64 {
        self.listed + self.known + self.fresh
    }
}

impl FetchWriter {
    /// Compares Exchange's list with what it said before and with the directory; `full` are the resources that this
    /// reading read in full. To be called when the list and the directory were staged.
    pub fn unlisted(&mut self, full: &BTreeSet<Resource>) -> Result<Unlisted, StoreError> {
        let client = self.client;
        let listed = Words(self.exchange.last_words());
        let shown = Words(self.graph.last_words());
        self.staging.store().read("comparing Exchange's list", |db| Ok(compare(db, client, (listed, shown), full)?))
    }
}

/// The last words about objects, in order of ids.
#[derive(Clone, Copy)]
struct Words<'a>(&'a [(DirectoryId, Place)]);

impl Words<'_> {
    fn about(self, id: DirectoryId) -> Option<Word> {
        let at = self.0.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.0.get(at).map(|(_, place)| word(*place))
    }
}

fn compare(
    db: &Connection,
    client: ClientId,
    (listed, shown): (Words<'_>, Words<'_>),
    full: &BTreeSet<Resource>,
) -> rusqlite::Result<Unlisted> {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let missing = |id: DirectoryId| listed.about(id).is_none();
    let passing = shown.0.iter().filter(|(id, place)| word(*place) == Word::Passes && missing(*id));
    let mut left = Unlisted { listed: count(listed.0.len()), known: 0, fresh: count(passing.count()), first: true };
    let sql = "SELECT directory_id, graph, exchange IS NOT NULL, heard FROM object WHERE client = ?1";
    let mut query = db.prepare_cached(sql)?;
    let mut rows = query.query([client])?;
    while let Some(row) = rows.next()? {
        let (id, told, heard): (_, bool, bool) = (DirectoryId(row.get(0)?), row.get(2)?, row.get(3)?);
        left.first &= !heard;
        if !missing(id) {
            continue;
        }
        let before = row.get_ref(1)?.as_str_or_null()?.map(|text| Said::read(text, "", ""));
        let now = match (shown.about(id), before) {
            (Some(word), _) => word,
            (None, Some(said)) if said.resource().is_some_and(|resource| full.contains(&resource)) => Word::Gone,
            (None, Some(said)) if said.graph()?.passes_without_exchange => Word::Passes,
            (None, _) => Word::There,
        };
        let counted = now == Word::Passes && shown.about(id).is_some();
        let silent = heard && before.is_some();
        match (told, now) {
            (true, Word::There | Word::Passes) => left.known += 1,
            (false, Word::Passes) if !silent && !counted => left.fresh += 1,
            _ => {}
        }
        if counted && (told || silent) {
            left.fresh = left.fresh.saturating_sub(1);
        }
    }
    Ok(left)
}
