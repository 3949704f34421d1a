//! W10: one loop that looks after every client by itself, with a closed list of what can wake it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use microsoft::MicrosoftError;
use model::{Options, SyncEvery};
use signin::SignInError;
use store::ClientId;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::apply::By;
use crate::{Engine, EngineError, FaultSort};

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

/// Without a network it is tried again this soon: a laptop is carried from one to the next.
const NETWORK_RETRY: SignedDuration = SignedDuration::from_mins(2);

/// How a sync ended, as far as the next one depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It went well.
    Well,
    /// It failed, the nth time in a row, for a reason that may pass.
    Failed(u32),
    /// There was no network; that says nothing about the tenant, so it is not counted.
    NoNetwork,
    /// Microsoft wants it not to be asked before.
    HeldBack(SignedDuration),
    /// Only a person can help: trying again sooner would only ask in vain.
    NeedsPerson,
}

impl Ended {
    /// Reads it from the error; `failures` counts this one, if it counts.
    pub(crate) fn of(error: &EngineError, failures: u32) -> Self {
        let held = |wait: Duration| SignedDuration::try_from(wait).unwrap_or(FIRST_RETRY);
        match error.origin() {
            _ if error.is_network() => Self::NoNetwork,
            EngineError::Microsoft(MicrosoftError::Throttled { retry_after: Some(wait), .. }) => {
                Self::HeldBack(held(*wait))
            }
            EngineError::SignIn(SignInError::Busy { retry_after: Some(seconds), .. }) => {
                Self::HeldBack(held(Duration::from_secs(*seconds)))
            }
            origin => match origin.fault().sort {
                FaultSort::SignInNeeded | FaultSort::Refused | FaultSort::Usage | FaultSort::Held => Self::NeedsPerson,
                FaultSort::Outside | FaultSort::Other => Self::Failed(failures),
            },
        }
    }
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
    next_after(options, now, Ended::Well)
}

/// When the next sync is due after one that ended so.
pub(crate) fn next_after(options: &Options, now: Timestamp, ended: Ended) -> Option<Timestamp> {
    let SyncEvery::Minutes(minutes) = options.sync else { return None };
    let usual = SignedDuration::from_mins(i64::from(minutes));
    let doubled = |n: u32| FIRST_RETRY.saturating_mul(1_i32 << n.saturating_sub(1).min(10)).min(usual);
    // A tenth more or less, so that many clients do not come together; never less than Microsoft asked for.
    let (wait, least) = match ended {
        Ended::Well | Ended::NeedsPerson => (usual, -0.1),
        Ended::Failed(n) => (doubled(n), -0.1),
        Ended::NoNetwork => (NETWORK_RETRY.min(usual), -0.1),
        Ended::HeldBack(asked) => (doubled(1).max(asked), 0.0),
    };
    let jitter = wait.mul_f64(rand::random_range(least..=0.1));
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

    fn after(minutes: u16, ended: Ended) -> i64 {
        let options = Options { sync: SyncEvery::Minutes(minutes), ..Options::default() };
        let now = Timestamp::UNIX_EPOCH;
        next_after(&options, now, ended).unwrap().duration_since(now).as_secs()
    }

    #[test]
    fn w10_the_next_sync_is_an_interval_away_give_or_take_a_tenth() {
        for _ in 0..100 {
            assert!((3240..=3960).contains(&after(60, Ended::Well)));
        }
        let manual = Options { sync: SyncEvery::Manual, ..Options::default() };
        assert_eq!(next(&manual, Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn w10_after_failures_the_wait_doubles_up_to_the_interval() {
        assert!((270..=330).contains(&after(60, Ended::Failed(1))));
        assert!((540..=660).contains(&after(60, Ended::Failed(2))));
        assert!((3240..=3960).contains(&after(60, Ended::Failed(30))));
        assert!((810..=990).contains(&after(15, Ended::Failed(30))));
    }

    #[test]
    fn m7_the_wait_fits_what_ended_the_sync() {
        for _ in 0..100 {
            assert!((108..=132).contains(&after(60, Ended::NoNetwork)), "the network may be back any moment");
            assert!((3240..=3960).contains(&after(60, Ended::NeedsPerson)), "only a person can help");
            let asked = SignedDuration::from_secs(4000);
            assert!((4000..=4400).contains(&after(60, Ended::HeldBack(asked))), "Microsoft is not asked before");
            assert!((300..=330).contains(&after(60, Ended::HeldBack(SignedDuration::from_secs(2)))));
        }
    }

    #[test]
    fn m7_faults_are_told_apart_by_what_helps() {
        let throttled = MicrosoftError::Throttled {
            what: "users",
            status: 429,
            retry_after: Some(Duration::from_secs(900)),
            request_id: None,
        };
        let ended = Ended::of(&throttled.into(), 3);
        assert_eq!(ended, Ended::HeldBack(SignedDuration::from_secs(900)));
        let gone = SignInError::Network { host: "login.example".to_owned(), reason: "no route".to_owned() };
        assert_eq!(Ended::of(&gone.into(), 3), Ended::NoNetwork);
        assert_eq!(Ended::of(&SignInError::NotSignedIn.into(), 3), Ended::NeedsPerson);
        assert_eq!(Ended::of(&crate::Stop::Empty.into(), 3), Ended::NeedsPerson);
        let broken = MicrosoftError::Truncated { what: "users", received: 7 };
        assert_eq!(Ended::of(&EngineError::Joined(Arc::new(broken.into())), 3), Ended::Failed(3));
    }
}
