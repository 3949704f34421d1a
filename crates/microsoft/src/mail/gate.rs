//! What Graph allows one application in one mailbox, kept to before it has to say so (S2, M7).
//!
//! 10,000 requests in ten minutes and four at the same time, each mailbox on its own (Microsoft Learn: "Microsoft
//! Graph service-specific throttling limits", Outlook service limits). One of the four is left to others. Microsoft counts
//! on when this program ends: what may leave is kept first, a block at a time, and known to the next run of it.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep_until},
};

use super::account::{Account, BLOCK, Kept, LONGEST, Spent};

/// Requests under way at the same time.
const AT_ONCE: usize = 3;
/// A shorter wait is over when the program has started again.
const KEPT_WAIT: Duration = Duration::from_secs(10);
/// So many mailboxes are remembered before those whose account is empty are forgotten.
const REMEMBERED: usize = 64;

/// Where it is kept. One that fails keeps nobody from asking: Microsoft refuses what is too much, and whoever needs the
/// same place for what is read is told why it fails.
#[async_trait]
pub trait Keeper: fmt::Debug + Send + Sync {
    /// What was kept of a mailbox and how long ago that was, the oldest first.
    async fn kept(&self, mailbox: &str) -> Vec<(Duration, Kept)>;

    /// Keeps it; what it speaks of leaves after that.
    async fn keep(&self, mailbox: &str, what: Kept);
}

/// Keeps nothing.
#[derive(Debug)]
struct Forgets;

#[async_trait]
impl Keeper for Forgets {
    async fn kept(&self, _: &str) -> Vec<(Duration, Kept)> {
        Vec::new()
    }

    async fn keep(&self, _: &str, _: Kept) {}
}

/// The allowance of one mailbox.
#[derive(Debug)]
pub(crate) struct Gate {
    mailbox: String,
    keeper: Arc<dyn Keeper>,
    places: Semaphore,
    account: Mutex<Account>,
    /// Whether it is known what was kept before the program began. Whoever has the next block kept does it alone.
    begun: tokio::sync::Mutex<bool>,
}

impl Gate {
    fn new(mailbox: &str, keeper: &Arc<dyn Keeper>) -> Self {
        Self {
            mailbox: mailbox.to_owned(),
            keeper: Arc::clone(keeper),
            places: Semaphore::new(AT_ONCE),
            account: Mutex::default(),
            begun: tokio::sync::Mutex::default(),
        }
    }

    /// Waits until a request may leave. The place is kept until its answer was read.
    ///
    /// # Errors
    /// How long Microsoft still wants to be left alone, when that is more than `patience`: whoever asks is not kept for so
    /// long, and nothing is sent.
    pub(crate) async fn admit(&self, patience: Duration) -> Result<Option<SemaphorePermit<'_>>, Duration> {
        let place = self.places.acquire().await.ok();
        loop {
            let now = Instant::now();
            let until = match self.with(|account| account.spend(now)) {
                Spent::Leaves => return Ok(place),
                Spent::WantsBlock => {
                    self.next_block().await;
                    continue;
                }
                Spent::Waits(until) => until,
            };
            if let Some(held) = self.with(|account| account.held_for(now)).filter(|held| *held > patience) {
                return Err(held);
            }
            tracing::debug!("the mailbox's allowance is used up");
            sleep_until(until).await;
        }
    }

    /// Microsoft asked to wait.
    pub(crate) async fn hold(&self, wait: Duration) {
        let wait = wait.min(LONGEST);
        let until = Instant::now() + wait;
        self.with(|account| account.hold(until));
        if wait > KEPT_WAIT {
            self.keeper.keep(&self.mailbox, Kept { requests: 0, wait }).await;
        }
    }

    /// Has the next requests kept. Before the first it takes over what was kept earlier, which may leave none.
    async fn next_block(&self) {
        let mut begun = self.begun.lock().await;
        if !*begun {
            let kept = self.keeper.kept(&self.mailbox).await;
            self.with(|account| account.take_over(&kept, Instant::now()));
            *begun = true;
        } else if self.with(|account| account.wants_block(Instant::now())) {
            self.keeper.keep(&self.mailbox, Kept { requests: BLOCK, wait: Duration::ZERO }).await;
            self.with(|account| account.begin_block(Instant::now()));
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Account) -> T) -> T {
        act(&mut self.account.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is left to whom of all mailboxes that were asked lately. Whoever reads the same mailboxes in two places at once
/// shares it between them; clones are the same.
#[derive(Debug, Clone)]
pub struct Allowance {
    gates: Arc<Mutex<BTreeMap<String, Arc<Gate>>>>,
    keeper: Arc<dyn Keeper>,
}

impl Default for Allowance {
    fn default() -> Self {
        Self::kept_by(Arc::new(Forgets))
    }
}

impl Allowance {
    /// One that goes on where it ended when the program did.
    #[must_use]
    pub fn kept_by(keeper: Arc<dyn Keeper>) -> Self {
        Self { gates: Arc::default(), keeper }
    }

    /// How long nothing may be asked of a mailbox, because Microsoft wants it so or its ten minutes are used up.
    #[must_use]
    pub fn waits(&self, mailbox: &str) -> Option<Duration> {
        let gate = self.gates.lock().unwrap_or_else(PoisonError::into_inner).get(mailbox).map(Arc::clone)?;
        let now = Instant::now();
        gate.with(|account| account.full_until(now)).map(|until| until.saturating_duration_since(now))
    }

    pub(crate) fn of(&self, mailbox: &str) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = gates.get(mailbox) {
            return Arc::clone(gate);
        }
        if gates.len() >= REMEMBERED {
            let now = Instant::now();
            let idle = |gate: &Gate| gate.with(|account| account.is_whole(now));
            gates.retain(|_, gate| Arc::strong_count(gate) > 1 || !idle(gate));
        }
        let gate = gates.entry(mailbox.to_owned()).or_insert_with(|| Arc::new(Gate::new(mailbox, &self.keeper)));
        Arc::clone(gate)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::super::account::{LASTS, MOST, PERIOD, SLOT};
    use super::*;

    /// Waits for as long as it takes.
    async fn admit(gate: &Gate) -> Option<SemaphorePermit<'_>> {
        gate.admit(Duration::MAX).await.unwrap()
    }

    /// What outlives the program, for one mailbox.
    #[derive(Debug, Default)]
    struct Paper {
        lines: Mutex<Vec<(Instant, Kept)>>,
        /// Held while it cannot be written.
        disk: tokio::sync::Mutex<()>,
    }

    #[async_trait]
    impl Keeper for Paper {
        async fn kept(&self, _: &str) -> Vec<(Duration, Kept)> {
            self.lines.lock().unwrap().iter().map(|(at, kept)| (at.elapsed(), *kept)).collect()
        }

        async fn keep(&self, _: &str, what: Kept) {
            let _turn = self.disk.lock().await;
            self.lines.lock().unwrap().push((Instant::now(), what));
        }
    }

    impl Paper {
        /// The allowance of a run of the program.
        fn start(self: &Arc<Self>) -> Allowance {
            Allowance::kept_by(Arc::clone(self) as Arc<dyn Keeper>)
        }

        fn requests(&self) -> Vec<u32> {
            self.lines.lock().unwrap().iter().map(|(_, kept)| kept.requests).collect()
        }
    }

    /// The most that left in any ten minutes.
    fn busiest(left: &[Instant]) -> usize {
        let within = |at: usize| left[at..].partition_point(|time| *time < left[at] + PERIOD);
        (0..left.len()).map(within).max().unwrap()
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
        let (gate, mut left) = (Allowance::default().of("a"), Vec::new());
        for _ in 0..25_000 {
            drop(admit(&gate).await);
            left.push(Instant::now());
            tokio::time::advance(Duration::from_millis(7)).await;
        }
        assert!((9_000..=10_000).contains(&busiest(&left)), "{}", busiest(&left));
        assert!(left[24_999] - left[0] < 3 * (PERIOD + SLOT), "it waits no longer than it must");
    }

    #[tokio::test(start_paused = true)]
    async fn s2_a_request_leaves_after_it_was_kept_and_many_are_kept_at_a_time() {
        let paper = Arc::new(Paper::default());
        let gate = paper.start().of("a");
        let full = paper.disk.lock().await;
        let (mut first, mut second) = (Box::pin(admit(&gate)), Box::pin(admit(&gate)));
        assert!(poll!(&mut first).is_pending() && poll!(&mut second).is_pending());
        assert!(poll!(&mut first).is_pending() && poll!(&mut second).is_pending());
        drop(full);
        drop((first.await, second.await));
        for _ in 2..600 {
            drop(admit(&gate).await);
        }
        assert_eq!(paper.requests(), [BLOCK, BLOCK, BLOCK]);
        tokio::time::advance(LASTS).await;
        drop(admit(&gate).await);
        assert_eq!(paper.requests().len(), 4, "what did not leave in its time is kept anew");
    }

    #[tokio::test(start_paused = true)]
    async fn s2_no_ten_minutes_see_more_requests_than_are_allowed_however_often_the_program_is_killed() {
        let (paper, mut left) = (Arc::new(Paper::default()), Vec::new());
        for run in 0..24 {
            let gate = paper.start().of("a");
            for _ in 0..1_000 + run {
                drop(admit(&gate).await);
                left.push(Instant::now());
                tokio::time::advance(Duration::from_millis(7)).await;
            }
        }
        assert!((8_000..=10_000).contains(&busiest(&left)), "{}", busiest(&left));
        assert!(left[24_000] - left[0] < 3 * (PERIOD + LASTS), "it waits no longer than it must");
    }

    #[tokio::test(start_paused = true)]
    async fn s2_what_left_late_of_a_block_counts_from_then_after_a_kill() {
        let (paper, mut left) = (Arc::new(Paper::default()), Vec::new());
        let gate = paper.start().of("a");
        drop(admit(&gate).await);
        tokio::time::advance(LASTS - Duration::from_secs(1)).await;
        for _ in 1..BLOCK {
            drop(admit(&gate).await);
            left.push(Instant::now());
        }
        let gate = paper.start().of("a");
        for _ in 0..MOST {
            drop(admit(&gate).await);
            left.push(Instant::now());
        }
        assert!(busiest(&left) <= 10_000, "{}", busiest(&left));
    }

    #[tokio::test(start_paused = true)]
    async fn s2_a_wait_that_microsoft_asked_for_outlives_the_program_and_a_short_one_is_not_kept() {
        let (paper, hour) = (Arc::new(Paper::default()), Duration::from_secs(3_600));
        paper.start().of("a").hold(KEPT_WAIT).await;
        assert!(paper.requests().is_empty());
        paper.start().of("a").hold(hour).await;
        tokio::time::advance(PERIOD).await;
        let gates = paper.start();
        assert_eq!(gates.of("a").admit(Duration::ZERO).await.map(drop), Err(hour - PERIOD));
        tokio::time::advance(hour - PERIOD).await;
        drop(gates.of("a").admit(Duration::ZERO).await.unwrap());
        drop(paper.start().of("a").admit(Duration::ZERO).await.unwrap());
    }

    /// Says the same of every mailbox.
    #[derive(Debug)]
    struct Says(Vec<(Duration, Kept)>);

    #[async_trait]
    impl Keeper for Says {
        async fn kept(&self, _: &str) -> Vec<(Duration, Kept)> {
            self.0.clone()
        }

        async fn keep(&self, _: &str, _: Kept) {}
    }

    #[tokio::test(start_paused = true)]
    async fn s2_whatever_a_clock_made_of_what_was_kept_nobody_waits_longer_than_was_asked() {
        let day = |days: u64| Duration::from_secs(86_400 * days);
        let full = Kept { requests: u32::MAX, wait: Duration::ZERO };
        let hour = Kept { requests: 0, wait: day(1) / 24 };
        let endless = Kept { requests: 0, wait: Duration::MAX };
        for (lines, longest) in [
            (vec![(Duration::ZERO, full), (Duration::ZERO, full)], LASTS + PERIOD),
            (vec![(Duration::MAX, full), (Duration::ZERO, full)], LASTS + PERIOD),
            (vec![(Duration::MAX, endless), (Duration::MAX, full), (LASTS + PERIOD, full)], Duration::ZERO),
            (vec![(Duration::ZERO, hour)], hour.wait),
            (vec![(Duration::ZERO, endless)], LONGEST),
        ] {
            let (gates, begin) = (Allowance::kept_by(Arc::new(Says(lines.clone()))), Instant::now());
            drop(admit(&gates.of("a")).await);
            assert!(begin.elapsed() <= longest, "{lines:?}: {:?}", begin.elapsed());
            assert!(longest.is_zero() || begin.elapsed() >= PERIOD, "{lines:?}: {:?}", begin.elapsed());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn s2_what_microsoft_asks_of_one_request_holds_for_its_whole_mailbox() {
        let (gates, begin) = (Allowance::default(), Instant::now());
        gates.of("a").hold(Duration::from_secs(40)).await;
        gates.of("a").hold(Duration::from_secs(4)).await;
        drop(admit(&gates.of("b")).await);
        assert_eq!(begin.elapsed(), Duration::ZERO);
        drop(admit(&gates.of("a")).await);
        assert_eq!(begin.elapsed().as_secs(), 40);
    }

    #[tokio::test(start_paused = true)]
    async fn s2_a_wait_beyond_patience_is_told_at_once_and_holds_to_its_end() {
        let (gates, begin, hour) = (Allowance::default(), Instant::now(), Duration::from_secs(3_600));
        let patience = Duration::from_secs(300);
        gates.of("a").hold(hour).await;
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
        gates.of("a").hold(Duration::MAX).await;
        assert_eq!(gates.waits("a"), Some(LONGEST));
    }

    #[tokio::test(start_paused = true)]
    async fn s2_a_mailbox_is_forgotten_when_it_has_its_whole_allowance_again_and_not_before() {
        let gates = Allowance::default();
        for mailbox in 0..200 {
            drop(admit(&gates.of(&mailbox.to_string())).await);
        }
        assert_eq!(gates.gates.lock().unwrap().len(), 200);
        tokio::time::advance(PERIOD + SLOT).await;
        let _busy = gates.of("0");
        drop(gates.of("new"));
        let gates = gates.gates.lock().unwrap();
        assert_eq!(gates.keys().collect::<Vec<_>>(), ["0", "new"]);
    }
}
