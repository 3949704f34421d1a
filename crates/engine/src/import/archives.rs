//! S4: which mailboxes have an in-place archive, which Graph cannot read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use model::{DirectoryId, TenantId};
use store::ClientId;

use super::run::Run;
use crate::Engine;

/// Exchange goes through every mailbox of the tenant to tell: an import that is begun again every few minutes does not ask
/// for it each time.
const COUNTS: SignedDuration = SignedDuration::from_hours(12);

/// Every mailbox that Exchange listed, and whether it has one.
type Told = Arc<BTreeMap<DirectoryId, bool>>;

/// What Exchange told, by tenant, and when.
#[derive(Debug, Default)]
pub(super) struct Archives(Mutex<BTreeMap<TenantId, (Timestamp, Told)>>);

impl Archives {
    fn of(&self, tenant: TenantId, now: Timestamp) -> Option<Told> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = |at| (SignedDuration::ZERO..COUNTS).contains(&now.duration_since(at));
        all.get(&tenant).filter(|(at, _)| counts(*at)).map(|(_, told)| Arc::clone(told))
    }

    fn keep(&self, tenant: TenantId, now: Timestamp, told: &Told) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(tenant, (now, Arc::clone(told)));
    }
}

/// What a run knows of them.
#[derive(Debug)]
pub(super) struct Known {
    told: Mutex<Option<Told>>,
    /// Exchange is asked once more when a mailbox comes that it did not list.
    asks: tokio::sync::Mutex<bool>,
}

impl Known {
    fn told(&self) -> MutexGuard<'_, Option<Told>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, mailbox: DirectoryId) -> Option<bool> {
        self.told().as_ref()?.get(&mailbox).copied()
    }
}

impl Engine {
    /// What Exchange told within the last hours, or tells now.
    pub(super) async fn known_archives(&self, client: ClientId) -> Known {
        let known = self.pinned(client).await.ok();
        let known = known.and_then(|(_, tenant)| self.0.imports.archives.of(tenant, self.now()));
        let asks = known.is_some();
        let told = match known {
            Some(told) => Some(told),
            None => self.ask_for_archives(client).await,
        };
        Known { told: told.into(), asks: asks.into() }
    }

    /// As far as a sign-in lets Exchange say so.
    async fn ask_for_archives(&self, client: ClientId) -> Option<Told> {
        let (record, tenant) = self.pinned(client).await.ok()?;
        let cloud = self.live_cloud(&record).await.ok()?;
        let tokens = self.tokens(&record, &cloud).await.ok()?;
        let asked = self.directory(&cloud, tenant, tokens).archives().await;
        let asked = asked.inspect_err(|error| tracing::info!(%error, "in-place archives were not told")).ok()?;
        let told = Arc::new(asked.into_iter().collect());
        self.0.imports.archives.keep(tenant, self.now(), &told);
        Some(told)
    }
}

impl Run {
    /// Whether a mailbox has an in-place archive; `None`: Exchange has not said so of this one.
    pub(super) async fn has_archive(&self, mailbox: DirectoryId) -> Option<bool> {
        let known = &self.archives;
        if let Some(told) = known.of(mailbox) {
            return Some(told);
        }
        // Whoever was not listed waits for the same answer.
        let mut asks = known.asks.lock().await;
        if known.of(mailbox).is_none() && std::mem::take(&mut *asks) {
            let asked = self.stop.run_until_cancelled(self.engine.ask_for_archives(self.job.client)).await;
            // What was told of the others counts, whether it answers or not.
            if let Some(told) = asked.flatten() {
                *known.told() = Some(told);
            }
        }
        known.of(mailbox)
    }

    /// Somebody joined whom Exchange may list by now.
    pub(super) async fn asks_for_archives_again(&self) {
        *self.archives.asks.lock().await = true;
    }
}
