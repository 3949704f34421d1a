//! S4: which mailboxes have an in-place archive, which Graph cannot read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use model::{DirectoryId, TenantId};
use store::ClientId;

use crate::Engine;

/// Exchange goes through every mailbox of the tenant to tell: an import that is begun again every few minutes does not ask
/// for it each time.
const COUNTS: SignedDuration = SignedDuration::from_hours(12);

type Told = Arc<BTreeSet<DirectoryId>>;

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

impl Engine {
    /// As far as a sign-in lets Exchange say so.
    pub(super) async fn in_place_archives(&self, client: ClientId) -> Option<Told> {
        let (record, tenant) = self.pinned(client).await.ok()?;
        let (known, now) = (&self.0.imports.archives, self.now());
        if let Some(told) = known.of(tenant, now) {
            return Some(told);
        }
        let cloud = self.live_cloud(&record).await.ok()?;
        let tokens = self.tokens(&record, &cloud).await.ok()?;
        let asked = self.directory(&cloud, tenant, tokens).archives().await;
        let asked = asked.inspect_err(|error| tracing::info!(%error, "in-place archives were not told")).ok()?;
        let told = Arc::new(asked.into_iter().collect());
        known.keep(tenant, now, &told);
        Some(told)
    }
}
