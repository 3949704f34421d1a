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
    pub fn number(&self, number: u32) -> String {
        let digits = number.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push_str(self.language.words().group);
            }
            grouped.push(digit);
        }
        grouped
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
    fn w12_times_are_in_the_clients_zone_and_form_and_name_the_zone() {
        let at: Timestamp = "2026-07-04T15:05:00Z".parse().unwrap();
        let german = formats("Europe/Berlin", DateFormat::DayMonthYearDots, TimeFormat::Hours24, Language::German);
        assert_eq!(german.time(at), "04.07.2026 17:05 MESZ");
        assert_eq!(german.number(1_234_567), "1.234.567");
        let american = formats("America/New_York", DateFormat::MonthDayYear, TimeFormat::Hours12, Language::English);
        assert_eq!(american.time(at), "07/04/2026 11:05 AM EDT");
        assert_eq!(american.number(100_000), "100,000");
        assert_eq!(american.number(999), "999");
        let brazil = formats("America/Sao_Paulo", DateFormat::DayMonthYear, TimeFormat::Hours24, Language::English);
        assert_eq!(brazil.time(at), "04/07/2026 12:05 UTC-03:00");
        assert_eq!(brazil.day(at), "04/07/2026");
        let unknown = formats("Mars/Olympus", DateFormat::YearMonthDay, TimeFormat::Hours24, Language::English);
        assert_eq!(unknown.time(at), "2026-07-04 15:05 UTC");
    }
}
