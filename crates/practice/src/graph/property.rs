//! Properties of directory objects and how an object is written with some of them.

use serde::Serialize;

use crate::tenant::Entry;

#[derive(Debug)]
pub(super) struct Property {
    pub name: &'static str,
    /// Returned without being selected.
    pub default: bool,
    pub write: fn(&Entry, &mut Vec<u8>),
}

impl Property {
    pub(super) const fn shown(name: &'static str, write: fn(&Entry, &mut Vec<u8>)) -> Self {
        Self { name, default: true, write }
    }

    pub(super) const fn selectable(name: &'static str, write: fn(&Entry, &mut Vec<u8>)) -> Self {
        Self { name, default: false, write }
    }
}

pub(super) type Selection = Vec<&'static Property>;

/// Writes JSON; a vector does not fail, and none of these values can.
pub(super) fn put<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    let _ = serde_json::to_writer(out, value);
}

/// A property that this directory never fills.
pub(super) fn null(_: &Entry, out: &mut Vec<u8>) {
    out.extend_from_slice(b"null");
}

pub(super) fn empty_list(_: &Entry, out: &mut Vec<u8>) {
    out.extend_from_slice(b"[]");
}

/// Writes `"name":value` pairs of the selection, without braces.
pub(super) fn members(entry: &Entry, selection: &[&Property], out: &mut Vec<u8>) {
    for (n, property) in selection.iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        key(property.name, out);
        (property.write)(entry, out);
    }
}

pub(super) fn key(name: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// The value alone, to compare or to look for null.
pub(super) fn value(entry: &Entry, property: &Property) -> Vec<u8> {
    let mut out = Vec::new();
    (property.write)(entry, &mut out);
    out
}
