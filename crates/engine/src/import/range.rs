//! Of which days an import takes messages.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// From when and until when messages were received that are taken. One of which the server does not tell when it was
/// received is always taken: nothing is left out for want of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    /// At this moment or later.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

impl Range {
    /// Whole days in a zone: the first and the last are taken.
    #[must_use]
    pub fn of_days(first: Option<Date>, last: Option<Date>, zone: &TimeZone) -> Self {
        let begins = |day: Date| day.to_zoned(zone.clone()).map(|at| at.timestamp()).ok();
        let since = first.map(|day| begins(day).unwrap_or(Timestamp::MIN));
        let until = last.map(|day| day.checked_add(1.day()).ok().and_then(begins).unwrap_or(Timestamp::MAX));
        Self { since, until }
    }

    /// Whether a message is taken.
    #[must_use]
    pub fn takes(&self, received: Option<Timestamp>) -> bool {
        let Some(at) = received else { return true };
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until)
    }

    /// Everything is taken, so that the server's own count of a folder can be compared.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Option<Timestamp> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn s1_days_are_those_of_the_clients_zone_and_the_last_one_is_whole() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        let range = Range::of_days(day("2026-03-01"), day("2026-03-29"), &berlin);
        assert!(!range.takes(at("2026-02-28T22:59:59Z")));
        assert!(range.takes(at("2026-02-28T23:00:00Z")));
        assert!(range.takes(at("2026-03-29T21:59:59Z")), "clocks went forward that day");
        assert!(!range.takes(at("2026-03-29T22:00:00Z")));
        assert!(range.takes(None), "no message is left out for want of a date");
        assert!(Range::of_days(None, None, &berlin).is_whole());
    }

    proptest! {
        #[test]
        fn two_ranges_that_meet_take_every_message_once(first in -1_000_000_i64..1_000_000, at in -2_000_000_i64..2_000_000) {
            let moment = |seconds| Some(Timestamp::from_second(seconds).unwrap());
            let before = Range { since: None, until: moment(first) };
            let after = Range { since: moment(first), until: None };
            prop_assert!(before.takes(moment(at)) ^ after.takes(moment(at)));
        }
    }
}
