//! What a completion certificate says, as values.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::Options;

use crate::Language;
use crate::pack::TenantPart;

/// Everything a certificate says.
#[derive(Debug, Clone, PartialEq)]
pub struct CertificatePaper {
    /// When the document is made.
    pub written_at: Timestamp,
    /// Who makes it.
    pub written_by: String,
    /// The program with its version.
    pub program: String,
    /// Language of the document.
    pub language: Language,
    /// The client's name.
    pub client: String,
    /// Its colour.
    pub colour: [u8; 3],
    /// It is only practice.
    pub practice: bool,
    /// Its options: formats and zone.
    pub options: Options,
    /// Its tenant.
    pub tenant: TenantPart,
    /// The one mailbox that this is about; `None`: the whole import.
    pub mailbox: Option<String>,
    /// The archive's address, without a secret.
    pub archive: String,
    /// The addresses that it had before, at which something was delivered.
    pub former: Vec<String>,
    /// Messages received at this moment or later.
    pub since: Option<Timestamp>,
    /// Messages received before this moment.
    pub until: Option<Timestamp>,
    /// From which folders.
    pub folders: FoldersPart,
    /// When the import was begun.
    pub begun_at: Timestamp,
    /// When the mailboxes were counted that were: the earliest of these times, and the latest.
    pub counted: Option<(Timestamp, Timestamp)>,
    /// Every mailbox was read and the numbers of each agree. The document says so only where its own numbers do not
    /// speak against it.
    pub complete: bool,
    /// It is of everybody's mail, of whom the tenant knew then; `None`: of chosen mailboxes.
    pub everybody: Option<Timestamp>,
    /// Mailboxes by how they stand.
    pub states: BTreeMap<MailboxState, u64>,
    /// All mailboxes together.
    pub total: SumsPart,
    /// The first [`super::LISTED`] mailboxes, those that are not done before the others.
    pub mailboxes: Vec<MailboxPart>,
    /// The first messages that cannot be had: of a mailbox no more than [`super::LISTED_OF_ONE`], in all no more than
    /// [`super::LISTED_SKIPPED`].
    pub skipped: Vec<SkippedPart>,
    /// What no number counts.
    pub not_reached: Vec<NotReachedPart>,
    /// Folders with messages in them that were not chosen, those with the most messages first.
    pub left_out: Vec<LeftOutPart>,
    /// SHA-256 over what became of every message, as hexadecimal digits; `None` while the import goes on.
    pub ledger: Option<String>,
}

/// Folders that are taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoldersPart {
    /// With what the choice begins.
    pub begin: FoldersBegin,
    /// Folders that were named, each with what lies below it.
    pub named: Vec<String>,
    /// Folders that were left out by name.
    pub without: Vec<String>,
}

/// With what a choice of folders begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FoldersBegin {
    /// All but those that usually nobody wants.
    #[default]
    Usual,
    /// All.
    All,
    /// Only those that are named.
    Named,
}

/// How a mailbox stands; those that want a person come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the import's own")]
pub enum MailboxState {
    Differs,
    Refused,
    Paused,
    Waiting,
    Running,
    Counting,
    Queued,
    Exceptions,
    Done,
}

/// A mailbox, or all of them, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SumsPart {
    /// Messages of the server: by its own count where it can be asked for it, else as it lists them.
    pub server: u64,
    /// It could be asked for its count.
    pub counted: bool,
    /// Messages that the server lists.
    pub listed: u64,
    /// Delivered.
    pub imported: u64,
    /// Delivered already with another message of the mailbox.
    pub duplicates: u64,
    /// Messages that cannot be had, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Of these three: those that left the chosen folders after that.
    pub left: u64,
    /// Left the chosen folders before they were read.
    pub gone: u64,
    /// Still to be read.
    pub open: u64,
    /// Bytes delivered.
    pub bytes: u64,
    /// Messages that an archive may have twice, or although they count as gone: its answer was lost.
    pub again: u64,
    /// What is accounted for.
    pub accounted: i64,
    /// The server's messages that are not accounted for.
    pub difference: i64,
}

/// A mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxPart {
    /// Its primary address.
    pub address: String,
    /// How it stands.
    pub state: MailboxState,
    /// Why, as a code, where the state alone does not tell.
    pub why: Option<String>,
    /// In numbers.
    pub sums: SumsPart,
}

/// A message that cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedPart {
    /// Address of its mailbox.
    pub mailbox: String,
    /// Path of its folder; empty where that is not known any more.
    pub folder: String,
    /// When it was received.
    pub received: Option<Timestamp>,
    /// Its Message-ID, as far as it has one.
    pub message_id: Option<String>,
    /// Why, as a code.
    pub code: String,
}

/// A kind of place that no import reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In-place archives.
    Archive,
    /// In-place archives that may be there.
    ArchiveUnknown,
    /// A folder that was named, and is not there.
    MissingFolder(String),
    /// Items of folders that are no messages.
    OtherItems,
    /// Public folders.
    PublicFolders,
    /// Groups.
    Groups,
    /// Mailboxes that came to the tenant since the import looked last.
    Joined,
}

/// Places of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReachedPart {
    /// What they are.
    pub place: Place,
    /// The first [`super::NAMED`] of them, or mailboxes that have them.
    pub first: Vec<String>,
    /// How many they are.
    pub count: u64,
}

/// A folder that was not chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutPart {
    /// Its path; `None`: all further ones together.
    pub folder: Option<String>,
    /// Mailboxes that have it; of further ones, how many they are.
    pub count: u64,
    /// Messages in it.
    pub messages: u64,
}

impl SumsPart {
    /// Messages that cannot be had.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Nothing in these numbers speaks against an import that is complete.
    pub(super) fn agree(&self) -> bool {
        self.difference == 0 && self.open == 0 && self.server == self.listed
    }
}

impl MailboxState {
    /// Every message of it was read, and the numbers agree.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Exceptions)
    }
}
