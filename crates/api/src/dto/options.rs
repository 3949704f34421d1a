//! What the technician decides once per client (W5).

use super::ServicesView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The options of a client. Texts are those of the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OptionsView {
    /// IANA zone.
    pub time_zone: String,
    /// `DD/MM/YYYY`, `MM/DD/YYYY`, `YYYY-MM-DD`, `DD.MM.YYYY`.
    pub date_format: String,
    /// `12h` or `24h`.
    pub time_format: String,
    /// Up to three times of day like `08:30`; empty: no report.
    pub report: Vec<String>,
    /// BCP 47 language of reports.
    pub language: String,
    /// Mailboxes may sign in with Microsoft 365.
    pub sso: bool,
    /// Archiving for newly selected domains.
    pub archiving: bool,
    /// Services of kinds with a mailbox of their own.
    pub default_mailboxes: ServicesView,
    /// Services of lists, groups, contacts, public folders.
    pub default_others: ServicesView,
    /// Services of kinds that have defaults of their own.
    pub default_kinds: Vec<KindServices>,
    /// `add` or `review`.
    pub new_mailboxes: String,
    /// `keep`, `stop` or `stop-after:DAYS`.
    pub leavers_incoming: String,
    /// `keep`, `stop` or `stop-after:DAYS`.
    pub leavers_outgoing: String,
    /// Minutes between background syncs (15..=1440); 0: only when asked.
    pub sync_minutes: u32,
    /// Once a day at this time in the client's zone, such as `06:30`; then `sync_minutes` is 1440.
    pub sync_daily: Option<String>,
    /// Brake: share in percent.
    pub brake_percent: u32,
    /// Brake: removals below this number never brake.
    pub brake_floor: u32,
    /// Held steps need the approval of a second person who signs in.
    pub second_person: bool,
    /// Accounts that may be the second person; empty: anybody of the tenant but the connected one.
    pub approvers: Vec<String>,
}

/// Services of a newly added recipient of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindServices {
    /// Kind.
    pub kind: String,
    /// Services.
    pub services: ServicesView,
}

/// The options with what the screen shows around them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OptionsScreen {
    /// The options.
    pub options: OptionsView,
    /// A mail sent now, in the chosen zone and formats.
    pub example: String,
    /// The zone's next clock change, if it has one: when, and the new abbreviation with offset.
    pub clock_change: Option<ClockChange>,
    /// So many removals a day go through; one more holds them all.
    pub brake_limit: u32,
    /// Recipients in scope, which the brake's share is of.
    pub in_scope: u32,
    /// Recipients that these options would be given to (R12).
    pub new_mailboxes: u32,
    /// Recipients that keep what they have.
    pub others: u32,
}

/// A change between standard and daylight saving time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClockChange {
    /// When.
    pub at: String,
    /// Abbreviation after it.
    pub abbreviation: String,
    /// Offset after it, minutes east of UTC.
    pub offset_minutes: i32,
}

/// Stores options.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OptionsSet {
    /// Id of the client.
    pub client: u32,
    /// All of them.
    pub options: OptionsView,
}

/// A zone to choose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ZoneView {
    /// IANA name.
    pub name: String,
    /// Abbreviation now.
    pub abbreviation: String,
    /// Offset now, minutes east of UTC.
    pub offset_minutes: i32,
}
