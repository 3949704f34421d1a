//! Reading a Maildir: one message per file, complete once it is in `new` or `cur`.

use std::{
    fs, io,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use super::LIMIT;

/// A folder with `new`, `cur` and `tmp`.
#[derive(Debug, Clone)]
pub struct Maildir(PathBuf);

impl Maildir {
    /// The Maildir in a folder, which need not exist yet.
    #[must_use]
    pub const fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The file of every message, in order.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn files(&self) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for folder in ["cur", "new"] {
            match fs::read_dir(self.0.join(folder)) {
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                entries => files.extend(entries?.map(|e| e.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?),
            }
        }
        files.sort();
        Ok(files)
    }

    /// Every message, in order of file name.
    ///
    /// # Errors
    /// When a message that is there cannot be read.
    pub fn messages(&self) -> io::Result<Vec<String>> {
        self.files()?.iter().map(fs::read).map(|read| Ok(String::from_utf8_lossy(&read?).into_owned())).collect()
    }

    /// The first message that contains a text, waiting for it; `None` when it does not come.
    ///
    /// # Errors
    /// When a message cannot be read.
    #[allow(clippy::disallowed_methods, reason = "a folder tells nobody what arrives; the condition ends the loop")]
    pub fn wait_for(&self, text: &str) -> io::Result<Option<String>> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let found = self.messages()?.into_iter().find(|message| message.contains(text));
            if found.is_some() || Instant::now() > deadline {
                return Ok(found);
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}
