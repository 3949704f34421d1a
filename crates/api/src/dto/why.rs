//! Why something is as it is: evidence, not opinions (W4, W9).

use super::{ExceptionView, KindSaid, ServicesView, ShapeView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks about one recipient, one object that is none, or any address.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhyQuery {
    /// Id of the client.
    pub client: u32,
    /// A directory id, or any address, in any case.
    pub about: String,
}

/// What an address or id turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum WhySubject {
    /// A recipient of the tenant.
    Recipient,
    /// It was one, and left the tenant.
    Leaver,
    /// An object of the tenant that is no recipient.
    NotTaken,
    /// Only the gateway has it; Tenantry never touched it.
    GatewayOnly,
    /// Nobody has it.
    Nobody,
}

/// Everything known about one subject, in the order in which it counts.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhyView {
    /// What was asked.
    pub about: String,
    /// What it is.
    pub subject: WhySubject,
    /// Directory id.
    pub id: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Primary address.
    pub address: Option<String>,
    /// Kind.
    pub kind: Option<String>,
    /// What would happen to it now.
    pub outcome: WhyOutcome,
    /// Services that the gateway bills for it now.
    pub billed: Option<ServicesView>,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// What the next plan does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum WhyOutcome {
    /// Nothing; gateway and wish agree, or it is none of ours.
    Nothing,
    /// Nothing, because it is exempt.
    Exempt,
    /// Nothing, because another account holds its domain in the gateway.
    HeldByAnother {
        /// As the gateway names it.
        owner: String,
    },
    /// This.
    Step {
        /// `create`, `adopt`, `change`, `stop`, `remove`.
        action: String,
        /// Reason code.
        reason: String,
        /// The rule's number, such as `R6`.
        rule: String,
        /// Why it would wait.
        held: Option<String>,
        /// What the gateway is to have.
        after: Option<ShapeView>,
    },
    /// Nothing can be planned now; the hard stop says why (B2).
    Stopped {
        /// Code of the problem.
        code: String,
    },
}

/// One fact, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "evidence", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Evidence {
    /// The tenant has it.
    Found {
        /// Its addresses, the primary first.
        addresses: Vec<String>,
        /// When the tenant was read.
        read_at: String,
        /// Only Exchange lists it.
        exchange_only: bool,
    },
    /// Nobody in the tenant or the gateway has the address.
    Nobody {
        /// When the tenant was read; `None`: never.
        read_at: Option<String>,
    },
    /// It is no recipient.
    NotTaken {
        /// `guest`, `no-address`, `no-mailbox`, `not-mail-enabled`, `system-mailbox`.
        reason: String,
    },
    /// What it is, and who says so.
    Kind {
        /// Kind.
        kind: String,
        /// The source that counts.
        source: String,
        /// It is a guess.
        guess: bool,
        /// What every source says, strongest first.
        said: Vec<KindSaid>,
    },
    /// Whether there is a mailbox behind it.
    Mailbox {
        /// Exchange lists it.
        listed_by_exchange: bool,
        /// Its licence and addresses let it pass for a mailbox; `None`: the directory does not show it.
        passes_by_licence: Option<bool>,
    },
    /// A domain in which it has an address.
    Domain {
        /// Domain.
        domain: String,
        /// It is selected.
        selected: bool,
        /// Since when.
        since: Option<String>,
    },
    /// A person chose it or its services, or nobody did and the defaults of its kind count.
    Choice {
        /// It is chosen.
        selected: bool,
        /// A person decided.
        by_hand: bool,
        /// When a person did.
        at: Option<String>,
        /// Services that it is to have.
        services: ServicesView,
    },
    /// It is, or was, left alone.
    Exception {
        /// The exception.
        exception: ExceptionView,
    },
    /// First seen in the tenant.
    FirstSeen {
        /// When.
        at: String,
        /// After its domain had been selected, so that the policy for new mailboxes counts (R7).
        appeared: bool,
    },
    /// It left the tenant (R6).
    Left {
        /// When it was missed first; `None`: it is there, but its addresses left the selected domains.
        since: Option<String>,
        /// When a person answered that it is a leaver; days count from then.
        confirmed: Option<String>,
        /// Who answered.
        confirmed_by: Option<String>,
        /// Whole days that count.
        days: u32,
        /// `keep`, `stop` or `stop-after:DAYS`.
        incoming: String,
        /// `keep`, `stop` or `stop-after:DAYS`.
        outgoing: String,
    },
    /// What Tenantry applied last and therefore owns.
    Remembered {
        /// The shape.
        shape: ShapeView,
        /// `active`, `stopped` (R5) or `left` (R6).
        standing: String,
        /// When.
        at: Option<String>,
    },
    /// What the gateway has.
    Observed {
        /// The shape; `None`: it does not have it.
        shape: Option<ShapeView>,
        /// When the gateway was read.
        read_at: Option<String>,
    },
    /// Somebody changed the gateway by hand: it differs from what was applied last (G4).
    Drift,
}
