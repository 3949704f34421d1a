//! What each client is at work on, and how far: told at most ten times a second.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use store::ClientId;

use crate::{Event, Host, Phase, Progress};

/// No faster than this per client.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// The work under way, by client.
#[derive(Debug)]
pub(crate) struct Board {
    host: Arc<dyn Host>,
    at: Mutex<BTreeMap<ClientId, (Progress, Instant)>>,
}

impl Board {
    pub(crate) fn new(host: Arc<dyn Host>) -> Self {
        Self { host, at: Mutex::default() }
    }

    pub(crate) fn now(&self, client: ClientId) -> Option<Progress> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).get(&client).map(|(progress, _)| *progress)
    }

    /// Notes progress, and tells it when the phase is new or the last telling long enough ago.
    pub(crate) fn note(&self, client: ClientId, phase: Phase, done: u32, total: Option<u32>) {
        let progress = Progress { phase, done, total };
        let now = Instant::now();
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        let quiet = at
            .get(&client)
            .is_some_and(|(before, told)| before.phase == phase && now.duration_since(*told) < TELL_EVERY);
        let told = at.get(&client).filter(|_| quiet).map_or(now, |(_, told)| *told);
        at.insert(client, (progress, told));
        drop(at);
        if !quiet {
            self.host.emit(Event::Working { client, progress });
        }
    }

    /// The client's work is over.
    pub(crate) fn clear(&self, client: ClientId) {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).remove(&client);
    }
}
