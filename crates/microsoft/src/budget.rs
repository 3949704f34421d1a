//! What Microsoft allows one tenant, kept to before it has to say so (M7).
//!
//! Graph's directory counts resource units per tenant in a bucket that fills up within ten seconds; how large it is
//! depends on the tenant's size (Microsoft Learn: "Microsoft Graph service-specific throttling limits", identity and
//! access). The smallest is assumed until an answer shows that it must be larger.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use reqwest::header::HeaderMap;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep},
};
use url::Url;

/// Resource units per ten seconds of a tenant with fewer than 50 users, with up to 500, and with more.
const SIZES: [f64; 3] = [3_500.0, 5_000.0, 8_000.0];
const PERIOD: f64 = 10.0;
/// What is left alone of it: Graph begins to warn when four fifths are used.
const RESERVE: f64 = 0.2;
/// Requests under way at the same time, of all readings together. More make none faster.
const AT_ONCE: usize = 24;

/// The allowance of one tenant.
#[derive(Debug)]
pub(crate) struct Budget {
    bucket: Mutex<Bucket>,
    places: Semaphore,
}

#[derive(Debug)]
struct Bucket {
    size: usize,
    /// Units that are left; negative when they are spent in advance.
    left: f64,
    at: Option<Instant>,
}

impl Default for Budget {
    fn default() -> Self {
        let bucket = Bucket { size: 0, left: SIZES[0], at: None };
        Self { bucket: Mutex::new(bucket), places: Semaphore::new(AT_ONCE) }
    }
}

impl Budget {
    /// Waits until `units` may be spent and a place is free. The place is kept until the answer was read.
    pub(crate) async fn admit(&self, units: u32) -> Option<SemaphorePermit<'_>> {
        let wait = if units == 0 { Duration::ZERO } else { self.with(|bucket| bucket.spend(units)) };
        if !wait.is_zero() {
            tracing::debug!(?wait, "the tenant's allowance is used up");
            sleep(wait).await;
        }
        self.places.acquire().await.ok()
    }

    /// Takes over what an answer says about the allowance, after a request for which `units` were reckoned.
    pub(crate) fn learn(&self, units: u32, headers: &HeaderMap) {
        let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        let (Some(cost), used) = (number("x-ms-resource-unit"), number("x-ms-throttle-limit-percentage")) else {
            return;
        };
        self.with(|bucket| bucket.learn(cost.clamp(0.0, 1_000.0) - f64::from(units), used));
    }

    fn with<T>(&self, act: impl FnOnce(&mut Bucket) -> T) -> T {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.refill(Instant::now());
        act(&mut bucket)
    }
}

impl Bucket {
    fn refill(&mut self, now: Instant) {
        let limit = SIZES[self.size];
        let passed = self.at.map_or(0.0, |at| now.saturating_duration_since(at).as_secs_f64());
        self.left = (self.left + passed * limit / PERIOD).min(limit);
        self.at = Some(now);
    }

    /// How long to wait before `units` are spent.
    fn spend(&mut self, units: u32) -> Duration {
        self.left -= f64::from(units);
        let limit = SIZES[self.size];
        Duration::from_secs_f64(((RESERVE * limit - self.left) * PERIOD / limit).max(0.0))
    }

    /// `more` units were spent than reckoned; `used` is the part of the limit that Graph says is gone. It says so
    /// only from the reserve on: silence below it means that the limit is higher.
    fn learn(&mut self, more: f64, used: Option<f64>) {
        self.left -= more;
        let limit = SIZES[self.size];
        match used {
            Some(used) => self.left = self.left.min((1.0 - used.clamp(0.0, 2.0)) * limit),
            None if self.left < RESERVE * limit && self.size + 1 < SIZES.len() => {
                self.size += 1;
                self.left += SIZES[self.size] - limit;
            }
            None => {}
        }
    }
}

/// What Graph reckons for a GET: two units for users, less one when properties are selected, and one for the rest.
/// A continuation link keeps its selection in its token.
pub(crate) fn units(url: &Url) -> u32 {
    let users = url.path_segments().is_some_and(|mut path| path.any(|segment| segment == "users"));
    let selects = url.query().is_some_and(|query| query.contains("select=") || query.contains("token="));
    if users && !selects { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(cost: &str, used: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-ms-resource-unit", cost.parse().unwrap());
        headers.extend(used.map(|used| {
            (reqwest::header::HeaderName::from_static("x-ms-throttle-limit-percentage"), used.parse().unwrap())
        }));
        headers
    }

    async fn waited(budget: &Budget, units: u32) -> Duration {
        let begin = Instant::now();
        drop(budget.admit(units).await);
        begin.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn m7_a_reading_within_the_smallest_allowance_never_waits() {
        let budget = Budget::default();
        for _ in 0..2_800 {
            assert_eq!(waited(&budget, 1).await, Duration::ZERO);
        }
        assert!(waited(&budget, 35).await >= Duration::from_millis(99), "the reserve is left alone");
    }

    #[tokio::test(start_paused = true)]
    async fn m7_beyond_it_requests_keep_to_the_rate_at_which_it_fills_up() {
        let budget = Budget::default();
        drop(budget.admit(2_800).await);
        let waits = waited(&budget, 350).await + waited(&budget, 350).await;
        assert!(waits.abs_diff(Duration::from_secs(2)) < Duration::from_millis(20), "{waits:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn m7_graphs_own_word_on_how_much_is_used_slows_down() {
        let budget = Budget::default();
        budget.learn(1, &answer("1", Some("0.79")));
        assert_eq!(waited(&budget, 1).await, Duration::ZERO);
        budget.learn(1, &answer("1", Some("1.3")));
        let waited = waited(&budget, 1).await;
        assert!(waited.abs_diff(Duration::from_secs(5)) < Duration::from_millis(20), "{waited:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn m7_silence_where_graph_would_warn_means_a_larger_tenant() {
        let budget = Budget::default();
        drop(budget.admit(2_801).await);
        budget.learn(2_801, &answer("2801", None));
        assert_eq!(waited(&budget, 1_000).await, Duration::ZERO, "5,000 units, of which 4,000 may be spent");
    }

    #[tokio::test(start_paused = true)]
    async fn m7_what_a_request_really_cost_is_made_up_for() {
        let budget = Budget::default();
        drop(budget.admit(1).await);
        budget.learn(1, &answer("1000", Some("0.1")));
        drop(budget.admit(1_801).await);
        assert!(waited(&budget, 350).await >= Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn m7_nonsense_in_the_headers_changes_nothing() {
        let budget = Budget::default();
        for nonsense in ["", "NaN", "inf", "-inf", "many"] {
            budget.learn(1, &answer(nonsense, Some("9")));
            budget.learn(1, &answer("1", Some(nonsense)));
        }
        assert_eq!(waited(&budget, 2_700).await, Duration::ZERO);
    }

    #[tokio::test]
    async fn m7_requests_under_way_at_the_same_time_are_bounded() {
        let budget = Budget::default();
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(budget.admit(1).await);
        }
        let next = budget.admit(1);
        tokio::pin!(next);
        assert!(futures_util::poll!(&mut next).is_pending());
        held.pop();
        assert!(next.await.is_some());
    }

    #[test]
    fn units_are_reckoned_as_documented() {
        for (path, expected) in [
            ("v1.0/users?$top=1", 2),
            ("v1.0/users?$top=1&$select=id", 1),
            ("v1.0/users/delta?$skiptoken=a", 1),
            ("v1.0/groups", 1),
        ] {
            assert_eq!(units(&format!("https://graph.example/{path}").parse().unwrap()), expected, "{path}");
        }
    }
}
