//! Windows over the recipients: what the planner says about each, kept ready in sorted and filtered form.

mod bits;
mod detail;
pub(crate) mod filter;
mod fold;
mod index;
pub(crate) mod lists;
pub(crate) mod refresh;
mod texts;
mod window;

pub(crate) use window::totals_of;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Address, DirectoryId, Kind, KindSource, NotTaken, Recipient, Services, plan::Reason};

/// Which rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailboxFilter {
    /// Any of these kinds; empty: all.
    pub kinds: Vec<Kind>,
    /// Only with an address in this domain.
    pub domain: Option<String>,
    /// Only this state.
    pub state: Option<MailboxState>,
    /// Words that must lie in the name or in any address, the beginnings of words and what is inside them.
    pub search: String,
    /// Only chosen or only not chosen.
    pub selected: Option<bool>,
    /// Only those that need a look, or only the others: the kind is a guess, services end, or it left the tenant.
    pub look: Option<bool>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MailboxSort {
    /// By display name.
    #[default]
    Name,
    /// By primary address.
    Address,
    /// By kind, then name.
    Kind,
    /// By number of aliases, then name.
    Aliases,
    /// By state, then name.
    State,
}

/// How a recipient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    /// An exception stands: it is left alone.
    Exception,
}

/// Asks for a window of rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailboxQuery {
    /// Which rows.
    pub filter: MailboxFilter,
    /// Order.
    pub sort: MailboxSort,
    /// Turned round.
    pub descending: bool,
    /// First row, from 0.
    pub offset: u32,
    /// At most so many rows.
    pub limit: u32,
    /// The list that an earlier window was of. Its rows keep their places although some no longer match. When it is no
    /// longer held, or a row is no longer there, the window is of a new one.
    pub list: Option<u32>,
}

/// One recipient: of a selected domain, or remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxRow {
    /// Directory id.
    pub id: DirectoryId,
    /// Display name.
    pub name: String,
    /// Primary address, as the gateway is to know it.
    pub address: String,
    /// Kind.
    pub kind: Kind,
    /// Who said the kind.
    pub kind_source: KindSource,
    /// Aliases in selected domains.
    pub aliases: u32,
    /// Chosen.
    pub selected: bool,
    /// Services as they will be.
    pub services: Services,
    /// Services that the gateway has; `None` when it does not have the recipient.
    pub now: Option<Services>,
    /// State.
    pub state: MailboxState,
}

/// A window of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxWindow {
    /// The rows from the offset on.
    pub rows: Vec<MailboxRow>,
    /// The list that they are of.
    pub list: u32,
    /// Rows of the list.
    pub total: u32,
    /// How many of them are chosen now.
    pub chosen: u32,
    /// Rows that a new list would add or leave out.
    pub differs: u32,
    /// Numbers over all rows.
    pub totals: ServiceTotals,
    /// Recipients whose choice can be taken back by one step.
    pub undo: Option<u32>,
    /// Rows that match every filter but the kind, by kind.
    pub by_kind: BTreeMap<Kind, u32>,
}

/// Numbers over all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ServiceTotals {
    /// Rows.
    pub recipients: u32,
    /// Chosen ones.
    pub selected: u32,
    /// Recipients with the service, as it will be.
    pub incoming: u32,
    /// See `incoming`.
    pub outgoing: u32,
    /// See `incoming`.
    pub archiving: u32,
    /// How that differs from the gateway.
    pub incoming_delta: i32,
    /// See `incoming_delta`.
    pub outgoing_delta: i32,
    /// See `incoming_delta`.
    pub archiving_delta: i32,
    /// Rows that will be added (R12: whom the options reach).
    pub new: u32,
    /// Objects of the tenant that are no recipients.
    pub not_taken: u32,
}

/// Everything about one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxDetail {
    /// The row.
    pub row: MailboxRow,
    /// Every address in the tenant, the primary first, and whether it lies in a selected domain.
    pub addresses: Vec<(Address, bool)>,
    /// What each source says that it is, the strongest first.
    pub said: Vec<(KindSource, Kind)>,
    /// What the technician says that it is.
    pub decided: Option<Kind>,
    /// Only Exchange lists it.
    pub exchange_only: bool,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When it left.
    pub left: Option<Timestamp>,
    /// A person decided about it.
    pub chosen_by_hand: bool,
    /// Why a change is due.
    pub reason: Option<Reason>,
}

/// An object of the tenant that is no recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTakenRow {
    /// Directory id.
    pub id: DirectoryId,
    /// Display name.
    pub name: String,
    /// Address, if it has one.
    pub address: Option<String>,
    /// Why.
    pub reason: NotTaken,
}

/// A window of objects that are no recipients, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTakenWindow {
    /// The rows from the offset on.
    pub rows: Vec<NotTakenRow>,
    /// All that match.
    pub total: u32,
}

/// A recipient of the snapshot, whether its domain is selected or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientRow {
    /// What the tenant says.
    pub recipient: Recipient,
    /// Chosen, and with an address in a selected domain.
    pub selected: bool,
    /// Services as they will be.
    pub services: Services,
}

impl MailboxSort {
    /// The columns of the index that has this order.
    const fn keys(self) -> &'static str {
        match self {
            Self::Name => "name_key",
            Self::Address => "address_key",
            Self::Kind => "kind, name_key",
            Self::Aliases => "aliases, name_key",
            Self::State => "state, name_key",
        }
    }
}

impl ServiceTotals {
    /// Counts recipients with the same services.
    fn count(&mut self, count: u32, planned: Services, now: Services) {
        self.recipients += count;
        add(&mut self.incoming, &mut self.incoming_delta, count, planned.incoming, now.incoming);
        add(&mut self.outgoing, &mut self.outgoing_delta, count, planned.outgoing, now.outgoing);
        add(&mut self.archiving, &mut self.archiving_delta, count, planned.archiving, now.archiving);
    }
}

fn add(total: &mut u32, delta: &mut i32, count: u32, planned: bool, now: bool) {
    let signed = i32::try_from(count).unwrap_or(i32::MAX);
    *total += if planned { count } else { 0 };
    *delta += match (planned, now) {
        (true, false) => signed,
        (false, true) => -signed,
        _ => 0,
    };
}

impl MailboxState {
    /// Every state, in the order in which they are sorted.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Exists,
        Self::Managed,
        Self::Changed,
        Self::Ends,
        Self::NotChosen,
        Self::Leaver,
        Self::Exception,
    ];

    /// Its name, as in lists for people's own use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Exists => "exists",
            Self::Managed => "managed",
            Self::Changed => "changed",
            Self::Ends => "ends",
            Self::NotChosen => "not-chosen",
            Self::Leaver => "leaver",
            Self::Exception => "exception",
        }
    }

    pub(crate) const fn code(self) -> i64 {
        self as i64
    }

    pub(crate) fn of(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}
