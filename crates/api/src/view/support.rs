//! Bundle and newer versions, to the page.

use engine::{Bundle, UpdateState};

use super::{count, time};
use crate::dto::{BundlePart, BundleView, OfferView, UpdateView};

/// So much of a file is shown.
const SHOWN: usize = 64 * 1024;

pub(crate) fn bundle(bundle: &Bundle) -> BundleView {
    let parts = bundle.parts.iter().map(|part| {
        let end = part.text.floor_char_boundary(SHOWN);
        BundlePart {
            name: part.name.to_owned(),
            bytes: count(part.text.len()),
            text: part.text[..end].to_owned(),
            more: end < part.text.len(),
        }
    });
    BundleView { parts: parts.collect() }
}

pub(crate) fn update(state: UpdateState) -> UpdateView {
    UpdateView {
        configured: state.configured,
        current: env!("CARGO_PKG_VERSION").to_owned(),
        asked_at: state.asked_at.map(time),
        offer: state.offer.map(|offer| OfferView {
            version: offer.version.to_string(),
            page: offer.page.to_string(),
            notes: offer.notes,
        }),
    }
}
