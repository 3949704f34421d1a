//! M8, S1 to S4: existing mail, read from Graph in an application's own name and delivered to an archive.
//!
//! A job names an archive, days and folders, and has mailboxes. Of each, the folders' messages are listed from where they
//! were listed to; each message is streamed to a file, hashed, delivered and written down; then the folders are listed
//! again, until nothing is left. The ledger ([`store`]) says what was done, so that the program may be killed at any moment.

mod access;
mod certificate;
mod error;
mod folders;
mod job;
mod mailbox;
mod message;
mod range;
mod run;
mod source;
mod status;
mod sums;

pub use access::{APP_NAME, AppStep, ImportAccess, ImportCertificateFile, ImportSignIn};
pub use certificate::{CertificateFiles, ImportCertificate};
pub use error::ImportError;
pub use folders::{BadFolderRule, FolderRule};
pub use job::{ImportMailboxes, ImportWish};
pub use range::Range;
pub(crate) use run::Imports;
#[cfg(test)]
pub(crate) use source::app_key;
pub use status::{ImportStatus, MailboxImport, NotReached};
pub use sums::{Sums, Verdict};
