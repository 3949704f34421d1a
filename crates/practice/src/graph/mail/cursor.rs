//! The tokens of delta rounds over mail: opaque, worthless for another mailbox or after the server forgot them.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::tenant::Entry;
use crate::world::{World, lock};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub epoch: String,
    pub generation: u32,
    pub mailbox: Uuid,
    /// The folder of the messages; none for the folders themselves.
    pub folder: Option<u8>,
    pub select: Option<String>,
    pub expand: Option<String>,
    pub filter: Option<String>,
    pub newest_first: bool,
    pub hidden: bool,
    pub page_size: usize,
    pub place: Place,
    /// What had happened in the mailbox when the round began.
    pub version: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    /// Within a first round, from a message on, in order of numbers; with so many told.
    Round { next: u32, told: usize },
    /// Within a first round with the newest first, behind this time and number.
    Newest { behind: Option<(i64, u32)>, told: usize },
    /// Within the changes since a version.
    Changes { since: usize, next: u32 },
    /// All seen up to the version.
    Link,
}

impl Cursor {
    /// How the link is called, and the link.
    pub(super) fn link(&self, asked: &Asked, path: &str) -> (&'static str, String) {
        let (name, option) = match self.place {
            Place::Link => ("@odata.deltaLink", "$deltatoken"),
            _ => ("@odata.nextLink", "$skiptoken"),
        };
        // Plain data: writing it cannot fail, and an empty token would be refused.
        let token = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default());
        (name, format!("{}/v1.0/{path}?{option}={token}", asked.world.base))
    }

    /// The token that a request carries, if it does: a delta token begins the changes since.
    pub(super) fn of(asked: &Asked, entry: &Entry, folder: Option<u8>, path: &str) -> Result<Option<Self>, GraphError> {
        let linked = asked.option("$skiptoken").is_none();
        let token = asked.option("$skiptoken").or_else(|| asked.option("$deltatoken"));
        let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(token).ok();
        let cursor: Option<Self> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let fits = |cursor: &Self| (cursor.place == Place::Link) == linked;
        let cursor = cursor.filter(fits).ok_or_else(|| {
            GraphError::new(StatusCode::BAD_REQUEST, "ErrorInvalidSyncStateData", "The sync state data is not valid.")
        })?;
        let known = cursor.epoch == asked.world.epoch && cursor.generation == generation(&asked.world);
        if !known || cursor.mailbox != entry.id || cursor.folder != folder {
            let message = "The sync state generation is not found.";
            let location = format!("{}/v1.0/{path}?$deltatoken=", asked.world.base);
            return Err(
                GraphError::new(StatusCode::GONE, "SyncStateNotFound", message).with_header("location", location)
            );
        }
        if !linked {
            return Ok(Some(cursor));
        }
        let since = cursor.version;
        let version = asked.world.mail.with(entry, |mailbox| mailbox.version());
        Ok(Some(Self { place: Place::Changes { since, next: 0 }, version, ..cursor }))
    }
}

pub(super) fn generation(world: &World) -> u32 {
    *lock(&world.mail.generation)
}
