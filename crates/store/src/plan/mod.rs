//! Plans: staged while they are made, then ordered, hashed and kept.

mod again;
mod bill;
mod keep;
mod leaving;
mod loser;
mod notices;
mod print;
mod read;
mod saved;
mod stored;
mod text;
mod writer;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    BrakeReading, DomainName, Kind, KindSource,
    plan::{Action, Hold, Object, Reason, Step},
};
use rusqlite::Row;
use serde::{Deserialize, Serialize};

pub use self::bill::Bill;
pub use self::keep::UNDO_DAYS;
pub use self::loser::Loser;
pub use self::print::Content;
pub use self::read::Among;
pub use self::saved::SavedStep;
pub use self::writer::PlanWriter;
pub(crate) use self::{
    print::{GONE, shown_print},
    read::{approve_every, approve_some, step},
};
use crate::{ClientId, PlanId, RunId, codec::unreadable};

/// What a plan is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanKind {
    /// Makes the gateway as it is wished.
    #[default]
    Sync,
    /// Takes a run back, or one row of it (B5).
    Undo,
    /// Shows what would be if; it is never applied.
    Rehearsal,
    /// Came as a file.
    Saved,
}

impl PlanKind {
    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Undo => "undo",
            Self::Rehearsal => "rehearsal",
            Self::Saved => "saved",
        }
    }
}

/// Where a plan comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanOrigin {
    /// What it is for.
    pub kind: PlanKind,
    /// The run that it takes back.
    pub undoes: Option<RunId>,
    /// What was rehearsed, where a saved plan came from, or which place of the run an undo takes back alone, as JSON.
    pub about: Option<String>,
    /// Time and digest of the reading that it is made from, when that is not the newest.
    pub snapshot: Option<(Timestamp, String)>,
}

/// Removals that the brake counts (B1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RemovalCount {
    /// Recipients.
    pub whole: u32,
    /// Those who lose incoming, outgoing and archiving.
    pub services: [u32; 3],
}

/// Groups of steps, in the order in which they are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Steps on domains.
    Domains,
    /// Changes to recipients we look after.
    Changed,
    /// Additions.
    Created,
    /// What the gateway had already.
    Adopted,
    /// Deselected.
    Stopped,
    /// Leavers.
    Removed,
}

/// Steps by group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the groups")]
pub struct PlanCounts {
    pub domains: u32,
    pub created: u32,
    pub adopted: u32,
    pub changed: u32,
    pub stopped: u32,
    pub removed: u32,
    /// Objects that a standing exception leaves alone; they have no steps.
    #[serde(default)]
    pub exempt: u32,
}

/// Something to know before applying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "kebab-case")]
pub enum PlanNotice {
    /// Skipped: another account holds the domain (R15).
    DomainHeld {
        /// Domain.
        domain: DomainName,
        /// Holder.
        owner: String,
    },
    /// Recipients of a selected domain that are not chosen and not listed: mail to them will be refused.
    UnlistedRecipients {
        /// Domain.
        domain: DomainName,
        /// How many.
        count: u32,
    },
    /// A domain that we once set up and that is no longer selected: the gateway goes on refusing mail to
    /// addresses that are not listed there, and nobody adds newcomers.
    LeftBehind {
        /// Domain.
        domain: DomainName,
    },
    /// Exchange passes on mail to addresses of this domain that it does not know; the step that refuses them waits
    /// for a person.
    InternalRelay {
        /// Domain.
        domain: DomainName,
    },
    /// Exchange did not tell everybody in this domain; the step that refuses whoever is not listed waits for a person.
    ExchangeUnknown {
        /// Domain.
        domain: DomainName,
    },
    /// The gateway refuses unlisted addresses of this domain, and Exchange passes on mail to addresses of it that it
    /// does not know.
    RelayRefused {
        /// Domain.
        domain: DomainName,
    },
    /// Exchange's own list could not be read: kinds of mailboxes come from a weaker source.
    WeakerKinds {
        /// Which source.
        source: KindSource,
        /// Why.
        cause: String,
    },
    /// Exchange could not be asked: kinds of users are guesses.
    KindsAreGuesses {
        /// Why.
        cause: String,
    },
    /// Leavers whose days run: their services end later by policy (R6).
    LeaversWaiting {
        /// How many.
        count: u32,
        /// When the first of them loses a service.
        first_ends: Timestamp,
        /// Days that the policy gives it.
        days: u32,
    },
    /// So many vanished within a day that the brake would hold their removal (B1). Nothing is removed yet, but somebody
    /// should look now.
    MassLeave {
        /// How many vanished.
        count: u32,
        /// Of so many in scope.
        of: u32,
    },
}

/// A plan in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRecord {
    /// Id.
    pub id: PlanId,
    /// Client.
    pub client: ClientId,
    /// SHA-256 over its steps in order, its snapshot and its observation, hexadecimal (B3).
    pub hash: String,
    /// What it is for.
    pub kind: PlanKind,
    /// The run that it takes back (B5).
    pub undoes: Option<RunId>,
    /// What was rehearsed, where a saved plan came from, or which place of the run an undo takes back alone, as JSON.
    pub about: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When the tenant was read.
    pub snapshot_read_at: Timestamp,
    /// Digest of the snapshot it was made from.
    pub snapshot_digest: String,
    /// Digest of the observation it was made from.
    pub observed_digest: String,
    /// Steps by group.
    pub counts: PlanCounts,
    /// Steps that would be applied.
    pub ready: u32,
    /// Steps that wait for a person.
    pub held: u32,
    /// Billed services.
    pub bill: Bill,
    /// The same by kind of recipient, those that have or get any.
    pub bill_by_kind: BTreeMap<Kind, Bill>,
    /// Things to know.
    pub notices: Vec<PlanNotice>,
    /// Brake.
    pub brake: BrakeReading,
    /// The newest run that applied it.
    pub run: Option<RunId>,
}

/// How planning ended.
#[derive(Debug, Clone, Copy)]
pub struct PlanEnd {
    /// The brake's reading; when it holds, every removal is held.
    pub brake: BrakeReading,
}

/// Asks for steps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanQuery {
    /// Only held (`true`), only ready (`false`), or both.
    pub held: Option<bool>,
    /// Only held for this cause.
    pub hold: Option<Hold>,
    /// Only this group.
    pub group: Option<Group>,
    /// Only this reason.
    pub reason: Option<Reason>,
    /// Text in names and keys.
    pub search: String,
    /// First row, from 0.
    pub offset: u32,
    /// At most so many rows.
    pub limit: u32,
}

/// One step with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Place in the plan, from 0.
    pub seq: u32,
    /// Group.
    pub group: Group,
    /// Domain or primary address.
    pub key: String,
    /// The step; `held` is as it stands now, `None` once approved.
    pub step: Step,
}

/// A number per group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupCount {
    /// Group.
    pub group: Group,
    /// How many.
    pub count: u32,
}

/// A window of steps, in the order in which they are applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanWindow {
    /// The rows from the offset on.
    pub rows: Vec<PlanRow>,
    /// Rows that match.
    pub total: u32,
    /// Rows that match every filter but the group, by group.
    pub groups: Vec<GroupCount>,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 6] =
        [Self::Domains, Self::Changed, Self::Created, Self::Adopted, Self::Stopped, Self::Removed];

    /// The group of a step.
    #[must_use]
    pub const fn of(step: &Step) -> Self {
        match (&step.object, step.action) {
            (Object::Domain { .. }, _) => Self::Domains,
            (Object::Recipient { .. }, Action::Change) => Self::Changed,
            (Object::Recipient { .. }, Action::Create) => Self::Created,
            (Object::Recipient { .. }, Action::Adopt) => Self::Adopted,
            (Object::Recipient { .. }, Action::Stop) => Self::Stopped,
            (Object::Recipient { .. }, Action::Remove | Action::Withdraw)
            | (Object::DomainOut { .. } | Object::RecipientOut { .. }, _) => Self::Removed,
        }
    }

    /// The name used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Domains => "domains",
            Self::Changed => "changed",
            Self::Created => "created",
            Self::Adopted => "adopted",
            Self::Stopped => "stopped",
            Self::Removed => "removed",
        }
    }

    pub(crate) const fn code(self) -> i64 {
        self as i64
    }

    pub(crate) fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        let code: i64 = row.get(column)?;
        Self::ALL.into_iter().find(|group| group.code() == code).ok_or_else(|| unreadable(column, code))
    }
}

impl PlanCounts {
    /// All steps; what exceptions leave alone is none.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.domains + self.created + self.adopted + self.changed + self.stopped + self.removed
    }

    fn of(&mut self, group: Group) -> &mut u32 {
        match group {
            Group::Domains => &mut self.domains,
            Group::Changed => &mut self.changed,
            Group::Created => &mut self.created,
            Group::Adopted => &mut self.adopted,
            Group::Stopped => &mut self.stopped,
            Group::Removed => &mut self.removed,
        }
    }
}

/// Row id of a step in a plan, or of its entry in a run's journal.
pub(crate) const fn place(of: u32, seq: u32) -> i64 {
    (of as i64) << 32 | seq as i64
}

/// The reverse of [`place`], as far as the place goes.
pub(crate) fn seq(row_id: i64) -> u32 {
    u32::try_from(row_id & 0xffff_ffff).unwrap_or(u32::MAX)
}
