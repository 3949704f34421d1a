//! The import of existing mail (S1 to S4): what is to be imported, how it stands, and its certificate.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Password, Problem, QuietView};

/// A client's newest import, all mailboxes together.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportView {
    /// Its number.
    pub id: u32,
    /// What it is to do.
    pub wish: ImportWishView,
    /// How it stands.
    pub state: ImportJobState,
    /// It goes on at this moment.
    pub under_way: bool,
    /// Its mailboxes are being counted; nothing is read.
    pub counting: bool,
    /// Why it does not go on though it is to.
    pub held: Option<ImportHold>,
    /// Nobody let it go on yet: it waits for its first start.
    pub fresh: bool,
    /// Its mailboxes.
    pub mailboxes: u32,
    /// Mailboxes by state; a state that none has is left out.
    pub states: Vec<ImportStateCount>,
    /// Every mailbox in numbers.
    pub total: ImportSums,
    /// Messages a second, in the last minute.
    pub rate: Option<f64>,
    /// When it is expected to end.
    pub ends: Option<String>,
    /// It reads nothing before then: its hours.
    pub waits_until: Option<String>,
    /// How large it is, as far as that was counted before the start.
    pub estimate: Option<ImportEstimateView>,
    /// Why it stopped by itself.
    pub problem: Option<Problem>,
    /// What may be said of it: *agrees* only when every mailbox was read and the numbers of all agree.
    pub standing: ImportStanding,
    /// Mailboxes with a certificate that says so.
    pub ready: u32,
    /// The client's others that were let go on once, of those that have ended the three newest; the one that runs first.
    pub others: Vec<ImportOther>,
    /// Another address of its archive, which was wished for while it ran, or once it had delivered: it goes on there when it is let go on.
    pub moves_to: Option<String>,
    /// Mailboxes that came to the tenant since it looked last whose mail it is of: they belong to it when it goes on.
    pub joined: u32,
    /// When it was begun.
    pub created: String,
    /// IANA zone of its hours: the client's. Its days are those that were meant when it was begun.
    pub zone: String,
}

/// Another import of the same client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportOther {
    /// Its number.
    pub id: u32,
    /// Its archive, without password.
    pub sink: String,
    /// How it stands.
    pub state: ImportJobState,
    /// It goes on at this moment, and waits for no hours.
    pub under_way: bool,
    /// It has ended, every mailbox was read, and the numbers of all agree.
    pub complete: bool,
}

/// What an import waits for that is to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum ImportHold {
    /// A person paused all clients.
    Everything,
    /// For the network.
    Offline,
    /// The connection is paid by volume.
    Metered,
    /// Quiet hours of this computer.
    Quiet,
    /// The client is paused.
    Client,
    /// It is tried again by itself after its problem.
    Again {
        /// When.
        at: String,
    },
}

/// How an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ImportJobState {
    /// It goes on whenever it may.
    Running,
    /// A person, or trouble, stopped it.
    Paused,
    /// There is nothing left to do.
    Ended,
}

/// What an import is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportWishView {
    /// The archive: `maildir:DIR…` or `smtp://…`, without password.
    pub sink: String,
    /// The first day, such as `2020-01-01`; absent: from the beginning.
    pub since: Option<String>,
    /// The last day.
    pub until: Option<String>,
    /// `usual`, `all`, or a list of folders.
    pub folders: String,
    /// Messages are read in these hours of the client's zone only.
    pub hours: Option<QuietView>,
}

/// How large an import is before its start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportEstimateView {
    /// Messages in the chosen folders.
    #[ts(type = "number")]
    pub messages: u64,
    /// Their bytes, where every mailbox told.
    #[ts(type = "number | null")]
    pub bytes: Option<u64>,
    /// Mailboxes that were counted.
    pub counted: u32,
    /// Days were chosen, for which the server cannot be asked: it may be less.
    pub at_most: bool,
    /// How long it takes at the pace that Microsoft allows.
    #[ts(type = "number")]
    pub seconds: u64,
}

/// How many mailboxes of an import stand so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names say it")]
pub struct ImportStateCount {
    pub state: ImportMailboxState,
    pub count: u32,
}

/// How a mailbox of an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ImportMailboxState {
    /// Its turn comes.
    Queued,
    /// Its folders and messages are listed.
    Counting,
    /// Its messages are read and delivered.
    Running,
    /// For its hours, the network, the archive or Microsoft.
    Waiting,
    /// It was stopped.
    Paused,
    /// Everything has arrived.
    Done,
    /// Everything has arrived but what was skipped with a reason.
    Exceptions,
    /// The numbers do not agree.
    Differs,
    /// It may not be read.
    Refused,
}

/// What may be said of a mailbox, or of a whole import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ImportStanding {
    /// Something is still to be read.
    Open,
    /// Everything was read, and the numbers agree.
    Agrees,
    /// They do not.
    Differs,
    /// It may not be read.
    Refused,
}

/// Messages of a mailbox, or of all of them: `server` = `imported` + `duplicates` + `skipped` − `left` + `difference`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportSums {
    /// On the server, by its own count where it can be asked for it.
    #[ts(type = "number")]
    pub server: u64,
    /// Delivered.
    #[ts(type = "number")]
    pub imported: u64,
    /// Delivered already with another message of the same content.
    #[ts(type = "number")]
    pub duplicates: u64,
    /// Not to be had, each with its reason.
    #[ts(type = "number")]
    pub skipped: u64,
    /// The same by reason.
    pub reasons: Vec<ImportReason>,
    /// Of those three: left the chosen folders after that.
    #[ts(type = "number")]
    pub left: u64,
    /// Left the chosen folders before they were read: in none of these sums, and not in the archive.
    #[ts(type = "number")]
    pub gone: u64,
    /// The first three less the fourth: what is accounted for of what the server has.
    #[ts(type = "number")]
    pub accounted: u64,
    /// Not accounted for; 0 when the numbers agree.
    #[ts(type = "number")]
    pub difference: i64,
    /// Listed, and still to be read.
    #[ts(type = "number")]
    pub open: u64,
    /// Bytes delivered.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Messages that an archive may have twice, or although they count as gone: its answer was lost.
    #[ts(type = "number")]
    pub maybe_twice: u64,
}

/// Why messages were skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReason {
    /// Microsoft's or the archive's code, such as `ErrorMimeContentConversionFailed`.
    pub code: String,
    /// Messages.
    #[ts(type = "number")]
    pub count: u64,
}

/// Something that is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportNotReached {
    /// `archive`, `archive-unknown`, `folder`, `no-such-folder`, `other-items`.
    pub what: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Messages in it, where the server tells; of `other-items` how many those are.
    #[ts(type = "number | null")]
    pub messages: Option<u64>,
}

/// One mailbox of an import.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRow {
    /// Its number.
    pub id: u32,
    /// Its primary address.
    pub address: String,
    /// How it stands.
    pub state: ImportMailboxState,
    /// What may be said of it.
    pub standing: ImportStanding,
    /// Since when.
    pub state_at: String,
    /// Why, where the state alone does not tell: a code.
    pub reason: Option<String>,
    /// The same in Microsoft's or the archive's own words.
    pub cause: Option<String>,
    /// In numbers.
    pub sums: ImportSums,
    /// What of it is not read.
    pub not_reached: Vec<ImportNotReached>,
    /// Messages a second, in the last minute.
    pub rate: Option<f64>,
    /// Until when it waits: for its hours, or, while it is at work, for Microsoft.
    pub waits_until: Option<String>,
    /// Its turn comes before the others'.
    pub first: bool,
    /// It was counted: the server's number is known.
    pub counted: bool,
}

/// Asks for a window of an import's mailboxes: at work first, then those that need a look, queued, done.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportWindowQuery {
    /// Id of the client.
    pub client: u32,
    /// The import.
    pub import: u32,
    /// Only those that stand so.
    pub state: Option<ImportMailboxState>,
    /// Words in the address.
    pub search: String,
    /// First row.
    pub offset: u32,
    /// Rows, at most.
    pub limit: u32,
}

/// A window of an import's mailboxes.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportWindow {
    /// The rows.
    pub rows: Vec<ImportRow>,
    /// Rows that the filter shows in all.
    pub total: u32,
}

/// Whose mail is imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum ImportChoice {
    /// Of every mailbox of the newest reading.
    All,
    /// Of those that are chosen for the gateway.
    Chosen,
    /// Of those that have these addresses.
    These {
        /// As they were typed.
        addresses: Vec<String>,
    },
}

/// Begins an import, or adds mailboxes to the one with the same archive, days and folders. Nothing is read yet.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportBegin {
    /// Id of the client.
    pub client: u32,
    /// Whose mail.
    pub mailboxes: ImportChoice,
    /// Archive, days, folders, hours.
    pub wish: ImportWishView,
    /// The archive's password, where it wants one; kept in the vault. `None`: the one that was given before.
    #[ts(type = "string | null")]
    pub password: Option<Password>,
}

/// Adds mailboxes to an import; archive, days and folders stay as they are.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportAdd {
    /// Id of the client.
    pub client: u32,
    /// The import.
    pub import: u32,
    /// Whose mail.
    pub mailboxes: ImportChoice,
}

/// Names an import.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRef {
    /// Id of the client.
    pub client: u32,
    /// The import.
    pub import: u32,
}

/// Sets the hours in which messages are read; it may run meanwhile.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportHours {
    /// Id of the client.
    pub client: u32,
    /// The import.
    pub import: u32,
    /// In the client's zone; `None`: at any time.
    pub hours: Option<QuietView>,
}

/// Names a mailbox of an import.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportMailboxRef {
    /// Id of the client.
    pub client: u32,
    /// The import.
    pub import: u32,
    /// The mailbox.
    pub mailbox: u32,
}
