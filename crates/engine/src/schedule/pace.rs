//! Who begins now and when to look again: the loop's memory between two looks at the clock.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use store::ClientId;

use super::gate::{PauseCause, Paused};

/// Clients that are synchronised at the same time.
pub(super) const AT_ONCE: usize = 3;
/// The loop looks at the clock this often at least: a computer that slept does not count its sleep.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(60);
/// A look that comes so much later than it was meant to: the computer slept, or its clock was set.
const SLEPT: SignedDuration = SignedDuration::from_secs(30);
/// After sleep, networks need a moment.
const SETTLE: SignedDuration = SignedDuration::from_secs(15);
/// Clients that became due together begin in groups this far apart.
const STAGGER: SignedDuration = SignedDuration::from_secs(20);
/// Whoever ended without a next time, because that could not be written down, does not begin again at once.
const BREATH: SignedDuration = SignedDuration::from_secs(60);

/// What is kept between two looks.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When the next look was meant to be.
    meant: Option<Timestamp>,
    /// Why nothing could begin at the last look; also before the first.
    was: Option<PauseCause>,
    begun: bool,
    not_before: BTreeMap<ClientId, Timestamp>,
    /// Clients whose last sync found no network.
    stranded: BTreeSet<ClientId>,
}

/// What a look found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// They begin now, in this order.
    pub begin: Vec<ClientId>,
    /// Nothing else is due for so long.
    pub wait: Duration,
}

impl Pace {
    /// Looks at the clients that the schedule looks after, each with its time; `busy` are left out.
    pub(super) fn look(
        &mut self,
        now: Timestamp,
        paused: Option<Paused>,
        clients: &BTreeMap<ClientId, Timestamp>,
        busy: &BTreeSet<ClientId>,
    ) -> Look {
        let slept = self.meant.is_some_and(|meant| now.duration_since(meant) > SLEPT);
        let look = match paused {
            Some(paused) => Look { begin: Vec::new(), wait: paused.until.map_or(LOOK_EVERY, |end| until(end, now)) },
            None => {
                if slept || self.was.is_some() || !self.begun {
                    self.stagger(now, slept, clients);
                }
                self.begin(now, clients, busy)
            }
        };
        self.begun |= paused.is_none();
        self.was = paused.map(|paused| paused.why);
        self.meant = now.checked_add(look.wait).ok();
        look
    }

    /// A sync of the schedule's ended.
    pub(super) fn ended(&mut self, client: ClientId, now: Timestamp, no_network: bool) {
        self.not_before.insert(client, now.saturating_add(BREATH).unwrap_or(Timestamp::MAX));
        if no_network {
            self.stranded.insert(client);
        } else {
            self.stranded.remove(&client);
        }
    }

    /// Whoever is due after a pause, sleep or the start does not come at once with all the others.
    fn stagger(&mut self, now: Timestamp, slept: bool, clients: &BTreeMap<ClientId, Timestamp>) {
        let back = self.was == Some(PauseCause::Offline);
        let mut due: Vec<_> =
            clients.iter().filter(|(id, at)| **at <= now || back && self.stranded.contains(id)).collect();
        due.sort_by_key(|(id, at)| (**at, **id));
        let settle = if slept { SETTLE } else { SignedDuration::ZERO };
        for (place, (client, _)) in due.into_iter().enumerate() {
            let group = i32::try_from(place / AT_ONCE).unwrap_or(i32::MAX);
            let at = now.saturating_add(settle.saturating_add(STAGGER.saturating_mul(group)));
            self.not_before.insert(*client, at.unwrap_or(Timestamp::MAX));
        }
    }

    fn begin(&mut self, now: Timestamp, clients: &BTreeMap<ClientId, Timestamp>, busy: &BTreeSet<ClientId>) -> Look {
        self.not_before.retain(|client, _| clients.contains_key(client));
        let (mut begin, mut wait) = (Vec::new(), LOOK_EVERY);
        for (client, next) in clients.iter().filter(|(client, _)| !busy.contains(client)) {
            let back = self.was == Some(PauseCause::Offline) && self.stranded.remove(client);
            let due = if back { now } else { *next };
            let at = self.not_before.get(client).map_or(due, |least| due.max(*least));
            if at <= now {
                begin.push((*next, *client));
            } else {
                wait = wait.min(until(at, now));
            }
        }
        begin.sort_unstable();
        Look { begin: begin.into_iter().map(|(_, client)| client).collect(), wait }
    }
}

/// How long it is until then, but no longer than the loop may go without a look.
fn until(then: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(then.duration_since(now)).unwrap_or_default().min(LOOK_EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    /// Clients 1, 2, … due at these seconds.
    fn due(seconds: &[i64]) -> BTreeMap<ClientId, Timestamp> {
        (1..).map(ClientId).zip(seconds.iter().map(|second| at(*second))).collect()
    }

    fn begun(look: &Look) -> Vec<u32> {
        look.begin.iter().map(|client| client.0).collect()
    }

    fn why(why: PauseCause) -> Option<Paused> {
        Some(Paused { why, until: None })
    }

    #[test]
    fn w10_a_client_begins_when_it_is_due_and_the_loop_sleeps_until_the_next() {
        let mut pace = Pace::default();
        let clients = due(&[30, 600]);
        let look = pace.look(at(0), None, &clients, &BTreeSet::new());
        assert_eq!((begun(&look), look.wait), (vec![], Duration::from_secs(30)));
        let look = pace.look(at(30), None, &clients, &BTreeSet::new());
        assert_eq!((begun(&look), look.wait), (vec![1], LOOK_EVERY));
    }

    #[test]
    fn w10_a_client_with_a_sync_under_way_does_not_begin_a_second_one() {
        let mut pace = Pace::default();
        let look = pace.look(at(10), None, &due(&[0, 0]), &BTreeSet::from([ClientId(1)]));
        assert_eq!(begun(&look), [2]);
    }

    #[test]
    fn w10_a_client_whose_next_time_could_not_be_stored_does_not_begin_again_at_once() {
        let mut pace = Pace::default();
        let clients = due(&[0]);
        assert_eq!(begun(&pace.look(at(0), None, &clients, &BTreeSet::new())), [1]);
        pace.ended(ClientId(1), at(5), false);
        let look = pace.look(at(5), None, &clients, &BTreeSet::new());
        assert_eq!((begun(&look), look.wait), (vec![], LOOK_EVERY));
        assert_eq!(begun(&pace.look(at(65), None, &clients, &BTreeSet::new())), [1]);
    }

    #[test]
    fn w10_after_sleep_due_clients_begin_in_groups_once_the_network_had_a_moment() {
        let mut pace = Pace::default();
        let clients = due(&[100, 200, 300, 400, 5000]);
        assert!(begun(&pace.look(at(0), None, &clients, &BTreeSet::new())).is_empty());
        let woken = 4000;
        let look = pace.look(at(woken), None, &clients, &BTreeSet::new());
        assert_eq!((begun(&look), look.wait), (vec![], Duration::from_secs(15)), "the network settles first");
        let look = pace.look(at(woken + 15), None, &clients, &BTreeSet::new());
        assert_eq!((begun(&look), look.wait), (vec![1, 2, 3], Duration::from_secs(20)));
        let busy = BTreeSet::from([1, 2, 3].map(ClientId));
        assert_eq!(begun(&pace.look(at(woken + 35), None, &clients, &busy)), [4]);
    }

    #[test]
    fn w10_a_look_that_is_a_little_late_is_no_sleep() {
        let mut pace = Pace::default();
        let clients = due(&[50]);
        pace.look(at(0), None, &clients, &BTreeSet::new());
        assert_eq!(begun(&pace.look(at(70), None, &clients, &BTreeSet::new())), [1]);
    }

    #[test]
    fn w10_what_was_due_in_a_pause_begins_after_it() {
        let mut pace = Pace::default();
        let clients = due(&[10, 20, 30, 40]);
        pace.look(at(0), None, &clients, &BTreeSet::new());
        let look = pace.look(at(50), why(PauseCause::Metered), &clients, &BTreeSet::new());
        assert_eq!((begun(&look), look.wait), (vec![], LOOK_EVERY));
        let look = pace.look(at(80), None, &clients, &BTreeSet::new());
        assert_eq!((begun(&look), look.wait), (vec![1, 2, 3], Duration::from_secs(20)));
        let quiet = Some(Paused { why: PauseCause::Quiet, until: Some(at(95)) });
        assert_eq!(pace.look(at(85), quiet, &clients, &BTreeSet::new()).wait, Duration::from_secs(10));
    }

    #[test]
    fn w10_who_found_no_network_begins_when_it_is_back_without_waiting_for_its_next_try() {
        let mut pace = Pace::default();
        assert_eq!(begun(&pace.look(at(0), None, &due(&[0, 0]), &BTreeSet::new())), [1, 2]);
        pace.ended(ClientId(1), at(5), true);
        pace.ended(ClientId(2), at(5), false);
        let later = due(&[125, 3600]);
        assert!(begun(&pace.look(at(6), why(PauseCause::Offline), &later, &BTreeSet::new())).is_empty());
        assert_eq!(begun(&pace.look(at(20), None, &later, &BTreeSet::new())), [1]);
        assert!(begun(&pace.look(at(21), None, &due(&[125, 3600]), &BTreeSet::from([ClientId(1)]))).is_empty());
    }
}
