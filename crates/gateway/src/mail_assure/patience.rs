//! How long and how often a call is tried.

use std::time::Duration;

use backon::ExponentialBuilder;

use super::trouble::{Again, Trouble};

/// How often a call is tried, how long is waited in between, and how long for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Further tries after the first, when the panel holds calls back.
    pub retries: usize,
    /// Further tries after a lost connection, a broken answer or a failure of the panel's own.
    pub faults: usize,
    /// The wait before the second try; it doubles from try to try.
    pub first_wait: Duration,
    /// No wait is longer. When the panel asks for a longer one, the call fails instead.
    pub longest_wait: Duration,
    /// How long one answer may take, from the request to the last byte.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            retries: 6,
            faults: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(60),
            // As the vendor's add-on for cPanel waits (SpamExperts/cpanel-addon, HTTP.php).
            answer: Duration::from_secs(90),
        }
    }
}

impl Patience {
    pub(super) fn back_off(&self) -> ExponentialBuilder {
        ExponentialBuilder::default()
            .with_min_delay(self.first_wait)
            .with_max_delay(self.longest_wait.min(Duration::from_secs(30)))
            .with_max_times(self.retries.max(self.faults))
            .with_jitter()
    }

    /// The wait after `trouble` in place of the `proposed` one; `None` gives up. `faults` and `held` count over the
    /// tries.
    pub(super) fn wait(
        &self,
        trouble: &Trouble,
        proposed: Duration,
        (faults, held): &mut (usize, usize),
    ) -> Option<Duration> {
        match trouble.again() {
            Again::No => None,
            Again::Held(Some(asked)) if asked > self.longest_wait => None,
            Again::Held(asked) => {
                *held += 1;
                // The proposed wait carries the jitter: a part of it goes on top, so that calls that were held back
                // together do not come back together.
                let wait = asked.map_or(proposed, |asked| asked + proposed.min(Duration::from_secs(2)) / 4);
                (*held <= self.retries).then_some(wait)
            }
            Again::Fault => {
                *faults += 1;
                (*faults <= self.faults).then_some(proposed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tries(again: Again) -> usize {
        let trouble = Trouble::Lost { cause: "x".into(), again };
        let mut count = (0, 0);
        (0..20).filter(|_| Patience::default().wait(&trouble, Duration::ZERO, &mut count).is_some()).count()
    }

    #[test]
    fn what_is_held_back_is_tried_more_often_than_what_breaks_and_what_is_refused_never() {
        assert_eq!((tries(Again::Held(None)), tries(Again::Fault), tries(Again::No)), (6, 3, 0));
        assert_eq!(tries(Again::Held(Some(Duration::from_secs(61)))), 0);
    }

    #[test]
    fn the_panels_own_wait_is_never_undercut() {
        let held = Trouble::Lost { cause: "x".into(), again: Again::Held(Some(Duration::from_secs(3))) };
        for proposed in [0, 1, 30] {
            let wait = Patience::default().wait(&held, Duration::from_secs(proposed), &mut (0, 0)).unwrap();
            assert!(wait >= Duration::from_secs(3) && wait <= Duration::from_millis(3500), "{wait:?}");
        }
    }
}
