//! What one page of a delta round contains: a first round, or the changes since a version.

use uuid::Uuid;

use super::cursor::{Cursor, Place};
use super::property::{Property, key, put, value};
use crate::tenant::{Directory, Entry, Found, Removal};

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
    fn object(&mut self, entry: &Entry, shape: &Shape<'_>, before: Option<&Entry>) {
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
    }

    fn present(&mut self, directory: &Directory, entry: &Entry, shape: &Shape<'_>) {
        self.object(entry, shape, None);
        if shape.members && !entry.members.is_empty() {
            self.value.extend_from_slice(b",\"members@delta\":[");
            for (n, id) in entry.members.iter().enumerate() {
                let kind = if directory.is_group(*id) { "group" } else { "user" };
                let member = format!("{{\"@odata.type\":\"#microsoft.graph.{kind}\",\"id\":\"{id}\"}}");
                self.value.extend_from_slice(if n == 0 { b"" } else { b"," });
                self.value.extend_from_slice(member.as_bytes());
            }
            self.value.push(b']');
        }
        self.value.push(b'}');
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
        && let Some(Found::Present(entry)) = directory.get(collection, *last)
    {
        part.present(directory, &entry, shape);
    }
    let (mut slot, len) = (cursor.next, directory.len(collection));
    let end = len.min(slot.saturating_add(u32::try_from(cursor.page_size).unwrap_or(u32::MAX)));
    while slot < end {
        match directory.get(collection, slot) {
            Some(Found::Present(entry)) => part.present(directory, &entry, shape),
            Some(Found::Gone { id, removal: Removal::Changed }) => part.removed(id, Removal::Changed),
            _ => {}
        }
        slot += 1;
    }
    part.next = (slot < len).then_some((slot, slot.checked_sub(1)));
    part
}

/// A page of what changed: an object whose selected properties are all as before is not mentioned.
pub(super) fn changes(directory: &Directory, cursor: &Cursor, shape: &Shape<'_>, since: u64) -> Part {
    let mut part = Part::default();
    let mut said = 0;
    for (slot, before) in directory.changes(cursor.collection, since) {
        if slot < cursor.next {
            continue;
        }
        if said == cursor.page_size {
            part.next = Some((slot, None));
            break;
        }
        match directory.get(cursor.collection, slot) {
            Some(Found::Gone { id, removal }) => part.removed(id, removal),
            Some(Found::Present(entry)) => {
                if before.as_deref().is_some_and(|before| same(before, &entry, shape.selection)) {
                    continue;
                }
                match before.as_deref() {
                    None => part.present(directory, &entry, shape),
                    Some(before) => {
                        part.object(&entry, shape, Some(before));
                        part.value.push(b'}');
                    }
                }
            }
            None => continue,
        }
        said += 1;
    }
    part
}

fn same(before: &Entry, now: &Entry, selection: &[&Property]) -> bool {
    selection.iter().all(|property| value(before, property) == value(now, property))
}
