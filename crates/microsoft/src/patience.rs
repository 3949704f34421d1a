//! How long and how often a request is tried.

use std::time::Duration;

use backon::ExponentialBuilder;

use crate::MicrosoftError;

/// How often a request is tried, how long is waited in between, and how long for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Further tries after the first, when Microsoft holds the request back.
    pub retries: usize,
    /// Further tries after a lost connection or an answer that breaks off: that seldom mends itself in a minute.
    pub faults: usize,
    /// The wait before the second try; it doubles from try to try.
    pub first_wait: Duration,
    /// No wait is longer. When Microsoft asks for a longer one, the reading stops instead.
    pub longest_wait: Duration,
    /// How long nothing may come, before the answer begins and within it. A large page may be slow, but not silent.
    pub silence: Duration,
    /// How long one answer may take in all, from the request to the last byte; a message may take as long as it comes.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            retries: 6,
            faults: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(300),
            silence: Duration::from_secs(100),
            // As long as Exchange lets a command run (Microsoft Learn: "About the Exchange Online PowerShell module").
            answer: Duration::from_secs(900),
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

    /// The wait after `error` in place of the `proposed` one; `None` gives up. `faults` counts over the tries.
    pub(crate) fn wait(&self, error: &MicrosoftError, proposed: Duration, faults: &mut usize) -> Option<Duration> {
        match error {
            MicrosoftError::Throttled { retry_after: Some(asked), .. } if *asked > self.longest_wait => None,
            // The proposed wait carries the jitter: a part of it goes on top, so that many clients that were
            // held back together do not come back together.
            MicrosoftError::Throttled { retry_after: Some(asked), .. } => {
                Some(*asked + proposed.min(Duration::from_secs(2)) / 4)
            }
            MicrosoftError::Throttled { .. } => Some(proposed),
            _ => {
                *faults += 1;
                (*faults <= self.faults).then_some(proposed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttled(seconds: Option<f64>) -> MicrosoftError {
        let retry_after = seconds.map(Duration::from_secs_f64);
        MicrosoftError::Throttled { what: "users", status: 429, retry_after, request_id: None }
    }

    #[test]
    fn m7_microsofts_wait_is_never_undercut_and_gets_a_little_jitter_on_top() {
        let wait = |seconds, proposed| Patience::default().wait(&throttled(seconds), proposed, &mut 0).unwrap();
        let asked = Duration::from_secs_f64(2.128);
        for proposed in [0, 1, 30] {
            let wait = wait(Some(2.128), Duration::from_secs(proposed));
            assert!(wait >= asked && wait <= asked + Duration::from_millis(500), "{wait:?}");
        }
        assert_eq!(wait(None, Duration::from_secs(7)), Duration::from_secs(7));
    }

    #[test]
    fn m7_a_wait_beyond_patience_gives_up() {
        assert_eq!(Patience::default().wait(&throttled(Some(301.0)), Duration::ZERO, &mut 0), None);
    }

    #[test]
    fn m7_broken_answers_are_tried_less_often_than_throttled_ones() {
        let (patience, mut faults) = (Patience::default(), 0);
        let broken = MicrosoftError::Truncated { what: "users", received: 7 };
        let tries = (0..10).filter(|_| patience.wait(&broken, Duration::ZERO, &mut faults).is_some()).count();
        assert_eq!(tries, 3);
        assert!(patience.wait(&throttled(None), Duration::ZERO, &mut faults).is_some());
    }
}
