//! The time by which this computer's clock is compared with Microsoft's.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use reqwest::header::{DATE, HeaderMap};

use crate::MicrosoftError;

/// Seconds that checks of tokens commonly forgive; less than that is no reason.
const FORGIVEN: u64 = 300;
const UNKNOWN: i64 = i64::MIN;

/// This computer's clock, and how far ahead of the last answer's `Date` it was.
pub(crate) struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    ahead: AtomicI64,
}

impl Clock {
    pub(crate) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), ahead: AtomicI64::new(UNKNOWN) }
    }

    /// Compares it with an answer (RFC 9110, section 6.6.1).
    pub(crate) fn compare(&self, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|value| value.to_str().ok());
        if let Some(date) = date.and_then(|text| DateTimeParser::new().parse_timestamp(text).ok()) {
            self.ahead.store((self.now)().as_second().saturating_sub(date.as_second()), Ordering::Relaxed);
        }
    }

    /// The error in whose place the clock is to be blamed, when it is known to be far off.
    pub(crate) fn blame(&self, host: String, error: MicrosoftError) -> MicrosoftError {
        match self.ahead.load(Ordering::Relaxed) {
            UNKNOWN => error,
            seconds if seconds.unsigned_abs() > FORGIVEN => MicrosoftError::ClockSkew { host, seconds },
            _ => error,
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.ahead).finish()
    }
}
