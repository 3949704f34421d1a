//! M8, S1 to S4: existing mail, read from Graph in an application's own name and delivered to an archive.
//!
//! A job names an archive, days and folders, and has mailboxes. Of each, the folders' messages are listed from where they
//! were listed to; each message is streamed to a file, hashed, delivered and written down; then the folders are listed
//! again, until nothing is left. The ledger ([`store`]) says what was done, so that the program may be killed at any moment.

mod access;
mod again;
mod archives;
mod asked;
mod background;
mod certificate;
mod count;
mod deliver;
mod end;
mod error;
mod folders;
mod hold;
mod hours;
mod imports;
mod job;
mod joined;
mod list;
mod mailbox;
mod message;
mod others;
mod overview;
mod passwords;
mod queue;
mod range;
mod rate;
mod removal;
mod room;
mod run;
mod scoped;
mod source;
mod status;
mod sums;
mod tried;
mod try_sink;
mod window;

pub use access::{APP_NAME, AppStep, ImportAccess, ImportCertificateFile, ImportSignIn};
pub(crate) use certificate::ledger_of;
pub use certificate::{CertificateFiles, ImportCertificate};
pub use error::ImportError;
pub use folders::{BadFolderRule, FolderRule};
pub use hold::ImportHold;
pub use hours::WishedHours;
pub(crate) use imports::Imports;
pub use job::{ImportMailboxes, ImportWish};
pub use overview::{ImportEstimate, ImportOther, ImportOverview};
#[cfg(test)]
pub(crate) use passwords::password_key;
pub use range::Range;
pub use room::{ImportRoom, RoomOf};
pub use scoped::{ImportLeft, Reach as ImportReach};
#[cfg(test)]
pub(crate) use source::app_key;
pub use status::{ImportStatus, MailboxImport, NotReached, Standing};
pub use sums::{Sums, Verdict};
pub use try_sink::SinkTried;
pub use window::ImportWindow;
