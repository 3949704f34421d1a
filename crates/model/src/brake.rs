//! The brake: how many removals a client may see in a day before a person is asked (B1).

use serde::{Deserialize, Serialize};

/// From so many held removals on, or so many in one undo, the client's name is typed before they go (B3).
pub const TYPED_FROM: u32 = 10;

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

/// Removals to be weighed. What a person decided one by one is not among them: deselects, confirmed leavers, undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Removals {
    /// Done in the last 24 hours.
    pub done: u32,
    /// Planned now.
    pub planned: u32,
    /// Recipients that could lose it: those in scope; for a service, those that have it in the gateway.
    pub of: u32,
}

/// What the brake weighs: recipients as a whole, and those that lose each service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BrakeInput {
    /// Recipients that lose anything.
    pub whole: Removals,
    /// Recipients that lose incoming, outgoing and archiving, as [`crate::plan::Step::lost`] says.
    pub services: [Removals; 3],
}

/// What the brake says about one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ServiceReading {
    /// Removals of it done in the last 24 hours.
    pub done: u32,
    /// Removals of it that the plan would add.
    pub planned: u32,
    /// So many may be done; one more holds every removal of the plan.
    pub limit: u32,
    /// Whether this service is what holds.
    pub holds: bool,
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
    /// Whether all removals of the plan are held, because of their number or of one service.
    pub holds: bool,
    /// Incoming, outgoing and archiving, each by itself.
    #[serde(default)]
    pub services: [ServiceReading; 3],
}

impl Brake {
    /// Reads the brake: neither recipients as a whole nor those of one service may reach
    /// max(floor, percent of those that have it) in 24 hours. Beyond it every removal is held.
    #[must_use]
    pub fn read(self, input: &BrakeInput) -> BrakeReading {
        let ServiceReading { done, planned, limit, holds } = self.weigh(input.whole);
        let services = input.services.map(|removals| self.weigh(removals));
        let holds = holds || services.iter().any(|service| service.holds);
        BrakeReading { done, planned, limit, holds, services }
    }

    /// How many of so many recipients may be removed in a day.
    #[must_use]
    pub fn limit(self, of: u32) -> u32 {
        self.first_held(of).saturating_sub(1)
    }

    fn weigh(self, Removals { done, planned, of }: Removals) -> ServiceReading {
        let holds = planned > 0 && done.saturating_add(planned) >= self.first_held(of);
        ServiceReading { done, planned, limit: self.limit(of), holds }
    }

    fn first_held(self, of: u32) -> u32 {
        let share = (u64::from(of) * u64::from(self.percent)).div_ceil(100);
        u32::try_from(share).unwrap_or(u32::MAX).max(self.floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(done: u32, planned: u32, of: u32) -> BrakeReading {
        Brake::default().read(&BrakeInput { whole: Removals { done, planned, of }, ..BrakeInput::default() })
    }

    #[test]
    fn b1_removals_of_a_day_that_reach_the_threshold_are_held_together() {
        assert!(!read(54, 6, 1204).holds, "60 are below 5 % of 1,204");
        assert!(read(54, 7, 1204).holds, "61 reach it");
        assert_eq!(read(0, 0, 1204).limit, 60);
    }

    #[test]
    fn b1_a_small_client_is_guarded_by_the_floor() {
        assert!(!read(0, 2, 12).holds);
        assert!(read(0, 3, 12).holds);
        assert!(read(2, 1, 12).holds, "the day is rolling, not the cycle");
        assert!(!read(9, 0, 12).holds, "a plan without removals is never held");
    }

    #[test]
    fn b1_a_service_that_few_have_brakes_by_itself() {
        let outgoing = |planned| BrakeInput {
            whole: Removals { done: 0, planned, of: 1204 },
            services: [
                Removals { planned, of: 1204, done: 0 },
                Removals { planned, of: 80, done: 2 },
                Removals::default(),
            ],
        };
        let brake = Brake::default();
        assert!(!brake.read(&outgoing(1)).holds, "three are below 5 % of 80");
        let held = brake.read(&outgoing(2));
        assert!(held.holds, "four reach it, whatever the whole is");
        assert_eq!(held.services.map(|service| service.holds), [false, true, false]);
        assert_eq!((held.limit, held.services[1].limit), (60, 3));
    }

    #[test]
    fn b1_a_floor_of_nothing_holds_every_removal_of_a_client_with_nothing() {
        let brake = Brake { percent: 0, floor: 0 };
        let one = BrakeInput { whole: Removals { done: 0, planned: 1, of: 0 }, ..BrakeInput::default() };
        assert_eq!((brake.read(&one).holds, brake.limit(0)), (true, 0));
    }
}
