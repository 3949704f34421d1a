//! Existing mail into an archive (S1, S3): a Maildir tree on disk, or SMTP to the archive's journal address.
//!
//! - A message is spooled first and hashed on its way ([`Spool`]); what is delivered is the file as it was spooled.
//! - **Maildir.** The spool lies in the Maildir's own `tmp`. Delivery is: times, `fsync` of the file, one rename to a
//!   name made from the content, `fsync` of the folder. Whatever is killed in between, a message is there whole or not
//!   at all, and a second try of the same content finds the first one: in `new` as well as in `cur`, whatever flags a
//!   mail server gave it since. Of each Maildir in use 16 bytes per message are held in memory.
//! - **SMTP.** One `DATA` per message over kept connections. What is delivered there cannot be found again: a message
//!   whose answer was lost by a kill or a broken connection is sent once more, because twice is better than never.
//!   A server that has seen a message and does not take it now may mean that message alone ([`SinkError::PutOff`]); one that
//!   takes no mail to the journal address of a domain means the mailboxes of that domain ([`SinkError::JournalRefused`]).
//! - Nobody's clock is read; a sink makes no decision about what is imported, and knows no ledger.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod address;
mod error;
mod hash;
mod maildir;
mod room;
mod smtp;
mod spool;

use std::{io, path::Path};

use jiff::Timestamp;
use secrecy::SecretString;

pub use address::{Per, SinkAddress, SinkAddressError};
pub use error::{Concern, SinkError};
pub use hash::{ContentHash, Hasher};
pub use maildir::Maildir;
pub use room::free;
pub use smtp::Smtp;
pub use spool::{Spool, Spooled};

/// A message to deliver.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Primary address of the mailbox that it comes from.
    pub mailbox: &'a str,
    /// Its bytes, which [`Sink::spool`] took for this mailbox.
    pub spooled: &'a Spooled,
    /// When it was received; a Maildir's readers show it.
    pub received: Option<Timestamp>,
    /// Whether it was read, as far as that is known.
    pub read: Option<bool>,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It is in the archive now.
    New,
    /// The same bytes were there before, and are not there twice. SMTP cannot say so.
    Already,
}

/// What a sink can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Bytes of the largest message that it says to take; `None`: it says nothing.
    pub largest: Option<u64>,
    /// Bytes that are free on its disk; `None`: it cannot be told.
    pub free: Option<u64>,
}

/// What an import that begins, or goes on, knows of the archive that it has delivered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// Nothing of it is there.
    No,
    /// Something of it is, and by which id the archive is known was not kept: an earlier version knew none.
    Unmarked,
    /// Something of it is, and the archive is known by this id.
    Marked(String),
}

/// An archive that an import begins with, or goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// What it can take.
    pub limits: Limits,
    /// The id that it is known by from now on; `None`: it has none, as one that is reached by SMTP.
    pub mark: Option<String>,
}

/// Where messages go. Cheap to clone; clones share connections and what is known of folders.
#[derive(Debug, Clone)]
pub enum Sink {
    /// A Maildir per mailbox, or per domain.
    Maildir(Maildir),
    /// A journal address.
    Smtp(Smtp),
}

impl Sink {
    /// Opens a sink; nothing is touched before its first use. `scratch` is a folder that nobody else reads: messages
    /// for SMTP are spooled there.
    ///
    /// # Errors
    /// [`SinkError::Certificate`] when the file of certificates cannot be read; [`SinkError::NoPassword`] when the
    /// address names a user and no password was given.
    pub fn open(address: &SinkAddress, password: Option<SecretString>, scratch: &Path) -> Result<Self, SinkError> {
        match &address.0 {
            address::Place::Maildir { root, per } => Ok(Self::Maildir(Maildir::new(root, *per))),
            address::Place::Smtp(to) => Ok(Self::Smtp(Smtp::new(to, password, scratch)?)),
        }
    }

    /// Looks whether it can be delivered to, and what it takes: the folder can be written; the server answers, its
    /// certificate holds, the login is accepted. No message is sent.
    ///
    /// # Errors
    /// Any [`SinkError`] that concerns the sink.
    pub async fn check(&self) -> Result<Limits, SinkError> {
        match self {
            Self::Maildir(maildir) => maildir.check().await,
            Self::Smtp(smtp) => smtp.check().await,
        }
    }

    /// The same at the beginning of an import, or where it goes on. A Maildir's root gets a mark with an id, which is that
    /// of the folder, whoever imports into it, so that it is known again. When something of this import was delivered there
    /// already, a root without a mark is another: that of a disk that is not mounted. So is one with another id than is
    /// known: that of another disk. While it goes on this is asked again for every Maildir that is opened.
    ///
    /// # Errors
    /// [`SinkError::Elsewhere`] and [`SinkError::Another`], which made nothing, and any that concerns the sink.
    pub async fn begin(&self, filled: &Filled) -> Result<Begun, SinkError> {
        let mark = match self {
            Self::Maildir(maildir) => Some(maildir.begin(filled).await?),
            Self::Smtp(_) => None,
        };
        Ok(Begun { limits: self.check().await?, mark })
    }

    /// A place for a message of this mailbox on its way.
    ///
    /// # Errors
    /// Any [`SinkError`] that concerns the sink.
    pub async fn spool(&self, mailbox: &str) -> Result<Spool, SinkError> {
        match self {
            Self::Maildir(maildir) => maildir.spool(mailbox).await,
            Self::Smtp(smtp) => smtp.spool().await,
        }
    }

    /// Delivers a message. When it failed, the same may be tried again.
    ///
    /// # Errors
    /// Any [`SinkError`]; of the message itself where [`SinkError::permanent`].
    pub async fn deliver(&self, message: &Message<'_>) -> Result<Delivered, SinkError> {
        match self {
            Self::Maildir(maildir) => maildir.deliver(message).await,
            Self::Smtp(smtp) => smtp.deliver(message).await,
        }
    }

    /// How many messages of ours lie where this mailbox's go; `None` where nobody can count them.
    ///
    /// # Errors
    /// Any [`SinkError`] that concerns the sink.
    pub async fn count(&self, mailbox: &str) -> Result<Option<u64>, SinkError> {
        match self {
            Self::Maildir(maildir) => maildir.count(mailbox).await.map(Some),
            Self::Smtp(_) => Ok(None),
        }
    }

    /// Whether it tells what it has already ([`Delivered::Already`]), so that nobody need know before.
    #[must_use]
    pub const fn tells_twice(&self) -> bool {
        matches!(self, Self::Maildir(_))
    }

    /// An error that writing into a [`Spool`] met, in this sink's words.
    #[must_use]
    pub fn trouble(&self, source: io::Error) -> SinkError {
        let path = match self {
            Self::Maildir(maildir) => maildir.root(),
            Self::Smtp(smtp) => smtp.scratch(),
        };
        SinkError::io(path, "writing a message", source)
    }

    /// Says good-bye to servers; what is under way goes on.
    pub async fn close(&self) {
        if let Self::Smtp(smtp) = self {
            smtp.close().await;
        }
    }
}
