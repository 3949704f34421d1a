//! W10: one loop that looks after every client by itself, with a closed list of what can wake it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::{Options, SyncEvery};
use store::ClientId;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::apply::By;
use crate::{Engine, EngineError};

/// Clients that are synchronised at the same time.
const AT_ONCE: usize = 3;
/// After the first failure; doubled with every further one, up to the client's own interval.
const FIRST_RETRY: SignedDuration = SignedDuration::from_mins(5);
/// The loop looks at the clock this often at least: a computer that slept does not count its sleep.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// What can wake the loop.
#[derive(Debug)]
enum Wake {
    /// The program or the caller ends it.
    Over,
    /// A client was added, paused, changed or signed in.
    Poked,
    /// A sync ended.
    Ended,
    /// It is time to look again.
    Due,
}

/// Failed syncs in a row, by client.
#[derive(Debug, Default)]
pub(crate) struct Failures(Mutex<BTreeMap<ClientId, u32>>);

impl Failures {
    /// Counts a sync; how many failed in a row.
    pub(crate) fn note(&self, client: ClientId, failed: bool) -> u32 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(client).or_default();
        *count = if failed { count.saturating_add(1) } else { 0 };
        *count
    }
}

/// When the next sync is due after one that went well; `None`: only when asked.
pub(crate) fn next(options: &Options, now: Timestamp) -> Option<Timestamp> {
    next_after(options, now, 0)
}

/// When the next sync is due after so many failures in a row.
pub(crate) fn next_after(options: &Options, now: Timestamp, failures: u32) -> Option<Timestamp> {
    let SyncEvery::Minutes(minutes) = options.sync else { return None };
    let usual = SignedDuration::from_mins(i64::from(minutes));
    let wait = match failures {
        0 => usual,
        n => FIRST_RETRY.saturating_mul(1_i32 << (n - 1).min(10)).min(usual),
    };
    // A tenth more or less, so that many clients do not come together.
    let jitter = wait.mul_f64(rand::random_range(-0.1..=0.1));
    Some(now.saturating_add(wait.saturating_add(jitter)).unwrap_or(Timestamp::MAX))
}

impl Engine {
    /// Synchronises every connected client when it is due, until `cancel`. Clients that are paused, were
    /// never applied by a person, or want it only when asked are left alone. To be run once per engine.
    pub async fn run_schedule(&self, cancel: CancellationToken) {
        let room = Arc::new(Semaphore::new(AT_ONCE));
        let mut running: JoinSet<ClientId> = JoinSet::new();
        let mut under_way = BTreeSet::new();
        loop {
            let (due, wait) = match self.due(&under_way).await {
                Ok(found) => found,
                Err(error) => {
                    tracing::error!(%error, "the schedule could not be read");
                    (Vec::new(), LOOK_EVERY)
                }
            };
            for client in due {
                under_way.insert(client);
                running.spawn(self.clone().scheduled(client, Arc::clone(&room)));
            }
            let wake = tokio::select! {
                biased;
                () = cancel.cancelled() => Wake::Over,
                () = self.0.closing.cancelled() => Wake::Over,
                Some(ended) = running.join_next() => {
                    if let Ok(client) = ended {
                        under_way.remove(&client);
                    }
                    Wake::Ended
                }
                () = self.0.poke.notified() => Wake::Poked,
                () = tokio::time::sleep(wait) => Wake::Due,
            };
            match wake {
                Wake::Over => return,
                Wake::Poked | Wake::Ended | Wake::Due => {}
            }
        }
    }

    async fn scheduled(self, client: ClientId, room: Arc<Semaphore>) -> ClientId {
        if let Ok(_place) = room.acquire().await
            && let Err(error) = self.sync_by(client, By::Schedule).await
        {
            tracing::info!(%error, %client, "a scheduled sync did not come to its end");
        }
        client
    }

    /// The clients that are due now, and how long nothing else will be.
    async fn due(&self, under_way: &BTreeSet<ClientId>) -> Result<(Vec<ClientId>, Duration), EngineError> {
        let now = self.now();
        let clients = self.stored(|store| store.clients()).await?;
        let mut wait = LOOK_EVERY;
        let mut due = Vec::new();
        for client in clients {
            // A client without a first run or sync has no next one.
            let looked_after = client.sign_in.is_some() && !client.paused;
            let Some(next) = client.schedule.next_sync.filter(|_| looked_after && !under_way.contains(&client.id))
            else {
                continue;
            };
            match Duration::try_from(next.duration_since(now)) {
                Ok(left) if !left.is_zero() => wait = wait.min(left),
                _ => due.push(client.id),
            }
        }
        Ok((due, wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(minutes: u16, failures: u32) -> i64 {
        let options = Options { sync: SyncEvery::Minutes(minutes), ..Options::default() };
        let now = Timestamp::UNIX_EPOCH;
        next_after(&options, now, failures).unwrap().duration_since(now).as_secs()
    }

    #[test]
    fn w10_the_next_sync_is_an_interval_away_give_or_take_a_tenth() {
        for _ in 0..100 {
            assert!((3240..=3960).contains(&every(60, 0)));
        }
        let manual = Options { sync: SyncEvery::Manual, ..Options::default() };
        assert_eq!(next(&manual, Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn w10_after_failures_the_wait_doubles_up_to_the_interval() {
        assert!((270..=330).contains(&every(60, 1)));
        assert!((540..=660).contains(&every(60, 2)));
        assert!((3240..=3960).contains(&every(60, 30)));
        assert!((810..=990).contains(&every(15, 30)));
    }
}
