//! What the background does and why not, for whoever shows it; and what it is told of the network.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use store::ClientRecord;

use super::{Network, Paused};
use crate::notice::Need;
use crate::{Engine, EngineError, Settings, Topic};

/// The background, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Background {
    /// Somebody runs the schedule; a command line does not.
    pub running: bool,
    /// Why nothing begins by itself.
    pub paused: Option<Paused>,
    /// Clients that are worked on now.
    pub working: u32,
    /// Clients that the schedule looks after.
    pub scheduled: u32,
    /// When the next of them is due.
    pub next: Option<Timestamp>,
    /// What waits for a person, worst first.
    pub needs: Vec<Need>,
}

impl Engine {
    /// How the background stands.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn background(&self) -> Result<Background, EngineError> {
        let paused = self.paused_now().await?;
        let clients = self.stored(|store| store.clients()).await?;
        let next = clients.iter().filter(|client| client.sign_in.is_some() && !client.paused);
        let next: Vec<Timestamp> = next.filter_map(|client| client.schedule.next_sync).collect();
        let working = clients.iter().filter(|client| self.working(client.id).is_some()).count();
        Ok(Background {
            running: self.0.scheduled.load(Ordering::SeqCst),
            paused,
            working: u32::try_from(working).unwrap_or(u32::MAX),
            scheduled: u32::try_from(next.len()).unwrap_or(u32::MAX),
            next: next.into_iter().min(),
            needs: self.needs().await?,
        })
    }

    /// Begins to synchronise every client that a person applied and did not pause.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn sync_all(&self) -> Result<(), EngineError> {
        let clients = self.stored(|store| store.clients()).await?;
        let ready =
            |client: &&ClientRecord| client.sign_in.is_some() && client.first_applied_at.is_some() && !client.paused;
        clients.iter().filter(ready).for_each(|client| self.sync_now(client.id, false));
        Ok(())
    }

    /// Pauses the background for every client, or lets it go on.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn pause_all(&self, paused: bool) -> Result<Settings, EngineError> {
        let settings = self.change_settings(move |settings| settings.paused = paused).await?;
        self.stale(None, &[Topic::Background]);
        Ok(settings)
    }

    /// What the system tells of the network; may be called as often as it does.
    pub fn set_network(&self, network: Network) {
        let mut known = self.0.network.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *known, network);
        if before != network {
            drop(known);
            if before.offline && !network.offline {
                self.0.imports.network_is_back();
            }
            self.stale(None, &[Topic::Background]);
            self.0.poke.notify_one();
        }
    }

    /// The network, as it was last told.
    #[must_use]
    pub fn network(&self) -> Network {
        *self.0.network.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
