//! The plan as people review it (W6).

use super::{ApprovalView, HandCount, HandSetting, PlanKind, ServicesView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A plan in numbers.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// Id.
    pub plan: u32,
    /// Hash over its steps, its snapshot and the observed gateway; hexadecimal.
    pub hash: String,
    /// When it was made.
    pub made_at: String,
    /// When the tenant was read.
    pub read_at: String,
    /// Steps that would be applied now.
    pub ready: u32,
    /// Steps that wait for a person.
    pub held: u32,
    /// Cards.
    pub counts: PlanCounts,
    /// Billed services before and after.
    pub bill: Bill,
    /// Domains that another account holds (R15), and other things the technician should know.
    pub notices: Vec<PlanNotice>,
    /// Brake.
    pub brake: BrakeView,
    /// It was applied, or tenant or gateway moved since.
    pub stale: bool,
    /// The run that applied it.
    pub run: Option<u32>,
    /// Where it comes from.
    pub kind: PlanKind,
    /// The run that it takes back.
    pub undoes: Option<u32>,
    /// The place of the run that it takes back alone; `None`: the whole run.
    pub undoes_row: Option<u32>,
    /// Billed services by kind of recipient.
    pub bill_by_kind: Vec<KindBill>,
    /// Recipients and domains that exceptions keep as they are.
    pub exempt: u32,
    /// Who approved it so far.
    pub approvals: Vec<ApprovalView>,
    /// Who approved it where it was made, as its file says; that counts for nothing here.
    pub file_approvals: Vec<ApprovalView>,
    /// Held steps by why they wait.
    pub holds: Vec<HoldCount>,
    /// Removals among the held steps.
    pub held_removals: u32,
    /// So many approved removals need the client's name typed.
    pub typed_from: u32,
    /// Approving everything that is held, or applying an undo, needs the client's name typed.
    pub name_needed: bool,
    /// Held steps need the approval of a second person, and there is none yet.
    pub second_needed: bool,
    /// What a person has to set in the gateway after it is applied, by setting; none: nothing.
    pub by_hand: Vec<HandCount>,
}

/// Held steps of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HoldCount {
    /// Why they wait, as in a row.
    pub hold: String,
    /// How many.
    pub count: u32,
    /// Removals among them.
    pub removals: u32,
}

/// Billed services of one kind.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindBill {
    /// Kind.
    pub kind: String,
    /// Before and after.
    pub bill: Bill,
}

/// Steps by kind of change.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are the cards")]
pub struct PlanCounts {
    pub domains: u32,
    pub created: u32,
    pub adopted: u32,
    pub changed: u32,
    pub stopped: u32,
    pub removed: u32,
}

/// Number of billed services before and after.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are the services")]
pub struct Bill {
    pub incoming_before: u32,
    pub incoming_after: u32,
    pub outgoing_before: u32,
    pub outgoing_after: u32,
    pub archiving_before: u32,
    pub archiving_after: u32,
}

/// The brake's reading for a plan (B1).
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BrakeView {
    /// Removals of the last 24 hours.
    pub done: u32,
    /// Removals in the plan.
    pub planned: u32,
    /// So many go through in 24 hours.
    pub limit: u32,
    /// They are held.
    pub holds: bool,
    /// The same for each service that removals take away.
    pub services: Vec<ServiceBrake>,
}

/// The brake's reading for one service.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceBrake {
    /// `incoming`, `outgoing` or `archiving`.
    pub service: String,
    /// Removals of the last 24 hours that took it.
    pub done: u32,
    /// Removals in the plan that take it.
    pub planned: u32,
    /// So many go through in 24 hours.
    pub limit: u32,
    /// It is the one that holds.
    pub holds: bool,
}

/// Something to know before applying.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "notice", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum PlanNotice {
    /// Skipped: another account holds the domain.
    DomainHeld {
        /// Domain.
        domain: String,
        /// Holder.
        owner: String,
    },
    /// Recipients of a selected domain that are not chosen: the gateway will refuse mail to them.
    UnlistedRecipients {
        /// Domain.
        domain: String,
        /// How many.
        count: u32,
    },
    /// A domain that we once set up and that is no longer selected: the gateway goes on refusing mail to
    /// addresses that are not listed there, and nobody adds newcomers.
    LeftBehind {
        /// Domain.
        domain: String,
    },
    /// Exchange passes mail for unknown addresses of this domain on to another server; turning on the refusal of
    /// unlisted addresses waits for a person.
    InternalRelay {
        /// Domain.
        domain: String,
    },
    /// Exchange could not be asked: recipients of this domain that only it knows would be refused; turning on the
    /// refusal of unlisted addresses waits for a person.
    ExchangeUnknown {
        /// Domain.
        domain: String,
    },
    /// The gateway refuses unlisted addresses of this domain already, and Exchange passes mail for unknown addresses of
    /// it on to another server.
    RelayRefused {
        /// Domain.
        domain: String,
    },
    /// Exchange's own list could not be read; kinds of mailboxes come from a weaker source.
    WeakerKinds {
        /// `exchange-admin-api`, `usage-report` or `user-purpose`.
        source: String,
        /// Why.
        cause: String,
    },
    /// Exchange could not be asked: kinds of users are guesses.
    KindsAreGuesses {
        /// Why.
        cause: String,
    },
    /// Leavers whose days run: services end later by policy.
    LeaversWaiting {
        /// How many.
        count: u32,
        /// When the first of them loses a service.
        first_ends: String,
        /// Days that the policy gives.
        days: u32,
    },
    /// So many vanished within a day that the brake would hold their removal. Nothing is removed yet, but somebody
    /// should look now.
    MassLeave {
        /// How many vanished.
        count: u32,
        /// Of so many in scope.
        of: u32,
    },
}

/// Asks for steps of a plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanQuery {
    /// Id of the client.
    pub client: u32,
    /// Id of the plan.
    pub plan: u32,
    /// Only held, only ready, or both.
    pub held: Option<bool>,
    /// Only held for this cause.
    pub hold: Option<String>,
    /// Only this group: `domains`, `changed`, `created`, `adopted`, `stopped`, `removed`.
    pub group: Option<String>,
    /// Only this reason code.
    pub reason: Option<String>,
    /// Words in names and addresses.
    pub search: String,
    /// First row, from 0.
    pub offset: u32,
    /// At most 500.
    pub limit: u32,
}

/// A window of steps, in the order in which they would be applied.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanWindow {
    /// Rows from the offset on.
    pub rows: Vec<PlanRow>,
    /// Rows that match.
    pub total: u32,
    /// Matching rows per group, in order of the groups.
    pub groups: Vec<GroupCount>,
}

/// A number per group.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupCount {
    /// Group.
    pub group: String,
    /// How many.
    pub count: u32,
}

/// One step.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanRow {
    /// Position in the plan; names the row within it.
    pub seq: u32,
    /// `domains`, `changed`, `created`, `adopted`, `stopped`, `removed`.
    pub group: String,
    /// `domain` or `recipient`.
    pub object: String,
    /// `create`, `adopt`, `change`, `stop`, `remove`, `withdraw`.
    pub action: String,
    /// Directory id of a recipient.
    pub id: Option<String>,
    /// Domain or primary address.
    pub key: String,
    /// Display name of a recipient.
    pub name: String,
    /// Reason code.
    pub reason: String,
    /// Why it waits: `brake`, `new-mailbox`, `drift`, `internal-relay`, `exchange-unknown`, `exception-ended`,
    /// `moved-since`, `domain-out`, `imported`.
    pub held: Option<String>,
    /// A person answered that it is a leaver; the brake does not count it.
    pub confirmed: bool,
    /// What may be answered to a held step.
    pub offers: Vec<HeldOffer>,
    /// What the gateway has.
    pub before: Option<ShapeView>,
    /// What it is to have; `None`: it is taken out.
    pub after: Option<ShapeView>,
    /// What of it a person has to set in the gateway.
    pub by_hand: Vec<HandSetting>,
}

/// An answer that fits a held step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the buttons")]
pub enum HeldOffer {
    Approve,
    Exempt,
    Leaver,
    Adopt,
}

/// A shape as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum ShapeView {
    /// A domain.
    Domain {
        /// `host:port` in order of preference.
        routes: Vec<String>,
        /// Products.
        products: ServicesView,
        /// The gateway's own LDAP sync.
        ldap_sync: bool,
        /// Mail to unlisted addresses is refused.
        reject_unlisted: bool,
        /// The outgoing user is there.
        outgoing_user: bool,
        /// Region, where the gateway has regions.
        region: Option<String>,
        /// It is an alias of this domain.
        alias_of: Option<String>,
    },
    /// A recipient.
    Recipient {
        /// Primary address.
        primary: String,
        /// Aliases.
        aliases: Vec<String>,
        /// Kind.
        kind: String,
        /// Mail for it is accepted.
        listed: bool,
        /// Services.
        services: ServicesView,
    },
}

/// Answers holds: the listed rows are approved and no longer wait.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanApply {
    /// Id of the client.
    pub client: u32,
    /// Id of the plan.
    pub plan: u32,
    /// Its hash as the technician saw it; another hash is refused as stale (B3).
    pub hash: String,
    /// Held rows that the technician approved; `seq` numbers.
    pub approved: Vec<u32>,
    /// Every held row is approved.
    pub approve_all: bool,
    /// The client's name as the person typed it, where that is needed.
    pub client_name: Option<String>,
}

/// Names one plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanRef {
    /// Id of the client.
    pub client: u32,
    /// Id of the plan.
    pub plan: u32,
}
