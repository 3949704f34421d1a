//! What Graph allows one application in one mailbox, kept to before it has to say so (S2, M7).
//!
//! 10,000 requests in ten minutes and four at the same time, each mailbox on its own (Microsoft Learn: "Microsoft
//! Graph service-specific throttling limits", Outlook service limits). One of the four is left to others.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep_until},
};

/// Requests under way at the same time.
const AT_ONCE: usize = 3;
/// Requests in any ten minutes; a hundred are left for what is under way, and for other clocks.
const MOST: u32 = 9_900;
const PERIOD: Duration = Duration::from_secs(600);
/// Requests are remembered by slots of this length, not one by one.
const SLOT: Duration = Duration::from_secs(10);
/// What Microsoft asks for beyond this is no wait of anybody's.
const LONGEST: Duration = Duration::from_secs(86_400);
/// So many mailboxes are remembered before those whose account is empty are forgotten.
const REMEMBERED: usize = 64;

/// The allowance of one mailbox.
#[derive(Debug)]
pub(crate) struct Gate {
    places: Semaphore,
    account: Mutex<Account>,
}

#[derive(Debug, Default)]
struct Account {
    /// When each slot began, and the requests in it.
    slots: VecDeque<(Instant, u32)>,
    spent: u32,
    /// Until when Microsoft wants to be left alone.
    held: Option<Instant>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { places: Semaphore::new(AT_ONCE), account: Mutex::default() }
    }
}

impl Gate {
    /// Waits until a request may leave. The place is kept until its answer was read.
    ///
    /// # Errors
    /// How long Microsoft still wants to be left alone, when that is more than `patience`: whoever asks is not kept for so
    /// long, and nothing is sent.
    pub(crate) async fn admit(&self, patience: Duration) -> Result<Option<SemaphorePermit<'_>>, Duration> {
        let place = self.places.acquire().await.ok();
        loop {
            let now = Instant::now();
            let Some(until) = self.with(|account| account.spend(now)) else { return Ok(place) };
            if let Some(held) = self.with(|account| account.held_for(now)).filter(|held| *held > patience) {
                return Err(held);
            }
            tracing::debug!("the mailbox's allowance is used up");
            sleep_until(until).await;
        }
    }

    /// Microsoft asked to wait.
    pub(crate) fn hold(&self, wait: Duration) {
        let until = Instant::now() + wait.min(LONGEST);
        self.with(|account| account.held = account.held.max(Some(until)));
    }

    fn with<T>(&self, act: impl FnOnce(&mut Account) -> T) -> T {
        act(&mut self.account.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Account {
    /// How long Microsoft still wants to be left alone.
    fn held_for(&self, now: Instant) -> Option<Duration> {
        self.held.map(|until| until.saturating_duration_since(now)).filter(|held| !held.is_zero())
    }

    /// Until when nothing may be asked.
    fn full_until(&mut self, now: Instant) -> Option<Instant> {
        if let Some(until) = self.held.filter(|until| *until > now) {
            return Some(until);
        }
        self.forget(now);
        let (oldest, _) = self.slots.front().filter(|_| self.spent >= MOST)?;
        Some(*oldest + SLOT + PERIOD)
    }

    /// Takes one request from the account, or tells until when there is none.
    fn spend(&mut self, now: Instant) -> Option<Instant> {
        let full = self.full_until(now);
        if full.is_none() {
            match self.slots.back_mut() {
                Some((began, count)) if now.saturating_duration_since(*began) < SLOT => *count += 1,
                _ => self.slots.push_back((now, 1)),
            }
            self.spent += 1;
        }
        full
    }

    /// A slot counts until its last moment is a period ago.
    fn forget(&mut self, now: Instant) {
        while let Some(&(began, count)) = self.slots.front()
            && now.saturating_duration_since(began) >= SLOT + PERIOD
        {
            self.slots.pop_front();
            self.spent -= count;
        }
    }
}

/// What is left to whom of all mailboxes that were asked lately. Whoever reads the same mailboxes in two places at once
/// shares it between them; clones are the same.
#[derive(Debug, Default, Clone)]
pub struct Allowance(Arc<Mutex<BTreeMap<String, Arc<Gate>>>>);

impl Allowance {
    /// How long nothing may be asked of a mailbox, because Microsoft wants it so or its ten minutes are used up.
    #[must_use]
    pub fn waits(&self, mailbox: &str) -> Option<Duration> {
        let gate = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(mailbox).map(Arc::clone)?;
        let now = Instant::now();
        gate.with(|account| account.full_until(now)).map(|until| until.saturating_duration_since(now))
    }

    pub(crate) fn of(&self, mailbox: &str) -> Arc<Gate> {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = gates.get(mailbox) {
            return Arc::clone(gate);
        }
        if gates.len() >= REMEMBERED {
            let now = Instant::now();
            let idle = |gate: &Gate| gate.with(|account| account.full_until(now).is_none() && account.spent == 0);
            gates.retain(|_, gate| Arc::strong_count(gate) > 1 || !idle(gate));
        }
        Arc::clone(gates.entry(mailbox.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::*;

    /// Waits for as long as it takes.
    async fn admit(gate: &Gate) -> Option<SemaphorePermit<'_>> {
        gate.admit(Duration::MAX).await.unwrap()
    }

    #[tokio::test]
    async fn s2_three_requests_of_a_mailbox_are_under_way_and_a_fourth_waits_while_others_go() {
        let gates = Allowance::default();
        let gate = gates.of("a");
        let mut held = vec![admit(&gate).await, admit(&gate).await, admit(&gate).await];
        let fourth = admit(&gate);
        tokio::pin!(fourth);
        assert!(poll!(&mut fourth).is_pending());
        assert!(admit(&gates.of("b")).await.is_some());
        held.pop();
        assert!(fourth.await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn s2_no_ten_minutes_see_more_requests_of_a_mailbox_than_are_allowed() {
        let (gate, mut left) = (Gate::default(), Vec::new());
        for _ in 0..25_000 {
            drop(admit(&gate).await);
            left.push(Instant::now());
            tokio::time::advance(Duration::from_millis(7)).await;
        }
        let busiest = (0..left.len()).map(|at| left[at..].partition_point(|time| *time < left[at] + PERIOD)).max();
        assert!(busiest.is_some_and(|most| (9_000..=10_000).contains(&most)), "{busiest:?}");
        assert!(left[24_999] - left[0] < 3 * (PERIOD + SLOT), "it waits no longer than it must");
    }

    #[tokio::test(start_paused = true)]
    async fn s2_what_microsoft_asks_of_one_request_holds_for_its_whole_mailbox() {
        let (gates, begin) = (Allowance::default(), Instant::now());
        gates.of("a").hold(Duration::from_secs(40));
        gates.of("a").hold(Duration::from_secs(4));
        drop(admit(&gates.of("b")).await);
        assert_eq!(begin.elapsed(), Duration::ZERO);
        drop(admit(&gates.of("a")).await);
        assert_eq!(begin.elapsed().as_secs(), 40);
    }

    #[tokio::test(start_paused = true)]
    async fn s2_a_wait_beyond_patience_is_told_at_once_and_holds_to_its_end() {
        let (gates, begin, hour) = (Allowance::default(), Instant::now(), Duration::from_secs(3_600));
        let patience = Duration::from_secs(300);
        gates.of("a").hold(hour);
        assert_eq!(gates.of("a").admit(patience).await.map(drop), Err(hour));
        assert_eq!((gates.waits("a"), begin.elapsed()), (Some(hour), Duration::ZERO));
        // Of others that are asked meanwhile so many are remembered that idle ones are forgotten.
        tokio::time::advance(2 * PERIOD).await;
        for mailbox in 0..2 * REMEMBERED {
            drop(admit(&gates.of(&mailbox.to_string())).await);
        }
        assert_eq!(gates.of("a").admit(patience).await.map(drop), Err(hour - 2 * PERIOD));
        tokio::time::advance(hour - 2 * PERIOD - patience).await;
        drop(gates.of("a").admit(patience).await.unwrap());
        assert_eq!(begin.elapsed().as_secs(), 3_600);
    }

    #[tokio::test(start_paused = true)]
    async fn s2_a_wait_that_nobody_could_mean_holds_for_a_day() {
        let gates = Allowance::default();
        gates.of("a").hold(Duration::MAX);
        assert_eq!(gates.waits("a"), Some(LONGEST));
    }

    #[tokio::test(start_paused = true)]
    async fn s2_a_mailbox_is_forgotten_when_it_has_its_whole_allowance_again_and_not_before() {
        let gates = Allowance::default();
        for mailbox in 0..200 {
            drop(admit(&gates.of(&mailbox.to_string())).await);
        }
        assert_eq!(gates.0.lock().unwrap().len(), 200);
        tokio::time::advance(PERIOD + SLOT).await;
        let _busy = gates.of("0");
        drop(gates.of("new"));
        let gates = gates.0.lock().unwrap();
        assert_eq!(gates.keys().collect::<Vec<_>>(), ["0", "new"]);
    }
}
