//! Exceptions: a person's decision that Tenantry leaves an object alone, and the answers to held steps.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MailboxTarget;

/// Names what an exception is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum ExceptionObject {
    /// A recipient.
    Recipient {
        /// Directory id.
        id: String,
    },
    /// A domain with all that happens to it; its recipients are not meant.
    Domain {
        /// Domain.
        name: String,
    },
}

/// Where an exception comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ExceptionCause {
    /// A person set it.
    Person,
    /// An undo set it, so that the next sync does not do again what was undone.
    Undone,
    /// What somebody changed in the gateway by hand was adopted, and cannot be expressed otherwise.
    Drift,
}

/// One exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionView {
    /// What it is about.
    pub object: ExceptionObject,
    /// Domain, or primary address.
    pub key: String,
    /// Display name of a recipient.
    pub name: String,
    /// Why, in the person's words.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Since when.
    pub since: String,
    /// Its last day, `YYYY-MM-DD` in the client's time zone; `None`: it stands until it is taken back.
    pub until: Option<String>,
    /// It ended: what it kept from happening is held for review.
    pub ended: bool,
    /// Where it comes from.
    pub cause: ExceptionCause,
    /// The run of an undo that set it.
    pub run: Option<u32>,
}

/// Sets exceptions, or changes those that stand.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionSet {
    /// Id of the client.
    pub client: u32,
    /// What they are about; all or none.
    pub objects: Vec<ExceptionObject>,
    /// Recipients of the grid beside those, or instead.
    #[serde(default)]
    #[ts(optional)]
    pub target: Option<MailboxTarget>,
    /// Why and for how long.
    pub terms: ExceptionTerms,
}

/// Why something is left alone, who says so, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionTerms {
    /// Why; 1 to 200 characters.
    pub reason: String,
    /// Who answers for it; the person at this computer when absent.
    pub owner: Option<String>,
    /// Last day, `YYYY-MM-DD` in the client's time zone; absent: until it is taken back.
    pub until: Option<String>,
}

/// Takes exceptions back; the next plan says what happens then.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionRemove {
    /// Id of the client.
    pub client: u32,
    /// What they are about.
    pub objects: Vec<ExceptionObject>,
}

/// Asks for exceptions.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionQuery {
    /// Id of the client.
    pub client: u32,
    /// Words in names, addresses, reasons and owners.
    pub search: String,
    /// First row, from 0.
    pub offset: u32,
    /// At most 500.
    pub limit: u32,
}

/// A window of exceptions: ended ones first, then by address.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionWindow {
    /// Rows from the offset on.
    pub rows: Vec<ExceptionView>,
    /// Rows that match.
    pub total: u32,
}

/// What a person answers to held steps. Approving them is a part of applying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum HeldAnswer {
    /// Leave these alone.
    Exempt {
        /// Why and for how long.
        terms: ExceptionTerms,
    },
    /// These people left: the leaver policy counts from now, and the brake does not.
    Leaver,
    /// What was changed in the gateway by hand is right; it is remembered as it is.
    Adopt,
}

/// Which steps of a plan an answer is about.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum PlanTarget {
    /// These rows.
    Rows {
        /// `seq` numbers.
        seqs: Vec<u32>,
    },
    /// Every held row, or those held for one cause.
    Held {
        /// `brake`, `new-mailbox`, `drift` …; absent: all.
        hold: Option<String>,
    },
}

/// Answers held steps; what comes back is a new plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanAnswer {
    /// Id of the client.
    pub client: u32,
    /// Id of the plan.
    pub plan: u32,
    /// Its hash as the technician saw it; another hash is refused as stale (B3).
    pub hash: String,
    /// Which steps.
    pub target: PlanTarget,
    /// The answer.
    pub answer: HeldAnswer,
    /// The client's name as the person typed it, where much is taken away: for leavers, as for approving them.
    pub client_name: Option<String>,
}
