//! W10: one loop that looks after every client by itself, with a closed list of what can wake it.

mod gate;
mod next;
mod pace;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};
use store::ClientId;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use self::pace::{AT_ONCE, LOOK_EVERY, Look, Pace};
use crate::apply::By;
use crate::{Engine, EngineError, Topic};

pub use self::gate::{Network, PauseCause, Paused};
pub(crate) use self::gate::{paused, quiet_until};
pub(crate) use self::next::{Ended, Failures, next, next_after};
pub use self::state::Background;

/// What can wake the loop.
#[derive(Debug)]
enum Wake {
    /// The program or the caller ends it.
    Over,
    /// A client was added, paused, changed or signed in; the settings or the network changed.
    Poked,
    /// A sync ended.
    Ended(Option<Done>),
    /// It is time to look again.
    Due,
}

/// A sync of the schedule's that ended.
#[derive(Debug)]
struct Done {
    client: ClientId,
    no_network: bool,
}

impl Engine {
    /// Synchronises every connected client when it is due, until `cancel`, and says what a person should hear of.
    /// Clients that are paused, were never applied by a person, or want it only when asked are left alone. Imports that
    /// nobody stopped go on (S2). To be run once per engine.
    pub async fn run_schedule(&self, cancel: CancellationToken) {
        let room = Arc::new(Semaphore::new(AT_ONCE));
        let mut running: JoinSet<Done> = JoinSet::new();
        let (mut under_way, mut pace) = (BTreeSet::new(), Pace::default());
        let mut shown = None;
        self.0.scheduled.store(true, Ordering::SeqCst);
        loop {
            let Look { begin, wait } = self.look(&mut pace, &under_way, &mut shown).await;
            for client in begin {
                under_way.insert(client);
                running.spawn(self.clone().scheduled(client, Arc::clone(&room)));
            }
            let wait = wait.min(self.look_after_imports().await);
            self.notify_due().await;
            self.count_steps();
            match self.wake(&cancel, &mut running, wait).await {
                Wake::Over => break,
                Wake::Ended(Some(done)) => {
                    under_way.remove(&done.client);
                    pace.ended(done.client, self.now(), done.no_network);
                }
                Wake::Poked | Wake::Ended(None) | Wake::Due => {}
            }
        }
        self.0.scheduled.store(false, Ordering::SeqCst);
    }

    async fn wake(&self, cancel: &CancellationToken, running: &mut JoinSet<Done>, wait: Duration) -> Wake {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Wake::Over,
            () = self.0.closing.cancelled() => Wake::Over,
            Some(ended) = running.join_next() => Wake::Ended(ended.ok()),
            () = self.0.poke.notified() => Wake::Poked,
            () = tokio::time::sleep(wait) => Wake::Due,
        }
    }

    async fn scheduled(self, client: ClientId, room: Arc<Semaphore>) -> Done {
        let mut done = Done { client, no_network: false };
        let Ok(_place) = room.acquire().await else { return done };
        // While it waited for its place a person may have begun one, and ended it.
        if !self.still_due(client).await {
            return done;
        }
        if let Err(error) = self.sync_by(client, By::Schedule).await {
            tracing::info!(%error, %client, "a scheduled sync did not come to its end");
            done.no_network = error.is_network();
        }
        if !done.no_network
            && let Err(error) = self.check_after_sync(client).await
        {
            tracing::info!(%error, %client, "what is left of the cut-over was not looked up");
        }
        done
    }

    async fn still_due(&self, client: ClientId) -> bool {
        if self.is_synchronised(client) {
            return false;
        }
        let paused = self.paused_now().await.is_ok_and(|paused| paused.is_some());
        let record = self.record(client).await;
        !paused
            && record.is_ok_and(|record| !record.paused && record.schedule.next_sync.is_some_and(|at| at <= self.now()))
    }

    /// Somebody's sync of the client is under way.
    fn is_synchronised(&self, client: ClientId) -> bool {
        [false, true].iter().any(|full| self.0.syncs.under_way(&(client, *full)))
    }

    /// The clients that begin now, and how long nothing else will be due.
    async fn look(&self, pace: &mut Pace, under_way: &BTreeSet<ClientId>, shown: &mut Option<Option<Paused>>) -> Look {
        match self.due().await {
            Ok((paused, clients)) => {
                if *shown != Some(paused) {
                    *shown = Some(paused);
                    self.stale(None, &[Topic::Background]);
                }
                let syncing = clients.keys().filter(|client| self.is_synchronised(**client));
                let busy = under_way.iter().chain(syncing).copied().collect();
                pace.look(self.now(), paused, &clients, &busy)
            }
            Err(error) => {
                tracing::error!(%error, "the schedule could not be read");
                Look { begin: Vec::new(), wait: LOOK_EVERY }
            }
        }
    }

    /// Whether anything may begin, and each client that the schedule looks after with its time.
    async fn due(&self) -> Result<(Option<Paused>, BTreeMap<ClientId, Timestamp>), EngineError> {
        let paused = self.paused_now().await?;
        let clients = self.stored(|store| store.clients()).await?;
        let looked_after = clients.into_iter().filter(|client| client.sign_in.is_some() && !client.paused);
        // A client without a first run or sync has no next one.
        Ok((paused, looked_after.filter_map(|client| Some((client.id, client.schedule.next_sync?))).collect()))
    }

    /// Why nothing begins by itself now.
    pub(crate) async fn paused_now(&self) -> Result<Option<Paused>, EngineError> {
        let settings = self.settings().await?;
        Ok(paused(&settings, self.network(), &TimeZone::system(), self.now()))
    }
}
