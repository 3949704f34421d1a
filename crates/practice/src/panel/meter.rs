//! How much was asked of the panel, and how much of it at once.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::world::lock;

/// Counted since the start, or since the last reset.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PanelCounts {
    /// Calls, whatever came of them, by `controller/action`.
    pub calls: BTreeMap<String, u64>,
    pub total: u64,
    /// The most calls that were being answered at the same time.
    pub most_at_once: u32,
    /// Seconds of answering, summed over the calls: two calls during one second are two.
    pub busy_seconds: f64,
    /// Seconds during which at least one call was being answered.
    pub active_seconds: f64,
}

#[derive(Debug, Default)]
pub(crate) struct Meter(Mutex<Reading>);

#[derive(Debug, Default)]
struct Reading {
    counts: PanelCounts,
    now: u32,
    since: Option<Instant>,
}

impl Reading {
    /// Brings the sums up to this moment.
    fn advance(&mut self) {
        let now = Instant::now();
        let passed = self.since.replace(now).map_or(Duration::ZERO, |since| now - since).as_secs_f64();
        self.counts.busy_seconds += passed * f64::from(self.now);
        if self.now > 0 {
            self.counts.active_seconds += passed;
        }
    }
}

/// Being counted ends with it, also when the client goes away first.
#[derive(Debug)]
pub(super) struct Underway<'a>(&'a Meter);

impl Meter {
    /// A call begins; with it so many are being answered.
    pub(super) fn begin(&self, call: &str) -> (Underway<'_>, u32) {
        let mut reading = lock(&self.0);
        reading.advance();
        reading.now += 1;
        let now = reading.now;
        let counts = &mut reading.counts;
        counts.total += 1;
        counts.most_at_once = counts.most_at_once.max(now);
        *counts.calls.entry(call.to_owned()).or_default() += 1;
        (Underway(self), now)
    }

    pub(crate) fn counts(&self) -> PanelCounts {
        let mut reading = lock(&self.0);
        reading.advance();
        reading.counts.clone()
    }

    /// Begins to count anew; what is being answered goes on being answered.
    pub(crate) fn reset(&self) {
        let mut reading = lock(&self.0);
        reading.advance();
        reading.counts = PanelCounts { most_at_once: reading.now, ..PanelCounts::default() };
    }
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        let mut reading = lock(&self.0.0);
        reading.advance();
        reading.now -= 1;
    }
}
