//! Dates, times, zones and numbers as a client's options and a language write them.

use jiff::{Timestamp, Zoned, tz::TimeZone};
use model::{DateFormat, Options, TimeFormat, TimeOfDay};

use crate::Language;

/// European zones in German.
const ZONES: [(&str, &str); 6] =
    [("CET", "MEZ"), ("CEST", "MESZ"), ("WET", "WEZ"), ("WEST", "WESZ"), ("EET", "OEZ"), ("EEST", "OESZ")];

/// How one document writes what has a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formats {
    /// Language of words and numbers.
    pub language: Language,
    zone: TimeZone,
    date: DateFormat,
    time: TimeFormat,
}

impl Formats {
    /// The formats of a client; a zone that is not known is UTC.
    #[must_use]
    pub fn of(options: &Options, language: Language) -> Self {
        let zone = TimeZone::get(&options.time_zone).unwrap_or(TimeZone::UTC);
        Self { language, zone, date: options.date_format, time: options.time_format }
    }

    /// A day.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> String {
        self.day_of(&at.to_zoned(self.zone.clone()))
    }

    /// A day, a time of day, and the zone that it is in.
    #[must_use]
    pub fn time(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.zone.clone());
        let time = self.clock_of(at.time());
        format!("{} {time} {}", self.day_of(&at), self.zone_of(&at))
    }

    /// A time of day as options have it.
    #[must_use]
    pub fn clock(&self, at: TimeOfDay) -> String {
        let text = at.to_string();
        jiff::civil::Time::strptime("%H:%M", &text).map_or(text, |time| self.clock_of(time))
    }

    fn clock_of(&self, time: jiff::civil::Time) -> String {
        match self.time {
            TimeFormat::Hours24 => time.strftime("%H:%M").to_string(),
            TimeFormat::Hours12 => time.strftime("%-I:%M %p").to_string(),
        }
    }

    fn day_of(&self, at: &Zoned) -> String {
        let form = match self.date {
            DateFormat::DayMonthYear => "%d/%m/%Y",
            DateFormat::MonthDayYear => "%m/%d/%Y",
            DateFormat::YearMonthDay => "%Y-%m-%d",
            DateFormat::DayMonthYearDots => "%d.%m.%Y",
        };
        at.strftime(form).to_string()
    }

    /// The zone's short name, in German the German one; where the database has none, its distance from UTC.
    fn zone_of(&self, at: &Zoned) -> String {
        let name = at.strftime("%Z").to_string();
        if name.starts_with(['+', '-']) {
            return format!("UTC{}", at.strftime("%:z"));
        }
        let german = ZONES.iter().find(|(known, _)| self.language == Language::German && *known == name);
        german.map_or(name, |(_, german)| (*german).to_owned())
    }

    /// A number with the language's grouping.
    #[must_use]
    pub fn number(&self, number: impl Into<u64>) -> String {
        let digits = number.into().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push_str(self.language.words().group);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A number that may be below zero, with the sign that print has for it.
    #[must_use]
    pub fn integer(&self, number: i64) -> String {
        let size = self.number(number.unsigned_abs());
        if number < 0 { format!("\u{2212}{size}") } else { size }
    }

    /// A difference: one above zero has a plus.
    #[must_use]
    pub fn signed(&self, number: i64) -> String {
        let text = self.integer(number);
        if number > 0 { format!("+{text}") } else { text }
    }

    /// Bytes, as people say them: thousands of them (IEC 80000-13), with one place behind the point below ten.
    #[must_use]
    pub fn size(&self, bytes: u64) -> String {
        const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
        if bytes < 1_000 {
            return format!("{} B", self.number(bytes));
        }
        let (mut tenths, mut unit) = (bytes / 100, 0);
        while tenths >= 10_000 && unit + 1 < UNITS.len() {
            (tenths, unit) = (tenths / 1_000, unit + 1);
        }
        let whole = self.number(tenths / 10);
        match tenths < 100 {
            true => format!("{whole}{}{} {}", self.language.words().point, tenths % 10, UNITS[unit]),
            false => format!("{whole} {}", UNITS[unit]),
        }
    }

    /// The day that begins at a moment; where none begins there, the moment.
    #[must_use]
    pub fn first_day(&self, at: Timestamp) -> String {
        let day = at.to_zoned(self.zone.clone());
        match day.start_of_day().is_ok_and(|begins| begins.timestamp() == at) {
            true => self.day_of(&day),
            false => self.time(at),
        }
    }

    /// The last day before a moment; where none ends there, the moment.
    #[must_use]
    pub fn last_day(&self, until: Timestamp) -> String {
        let day = until.to_zoned(self.zone.clone());
        let begins = day.start_of_day().is_ok_and(|begins| begins.timestamp() == until);
        match day.yesterday() {
            Ok(last) if begins => self.day_of(&last),
            _ => self.time(until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(zone: &str, date: DateFormat, time: TimeFormat, language: Language) -> Formats {
        let options =
            Options { time_zone: zone.to_owned(), date_format: date, time_format: time, ..Options::default() };
        Formats::of(&options, language)
    }

    #[test]
    fn s4_sizes_differences_and_days_are_in_the_clients_form() {
        let german = formats("Europe/Berlin", DateFormat::DayMonthYearDots, TimeFormat::Hours24, Language::German);
        let sizes = [(0, "0 B"), (999, "999 B"), (1_000, "1,0 kB"), (9_960, "9,9 kB"), (10_000, "10 kB")];
        let sizes = sizes.into_iter().chain([(12_345_678_901, "12 GB"), (u64::MAX, "18.446 PB")]);
        for (bytes, said) in sizes {
            assert_eq!(german.size(bytes), said);
        }
        assert_eq!([-1_200, 0, 3].map(|number| german.signed(number)), ["\u{2212}1.200", "0", "+3"]);
        // The clocks went forward in between.
        let (first, behind) = ("2026-02-28T23:00:00Z".parse().unwrap(), "2026-03-29T22:00:00Z".parse().unwrap());
        assert_eq!((german.first_day(first), german.last_day(behind)), ("01.03.2026".into(), "29.03.2026".into()));
        let british = formats("Europe/London", DateFormat::DayMonthYear, TimeFormat::Hours24, Language::English);
        assert_eq!(british.first_day(first), "28/02/2026 23:00 GMT");
    }

    #[test]
    fn w12_times_are_in_the_clients_zone_and_form_and_name_the_zone() {
        let at: Timestamp = "2026-07-04T15:05:00Z".parse().unwrap();
        let german = formats("Europe/Berlin", DateFormat::DayMonthYearDots, TimeFormat::Hours24, Language::German);
        assert_eq!(german.time(at), "04.07.2026 17:05 MESZ");
        assert_eq!(german.number(1_234_567_u32), "1.234.567");
        let american = formats("America/New_York", DateFormat::MonthDayYear, TimeFormat::Hours12, Language::English);
        assert_eq!(american.time(at), "07/04/2026 11:05 AM EDT");
        assert_eq!(american.number(100_000_u32), "100,000");
        assert_eq!(american.number(999_u32), "999");
        let brazil = formats("America/Sao_Paulo", DateFormat::DayMonthYear, TimeFormat::Hours24, Language::English);
        assert_eq!(brazil.time(at), "04/07/2026 12:05 UTC-03:00");
        assert_eq!(brazil.day(at), "04/07/2026");
        let unknown = formats("Mars/Olympus", DateFormat::YearMonthDay, TimeFormat::Hours24, Language::English);
        assert_eq!(unknown.time(at), "2026-07-04 15:05 UTC");
    }
}
