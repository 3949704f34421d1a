//! The grid of mailboxes (W4): windows over a query, never a list of everything.

use super::{ExceptionView, KindCount};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct MailboxFilter {
    /// Any of these kinds; empty: all.
    pub kinds: Vec<String>,
    /// Only this domain.
    pub domain: Option<String>,
    /// Only this state.
    pub state: Option<MailboxState>,
    /// Words that must begin a word of the name or lie in any address.
    pub search: String,
    /// Only chosen or only not chosen.
    pub selected: Option<bool>,
    /// Only those that need a look, or only the others: the kind is a guess, services end, or it left the tenant.
    #[ts(optional)]
    pub look: Option<bool>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the columns")]
pub enum MailboxSort {
    #[default]
    Name,
    Address,
    Kind,
    Aliases,
    State,
}

/// How a recipient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum MailboxState {
    /// Will be added.
    New,
    /// The gateway had it before us; its services stay.
    Exists,
    /// Looked after, nothing to do.
    Managed,
    /// Looked after, and something changes.
    Changed,
    /// Its services end.
    Ends,
    /// Not chosen.
    NotChosen,
    /// It left the tenant.
    Leaver,
    /// An exception keeps it as it is.
    Exception,
}

/// Asks for a window of rows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxQuery {
    /// Id of the client.
    pub client: u32,
    /// Which rows.
    pub filter: MailboxFilter,
    /// Order.
    pub sort: MailboxSort,
    /// Turned round.
    pub descending: bool,
    /// First row, from 0.
    pub offset: u32,
    /// At most 500.
    pub limit: u32,
    /// The list that an earlier window was of: its rows keep their places although some no longer match. Absent, or
    /// no longer held: the rows as they are now.
    #[serde(default)]
    #[ts(optional)]
    pub list: Option<u32>,
}

/// A window of rows with the totals that stand over the columns.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxWindow {
    /// The rows from `offset` on.
    pub rows: Vec<MailboxRow>,
    /// The list that these rows are of.
    pub list: u32,
    /// Rows of the list.
    pub total: u32,
    /// How many of them are chosen now.
    pub chosen: u32,
    /// Rows that a new list would add or leave out.
    pub differs: u32,
    /// Recipients whose choice can be taken back by one step (`choice_undo`).
    pub undo: Option<u32>,
    /// Rows by kind with every filter but the kind.
    pub by_kind: Vec<KindCount>,
    /// Totals over all recipients of selected domains.
    pub totals: ServiceTotals,
    /// When the tenant was read.
    pub read_at: Option<String>,
}

/// Numbers of chosen recipients and services, and how they differ from the gateway now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are the columns")]
pub struct ServiceTotals {
    pub recipients: u32,
    pub selected: u32,
    pub incoming: u32,
    pub outgoing: u32,
    pub archiving: u32,
    pub incoming_delta: i32,
    pub outgoing_delta: i32,
    pub archiving_delta: i32,
    /// Objects of the tenant that are no recipients.
    pub not_taken: u32,
}

/// One recipient in the grid.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxRow {
    /// Directory id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Primary address.
    pub address: String,
    /// Kind.
    pub kind: String,
    /// The kind is a guess (source E).
    pub guess: bool,
    /// Aliases in selected domains.
    pub aliases: u32,
    /// Chosen.
    pub selected: bool,
    /// Services as they will be.
    pub services: ServicesView,
    /// Services that the gateway has now; `None` when it does not have the recipient.
    pub now: Option<ServicesView>,
    /// State.
    pub state: MailboxState,
}

/// Three toggles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are the services")]
pub struct ServicesView {
    pub incoming: bool,
    pub outgoing: bool,
    pub archiving: bool,
}

/// Which recipients a change is about.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum MailboxTarget {
    /// These.
    Ids {
        /// Directory ids.
        ids: Vec<String>,
    },
    /// Every row that a filter shows.
    Filter {
        /// The filter.
        filter: MailboxFilter,
    },
    /// Rows of a list that a window was of; a list that is no longer held is refused (`list-gone`).
    Rows {
        /// The list.
        list: u32,
        /// First and last place, from 0.
        ranges: Vec<(u32, u32)>,
    },
}

/// Chooses recipients or sets services.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxChoose {
    /// Id of the client.
    pub client: u32,
    /// Whom.
    pub target: MailboxTarget,
    /// Choose or not.
    pub selected: Option<bool>,
    /// Incoming on or off.
    pub incoming: Option<bool>,
    /// Outgoing on or off.
    pub outgoing: Option<bool>,
    /// Archiving on or off.
    pub archiving: Option<bool>,
}

/// How many recipients a change touched.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxChosen {
    /// Recipients that the change met.
    pub changed: u32,
    /// New totals.
    pub totals: ServiceTotals,
}

/// Names one recipient.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxRef {
    /// Id of the client.
    pub client: u32,
    /// Directory id.
    pub id: String,
}

/// Everything about one recipient: why it is here, and why it is as it is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxDetail {
    /// The row.
    pub row: MailboxRow,
    /// Every address of the tenant, and whether it lies in a selected domain.
    pub addresses: Vec<AddressView>,
    /// Who said the kind: `exchange`, `directory`, `guess` …
    pub kind_source: String,
    /// What each source says its kind is, strongest first.
    pub kinds: Vec<KindSaid>,
    /// Kind that a technician decided.
    pub decided: Option<String>,
    /// Only Exchange lists it.
    pub exchange_only: bool,
    /// First seen.
    pub first_seen: String,
    /// A person decided; `None`: the defaults of its kind.
    pub chosen_by_hand: bool,
    /// Why a change is due, as a reason code of the plan.
    pub reason: Option<String>,
    /// The exception that stands for it, or ended.
    pub exception: Option<ExceptionView>,
}

/// What one source says a recipient is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindSaid {
    /// `technician`, `exchange`, `exchange-admin-api`, `directory`, `usage-report`, `user-purpose`, `guess`.
    pub source: String,
    /// Kind, as in the command line.
    pub kind: String,
}

/// Decides the kind of a recipient by hand, or leaves it to the sources again.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxKind {
    /// Id of the client.
    pub client: u32,
    /// Directory id.
    pub id: String,
    /// Kind, as in the command line; `None`: as the sources say.
    pub kind: Option<String>,
}

/// An address of a recipient.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddressView {
    /// The address.
    pub address: String,
    /// It is the primary.
    pub primary: bool,
    /// It lies in a selected domain.
    pub in_scope: bool,
}

/// An object of the tenant that is no recipient, with the reason.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NotTakenRow {
    /// Directory id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Address, if it has one.
    pub address: Option<String>,
    /// `guest`, `no-address`, `no-mailbox`, `not-mail-enabled`, `system-mailbox`.
    pub reason: String,
}

/// A window of objects that are no recipients.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NotTakenWindow {
    /// Rows from the offset on.
    pub rows: Vec<NotTakenRow>,
    /// All of them.
    pub total: u32,
}
