//! S1: whether there is room for what an import takes, told before it begins. It stops nothing: the server counts mail of all
//! days, and the disk may be another one by then.

use std::path::PathBuf;

use store::{ImportId, StoreError};

use super::mailbox::IN_HAND;
use super::run::AT_ONCE;
use crate::{Engine, EngineError};

/// The largest message that a mailbox of Exchange Online may be let take, in bytes (Microsoft Learn: "Exchange Online limits",
/// message size).
const LARGEST: u64 = 150_000_000;

/// Room on a disk of this computer that an import writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRoom {
    /// What is there.
    pub of: RoomOf,
    /// The folder.
    pub folder: PathBuf,
    /// Bytes that it takes about.
    pub needed: u64,
    /// Bytes that are free.
    pub free: u64,
}

/// What takes room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomOf {
    /// The archive: everything that was counted and is not in it yet.
    Archive,
    /// Messages on their way to a server, as many as are in hand at the same time.
    InHand,
}

impl ImportRoom {
    /// It will not fit.
    #[must_use]
    pub const fn is_short(&self) -> bool {
        self.needed > self.free
    }
}

impl Engine {
    /// The room that an import finds where its messages are written on this computer, beside what it takes; `None`: it
    /// cannot be told, be it that the server does not tell the bytes of all folders.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`super::ImportError::Sink`].
    pub async fn import_room(&self, job: ImportId) -> Result<Option<ImportRoom>, EngineError> {
        let read =
            self.stored(move |store| Ok::<_, StoreError>((store.import(job)?, store.import_tallies(job)?.all())));
        let (record, all) = read.await?;
        let address = super::job::sink_address(&record.wish.sink)?;
        let counted = (all.counted > 0 && all.sized == all.counted).then_some(all.size);
        let (of, folder, needed) = match (address.folder(), counted) {
            (Some(root), Some(bytes)) => (RoomOf::Archive, root.to_owned(), bytes.saturating_sub(all.counts.bytes)),
            (Some(_), None) => return Ok(None),
            (None, _) => (RoomOf::InHand, self.scratch(), (AT_ONCE * IN_HAND) as u64 * LARGEST),
        };
        let asked = folder.clone();
        let free = tokio::task::spawn_blocking(move || archive::free(&asked)).await?;
        Ok(free.map(|free| ImportRoom { of, folder, needed, free }))
    }
}
