//! A message on its way: a file that is hashed while it is written, and goes when nobody wants it any more.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncSeekExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::{
    ContentHash, Hasher, SinkError,
    maildir::{Folder, fit},
};

/// How the names of spooled files end.
pub(crate) const SPOOLED: &str = ".tenantry";

/// Takes a message's bytes. Dropped, it leaves nothing.
#[derive(Debug)]
pub struct Spool {
    file: tokio::fs::File,
    hasher: Hasher,
    kept: Kept,
}

/// A message whose bytes are complete. Dropped before it is delivered, it leaves nothing.
#[derive(Debug)]
pub struct Spooled {
    /// Open, and locked by us: a second program cleans up what nobody holds.
    pub(crate) file: Arc<File>,
    pub(crate) kept: Kept,
    hash: ContentHash,
    size: u64,
}

/// A file that is removed with its owner, if it is still where it was made.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) path: PathBuf,
    /// The Maildir that it lies in, which stays known as long.
    pub(crate) folder: Option<Arc<Folder>>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        // After a delivery it is elsewhere; a file that cannot be removed is removed by the next start.
        drop(fs::remove_file(&self.path));
    }
}

impl Spool {
    /// Makes a file in a folder, as readable as that is; blocks.
    pub(crate) fn make(inside: &Path, folder: Option<&Arc<Folder>>) -> Result<Self, SinkError> {
        // Other programs have other numbers, and what an earlier one left is taken away before.
        static COUNT: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = inside.join(format!("{}_{number}{SPOOLED}", std::process::id()));
            let failed = |source| SinkError::io(&path, "making a file", source);
            let made = create(&path).map_err(failed)?;
            let kept = Kept { path: path.clone(), folder: folder.cloned() };
            fit(&made, inside).map_err(failed)?;
            let ours = match made.try_lock() {
                // A program that cleans up may have taken it before it was locked.
                Ok(()) => path.exists(),
                // Where files cannot be locked, none is cleaned up either.
                Err(fs::TryLockError::Error(_)) => true,
                Err(fs::TryLockError::WouldBlock) => false,
            };
            if ours {
                return Ok(Self { file: tokio::fs::File::from_std(made), hasher: Hasher::default(), kept });
            }
        }
    }

    /// Empties it: the message is read once more from its beginning.
    ///
    /// # Errors
    /// Of the file system, [`SinkError::Full`] among them.
    pub async fn restart(&mut self) -> Result<(), SinkError> {
        self.hasher = Hasher::default();
        let emptied = async {
            self.file.set_len(0).await?;
            self.file.rewind().await.map(drop)
        };
        emptied.await.map_err(|source| SinkError::io(&self.kept.path, "writing a message", source))
    }

    /// The message is complete.
    ///
    /// # Errors
    /// Of the file system, [`SinkError::Full`] among them.
    pub async fn finish(mut self) -> Result<Spooled, SinkError> {
        self.file.flush().await.map_err(|source| SinkError::io(&self.kept.path, "writing a message", source))?;
        let file = Arc::new(self.file.into_std().await);
        let size = self.hasher.bytes();
        Ok(Spooled { file, kept: self.kept, hash: self.hasher.finish(), size })
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    // Mail is nobody else's business until the folder says so.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Spooled {
    /// SHA-256 of its bytes.
    #[must_use]
    pub const fn hash(&self) -> ContentHash {
        self.hash
    }

    /// How many bytes it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Where it lies until it is delivered.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.kept.path
    }
}

impl AsyncWrite for Spool {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let taken = ready!(Pin::new(&mut self.file).poll_write(cx, bytes))?;
        self.hasher.update(bytes.get(..taken).unwrap_or(bytes));
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.file).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.file).poll_shutdown(cx)
    }
}
