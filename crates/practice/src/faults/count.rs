//! Counting requests against the faults that are set.

use crate::control::{Class, Failure, Fault};

/// How many requests each fault has seen. A fault that stays in the settings goes on counting; one
/// that was used up leaves them, so that setting it again begins anew.
#[derive(Debug, Default)]
pub(crate) struct Counts(Vec<Count>);

#[derive(Clone, Debug)]
struct Count {
    fault: Fault,
    seen: u32,
    hit: u32,
}

/// A request that is to fail.
#[derive(Clone, Debug)]
pub(super) struct Struck {
    pub class: Class,
    pub how: Failure,
    /// How many this fault has hit before.
    pub hit: u32,
    /// Seconds, for the header.
    pub retry_after: f64,
}

impl Counts {
    /// Forgets what was counted: the same faults, set again, begin anew.
    pub(crate) fn begin_again(&mut self) {
        self.0.clear();
    }

    /// Counts a request of a class; the first fault that is due hits it.
    pub(super) fn strike(
        &mut self,
        faults: &mut Vec<Fault>,
        class: Class,
        immune: impl Fn(Failure) -> bool,
    ) -> Option<Struck> {
        self.follow(faults);
        let mut struck = None;
        for count in self.0.iter_mut().filter(|count| count.fault.class == class) {
            let over = count.fault.times.is_some_and(|times| count.hit >= times);
            if over || struck.is_some() || immune(count.fault.how) {
                continue;
            }
            if count.seen >= count.fault.after {
                let retry_after = count.fault.retry_after.unwrap_or_default();
                struck = Some(Struck { class, how: count.fault.how, hit: count.hit, retry_after });
                count.hit = count.hit.saturating_add(1);
            } else {
                count.seen += 1;
            }
        }
        self.0.retain(|count| count.fault.times.is_none_or(|times| count.hit < times));
        *faults = self.0.iter().map(|count| count.fault.clone()).collect();
        struck
    }

    /// Takes over what the settings say now.
    fn follow(&mut self, faults: &[Fault]) {
        let mut known = std::mem::take(&mut self.0);
        for fault in faults {
            let count = match known.iter().position(|count| count.fault == *fault) {
                Some(at) => known.remove(at),
                None => Count { fault: fault.clone(), seen: 0, hit: 0 },
            };
            self.0.push(count);
        }
    }
}
