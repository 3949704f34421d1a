//! The database file.

use crate::StoreError;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The store: cheap to clone, safe to share between threads. Every call blocks.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner;

/// An opened store.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Where a damaged database was kept, when a new one had to be made (B6).
    pub damaged_kept_as: Option<PathBuf>,
}

impl Store {
    /// Opens or makes the database at `path`. `now` names a damaged one that is kept aside.
    pub fn open(path: &Path, now: jiff::Timestamp) -> Result<Opened, StoreError> {
        todo!()
    }
    /// A store that ends with its last clone.
    pub fn in_memory() -> Result<Self, StoreError> {
        todo!()
    }
}
