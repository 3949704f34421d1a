//! The objects of a collection in the order of a listing, all of them or a range of names.

use std::borrow::Cow;

use super::filter::Filter;
use crate::tenant::{Collection, Directory, Entry};
use crate::world::Shown;

/// Positions never change their meaning while the tenant does: below the number of generated objects
/// they are places in the sorted order, behind it slots that were edited.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub directory: &'a Directory,
    pub collection: Collection,
    pub filter: Option<&'a Filter>,
    pub shown: Shown,
}

type Found<'a> = (u32, Cow<'a, Entry>);

impl<'a> Walk<'a> {
    pub(super) fn from(&self, position: u32) -> Box<dyn Iterator<Item = Found<'a>> + '_> {
        let fits = |entry: &Entry| self.filter.is_none_or(|filter| filter.matches(entry));
        let (directory, collection) = (self.directory, self.collection);
        let range = self.filter.and_then(|filter| filter.range());
        let Some((index, range)) = range.and_then(|range| Some((directory.sorted(collection, range.name)?, range)))
        else {
            let all = directory.present(collection, position);
            return Box::new(all.filter(move |(slot, entry)| self.shown.shows(*slot) && fits(entry)));
        };
        let base = directory.base(collection);
        let bounds =
            directory.bounds(collection, range.name, &|name| range.is_before(name), &|name| range.is_after(name));
        let first = bounds.start.max(position);
        let sorted = (first..bounds.end.max(first)).filter_map(move |position| {
            let slot = *index.get(position as usize)?;
            let unedited = self.shown.shows(slot) && !directory.is_edited(collection, slot);
            let entry = unedited.then(|| directory.entry(collection, slot)).flatten()?;
            Some((position, entry))
        });
        let edited = directory.edited(collection, position.saturating_sub(base));
        let edited = edited.filter(|(slot, _)| self.shown.shows(*slot));
        let edited = edited.map(move |(slot, entry)| (base + slot, Cow::Borrowed(entry)));
        Box::new(sorted.chain(edited).filter(move |(_, entry)| fits(entry)))
    }

    /// Without a filter nothing is looked at.
    pub(super) fn count(&self) -> usize {
        if self.filter.is_none() && self.shown == Shown::All {
            return self.directory.count(self.collection);
        }
        self.from(0).count()
    }
}
