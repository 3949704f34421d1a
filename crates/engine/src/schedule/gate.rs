//! Whether anything may begin by itself now, and if not, why and until when. What a person asks for always goes.

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use model::TimeOfDay;

use super::next::clock;
use crate::settings::{QuietHours, Settings};

/// The network as the system tells it; what it does not tell counts as good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Network {
    /// There is none.
    pub offline: bool,
    /// It is paid by volume.
    pub metered: bool,
}

/// Why nothing begins by itself; the first that holds is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseCause {
    /// A person wants it so.
    Asked,
    /// There is no network.
    Offline,
    /// The network is paid by volume, and the settings spare it.
    Metered,
    /// Quiet hours.
    Quiet,
}

/// Nothing begins by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paused {
    /// Why.
    pub why: PauseCause,
    /// When it goes on by itself, if that is known.
    pub until: Option<Timestamp>,
}

/// Whether the background pauses now; `zone` is that of this computer.
pub(crate) fn paused(settings: &Settings, network: Network, zone: &TimeZone, now: Timestamp) -> Option<Paused> {
    let quiet = settings.quiet_hours.and_then(|hours| quiet_until(hours, zone, now));
    let (why, until) = match () {
        () if settings.paused => (PauseCause::Asked, None),
        () if network.offline => (PauseCause::Offline, None),
        () if network.metered && settings.pause_on_metered => (PauseCause::Metered, None),
        () if quiet.is_some() => (PauseCause::Quiet, quiet),
        () => return None,
    };
    Some(Paused { why, until })
}

/// When the quiet hours end that it is now; `None` outside of them.
pub(crate) fn quiet_until(hours: QuietHours, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let local = now.to_zoned(zone.clone());
    let minute = u16::try_from(i16::from(local.hour()) * 60 + i16::from(local.minute())).unwrap_or_default();
    let (from, to) = (hours.from.minutes(), hours.to.minutes());
    let tomorrow = from >= to && minute >= from;
    let inside = if from < to { (from..to).contains(&minute) } else { tomorrow || minute < to };
    let day = if tomorrow { local.date().saturating_add(1.day()) } else { local.date() };
    inside.then(|| end(day, hours.to, zone))
}

/// Where clocks show the time twice, the second counts: an end is never over already.
fn end(day: jiff::civil::Date, time: TimeOfDay, zone: &TimeZone) -> Timestamp {
    zone.to_ambiguous_zoned(day.to_datetime(clock(time))).later().map_or(Timestamp::MAX, |at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn hours(from: &str, to: &str) -> QuietHours {
        QuietHours { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    #[test]
    fn w10_quiet_hours_may_pass_midnight_and_end_at_their_time_of_day() {
        let until = |now| quiet_until(hours("20:00", "07:00"), &berlin(), at(now)).map(|end| end.to_string());
        assert_eq!(until("2026-07-01T17:59:00Z"), None);
        assert_eq!(until("2026-07-01T18:00:00Z").as_deref(), Some("2026-07-02T05:00:00Z"));
        assert_eq!(until("2026-07-02T04:59:00Z").as_deref(), Some("2026-07-02T05:00:00Z"));
        assert_eq!(until("2026-07-02T05:00:00Z"), None);
        assert_eq!(until("2026-10-24T20:00:00Z").as_deref(), Some("2026-10-25T06:00:00Z"), "clocks go back that night");
        let lunch = |now| quiet_until(hours("12:00", "13:30"), &TimeZone::UTC, at(now));
        assert_eq!(lunch("2026-07-01T13:29:00Z"), Some(at("2026-07-01T13:30:00Z")));
        assert_eq!(lunch("2026-07-01T13:30:00Z"), None);
    }

    #[test]
    fn w10_quiet_hours_that_end_while_clocks_go_back_never_end_in_the_past() {
        let now = at("2026-10-25T01:10:00Z");
        let end = quiet_until(hours("22:00", "02:30"), &berlin(), now).unwrap();
        assert_eq!(end, at("2026-10-25T01:30:00Z"), "the second 02:30");
    }

    #[test]
    fn w10_the_background_pauses_for_a_person_first_then_for_the_network_then_for_the_hour() {
        let all = Settings { paused: true, quiet_hours: Some(hours("00:00", "23:59")), ..Settings::default() };
        let why = |settings: Settings, offline, metered| {
            let network = Network { offline, metered };
            paused(&settings, network, &TimeZone::UTC, at("2026-07-01T12:00:00Z")).map(|paused| paused.why)
        };
        let going = Settings { paused: false, ..all };
        assert_eq!(why(all, true, true), Some(PauseCause::Asked));
        assert_eq!(why(going, true, true), Some(PauseCause::Offline));
        assert_eq!(why(going, false, true), Some(PauseCause::Metered));
        assert_eq!(why(going, false, false), Some(PauseCause::Quiet));
        let free = Settings { quiet_hours: None, ..going };
        assert_eq!(why(free, false, false), None);
        assert_eq!(why(Settings { pause_on_metered: false, ..free }, false, true), None, "the settings decide");
    }
}
