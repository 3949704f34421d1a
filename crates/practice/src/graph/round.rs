//! What one page of a delta round contains: a first round, or the changes since a version.

use uuid::Uuid;

use super::cursor::{Cursor, Place};
use super::property::{Property, key, put, value};
use crate::tenant::{Directory, Entry, Found, Removal};
use crate::world::Shown;

/// A page's elements, and where the next page starts: its slot, and the last slot of this one.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub value: Vec<u8>,
    pub next: Option<(u32, Option<u32>)>,
}

/// What of an object is told.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    pub selection: &'a [&'a Property],
    /// Whether a group says who belongs to it.
    pub members: bool,
    /// Only what changed (`Prefer: return=minimal`).
    pub minimal: bool,
    pub shown: Shown,
}

impl Part {
    fn open(&mut self) {
        self.value.extend_from_slice(if self.value.is_empty() { b"{" } else { b",{" });
    }

    fn removed(&mut self, id: Uuid, removal: Removal) {
        self.open();
        key("id", &mut self.value);
        put(&mut self.value, &id);
        self.value.extend_from_slice(b",\"@removed\":{\"reason\":");
        put(&mut self.value, removal.reason());
        self.value.extend_from_slice(b"}}");
    }

    /// A property never set is absent; one that was cleared is null.
    fn object(&mut self, directory: &Directory, entry: &Entry, shape: &Shape<'_>, before: Option<&Entry>) {
        self.open();
        let start = self.value.len();
        for property in shape.selection {
            let here = self.value.len();
            if here > start {
                self.value.push(b',');
            }
            key(property.name, &mut self.value);
            let from = self.value.len();
            (property.write)(entry, &mut self.value);
            let now = &self.value[from..];
            let then = before.map(|before| value(before, property));
            let never_set = now == b"null" && then.as_ref().is_none_or(|then| then == b"null");
            let unchanged = then.as_deref() == Some(now) && property.name != "id";
            if never_set || (shape.minimal && unchanged) {
                self.value.truncate(here);
            }
        }
        if shape.members {
            self.members(directory, entry, before);
        }
        self.value.push(b'}');
    }

    /// Who belongs to a group from now on, and who no longer does.
    fn members(&mut self, directory: &Directory, entry: &Entry, before: Option<&Entry>) {
        let then: &[Uuid] = before.map_or(&[], |before| &before.members);
        let new = entry.members.iter().filter(|id| !then.contains(id)).map(|id| (id, ""));
        let old = then.iter().filter(|id| !entry.members.contains(id));
        let old = old.map(|id| (id, ",\"@removed\":{\"reason\":\"deleted\"}"));
        let mut any = false;
        for (id, removed) in new.chain(old) {
            let kind = if directory.is_group(*id) { "group" } else { "user" };
            let member = format!("{{\"@odata.type\":\"#microsoft.graph.{kind}\",\"id\":\"{id}\"{removed}}}");
            self.value.extend_from_slice(if any { b"," } else { b",\"members@delta\":[" });
            self.value.extend_from_slice(member.as_bytes());
            any = true;
        }
        if any {
            self.value.push(b']');
        }
    }
}

/// A page of the first round. Large tenants show what the documentation warns of: an object that
/// comes twice, and an empty page in the middle.
pub(super) fn full(directory: &Directory, cursor: &Cursor, shape: &Shape<'_>) -> Part {
    let collection = cursor.collection;
    let mut part = Part::default();
    let lively = directory.is_generated();
    if lively && cursor.page == 1 {
        part.next = Some((cursor.next, None));
        return part;
    }
    if let (true, Place::Round { last: Some(last) }) = (lively, &cursor.place)
        && let Some(entry) = directory.entry(collection, *last).filter(|_| shape.shown.shows(*last))
    {
        part.object(directory, &entry, shape, None);
    }
    let (mut slot, len) = (cursor.next, directory.len(collection));
    let end = len.min(slot.saturating_add(u32::try_from(cursor.page_size).unwrap_or(u32::MAX)));
    while slot < end {
        match directory.get(collection, slot).filter(|_| shape.shown.shows(slot)) {
            Some(Found::Present(entry)) => part.object(directory, &entry, shape, None),
            Some(Found::Gone { id, removal: Removal::Changed }) => part.removed(id, Removal::Changed),
            _ => {}
        }
        slot += 1;
    }
    part.next = (slot < len).then_some((slot, slot.checked_sub(1)));
    part
}

/// A page of what changed: an object whose selected properties are all as before is not mentioned.
/// Large tenants begin with an empty page, replay an older change, and tell the last object of a
/// page once more on the next one.
pub(super) fn changes(directory: &Directory, cursor: &Cursor, shape: &Shape<'_>, since: u64) -> Part {
    let mut part = Part::default();
    let collection = cursor.collection;
    let mut news = directory
        .changes(collection, since, cursor.next)
        .filter(|(slot, _)| shape.shown.shows(*slot))
        .filter(|(slot, before)| match (directory.entry(collection, *slot), before) {
            (Some(now), Some(before)) => !same(before, &now, shape),
            _ => true,
        })
        .peekable();
    let lively = directory.is_generated();
    if lively && cursor.page == 0 {
        part.next = news.peek().map(|_| (cursor.next, None));
        return part;
    }
    if lively
        && cursor.page == 1
        && let Some(slot) = directory.last_change(collection, since)
        && let Some(entry) = directory.entry(collection, slot).filter(|_| shape.shown.shows(slot))
    {
        part.object(directory, &entry, shape, None);
    }
    let mut last = None;
    for (slot, before) in news.by_ref().take(cursor.page_size) {
        match directory.get(collection, slot) {
            Some(Found::Gone { id, removal }) => part.removed(id, removal),
            Some(Found::Present(entry)) => part.object(directory, &entry, shape, before.as_deref()),
            None => {}
        }
        last = Some(slot);
    }
    part.next = news.next().map(|(slot, _)| match last {
        Some(last) if lively && cursor.page_size > 1 => (last, None),
        _ => (slot, None),
    });
    part
}

fn same(before: &Entry, now: &Entry, shape: &Shape<'_>) -> bool {
    shape.selection.iter().all(|property| value(before, property) == value(now, property))
        && (!shape.members || before.members == now.members)
}
