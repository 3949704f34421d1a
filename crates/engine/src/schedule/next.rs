//! When a client's next sync is due: a pure function of its options, the time, and how the last one ended.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, ToSpan as _, tz::TimeZone};
use microsoft::MicrosoftError;
use model::{Options, SyncEvery, TimeOfDay};
use signin::SignInError;
use store::ClientId;

use crate::{EngineError, FaultSort};

/// After the first failure; doubled with every further one, up to the client's own interval.
const FIRST_RETRY: SignedDuration = SignedDuration::from_mins(5);
/// A client that is synchronised once a day is tried again no later than this after a failure.
const LAST_RETRY_OF_A_DAY: SignedDuration = SignedDuration::from_hours(1);
/// Without a network it is tried again this soon: a laptop is carried from one to the next.
const NETWORK_RETRY: SignedDuration = SignedDuration::from_mins(2);
/// Clients with one time of day begin within so long after it, so that they do not come together.
const DAILY_SPREAD: SignedDuration = SignedDuration::from_mins(10);

/// How a sync ended, as far as the next one depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It went well.
    Well,
    /// It failed, the nth time in a row, for a reason that may pass.
    Failed(u32),
    /// There was no network; that says nothing about the tenant, so it is not counted.
    NoNetwork,
    /// Microsoft wants it not to be asked before.
    HeldBack(SignedDuration),
    /// Only a person can help: trying again sooner would only ask in vain.
    NeedsPerson,
}

impl Ended {
    /// Reads it from the error; `failures` counts this one, if it counts.
    pub(crate) fn of(error: &EngineError, failures: u32) -> Self {
        let held = |wait: Duration| SignedDuration::try_from(wait).unwrap_or(FIRST_RETRY);
        match error.origin() {
            _ if error.is_network() => Self::NoNetwork,
            EngineError::Microsoft(MicrosoftError::Throttled { retry_after: Some(wait), .. }) => {
                Self::HeldBack(held(*wait))
            }
            EngineError::SignIn(SignInError::Busy { retry_after: Some(seconds), .. }) => {
                Self::HeldBack(held(Duration::from_secs(*seconds)))
            }
            origin => match origin.fault().sort {
                FaultSort::SignInNeeded | FaultSort::Refused | FaultSort::Usage | FaultSort::Held => Self::NeedsPerson,
                FaultSort::Outside | FaultSort::Other => Self::Failed(failures),
            },
        }
    }
}

/// Failed syncs in a row, by client.
#[derive(Debug, Default)]
pub(crate) struct Failures(Mutex<BTreeMap<ClientId, u32>>);

impl Failures {
    /// Counts a sync; how many failed in a row.
    pub(crate) fn note(&self, client: ClientId, failed: bool) -> u32 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(client).or_default();
        *count = if failed { count.saturating_add(1) } else { 0 };
        *count
    }

    /// How many failed in a row.
    pub(crate) fn of(&self, client: ClientId) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&client).copied().unwrap_or_default()
    }
}

/// When the next sync is due after one that went well; `None`: only when asked.
pub(crate) fn next(options: &Options, now: Timestamp) -> Option<Timestamp> {
    next_after(options, now, Ended::Well)
}

/// When the next sync is due after one that ended so.
pub(crate) fn next_after(options: &Options, now: Timestamp, ended: Ended) -> Option<Timestamp> {
    due(options, now, ended, rand::random_range(0.0..=1.0))
}

/// The same with the chance as an argument, 0 to 1.
fn due(options: &Options, now: Timestamp, ended: Ended, chance: f64) -> Option<Timestamp> {
    let doubled = |n: u32, most| FIRST_RETRY.saturating_mul(1_i32 << n.saturating_sub(1).min(10)).min(most);
    let later = |wait: SignedDuration| now.saturating_add(wait).unwrap_or(Timestamp::MAX);
    // A tenth more or less, so that many clients do not come together; never less than Microsoft asked for.
    let around = |wait: SignedDuration| later(wait.saturating_add(wait.mul_f64(0.2 * chance - 0.1)));
    let at_least = |wait: SignedDuration| later(wait.saturating_add(wait.mul_f64(0.1 * chance)));
    match options.sync {
        SyncEvery::Manual => None,
        SyncEvery::Minutes(minutes) => {
            let usual = SignedDuration::from_mins(i64::from(minutes));
            Some(match ended {
                Ended::Well | Ended::NeedsPerson => around(usual),
                Ended::Failed(n) => around(doubled(n, usual)),
                Ended::NoNetwork => around(NETWORK_RETRY.min(usual)),
                Ended::HeldBack(asked) => at_least(FIRST_RETRY.min(usual).max(asked)),
            })
        }
        SyncEvery::Daily(time) => {
            let zone = TimeZone::get(&options.time_zone).unwrap_or(TimeZone::UTC);
            let spread = DAILY_SPREAD.mul_f64(chance);
            let usual = daily(time, &zone, now).saturating_add(spread).unwrap_or(Timestamp::MAX);
            Some(match ended {
                Ended::Well | Ended::NeedsPerson => usual,
                Ended::Failed(n) => around(doubled(n, LAST_RETRY_OF_A_DAY)).min(usual),
                Ended::NoNetwork => around(NETWORK_RETRY).min(usual),
                Ended::HeldBack(asked) => at_least(FIRST_RETRY.max(asked)),
            })
        }
    }
}

/// The next moment after `now` at which clocks in the zone first show this time. Where they skip it, it is as much
/// later as they skip; where they show it twice, the first time counts.
fn daily(time: TimeOfDay, zone: &TimeZone, now: Timestamp) -> Timestamp {
    let today = now.to_zoned(zone.clone()).date();
    let on = |days: i64| on_day(today.saturating_add(days.days()), time, zone);
    (0..=2).map(on).find(|at| *at > now).unwrap_or(Timestamp::MAX)
}

/// What clocks show then.
pub(super) fn clock(time: TimeOfDay) -> jiff::civil::Time {
    let [hour, minute] = [time.minutes() / 60, time.minutes() % 60].map(|n| i8::try_from(n).unwrap_or_default());
    jiff::civil::time(hour, minute, 0, 0)
}

/// When clocks in the zone first show a time on a day.
fn on_day(day: jiff::civil::Date, time: TimeOfDay, zone: &TimeZone) -> Timestamp {
    // Compatible disambiguation (RFC 5545 3.3.5): later by a gap, the first of two.
    zone.to_ambiguous_zoned(day.to_datetime(clock(time))).compatible().map_or(Timestamp::MAX, |at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn after(minutes: u16, ended: Ended) -> i64 {
        let options = Options { sync: SyncEvery::Minutes(minutes), ..Options::default() };
        let now = Timestamp::UNIX_EPOCH;
        next_after(&options, now, ended).unwrap().duration_since(now).as_secs()
    }

    #[test]
    fn w10_the_next_sync_is_an_interval_away_give_or_take_a_tenth() {
        for _ in 0..100 {
            assert!((3240..=3960).contains(&after(60, Ended::Well)));
        }
        let manual = Options { sync: SyncEvery::Manual, ..Options::default() };
        assert_eq!(next(&manual, Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn w10_after_failures_the_wait_doubles_up_to_the_interval() {
        assert!((270..=330).contains(&after(60, Ended::Failed(1))));
        assert!((540..=660).contains(&after(60, Ended::Failed(2))));
        assert!((3240..=3960).contains(&after(60, Ended::Failed(30))));
        assert!((810..=990).contains(&after(15, Ended::Failed(30))));
    }

    #[test]
    fn m7_the_wait_fits_what_ended_the_sync() {
        for _ in 0..100 {
            assert!((108..=132).contains(&after(60, Ended::NoNetwork)), "the network may be back any moment");
            assert!((3240..=3960).contains(&after(60, Ended::NeedsPerson)), "only a person can help");
            let asked = SignedDuration::from_secs(4000);
            assert!((4000..=4400).contains(&after(60, Ended::HeldBack(asked))), "Microsoft is not asked before");
            assert!((300..=330).contains(&after(60, Ended::HeldBack(SignedDuration::from_secs(2)))));
        }
    }

    #[test]
    fn m7_faults_are_told_apart_by_what_helps() {
        let throttled = MicrosoftError::Throttled {
            what: "users",
            status: 429,
            retry_after: Some(Duration::from_secs(900)),
            request_id: None,
        };
        let ended = Ended::of(&throttled.into(), 3);
        assert_eq!(ended, Ended::HeldBack(SignedDuration::from_secs(900)));
        let gone = SignInError::Network { host: "login.example".to_owned(), reason: "no route".to_owned() };
        assert_eq!(Ended::of(&gone.into(), 3), Ended::NoNetwork);
        assert_eq!(Ended::of(&SignInError::NotSignedIn.into(), 3), Ended::NeedsPerson);
        assert_eq!(Ended::of(&crate::Stop::Empty.into(), 3), Ended::NeedsPerson);
        let broken = MicrosoftError::Truncated { what: "users", received: 7 };
        assert_eq!(Ended::of(&EngineError::Joined(Arc::new(broken.into())), 3), Ended::Failed(3));
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn daily_at(time: &str, zone: &str, now: &str) -> String {
        let options =
            Options { sync: SyncEvery::Daily(time.parse().unwrap()), time_zone: zone.to_owned(), ..Options::default() };
        due(&options, at(now), Ended::Well, 0.0).unwrap().to_string()
    }

    #[test]
    fn w10_daily_is_the_clients_own_time_of_day_whatever_the_clocks_do() {
        let berlin = |now| daily_at("06:30", "Europe/Berlin", now);
        assert_eq!(berlin("2026-07-01T04:00:00Z"), "2026-07-01T04:30:00Z", "summer time");
        assert_eq!(berlin("2026-07-01T04:30:00Z"), "2026-07-02T04:30:00Z", "it does not run twice at its own time");
        assert_eq!(berlin("2026-10-24T05:00:00Z"), "2026-10-25T05:30:00Z", "clocks go back in between: 25 hours");
        assert_eq!(berlin("2026-03-28T06:00:00Z"), "2026-03-29T04:30:00Z", "clocks go forward in between: 23 hours");
        assert_eq!(daily_at("06:30", "Nowhere/Atall", "2026-07-01T00:00:00Z"), "2026-07-01T06:30:00Z");
    }

    #[test]
    fn w10_a_time_that_clocks_skip_or_show_twice_comes_once_that_day() {
        let berlin = |now| daily_at("02:30", "Europe/Berlin", now);
        assert_eq!(berlin("2026-03-28T23:30:00Z"), "2026-03-29T01:30:00Z", "02:30 is skipped; it is 03:30 then");
        assert_eq!(berlin("2026-03-29T01:30:00Z"), "2026-03-30T00:30:00Z");
        assert_eq!(berlin("2026-10-24T23:00:00Z"), "2026-10-25T00:30:00Z", "the first of two");
        assert_eq!(berlin("2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z", "not the second of two");
    }

    #[test]
    fn w10_daily_clients_spread_over_ten_minutes_and_never_begin_before_their_time() {
        let options = Options { sync: SyncEvery::Daily("06:00".parse().unwrap()), ..Options::default() };
        for _ in 0..100 {
            let next = next(&options, at("2026-05-05T05:00:00Z")).unwrap();
            assert!((at("2026-05-05T06:00:00Z")..=at("2026-05-05T06:10:00Z")).contains(&next), "{next}");
        }
    }

    #[test]
    fn w10_a_daily_sync_that_failed_is_tried_again_the_same_day() {
        let options = Options { sync: SyncEvery::Daily("06:00".parse().unwrap()), ..Options::default() };
        let now = at("2026-05-05T06:03:00Z");
        let wait = |ended| due(&options, now, ended, 0.5).unwrap().duration_since(now).as_mins();
        assert_eq!([wait(Ended::Failed(1)), wait(Ended::Failed(3)), wait(Ended::Failed(9))], [5, 20, 60]);
        assert_eq!(wait(Ended::NoNetwork), 2);
        assert_eq!(wait(Ended::NeedsPerson), 24 * 60 + 2, "only a person can help");
    }
}
