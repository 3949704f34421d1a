//! A tree of Maildirs: one per mailbox, or one per domain as the local gateway has it.

mod folder;
mod mark;
mod place;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::task::spawn_blocking;

pub(crate) use folder::{Folder, clean, fit, make};
use mark::Mark;

use crate::{Delivered, Filled, Limits, Message, Per, SinkError, Spool};

/// So many Maildirs stay known while nobody is at work in them.
const KNOWN: usize = 32;

/// A tree of Maildirs below one folder.
#[derive(Debug, Clone)]
pub struct Maildir {
    tree: Arc<Tree>,
}

#[derive(Debug)]
struct Tree {
    root: PathBuf,
    per: Per,
    known: Mutex<BTreeMap<PathBuf, Arc<Folder>>>,
    /// The id in its root's mark, once it has begun.
    mark: Mutex<Option<String>>,
}

impl Maildir {
    pub(crate) fn new(root: &Path, per: Per) -> Self {
        let (root, known, mark) = (root.to_owned(), Mutex::default(), Mutex::default());
        Self { tree: Arc::new(Tree { root, per, known, mark }) }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.tree.root
    }

    pub(crate) async fn check(&self) -> Result<Limits, SinkError> {
        self.blocking(|tree| {
            folder::make(&tree.root).map_err(|source| SinkError::io(&tree.root, "making the folder", source))?;
            drop(Spool::make(&tree.root, None)?);
            Ok(Limits { largest: None, free: crate::free(&tree.root) })
        })
        .await
    }

    pub(crate) async fn begin(&self, filled: &Filled) -> Result<String, SinkError> {
        let filled = filled.clone();
        self.blocking(move |tree| {
            match &filled {
                Filled::No => {}
                Filled::Unmarked => tree.is_the_same(None)?,
                Filled::Marked(id) => tree.is_the_same(Some(id))?,
            }
            let id = match filled {
                Filled::Marked(id) => id,
                Filled::No | Filled::Unmarked => mark::set(&tree.root)?,
            };
            *lock(&tree.mark) = Some(id.clone());
            Ok(id)
        })
        .await
    }

    pub(crate) async fn spool(&self, mailbox: &str) -> Result<Spool, SinkError> {
        let place = self.place(mailbox)?;
        self.blocking(move |tree| {
            let folder = tree.folder(&place)?;
            Spool::make(&folder.tmp(), Some(&folder))
        })
        .await
    }

    pub(crate) async fn deliver(&self, message: &Message<'_>) -> Result<Delivered, SinkError> {
        let place = self.place(message.mailbox)?;
        let (file, spooled) = (Arc::clone(&message.spooled.file), message.spooled.path().to_owned());
        let held = message.spooled.kept.folder.clone();
        let new = place::NewFile {
            received: message.received,
            read: message.read.unwrap_or(false),
            hash: message.spooled.hash(),
            size: message.spooled.size(),
        };
        self.blocking(move |tree| held.map_or_else(|| tree.folder(&place), Ok)?.deliver(&file, &spooled, &new)).await
    }

    pub(crate) async fn count(&self, mailbox: &str) -> Result<u64, SinkError> {
        let place = self.place(mailbox)?;
        self.blocking(move |_| folder::count(&place)).await
    }

    fn place(&self, mailbox: &str) -> Result<PathBuf, SinkError> {
        Ok(place::of(&self.tree.root, self.tree.per, &mailbox.parse()?))
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tree) -> Result<T, SinkError> + Send + 'static,
    ) -> Result<T, SinkError> {
        let tree = Arc::clone(&self.tree);
        let done = spawn_blocking(move || work(&tree)).await;
        // The runtime ends, or the work panicked: either way nothing is known of it.
        done.unwrap_or_else(|end| Err(SinkError::io(&self.tree.root, "delivering", io::Error::other(end))))
    }
}

impl Tree {
    /// It has its mark, and that with this id where one is known.
    fn is_the_same(&self, id: Option<&str>) -> Result<(), SinkError> {
        let (path, mark) = (self.root.clone(), mark::NAME);
        match (mark::read(&self.root)?, id) {
            (Mark::Missing, _) => Err(SinkError::Elsewhere { path, mark }),
            (Mark::Of(found), Some(id)) if found == id => Ok(()),
            (_, Some(_)) => Err(SinkError::Another { path, mark }),
            (_, None) => Ok(()),
        }
    }

    /// The Maildir at a place, made and looked through when it is not known.
    fn folder(&self, place: &Path) -> Result<Arc<Folder>, SinkError> {
        let mut known = lock(&self.known);
        if let Some(folder) = known.get(place) {
            return Ok(Arc::clone(folder));
        }
        if known.len() >= KNOWN {
            // Whoever is at work in one holds it.
            known.retain(|_, folder| Arc::strong_count(folder) > 1);
        }
        if let Some(id) = lock(&self.mark).as_deref() {
            self.is_the_same(Some(id))?;
        }
        let folder = Arc::new(Folder::open(place)?);
        known.insert(place.to_owned(), Arc::clone(&folder));
        Ok(folder)
    }
}

/// Whoever panicked while holding it had not begun to change anything.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The entries of a folder, none where there is no folder.
fn entries(path: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries?.collect(),
    }
}
