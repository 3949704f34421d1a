//! The tokens inside next and delta links: opaque to clients, worthless to another tenant or start.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::tenant::Collection;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub epoch: String,
    pub tenant: usize,
    pub collection: Collection,
    pub place: Place,
    /// The names selected; none for the default properties.
    pub select: Option<String>,
    pub page_size: usize,
    pub page: u32,
    /// The next slot to look at.
    pub next: u32,
    /// Version of the directory when the round began.
    pub version: u64,
    /// When the token was made, in Unix seconds.
    pub made: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    /// Within a plain listing with this filter.
    Listing(Option<String>),
    /// Within a first delta round; the last slot of the page before may come again.
    Round { last: Option<u32> },
    /// Within the changes since a version.
    Changes { since: u64, minimal: bool },
    /// A delta link: all seen up to the version.
    Link { minimal: bool },
}

impl Cursor {
    pub(super) fn encode(&self) -> String {
        // Plain data: writing it cannot fail, and an empty token would be refused.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    pub(super) fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}
