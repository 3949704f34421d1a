//! Rendered pages of generated tenants: the second walk over a large one costs next to nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::gzip::Block;
use crate::tenant::Collection;

/// How many bytes of pages are kept. A walk that needs more keeps its beginning.
const LIMIT: usize = 160 << 20;

/// The elements of a page and what follows them.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub value: Vec<u8>,
    pub next: Option<u32>,
    /// Version of the directory it was made from.
    pub version: u64,
    /// Made when a client first asks for it.
    pub packed: OnceLock<Block>,
}

/// Everything that pages of one walk have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Query {
    pub tenant: usize,
    pub collection: Collection,
    /// Filter, selection and shape in words.
    pub words: String,
    pub page_size: usize,
}

#[derive(Debug, Default)]
struct Walk {
    used: u64,
    bytes: usize,
    pages: BTreeMap<u32, Arc<Rendered>>,
}

#[derive(Debug, Default)]
pub(crate) struct Pages {
    clock: u64,
    bytes: usize,
    walks: BTreeMap<Query, Walk>,
}

impl Pages {
    /// The page that begins at a position.
    pub(super) fn get(&mut self, query: &Query, position: u32) -> Option<Arc<Rendered>> {
        self.clock += 1;
        let walk = self.walks.get_mut(query)?;
        walk.used = self.clock;
        walk.pages.get(&position).cloned()
    }

    /// Makes room by forgetting other walks, never pages of the same one.
    pub(super) fn keep(&mut self, query: &Query, position: u32, page: &Arc<Rendered>) {
        // What is sent compressed is kept twice.
        let size = page.value.len() + page.value.len() / 4;
        while self.bytes + size > LIMIT {
            let oldest = self.walks.iter().filter(|(other, _)| *other != query).min_by_key(|(_, walk)| walk.used);
            let Some(oldest) = oldest.map(|(other, _)| other.clone()) else { return };
            self.bytes -= self.walks.remove(&oldest).map_or(0, |walk| walk.bytes);
        }
        let walk = self.walks.entry(query.clone()).or_default();
        walk.used = self.clock;
        if let Some(before) = walk.pages.insert(position, Arc::clone(page)) {
            let before = before.value.len() + before.value.len() / 4;
            walk.bytes -= before;
            self.bytes -= before;
        }
        walk.bytes += size;
        self.bytes += size;
    }
}
