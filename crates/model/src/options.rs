//! What the technician decides once per client: formats, reports and policies.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Brake, Kind, Profile, Services};

/// How dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the variants are their own patterns")]
pub enum DateFormat {
    #[serde(rename = "DD/MM/YYYY")]
    DayMonthYear,
    #[serde(rename = "MM/DD/YYYY")]
    MonthDayYear,
    #[serde(rename = "YYYY-MM-DD")]
    YearMonthDay,
    #[serde(rename = "DD.MM.YYYY")]
    DayMonthYearDots,
}

impl DateFormat {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::DayMonthYear, Self::MonthDayYear, Self::YearMonthDay, Self::DayMonthYearDots];

    /// The pattern, as people and gateways write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DayMonthYear => "DD/MM/YYYY",
            Self::MonthDayYear => "MM/DD/YYYY",
            Self::YearMonthDay => "YYYY-MM-DD",
            Self::DayMonthYearDots => "DD.MM.YYYY",
        }
    }
}

impl FromStr for DateFormat {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("\u{201c}{text}\u{201d} is not a date format"))
    }
}

/// How times of day are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the variants are their own names")]
pub enum TimeFormat {
    #[serde(rename = "12h")]
    Hours12,
    #[serde(rename = "24h")]
    Hours24,
}

impl TimeFormat {
    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hours12 => "12h",
            Self::Hours24 => "24h",
        }
    }
}

/// A time of day to the minute, in a zone that its owner names; as text `08:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Minutes after midnight (0..1440).
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for TimeOfDay {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("\u{201c}{text}\u{201d} is not a time of day like 08:30");
        let (hours, minutes) = text.split_once(':').ok_or_else(refuse)?;
        let number = |part: &str, below: u16| {
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u16>().ok().filter(|n| digits && *n < below)
        };
        let (hours, minutes) = number(hours, 24).zip(number(minutes, 60)).ok_or_else(refuse)?;
        Ok(Self(hours * 60 + minutes))
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// The automatic report of each imported mailbox, sent only when there is something in it (R9).
///
/// Empty means off; at most three times a day, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<TimeOfDay>", into = "Vec<TimeOfDay>")]
pub struct Report(Vec<TimeOfDay>);

impl Report {
    /// The times of day, sorted; empty when off.
    #[must_use]
    pub fn times(&self) -> &[TimeOfDay] {
        &self.0
    }
}

impl TryFrom<Vec<TimeOfDay>> for Report {
    type Error = String;
    fn try_from(mut times: Vec<TimeOfDay>) -> Result<Self, String> {
        times.sort_unstable();
        times.dedup();
        if times.len() > 3 {
            return Err("a report is sent at most three times a day".to_owned());
        }
        Ok(Self(times))
    }
}

impl From<Report> for Vec<TimeOfDay> {
    fn from(report: Report) -> Self {
        report.0
    }
}

impl FromStr for Report {
    type Err = String;
    /// `off`, `daily` (08:00), or up to three times like `08:00,12:30`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::default()),
            "daily" => Ok(Self(vec![TimeOfDay(8 * 60)])),
            times => times.split(',').map(|t| t.trim().parse()).collect::<Result<Vec<TimeOfDay>, _>>()?.try_into(),
        }
    }
}

/// What happens to mailboxes that appear in a selected domain later (R7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewMailboxes {
    /// Added with the defaults of their kind.
    Add,
    /// Held until a person has looked.
    Review,
}

/// What happens to one service of a recipient that left the tenant (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeaverRule {
    /// It stays.
    Keep,
    /// It ends with the next sync.
    Stop,
    /// It ends this many days after the recipient left.
    StopAfter(u16),
}

impl LeaverRule {
    /// Whether the service has ended, given the whole days since the recipient left.
    #[must_use]
    pub const fn ended(self, days: u32) -> bool {
        match self {
            Self::Keep => false,
            Self::Stop => true,
            Self::StopAfter(after) => days >= after as u32,
        }
    }
}

impl FromStr for LeaverRule {
    type Err = String;
    /// `keep`, `stop` or `stop-after:DAYS`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "keep" => Ok(Self::Keep),
            None if text == "stop" => Ok(Self::Stop),
            Some(("stop-after", days)) => {
                days.parse().map(Self::StopAfter).map_err(|_| format!("\u{201c}{days}\u{201d} is not a number of days"))
            }
            _ => Err(format!("\u{201c}{text}\u{201d} is not keep, stop or stop-after:DAYS")),
        }
    }
}

/// The leaver policy per service. Archiving is never removed automatically, so it has no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaverPolicy {
    /// Ends incoming: the address is no longer listed.
    pub incoming: LeaverRule,
    /// Ends outgoing.
    pub outgoing: LeaverRule,
}

/// How often a connected client is synchronised in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SyncEvery {
    /// Every so many minutes (15..=1440).
    Minutes(u16),
    /// Once a day at this time in the client's zone (W10).
    Daily(TimeOfDay),
    /// Only when asked.
    Manual,
}

impl FromStr for SyncEvery {
    type Err = String;
    /// `manual`, minutes such as `60`, or `daily-at:06:30`.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "manual" {
            return Ok(Self::Manual);
        }
        if let Some(time) = text.strip_prefix("daily-at:") {
            return time.parse().map(Self::Daily);
        }
        text.parse()
            .map(Self::Minutes)
            .map_err(|_| format!("\u{201c}{text}\u{201d} is not MINUTES, daily-at:HH:MM or manual"))
    }
}

/// The services that a newly added recipient gets, by kind (R3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defaults {
    /// Kinds with a mailbox of their own.
    pub mailboxes: Services,
    /// Lists, groups, contacts, public folders: what forwards or shares mail.
    pub others: Services,
    /// Kinds for which the technician chose otherwise.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_kind: BTreeMap<Kind, Services>,
}

impl Defaults {
    /// The services for a kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Services {
        let common = if kind.has_mailbox() { self.mailboxes } else { self.others };
        self.by_kind.get(&kind).copied().unwrap_or(common)
    }
}

/// Everything a technician decides once per client (W5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// IANA time zone name.
    pub time_zone: String,
    /// How dates are written.
    pub date_format: DateFormat,
    /// How times are written.
    pub time_format: TimeFormat,
    /// The report of each imported mailbox.
    pub report: Report,
    /// BCP 47 language of reports.
    pub language: String,
    /// Mailboxes may sign in with Microsoft 365.
    pub sso: bool,
    /// Archiving is enabled for newly selected domains.
    pub archiving: bool,
    /// Services by kind.
    pub defaults: Defaults,
    /// What happens to mailboxes that appear later.
    pub new_mailboxes: NewMailboxes,
    /// What happens to leavers.
    pub leavers: LeaverPolicy,
    /// How often.
    pub sync: SyncEvery,
    /// When removals are held.
    pub brake: Brake,
    /// Held steps go only when a second person has approved them too (B3).
    #[serde(default)]
    pub second_person: bool,
    /// Accounts that may be the second person; empty: anybody of the tenant but the connected one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvers: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        let after_30 = LeaverRule::StopAfter(30);
        Self {
            time_zone: "UTC".to_owned(),
            date_format: DateFormat::YearMonthDay,
            time_format: TimeFormat::Hours24,
            report: Report::default(),
            language: "en".to_owned(),
            sso: false,
            archiving: true,
            defaults: Defaults {
                mailboxes: Services::ALL,
                others: Services { incoming: true, ..Services::NONE },
                by_kind: BTreeMap::new(),
            },
            new_mailboxes: NewMailboxes::Add,
            leavers: LeaverPolicy { incoming: after_30, outgoing: after_30 },
            sync: SyncEvery::Minutes(60),
            brake: Brake::default(),
            second_person: false,
            approvers: Vec::new(),
        }
    }
}

impl Options {
    /// What a newly added mailbox receives once (R3, R9).
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile {
            time_zone: self.time_zone.clone(),
            date_format: self.date_format,
            time_format: self.time_format,
            report: self.report.clone(),
            language: self.language.clone(),
            sso: self.sso,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn r9_a_report_goes_out_at_most_three_times_a_day() {
        assert_eq!("12:30,08:00".parse::<Report>().unwrap().times().len(), 2);
        assert!("08:00,09:00,10:00,11:00".parse::<Report>().is_err());
        assert!("24:00".parse::<Report>().is_err());
        assert!("8:00".parse::<Report>().is_err());
        assert_eq!("off".parse::<Report>().unwrap(), Report::default());
    }

    #[test]
    fn r6_a_leavers_service_ends_when_its_days_are_over() {
        let rule: LeaverRule = "stop-after:30".parse().unwrap();
        assert!(!rule.ended(29));
        assert!(rule.ended(30));
        assert!(!LeaverRule::Keep.ended(9999));
        assert!(LeaverRule::Stop.ended(0));
        assert!("stop-after:soon".parse::<LeaverRule>().is_err());
    }

    #[test]
    fn w10_a_sync_is_every_so_many_minutes_daily_at_a_time_or_manual() {
        assert_eq!("60".parse(), Ok(SyncEvery::Minutes(60)));
        assert_eq!("daily-at:06:30".parse(), "06:30".parse().map(SyncEvery::Daily));
        assert_eq!("manual".parse(), Ok(SyncEvery::Manual));
        for wrong in ["daily-at:24:00", "daily", "hourly", "-5", ""] {
            assert!(wrong.parse::<SyncEvery>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn options_survive_their_json_form() {
        let options = Options {
            report: "08:00,16:30".parse().unwrap(),
            sync: "daily-at:06:30".parse().unwrap(),
            ..Options::default()
        };
        let json = serde_json::to_string(&options).unwrap();
        assert_eq!(serde_json::from_str::<Options>(&json).unwrap(), options);
    }

    proptest! {
        #[test]
        fn any_text_is_a_report_or_refused(text in any::<String>()) {
            if let Ok(report) = text.parse::<Report>() {
                prop_assert!(report.times().len() <= 3);
            }
        }
    }
}
