//! Plans: staged while they are made, then ordered, hashed and kept.

mod read;
mod writer;

use jiff::Timestamp;
use model::{
    BrakeReading, DomainName, KindSource,
    plan::{Action, Object, Reason, Step},
};
use rusqlite::Row;
use serde::{Deserialize, Serialize};

pub(crate) use self::read::step;
pub use self::writer::PlanWriter;
use crate::{ClientId, PlanId, RunId, codec::unreadable};

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
}

/// Recipients with each service in the gateway, before and after every step of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the services")]
pub struct Bill {
    pub incoming_before: u32,
    pub incoming_after: u32,
    pub outgoing_before: u32,
    pub outgoing_after: u32,
    pub archiving_before: u32,
    pub archiving_after: u32,
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
    /// All steps.
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
