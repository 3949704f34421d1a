//! How much each application asks of each mailbox, and the limits that Exchange sets.
//!
//! learn.microsoft.com, "Microsoft Graph service-specific throttling limits", Outlook: per application and mailbox
//! 10,000 requests in 10 minutes and 4 at once.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::world::lock;

/// What one application may ask of one mailbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailLimits {
    pub at_once: u32,
    pub requests: u32,
    /// Seconds in which so many requests are allowed.
    pub within: i64,
    /// Seconds after which one that was too many at once may come again.
    pub retry_after: f64,
}

impl Default for MailLimits {
    fn default() -> Self {
        Self { at_once: 4, requests: 10_000, within: 600, retry_after: 1.0 }
    }
}

/// What one application asked of one mailbox since the start, or since the last reset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MailCounts {
    /// Application (client) id.
    pub client: String,
    /// Directory id of the mailbox.
    pub mailbox: String,
    /// Requests, those refused for being too many among them.
    pub requests: u64,
    /// How many of them were for MIME content.
    pub mime: u64,
    /// The most that were being answered at the same time, with those refused.
    pub most_at_once: u32,
    /// The most within the time for which the limit holds.
    pub most_within: u32,
    /// Refused with 429 for being too many at once.
    pub over_at_once: u64,
    /// Refused with 429 for being too many in all.
    pub over_requests: u64,
    /// Seconds that requests were under way, those of each added up.
    pub busy_seconds: f64,
}

type Key = (Uuid, Uuid);

#[derive(Debug, Default)]
struct Reading {
    counts: MailCounts,
    now: u32,
    /// Second, and requests in it.
    lately: VecDeque<(i64, u32)>,
    within: u32,
    busy: Duration,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<Mutex<BTreeMap<Key, Reading>>>);

/// Being answered ends with it, also when the client goes away first.
#[derive(Debug)]
pub(crate) struct Underway {
    meter: Meter,
    key: Key,
    since: Instant,
}

/// Why a request is refused, and for how many seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Refused {
    AtOnce(f64),
    Requests(f64),
}

impl Meter {
    /// A request begins; one that is refused does not go on being counted as under way.
    pub(crate) fn begin(&self, key: Key, mime: bool, now: i64, limits: &MailLimits) -> (Underway, Option<Refused>) {
        let mut all = lock(&self.0);
        let reading = all.entry(key).or_default();
        reading.now += 1;
        reading.forget(now - limits.within);
        match reading.lately.back_mut() {
            Some((second, count)) if *second == now => *count += 1,
            _ => reading.lately.push_back((now, 1)),
        }
        reading.within += 1;
        let counts = &mut reading.counts;
        counts.requests += 1;
        counts.mime += u64::from(mime);
        counts.most_at_once = counts.most_at_once.max(reading.now);
        counts.most_within = counts.most_within.max(reading.within);
        let refused = if reading.now > limits.at_once {
            counts.over_at_once += 1;
            Some(Refused::AtOnce(limits.retry_after))
        } else if reading.within > limits.requests {
            counts.over_requests += 1;
            let oldest = reading.lately.front().map_or(now, |(second, _)| *second);
            Some(Refused::Requests((oldest + limits.within - now).max(1) as f64))
        } else {
            None
        };
        (Underway { meter: self.clone(), key, since: Instant::now() }, refused)
    }

    pub(crate) fn counts(&self) -> Vec<MailCounts> {
        let all = lock(&self.0);
        let told = all.iter().filter(|(_, reading)| reading.counts.requests > 0);
        told.map(|((client, mailbox), reading)| MailCounts {
            client: client.to_string(),
            mailbox: mailbox.to_string(),
            busy_seconds: reading.busy.as_secs_f64(),
            ..reading.counts.clone()
        })
        .collect()
    }

    /// Begins to count anew; what is being answered goes on, and so does the time for which the limit holds.
    pub(crate) fn reset(&self) {
        for reading in lock(&self.0).values_mut() {
            reading.counts = MailCounts::default();
            reading.busy = Duration::ZERO;
        }
    }
}

impl Reading {
    fn forget(&mut self, until: i64) {
        while let Some((second, count)) = self.lately.front().copied().filter(|(second, _)| *second <= until) {
            let _ = second;
            self.within -= count;
            self.lately.pop_front();
        }
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        if let Some(reading) = lock(&self.meter.0).get_mut(&self.key) {
            reading.now -= 1;
            reading.busy += self.since.elapsed();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = (Uuid::nil(), Uuid::max());

    #[test]
    fn the_fifth_at_once_is_refused_and_room_comes_back_with_the_first_that_ends() {
        let (meter, limits) = (Meter::default(), MailLimits::default());
        let mut open: Vec<_> = (0..4).map(|_| meter.begin(KEY, false, 0, &limits)).collect();
        assert!(open.iter().all(|(_, refused)| refused.is_none()));
        let (fifth, refused) = meter.begin(KEY, true, 0, &limits);
        assert_eq!(refused, Some(Refused::AtOnce(1.0)));
        drop(fifth);
        open.pop();
        assert_eq!(meter.begin(KEY, false, 0, &limits).1, None);
        let counts = &meter.counts()[0];
        assert_eq!((counts.requests, counts.mime, counts.most_at_once, counts.over_at_once), (6, 1, 5, 1));
    }

    #[test]
    fn ten_thousand_in_ten_minutes_are_allowed_and_one_more_waits_for_the_oldest() {
        let (meter, limits) = (Meter::default(), MailLimits::default());
        for n in 0..10_000 {
            assert_eq!(meter.begin(KEY, false, n / 100, &limits).1, None);
        }
        assert_eq!(meter.begin(KEY, false, 100, &limits).1, Some(Refused::Requests(500.0)));
        assert_eq!(meter.begin((Uuid::max(), Uuid::max()), false, 100, &limits).1, None);
        assert_eq!(meter.begin(KEY, false, 600, &limits).1, None);
        assert_eq!(meter.counts()[0].most_within, 10_001);
    }
}
