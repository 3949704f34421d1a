//! Generated objects in the order of their names: made once, then every range is found by bisection.

use std::ops::Range;
use std::sync::OnceLock;

use super::directory::{Directory, Found};
use super::entry::{Collection, Entry};
use super::generate::Generator;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    UserPrincipalName,
    DisplayName,
}

impl Name {
    /// In lower case: the directory compares without case.
    pub(crate) fn of(self, entry: &Entry) -> Option<String> {
        match self {
            Self::UserPrincipalName => entry.upn.as_deref().map(str::to_lowercase),
            Self::DisplayName => Some(entry.name.to_lowercase()),
        }
    }
}

/// Slots by name, one list for each collection and each name that was asked for.
#[derive(Debug, Default)]
pub(super) struct Indexes([OnceLock<Vec<u32>>; 8]);

impl Directory {
    /// Slots of generated objects in order; none where nothing is generated.
    pub(crate) fn sorted(&self, collection: Collection, name: Name) -> Option<&[u32]> {
        let generator = self.generator.as_ref()?;
        let index = &generator.indexes.0[collection as usize * 2 + name as usize];
        Some(index.get_or_init(|| generator.sort(collection, name)))
    }

    /// The places between those that are before a range and those that are after it.
    pub(crate) fn bounds(
        &self,
        collection: Collection,
        name: Name,
        before: &dyn Fn(&str) -> bool,
        after: &dyn Fn(&str) -> bool,
    ) -> Range<u32> {
        let (Some(generator), Some(slots)) = (&self.generator, self.sorted(collection, name)) else {
            return 0..0;
        };
        let text = |slot: &u32| generator.name(collection, *slot, name).unwrap_or_default();
        let start = slots.partition_point(|slot| before(&text(slot)));
        let end = slots.partition_point(|slot| !after(&text(slot)));
        start as u32..end.max(start) as u32
    }
}

impl Generator {
    fn name(&self, collection: Collection, slot: u32, name: Name) -> Option<String> {
        match self.get(collection, slot) {
            Found::Present(entry) => name.of(&entry),
            Found::Gone { .. } => None,
        }
    }

    fn sort(&self, collection: Collection, name: Name) -> Vec<u32> {
        let slots = 0..self.len(collection);
        let mut all: Vec<(String, u32)> =
            slots.filter_map(|slot| Some((self.name(collection, slot, name)?, slot))).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, slot)| slot).collect()
    }
}
