//! How long and how often a request is tried.

use std::time::Duration;

use backon::ExponentialBuilder;

use crate::MicrosoftError;

/// How often a request is tried, how long is waited in between, and how long for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Further tries after the first.
    pub retries: usize,
    /// The wait before the second try; it doubles from try to try.
    pub first_wait: Duration,
    /// No wait is longer. When Microsoft asks for a longer one, the reading stops instead.
    pub longest_wait: Duration,
    /// How long one answer may take, from the request to the last byte.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            retries: 6,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(300),
            answer: Duration::from_secs(100),
        }
    }
}

impl Patience {
    pub(crate) fn back_off(&self) -> ExponentialBuilder {
        ExponentialBuilder::default()
            .with_min_delay(self.first_wait)
            .with_max_delay(self.longest_wait.min(Duration::from_secs(30)))
            .with_max_times(self.retries)
            .with_jitter()
    }

    /// The wait after `error` in place of the `proposed` one; `None` gives up.
    pub(crate) fn wait(&self, error: &MicrosoftError, proposed: Option<Duration>) -> Option<Duration> {
        let proposed = proposed?;
        match error {
            MicrosoftError::Throttled { retry_after: Some(asked), .. } if *asked > self.longest_wait => None,
            // The proposed wait carries the jitter: a part of it goes on top, so that many clients that were
            // held back together do not come back together.
            MicrosoftError::Throttled { retry_after: Some(asked), .. } => {
                Some(*asked + proposed.min(Duration::from_secs(2)) / 4)
            }
            _ => Some(proposed),
        }
    }
}
