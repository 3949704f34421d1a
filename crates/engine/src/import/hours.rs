//! S2: the hours in which an import reads messages: when they come, and when work that fits only in them will end.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use model::TimeOfDay;

use crate::schedule::quiet_until;
use crate::settings::QuietHours;

/// An end that lies farther away is none.
const MOST_DAYS: u32 = 3_660;

/// What a person says of the hours of an import, with the rest of what is wished or without.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WishedHours {
    /// Nothing: they stay as they are, and a new one has none.
    #[default]
    Kept,
    /// Messages are read in these hours of the client's zone only; `None`: at any time.
    These(Option<QuietHours>),
}

impl WishedHours {
    pub(super) fn of_new(self) -> Option<QuietHours> {
        match self {
            Self::Kept => None,
            Self::These(hours) => hours,
        }
    }
}

/// When the hours come next; `None`: it is within them, or there are none.
pub(super) fn opens(hours: Option<QuietHours>, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let hours = hours.filter(|hours| quiet_until(*hours, zone, now).is_none())?;
    let time = jiff::civil::time(0, 0, 0, 0).saturating_add(i64::from(hours.from.minutes()).minutes());
    let today = now.to_zoned(zone.clone()).date();
    // A time that clocks leave out comes with the next that they show; one that was today comes tomorrow.
    let begins = [0, 1, 2].into_iter().filter_map(|days| {
        let day = today.checked_add(days.days()).ok()?;
        zone.to_ambiguous_zoned(day.to_datetime(time)).compatible().map(|at| at.timestamp()).ok()
    });
    begins.into_iter().find(|at| *at > now)
}

/// When so much work is done that is begun now and goes on within the hours alone.
pub(super) fn ends(seconds: u64, hours: Option<QuietHours>, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let mut left = SignedDuration::from_secs(i64::try_from(seconds).ok()?);
    let Some(hours) = hours else { return now.checked_add(left).ok() };
    let mut at = now;
    for _ in 0..MOST_DAYS {
        at = opens(Some(hours), zone, at).unwrap_or(at);
        let close = quiet_until(hours, zone, at)?;
        let room = close.duration_since(at);
        if left <= room {
            return at.checked_add(left).ok();
        }
        (left, at) = (left.saturating_sub(room), close);
    }
    None
}

/// As they are stored: minutes of the day.
pub(super) fn minutes(hours: QuietHours) -> (u16, u16) {
    (hours.from.minutes(), hours.to.minutes())
}

/// As they were stored; `None` for what no day has.
pub(super) fn of_minutes((from, to): (u16, u16)) -> Option<QuietHours> {
    let time = |minutes: u16| -> Option<TimeOfDay> { format!("{:02}:{:02}", minutes / 60, minutes % 60).parse().ok() };
    Some(QuietHours { from: time(from)?, to: time(to)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn hours(from: &str, to: &str) -> Option<QuietHours> {
        Some(QuietHours { from: from.parse().unwrap(), to: to.parse().unwrap() })
    }

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    #[test]
    fn s2_outside_of_its_hours_an_import_waits_until_they_come_in_the_clients_zone() {
        let night = hours("20:00", "06:00");
        let opens = |now| opens(night, &berlin(), at(now)).map(|at| at.to_string());
        assert_eq!(opens("2026-07-01T04:00:00Z").as_deref(), Some("2026-07-01T18:00:00Z"), "06:00 is the end");
        assert_eq!(opens("2026-07-01T03:59:00Z"), None);
        assert_eq!(opens("2026-07-01T18:00:00Z"), None);
        let noon = hours("12:00", "13:00");
        let late = super::opens(noon, &berlin(), at("2026-07-01T11:00:00Z"));
        assert_eq!(late, Some(at("2026-07-02T10:00:00Z")), "today's are over");
        assert_eq!(super::opens(None, &berlin(), at("2026-07-01T11:00:00Z")), None);
    }

    #[test]
    fn s2_the_expected_end_counts_the_hours_alone() {
        let night = hours("22:00", "02:00");
        let begun = at("2026-07-01T10:00:00Z");
        let end = |seconds| ends(seconds, night, &TimeZone::UTC, begun).map(|at| at.to_string());
        assert_eq!(end(3 * 3600).as_deref(), Some("2026-07-02T01:00:00Z"));
        assert_eq!(end(4 * 3600).as_deref(), Some("2026-07-02T02:00:00Z"));
        assert_eq!(end(5 * 3600).as_deref(), Some("2026-07-02T23:00:00Z"), "one hour of the next night");
        assert_eq!(ends(90, None, &TimeZone::UTC, begun), Some(at("2026-07-01T10:01:30Z")));
        assert_eq!(ends(u64::MAX, night, &TimeZone::UTC, begun), None);
        assert_eq!(ends(4 * 3600 * 3_700, night, &TimeZone::UTC, begun), None, "nobody waits ten years");
    }

    #[test]
    fn s2_hours_that_are_the_same_are_the_whole_day() {
        let day = hours("08:00", "08:00");
        assert_eq!(opens(day, &berlin(), at("2026-07-01T11:00:00Z")), None);
        assert_eq!(ends(86_400 * 3, day, &TimeZone::UTC, at("2026-07-01T11:00:00Z")), Some(at("2026-07-04T11:00:00Z")));
    }

    proptest! {
        #[test]
        fn s2_hours_come_within_a_day_or_so_and_are_then_there(
            from in 0_u16..1440, to in 0_u16..1440, minute in 0_i64..1_000_000
        ) {
            let hours = of_minutes((from, to)).unwrap();
            prop_assert_eq!(minutes(hours), (from, to));
            let now = Timestamp::from_second(1_790_000_000 + minute * 60).unwrap();
            if let Some(opens) = opens(Some(hours), &berlin(), now) {
                prop_assert!(opens > now && opens.duration_since(now) <= SignedDuration::from_hours(26));
                let later = opens.checked_add(SignedDuration::from_mins(60)).unwrap();
                let there = quiet_until(hours, &berlin(), opens).is_some();
                // Hours that clocks leave out are none that day.
                prop_assert!(there || super::opens(Some(hours), &berlin(), later).is_none_or(|next| next > opens));
            }
        }
    }
}
