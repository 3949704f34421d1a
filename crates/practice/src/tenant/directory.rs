//! The objects of one tenant: a base computed on demand, edits over it, and a change log for delta.

use std::borrow::Cow;
use std::collections::BTreeMap;

use uuid::Uuid;

use super::entry::{Collection, Entry, Removal};
use super::generate::Generator;

/// What stands in a slot. Slots keep their number for ever, so a page token stays true.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "what is gone is rare, and the list is short")]
pub(crate) enum Slot {
    Present(Entry),
    Gone { id: Uuid, removal: Removal },
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "lives on the stack for one object at a time")]
pub(crate) enum Found<'a> {
    Present(Cow<'a, Entry>),
    Gone { id: Uuid, removal: Removal },
}

#[derive(Debug, Default)]
struct Shelf {
    /// Slots below this number come from the generator unless edited.
    base: u32,
    len: u32,
    edits: BTreeMap<u32, Slot>,
}

#[derive(Debug)]
struct Change {
    version: u64,
    collection: Collection,
    slot: u32,
    before: Option<Entry>,
}

#[derive(Debug)]
pub(crate) struct Directory {
    generator: Option<Generator>,
    shelves: BTreeMap<Collection, Shelf>,
    log: Vec<Change>,
    version: u64,
}

impl Directory {
    pub(crate) fn of(entries: Vec<Entry>) -> Self {
        let mut directory = Self::empty(None);
        for entry in entries {
            let shelf = directory.shelves.entry(entry.kind.collection()).or_default();
            shelf.edits.insert(shelf.len, Slot::Present(entry));
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
        Self { generator, shelves: BTreeMap::new(), log: Vec::new(), version: 0 }
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
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
        match shelf.edits.get(&slot) {
            Some(Slot::Present(entry)) => Some(Found::Present(Cow::Borrowed(entry))),
            Some(Slot::Gone { id, removal }) => Some(Found::Gone { id: *id, removal: *removal }),
            None if slot < shelf.base => self.generator.as_ref().map(|generator| generator.get(collection, slot)),
            None => None,
        }
    }

    /// The objects of a collection from a slot on, without those that are gone.
    pub(crate) fn present(&self, collection: Collection, from: u32) -> impl Iterator<Item = (u32, Cow<'_, Entry>)> {
        (from..self.len(collection)).filter_map(move |slot| match self.get(collection, slot) {
            Some(Found::Present(entry)) => Some((slot, entry)),
            _ => None,
        })
    }

    /// Whether a member is itself a group; generated groups contain only users.
    pub(crate) fn is_group(&self, id: Uuid) -> bool {
        !self.is_generated() && self.present(Collection::Groups, 0).any(|(_, entry)| entry.id == id)
    }

    /// By directory id, Exchange Guid, sign-in name or any SMTP address.
    pub(crate) fn find(&self, collection: Collection, who: &str) -> Option<(u32, Entry)> {
        self.present(collection, 0)
            .find(|(_, entry)| entry.is_called(who))
            .map(|(slot, entry)| (slot, entry.into_owned()))
    }

    pub(crate) fn put(&mut self, collection: Collection, slot: Option<u32>, now: Slot) {
        let before = slot.and_then(|slot| match self.get(collection, slot) {
            Some(Found::Present(entry)) => Some(entry.into_owned()),
            _ => None,
        });
        let shelf = self.shelves.entry(collection).or_default();
        let slot = slot.unwrap_or(shelf.len);
        shelf.len = shelf.len.max(slot + 1);
        shelf.edits.insert(slot, now);
        self.version += 1;
        self.log.push(Change { version: self.version, collection, slot, before });
    }

    /// Slots changed after a version, each with what it held then (none: it did not exist).
    pub(crate) fn changes(&self, collection: Collection, since: u64) -> BTreeMap<u32, Option<&Entry>> {
        let mut changes = BTreeMap::new();
        for change in &self.log {
            if change.version > since && change.collection == collection {
                changes.entry(change.slot).or_insert(change.before.as_ref());
            }
        }
        changes
    }
}
