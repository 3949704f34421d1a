//! Why a message is not in the archive, and whether trying again can help.

use std::{
    borrow::Cow,
    io,
    path::{Path, PathBuf},
};

use model::AddressError;

/// Whom an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// This message; others may be taken.
    Message,
    /// The mailbox that it comes from: no message of it is taken before a person or time has mended it, and others may be.
    Mailbox,
    /// The archive: no message is taken before a person or time has mended it.
    Sink,
}

/// Why a sink did not take a message. A message that failed is not in the archive, but for [`SinkError::Unanswered`]: then
/// the server may have taken it.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The disk is full; what was written of the message is taken away.
    #[error("{path}: the disk is full")]
    Full {
        /// What was written to.
        path: PathBuf,
    },
    /// Folder or file may not be written.
    #[error("{path}: it cannot be written: {source}")]
    Denied {
        /// Which.
        path: PathBuf,
        /// The system's cause.
        source: io::Error,
    },
    /// A file or folder cannot be used otherwise.
    #[error("{doing} in {path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// The system's cause.
        source: io::Error,
    },
    /// The mailbox has no address that a folder or an envelope could be made of.
    #[error("the mailbox has no address: {0}")]
    NoMailbox(#[from] AddressError),
    /// The address names a user, and no password is known.
    #[error("the archive's user {user} needs a password")]
    NoPassword {
        /// The user.
        user: String,
    },
    /// The certificates that the server's is checked with cannot be used.
    #[error("{path}: no certificate can be read from it: {words}")]
    Certificate {
        /// Their file.
        path: PathBuf,
        /// Why.
        words: String,
    },
    /// The message is larger than the server takes, by its own word.
    #[error("the message has {size} bytes, and the archive takes no more than {largest}")]
    TooLarge {
        /// Bytes of the message.
        size: u64,
        /// What the server says to take (RFC 1870).
        largest: u64,
    },
    /// SMTP cannot carry what is in the message, a Maildir can.
    #[error("the message holds {what}, which cannot be sent to this server by SMTP")]
    Unsendable {
        /// What.
        what: &'static str,
    },
    /// The folder is not the one that was delivered to: its mark is not there, as when its disk is not mounted.
    #[error(
        "{path}: this is not the archive that this import has delivered to, its file {mark} is not there; mount the \
         archive's disk there, or begin another import into another folder"
    )]
    Elsewhere {
        /// The archive's folder.
        path: PathBuf,
        /// The name of the mark in it.
        mark: &'static str,
    },
    /// The folder is that of another archive: the mark in it is not the one that this import knows, as when another disk
    /// is mounted there.
    #[error(
        "{path}: another archive is mounted there, its file {mark} is not that of the archive that this import has \
         delivered to; mount the archive's own disk there, or begin another import into another folder"
    )]
    Another {
        /// The archive's folder.
        path: PathBuf,
        /// The name of the mark in it.
        mark: &'static str,
    },
    /// The server refuses this message for good: 5xx to its size or its content.
    #[error("the archive refuses the message: {code} {words}")]
    MessageRefused {
        /// The reply's code.
        code: u16,
        /// The reply's text.
        words: String,
    },
    /// The server refuses message after message in a way that is a message's own, and takes none.
    #[error(
        "the archive refused {times} messages one after the other and took none in between, the last with: {code} {words}"
    )]
    AllRefused {
        /// How many.
        times: u32,
        /// The code of the last reply.
        code: u16,
        /// Its text.
        words: String,
    },
    /// The server refuses whatever comes from here: 5xx to a greeting, a sender, the journal address, or to a message for
    /// what is not the message's own.
    #[error("the archive refuses {what}: {code} {words}")]
    Refused {
        /// What it refuses.
        what: &'static str,
        /// The reply's code.
        code: u16,
        /// The reply's text.
        words: String,
    },
    /// The server takes no mail to the journal address of the mailbox's domain: 4xx or 5xx to it.
    #[error("the archive takes no mail to {to}: {code} {words}")]
    JournalRefused {
        /// The address.
        to: String,
        /// The reply's code.
        code: u16,
        /// The reply's text.
        words: String,
    },
    /// The server has seen the whole message and does not take it now: 4xx to its end.
    #[error("the archive does not take the message now: {code} {words}")]
    PutOff {
        /// The reply's code.
        code: u16,
        /// The reply's text.
        words: String,
    },
    /// The connection broke when the whole message had been sent, and nobody knows whether the server took it.
    #[error("the connection to {server} broke before it said whether it took the message: {words}")]
    Unanswered {
        /// Host and port.
        server: String,
        /// Why.
        words: String,
    },
    /// The server is not ready: 4xx, but to a message that it has seen.
    #[error("the archive asks to try again later: {code} {words}")]
    Later {
        /// The reply's code.
        code: u16,
        /// The reply's text.
        words: String,
    },
    /// The server does not accept user and password.
    #[error("the archive does not accept the login: {words}")]
    Login {
        /// Its words.
        words: String,
    },
    /// The connection cannot be protected, or the server's certificate does not hold.
    #[error("the connection to {server} cannot be protected: {words}")]
    Tls {
        /// Host and port.
        server: String,
        /// Why.
        words: String,
    },
    /// Nobody answers.
    #[error("{server} cannot be reached: {words}")]
    Unreachable {
        /// Host and port.
        server: String,
        /// Why.
        words: String,
    },
    /// The connection broke before a message was sent, or what came was no reply.
    #[error("the connection to {server} broke: {words}")]
    Broken {
        /// Host and port.
        server: String,
        /// Why.
        words: String,
    },
}

impl SinkError {
    /// Whether it is the message that will never be taken, while others may.
    #[must_use]
    pub const fn permanent(&self) -> bool {
        matches!(self, Self::TooLarge { .. } | Self::Unsendable { .. } | Self::MessageRefused { .. })
    }

    /// Whom it is about. What a server does not take now once it has seen all of it is the message's own for all that is
    /// known of one: when it takes none of many, it is the archive.
    #[must_use]
    pub const fn concern(&self) -> Concern {
        match self {
            Self::PutOff { .. } | Self::Unanswered { .. } => Concern::Message,
            Self::JournalRefused { .. } | Self::NoMailbox(_) => Concern::Mailbox,
            _ if self.permanent() => Concern::Message,
            _ => Concern::Sink,
        }
    }

    /// Whether the server said so for good (5xx), so that it would say the same in a moment.
    #[must_use]
    pub const fn for_good(&self) -> bool {
        match self {
            Self::MessageRefused { .. } | Self::AllRefused { .. } | Self::Refused { .. } => true,
            Self::JournalRefused { code, .. } => *code >= 500,
            _ => false,
        }
    }

    /// Whether the archive may have the message for all that: offered once more, it may be there twice.
    #[must_use]
    pub const fn may_have_taken(&self) -> bool {
        matches!(self, Self::Unanswered { .. })
    }

    /// Whether a password would help: the user has none, or what was given is not accepted.
    #[must_use]
    pub const fn wants_password(&self) -> bool {
        matches!(self, Self::Login { .. } | Self::NoPassword { .. })
    }

    /// Whether a person has to look first: to try again would cost more messages, or lock the user out, or cannot help.
    #[must_use]
    pub const fn needs_person(&self) -> bool {
        self.wants_password() || matches!(self, Self::AllRefused { .. } | Self::Certificate { .. })
    }

    /// One word for tables and lists; a message that was refused or put off carries the server's code.
    #[must_use]
    pub fn code(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Full { .. } => "disk-full",
            Self::Denied { .. } => "not-writable",
            Self::Io { .. } => "disk",
            Self::NoMailbox(_) => "no-address",
            Self::NoPassword { .. } => "no-password",
            Self::Certificate { .. } => "certificate-file",
            Self::TooLarge { .. } => "too-large",
            Self::Unsendable { .. } => "unsendable",
            Self::MessageRefused { code, .. } | Self::PutOff { code, .. } => return Cow::Owned(format!("smtp-{code}")),
            Self::Unanswered { .. } => "unanswered",
            Self::Elsewhere { .. } | Self::Another { .. } => "archive-elsewhere",
            Self::AllRefused { .. } | Self::Refused { .. } => "archive-refuses",
            Self::JournalRefused { .. } => "journal-refused",
            Self::Later { .. } => "archive-not-ready",
            Self::Login { .. } => "archive-login",
            Self::Tls { .. } => "archive-tls",
            Self::Unreachable { .. } => "archive-unreachable",
            Self::Broken { .. } => "archive-broken",
        })
    }

    /// A failure of the file system, named.
    pub(crate) fn io(path: &Path, doing: &'static str, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::Denied { path, source },
            _ => Self::Io { path, doing, source },
        }
    }
}
