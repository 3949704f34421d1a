//! The objects of one tenant: a base computed on demand, edits over it, and a change log for delta.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use uuid::Uuid;

use super::entry::{Collection, Entry, Removal};
use super::generate::Generator;

/// What stands in a slot. Slots keep their number for ever, so a page token stays true.
#[derive(Clone, Debug)]
pub(crate) enum Slot {
    Present(Box<Entry>),
    Gone { id: Uuid, removal: Removal },
}

impl Slot {
    pub(super) fn present(entry: Entry) -> Self {
        Self::Present(Box::new(entry))
    }
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "lives on the stack for one object at a time")]
pub(crate) enum Found<'a> {
    Present(Cow<'a, Entry>),
    Gone { id: Uuid, removal: Removal },
}

/// A slot that was written to, and what it held before each time.
#[derive(Debug)]
struct Edited {
    slot: Slot,
    version: u64,
    history: Vec<(u64, Before)>,
}

#[derive(Debug, Default)]
struct Shelf {
    /// Slots below this number come from the generator unless edited.
    base: u32,
    len: u32,
    edits: BTreeMap<u32, Edited>,
}

#[derive(Debug)]
enum Before {
    Nothing,
    /// What the generator says: it is computed again when asked for.
    Base,
    Entry(Box<Entry>),
}

#[derive(Debug)]
pub(crate) struct Directory {
    pub(super) generator: Option<Generator>,
    shelves: BTreeMap<Collection, Shelf>,
    /// Version, collection and slot of every edit.
    log: Vec<(u64, Collection, u32)>,
    version: u64,
    /// How many days have passed.
    pub(super) days: u32,
    /// How many names were given that nobody had.
    fresh: u32,
}

impl Directory {
    pub(crate) fn of(entries: Vec<Entry>) -> Self {
        let mut directory = Self::empty(None);
        for entry in entries {
            let shelf = directory.shelves.entry(entry.kind.collection()).or_default();
            shelf.edits.insert(shelf.len, Edited { slot: Slot::present(entry), version: 0, history: Vec::new() });
            shelf.len += 1;
        }
        directory
    }

    pub(crate) fn generated(generator: Generator) -> Self {
        let mut directory = Self::empty(None);
        for collection in Collection::ALL {
            let base = generator.len(collection);
            directory.shelves.insert(collection, Shelf { base, len: base, edits: BTreeMap::new() });
        }
        directory.generator = Some(generator);
        directory
    }

    fn empty(generator: Option<Generator>) -> Self {
        Self { generator, shelves: BTreeMap::new(), log: Vec::new(), version: 0, days: 0, fresh: 0 }
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// How many days have passed.
    pub(crate) fn days(&self) -> u32 {
        self.days
    }

    /// Whether replays and empty pages are played, as a real delta round may contain them.
    pub(crate) fn is_generated(&self) -> bool {
        self.generator.is_some()
    }

    pub(crate) fn len(&self, collection: Collection) -> u32 {
        self.shelves.get(&collection).map_or(0, |shelf| shelf.len)
    }

    pub(crate) fn get(&self, collection: Collection, slot: u32) -> Option<Found<'_>> {
        let shelf = self.shelves.get(&collection).filter(|shelf| slot < shelf.len)?;
        match shelf.edits.get(&slot).map(|edited| &edited.slot) {
            Some(Slot::Present(entry)) => Some(Found::Present(Cow::Borrowed(entry))),
            Some(Slot::Gone { id, removal }) => Some(Found::Gone { id: *id, removal: *removal }),
            None if slot < shelf.base => self.generator.as_ref().map(|generator| generator.get(collection, slot)),
            None => None,
        }
    }

    pub(crate) fn entry(&self, collection: Collection, slot: u32) -> Option<Cow<'_, Entry>> {
        match self.get(collection, slot) {
            Some(Found::Present(entry)) => Some(entry),
            _ => None,
        }
    }

    /// The objects of a collection from a slot on, without those that are gone.
    pub(crate) fn present(&self, collection: Collection, from: u32) -> impl Iterator<Item = (u32, Cow<'_, Entry>)> {
        (from..self.len(collection)).filter_map(move |slot| Some((slot, self.entry(collection, slot)?)))
    }

    /// How many slots come from the generator.
    pub(crate) fn base(&self, collection: Collection) -> u32 {
        self.shelves.get(&collection).map_or(0, |shelf| shelf.base)
    }

    pub(crate) fn is_edited(&self, collection: Collection, slot: u32) -> bool {
        self.shelves.get(&collection).is_some_and(|shelf| shelf.edits.contains_key(&slot))
    }

    /// Edited and added objects from a slot on, without those that are gone.
    pub(crate) fn edited(&self, collection: Collection, from: u32) -> impl Iterator<Item = (u32, &Entry)> {
        let edits = self.shelves.get(&collection).map(|shelf| shelf.edits.range(from..));
        edits.into_iter().flatten().filter_map(|(slot, edited)| match &edited.slot {
            Slot::Present(entry) => Some((*slot, &**entry)),
            Slot::Gone { .. } => None,
        })
    }

    /// The version of the newest edit of these slots.
    pub(crate) fn newest(&self, collection: Collection, slots: Range<u32>) -> u64 {
        let edits = self.shelves.get(&collection).map(|shelf| shelf.edits.range(slots));
        edits.into_iter().flatten().map(|(_, edited)| edited.version).max().unwrap_or_default()
    }

    /// How many objects there are, without looking at each.
    pub(crate) fn count(&self, collection: Collection) -> usize {
        let (Some(generator), Some(shelf)) = (&self.generator, self.shelves.get(&collection)) else {
            return self.present(collection, 0).count();
        };
        let in_base = |slot: u32| slot < shelf.base && matches!(generator.get(collection, slot), Found::Present(_));
        let replaced = shelf.edits.keys().filter(|slot| in_base(**slot)).count();
        generator.count(collection) - replaced + self.edited(collection, 0).count()
    }

    /// Whether a member is itself a group; generated groups contain only users.
    pub(crate) fn is_group(&self, id: Uuid) -> bool {
        !self.is_generated() && self.present(Collection::Groups, 0).any(|(_, entry)| entry.id == id)
    }

    /// By directory id, Exchange Guid, sign-in name or any SMTP address.
    pub(crate) fn find(&self, collection: Collection, who: &str) -> Option<(u32, Entry)> {
        let called = |(slot, entry): (u32, Cow<'_, Entry>)| entry.is_called(who).then(|| (slot, entry.into_owned()));
        let Some(generator) = &self.generator else {
            return self.present(collection, 0).find_map(called);
        };
        let edited = self.edited(collection, 0).map(|(slot, entry)| (slot, Cow::Borrowed(entry)));
        let slots = generator.candidates(collection, who).into_iter();
        let based = slots.filter_map(|slot| Some((slot, self.entry(collection, slot)?)));
        edited.chain(based).find_map(called)
    }

    /// Whether nobody but this one has the address.
    pub(super) fn is_free(&self, address: &str, but: Uuid) -> bool {
        Collection::ALL
            .iter()
            .all(|collection| self.find(*collection, address).is_none_or(|(_, entry)| entry.id == but))
    }

    /// A number that makes a name one that nobody had.
    pub(super) fn fresh_number(&mut self) -> u32 {
        self.fresh += 1;
        self.generator.as_ref().map_or(0, Generator::namesakes) + 1 + self.fresh
    }

    pub(crate) fn put(&mut self, collection: Collection, slot: Option<u32>, now: Slot) {
        let shelf = self.shelves.entry(collection).or_default();
        let slot = slot.unwrap_or(shelf.len);
        self.version += 1;
        let version = self.version;
        match shelf.edits.get_mut(&slot) {
            Some(edited) => {
                let before = match std::mem::replace(&mut edited.slot, now) {
                    Slot::Present(entry) => Before::Entry(entry),
                    Slot::Gone { .. } => Before::Nothing,
                };
                edited.history.push((version, before));
                edited.version = version;
            }
            None => {
                let before = if slot < shelf.base { Before::Base } else { Before::Nothing };
                shelf.edits.insert(slot, Edited { slot: now, version, history: vec![(version, before)] });
            }
        }
        shelf.len = shelf.len.max(slot + 1);
        self.log.push((version, collection, slot));
    }

    /// Slots from `from` on that changed after a version, each with what it held then (none: nothing).
    pub(crate) fn changes(
        &self,
        collection: Collection,
        since: u64,
        from: u32,
    ) -> impl Iterator<Item = (u32, Option<Cow<'_, Entry>>)> {
        let edits = self.shelves.get(&collection).filter(|_| since < self.version);
        let edits = edits.map(|shelf| shelf.edits.range(from..)).into_iter().flatten();
        edits.filter_map(move |(slot, edited)| {
            let (_, before) = edited.history.iter().find(|(version, _)| *version > since)?;
            Some((*slot, self.before(collection, *slot, before)))
        })
    }

    /// The slot that was changed last up to a version: what a replay tells once more.
    pub(crate) fn last_change(&self, collection: Collection, until: u64) -> Option<u32> {
        let known = self.log.partition_point(|(version, ..)| *version <= until);
        self.log[..known].iter().rev().find(|change| change.1 == collection).map(|change| change.2)
    }

    fn before<'a>(&'a self, collection: Collection, slot: u32, before: &'a Before) -> Option<Cow<'a, Entry>> {
        match (before, &self.generator) {
            (Before::Entry(entry), _) => Some(Cow::Borrowed(entry)),
            (Before::Base, Some(generator)) => match generator.get(collection, slot) {
                Found::Present(entry) => Some(entry),
                Found::Gone { .. } => None,
            },
            _ => None,
        }
    }
}
