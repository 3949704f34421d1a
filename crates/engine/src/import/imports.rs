//! The imports under way, as others see and stop them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use microsoft::mail::Allowance;
use store::{ClientId, ImportId, ImportMailboxId, ImportRecord, Store};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::archives::Archives;
use super::asked::AskedMailboxes;
use super::hours::of_minutes;
use super::joined::Joined;
use super::rate::Speed;
use crate::joint::Joint;
use crate::schedule::Ended;
use crate::settings::QuietHours;
use crate::{Clock, Fault};

/// After the first run that failed; doubled with every further one.
const FIRST_RETRY: SignedDuration = SignedDuration::from_mins(5);
/// No later than this.
const LAST_RETRY: SignedDuration = SignedDuration::from_hours(1);
/// Without a network: a laptop is carried from one to the next.
const NETWORK_RETRY: SignedDuration = SignedDuration::from_mins(2);

/// Who begins a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A person who waits for its end; what a person asks for always goes.
    Person,
    /// The background, which pauses when everything does.
    Background,
}

/// The imports under way.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    pub(super) joint: Arc<Joint<ImportId, ()>>,
    pub(super) counts: Arc<Joint<ImportId, ()>>,
    under: Mutex<BTreeMap<ImportId, Arc<Under>>>,
    counting: Mutex<BTreeMap<ImportId, CancellationToken>>,
    /// What stopped the last count. What stopped an import itself is kept with that.
    uncounted: Mutex<BTreeMap<ImportId, Fault>>,
    again: Mutex<BTreeMap<ImportId, Again>>,
    moves: Mutex<BTreeMap<ImportId, Move>>,
    /// Whoever begins, pauses or ends an import does it alone.
    pub(super) turn: tokio::sync::Mutex<()>,
    /// Whoever keeps or deletes passwords of archives does it alone, and never asks for it in their turn: the vault may wait
    /// for a person.
    pub(super) passwords: tokio::sync::Mutex<()>,
    /// Whoever registers or removes an application does it alone.
    pub(crate) apps: tokio::sync::Mutex<()>,
    pub(super) archives: Archives,
    pub(super) joined: Arc<Joined>,
    /// What each mailbox has left of Microsoft's limits, whichever import asks, and whichever run of the program.
    pub(super) allowance: Allowance,
}

/// A run under way.
#[derive(Debug)]
pub(super) struct Under {
    pub client: ClientId,
    pub by: By,
    pub stop: CancellationToken,
    /// It is over, and the next may begin.
    pub over: CancellationToken,
    /// The hours were changed, or the clock may have been.
    pub wake: Notify,
    hours: Mutex<Option<QuietHours>>,
    speed: Mutex<Speed>,
    changed: AtomicBool,
    gives_way: AtomicBool,
}

/// Another address of its archive, which was wished for while an import ran, or after it had delivered: it goes on there
/// when a person lets it. A wish that nobody lets go on ends with the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    pub client: ClientId,
    pub sink: String,
}

/// A run that failed, and is begun again by itself.
#[derive(Debug, Clone, Copy)]
struct Again {
    failures: u32,
    at: Timestamp,
    no_network: bool,
}

/// Whoever panicked while holding it left it whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Under {
    pub(super) fn new(job: &ImportRecord, by: By, stop: CancellationToken) -> Self {
        Self {
            client: job.client,
            by,
            stop,
            over: CancellationToken::new(),
            wake: Notify::new(),
            hours: Mutex::new(job.wish.hours.and_then(of_minutes)),
            speed: Mutex::default(),
            changed: AtomicBool::new(false),
            gives_way: AtomicBool::new(false),
        }
    }

    pub(super) fn hours(&self) -> Option<QuietHours> {
        *lock(&self.hours)
    }

    pub(super) fn set_hours(&self, hours: Option<QuietHours>) {
        *lock(&self.hours) = hours;
        self.wake.notify_waiters();
    }

    pub(super) fn settled(&self, mailbox: ImportMailboxId, now: Timestamp) {
        lock(&self.speed).note(mailbox, now);
        self.touch();
    }

    pub(super) fn rests(&self, mailbox: ImportMailboxId) {
        lock(&self.speed).forget(mailbox);
    }

    pub(super) fn rate(&self, now: Timestamp) -> Option<f64> {
        lock(&self.speed).all(now)
    }

    pub(super) fn rate_of(&self, mailbox: ImportMailboxId, now: Timestamp) -> Option<f64> {
        lock(&self.speed).of(mailbox, now)
    }

    /// A person lets the import go on after this run was stopped: the next one says how it stands.
    pub(super) fn give_way(&self) {
        self.gives_way.store(true, Ordering::Release);
    }

    pub(super) fn gives_way(&self) -> bool {
        self.gives_way.load(Ordering::Acquire)
    }

    /// There is something new to show.
    pub(super) fn touch(&self) {
        self.changed.store(true, Ordering::Release);
    }

    pub(super) fn take_changed(&self) -> bool {
        self.changed.swap(false, Ordering::AcqRel)
    }
}

impl Imports {
    pub(crate) fn new(store: &Store, clock: &Clock) -> Self {
        let asked = AskedMailboxes { store: store.clone(), clock: clock.clone() };
        Self { allowance: Allowance::kept_by(Arc::new(asked)), ..Self::default() }
    }

    pub(super) fn under(&self, job: ImportId) -> Option<Arc<Under>> {
        lock(&self.under).get(&job).cloned()
    }

    /// The run that was stopped, and is not over.
    pub(super) fn ending(&self, job: ImportId) -> Option<Arc<Under>> {
        self.under(job).filter(|under| under.stop.is_cancelled())
    }

    /// The runs of a client that are not over.
    pub(super) fn under_of(&self, client: ClientId) -> Vec<Arc<Under>> {
        lock(&self.under).values().filter(|under| under.client == client).cloned().collect()
    }

    /// The run that is at work. Whoever waited for its end does not find it here any more.
    pub(super) fn at_work(&self, job: ImportId) -> Option<Arc<Under>> {
        self.under(job).filter(|_| self.joint.under_way(&job))
    }

    pub(super) fn begun(&self, job: ImportId, under: &Arc<Under>) {
        lock(&self.under).insert(job, Arc::clone(under));
    }

    pub(super) fn ended(&self, job: ImportId, under: &Arc<Under>) {
        let mut all = lock(&self.under);
        if all.get(&job).is_some_and(|now| Arc::ptr_eq(now, under)) {
            all.remove(&job);
        }
        drop(all);
        under.over.cancel();
    }

    pub(super) fn counting(&self, job: ImportId) -> bool {
        lock(&self.counting).contains_key(&job)
    }

    pub(super) fn count_begun(&self, job: ImportId, stop: &CancellationToken) {
        lock(&self.uncounted).remove(&job);
        lock(&self.counting).insert(job, stop.clone());
    }

    pub(super) fn count_failed(&self, job: ImportId, fault: Fault) {
        lock(&self.uncounted).insert(job, fault);
    }

    pub(super) fn count_problem(&self, job: ImportId) -> Option<Fault> {
        lock(&self.uncounted).get(&job).cloned()
    }

    pub(super) fn count_ended(&self, job: ImportId) {
        lock(&self.counting).remove(&job);
    }

    /// Stops what is under way of an import after what is in hand.
    pub(super) fn stop(&self, job: ImportId) {
        if let Some(under) = self.under(job) {
            under.stop.cancel();
        }
        if let Some(stop) = lock(&self.counting).get(&job) {
            stop.cancel();
        }
    }

    pub(super) fn moves(&self, job: ImportId, to: Move) {
        lock(&self.moves).insert(job, to);
    }

    pub(super) fn moves_to(&self, job: ImportId) -> Option<Move> {
        lock(&self.moves).get(&job).cloned()
    }

    pub(super) fn stays(&self, job: ImportId) {
        lock(&self.moves).remove(&job);
    }

    /// Where imports go on next.
    pub(super) fn awaited(&self) -> Vec<Move> {
        lock(&self.moves).values().cloned().collect()
    }

    /// Everybody who waits for hours looks at the clock.
    pub(super) fn wake(&self) {
        lock(&self.under).values().for_each(|under| under.wake.notify_waiters());
    }

    /// A run failed: it is begun again, and not before a time that grows with every failure.
    pub(super) fn failed(&self, job: ImportId, ended: impl FnOnce(u32) -> Ended, now: Timestamp) {
        let mut all = lock(&self.again);
        let failures = all.get(&job).map_or(0, |again| again.failures).saturating_add(1);
        let ended = ended(failures);
        let wait = match ended {
            Ended::NoNetwork => NETWORK_RETRY,
            Ended::HeldBack(wait) => wait,
            _ => {
                let doubled = 1_i32.checked_shl(failures - 1).unwrap_or(i32::MAX);
                FIRST_RETRY.saturating_mul(doubled.max(1)).min(LAST_RETRY)
            }
        };
        let at = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        all.insert(job, Again { failures, at, no_network: ended == Ended::NoNetwork });
    }

    /// The next run begins when it may.
    pub(super) fn at_once(&self, job: ImportId) {
        lock(&self.again).remove(&job);
    }

    /// When it is begun again by itself, if not at once.
    pub(super) fn again(&self, job: ImportId, now: Timestamp) -> Option<Timestamp> {
        lock(&self.again).get(&job).map(|again| again.at).filter(|at| *at > now)
    }

    /// Whoever failed for want of it does not wait longer.
    pub(crate) fn network_is_back(&self) {
        lock(&self.again).retain(|_, again| !again.no_network);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s2_a_run_that_failed_is_begun_again_later_and_later_and_at_once_when_the_network_is_back() {
        let (imports, job, now) = (Imports::default(), ImportId(1), Timestamp::UNIX_EPOCH);
        let mut waits = Vec::new();
        for _ in 0..40 {
            imports.failed(job, Ended::Failed, now);
            waits.push(imports.again(job, now).unwrap().duration_since(now).as_mins());
        }
        assert_eq!(waits[..6], [5, 10, 20, 40, 60, 60]);
        assert_eq!(waits[39], 60);
        imports.network_is_back();
        assert!(imports.again(job, now).is_some());
        imports.failed(job, |_| Ended::NoNetwork, now);
        assert_eq!(imports.again(job, now), Some(now + NETWORK_RETRY));
        assert_eq!(imports.again(job, now + NETWORK_RETRY), None, "its time has come");
        imports.network_is_back();
        assert_eq!(imports.again(job, now), None);
    }
}
