//! The brake: how many removals a client may see in a day before a person is asked (B1).

use serde::{Deserialize, Serialize};

/// The thresholds of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brake {
    /// Share of the in-scope mailboxes, in percent (0..=100).
    pub percent: u8,
    /// Removals below this number never brake.
    pub floor: u32,
}

impl Default for Brake {
    fn default() -> Self {
        Self { percent: 5, floor: 3 }
    }
}

/// What the brake says about a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrakeReading {
    /// Removals done in the last 24 hours.
    pub done: u32,
    /// Removals the plan would add.
    pub planned: u32,
    /// So many may be done; one more holds them all.
    pub limit: u32,
    /// Whether all removals of the plan are held.
    pub holds: bool,
}

impl Brake {
    /// Reads the brake: removals of 24 hours may not reach max(floor, percent of the in-scope mailboxes).
    #[must_use]
    pub fn read(self, done: u32, planned: u32, in_scope: u32) -> BrakeReading {
        let share = u64::from(in_scope) * u64::from(self.percent);
        let reaches = |n: u32| n >= self.floor && u64::from(n) * 100 >= share;
        let first_held = u32::try_from(share.div_ceil(100)).unwrap_or(u32::MAX).max(self.floor);
        let total = done.saturating_add(planned);
        BrakeReading { done, planned, limit: first_held.saturating_sub(1), holds: planned > 0 && reaches(total) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b1_removals_of_a_day_that_reach_the_threshold_are_held_together() {
        let brake = Brake::default();
        assert!(!brake.read(54, 6, 1204).holds, "60 are below 5 % of 1,204");
        assert!(brake.read(54, 7, 1204).holds, "61 reach it");
        assert_eq!(brake.read(0, 0, 1204).limit, 60);
    }

    #[test]
    fn b1_a_small_client_is_guarded_by_the_floor() {
        let brake = Brake::default();
        assert!(!brake.read(0, 2, 12).holds);
        assert!(brake.read(0, 3, 12).holds);
        assert!(brake.read(2, 1, 12).holds, "the day is rolling, not the cycle");
        assert!(!brake.read(9, 0, 12).holds, "a plan without removals is never held");
    }
}
