//! M5, M6: one reading of the tenant, from the question what may be read to the snapshot it becomes.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use microsoft::{Directory, MicrosoftError, Start};
use model::{ExchangeReading, KindSource, Resource, TenantId};
use signin::missing;
use store::{ClientId, ClientRecord, DeltaState, FetchCounts, FetchEnd, SnapshotRecord, StoreError};

use crate::reading::{Reading, Rest};
use crate::tokens::ClientTokens;
use crate::{Engine, EngineError, FaultSort, Phase, Stop, Topic};

/// After so long everything is read anew: Exchange tells no changes, and delta links age. Less than a day, so that
/// a program that is started every morning does it every morning.
const FULL_EVERY: SignedDuration = SignedDuration::from_hours(20);

/// What reading a tenant found.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchReport {
    /// Everything was read, not only what changed.
    pub full: bool,
    /// What it found and changed.
    pub counts: FetchCounts,
    /// Whether Exchange took part.
    pub exchange: ExchangeReading,
    /// The strongest source that told the kinds of mailboxes, in this reading or the one it builds on.
    pub kinds_from: KindSource,
    /// Requests it took.
    pub requests: u32,
    /// How long it took.
    pub took: Duration,
}

impl Engine {
    /// Reads the tenant; joins a reading of the same kind that is under way (B6).
    ///
    /// Reads what changed, or everything when `full` is wished, nothing was read yet, or the last full reading
    /// is most of a day old. A reading that does not reach its end changes nothing (B2).
    ///
    /// # Errors
    /// [`EngineError::NotSignedIn`], [`EngineError::SignIn`], [`EngineError::Microsoft`],
    /// [`EngineError::Stopped`].
    pub async fn fetch(&self, client: ClientId, full: bool) -> Result<FetchReport, EngineError> {
        let joint = &self.0.fetches;
        let fetched = self
            .joined(joint, (client, full), client, move |engine| async move { engine.read_tenant(client, full).await })
            .outcome()
            .await;
        if let Err(error) = &fetched
            && error.fault().sort == FaultSort::SignInNeeded
        {
            self.note_problem(client, Some(error)).await?;
        }
        fetched
    }

    /// Reads the tenant in the client's turn, and keeps what a sign-in has to bring along when it asks for one.
    pub(crate) async fn read_tenant(&self, client: ClientId, full: bool) -> Result<FetchReport, EngineError> {
        let read = Box::pin(self.read_now(client, full)).await;
        if let Err(error) = &read {
            self.note_challenge(client, error).await;
        }
        read
    }

    async fn read_now(&self, client: ClientId, full: bool) -> Result<FetchReport, EngineError> {
        let began = Instant::now();
        self.0.board.note(client, Phase::ReadingTenant, 0, None);
        let (record, tenant) = self.pinned(client).await?;
        let cloud = self.live_cloud(&record).await?;
        let tokens = self.tokens(&record, &cloud).await?;
        let source: std::sync::Arc<dyn microsoft::TokenSource> = tokens.clone();
        let directory = self.directory(&cloud, tenant, source);
        let (before, links) = self
            .stored(move |store| Ok::<_, StoreError>((store.snapshot(client)?, store.delta_links(client)?)))
            .await?;
        let from = start(full, links, self.now());
        let reading = Reading { engine: self, client, directory: &directory };
        // A tenant that is another one ends the reading at once; a reading that fails waits for that word first.
        let read = async { Ok(Box::pin(reading.read(from)).await) };
        let ((), read) = tokio::select! {
            biased;
            () = self.0.closing.cancelled() => return Err(EngineError::Closing),
            both = async { tokio::try_join!(self.same_tenant(&directory, &record, tenant), read) } => {
                both.map_err(|error| shrank(&record, error))?
            }
        };
        let (writer, rest) = read.map_err(|error| shrank(&record, error))?;
        permissions_hold(&record, &tokens, before.as_ref(), &rest.exchange).await?;
        let now = self.now();
        let (was_full, exchange, requests) =
            (rest.sum.full.len() == Resource::ALL.len(), rest.exchange.clone(), directory.requests());
        let end = end(rest, requests, now);
        let counts = self
            .stored(move |store| {
                let counts = writer.finish(end)?;
                store.touch_sign_in(client, now)?;
                Ok::<_, StoreError>(counts)
            })
            .await
            .map_err(short)?;
        self.stale(client, &[Topic::Domains, Topic::Mailboxes, Topic::Client, Topic::Plan, Topic::Import]);
        let kinds_from = kinds_from(&exchange);
        Ok(FetchReport { full: was_full, counts, exchange, kinds_from, requests, took: began.elapsed() })
    }

    /// B2, R11: the tenant that answers is the one that is pinned; its names are refreshed.
    async fn same_tenant(
        &self,
        directory: &Directory,
        record: &ClientRecord,
        tenant: TenantId,
    ) -> Result<(), EngineError> {
        let organization = directory.organization().await?;
        if organization.id != tenant {
            let (expected, got) = (tenant.to_string(), organization.id.to_string());
            return Err(Stop::TenantDiffers { expected, got }.into());
        }
        let (client, facts) = (record.id, crate::accept::facts(organization));
        self.stored(move |store| store.set_tenant_facts(client, &facts)).await
    }
}

fn start(full: bool, links: Option<DeltaState>, now: Timestamp) -> (Start, Option<ExchangeReading>) {
    match links {
        Some(state) if !full && now.duration_since(state.last_full) < FULL_EVERY => {
            (Start::Delta(state.links), Some(state.exchange))
        }
        _ => (Start::Full, None),
    }
}

fn end(rest: Rest, requests: u32, now: Timestamp) -> FetchEnd {
    FetchEnd {
        full: rest.sum.full,
        delta_links: rest.sum.delta_links,
        counted: rest.sum.counted,
        domains: rest.domains,
        exchange: rest.exchange,
        requests,
        now,
    }
}

fn kinds_from(exchange: &ExchangeReading) -> KindSource {
    match exchange {
        // Only what Exchange itself told completely is not asked for again.
        ExchangeReading::Complete | ExchangeReading::Unchanged => KindSource::Exchange,
        ExchangeReading::Kinds { source, .. } => *source,
        ExchangeReading::Unavailable(_) => KindSource::Guess,
    }
}

/// B2: a reading that shows less than Microsoft counts is no reading.
fn short(error: EngineError) -> EngineError {
    match error {
        EngineError::Store(StoreError::Short { resource, seen, counted }) => {
            Stop::Short { what: resource, seen, counted }.into()
        }
        EngineError::Store(StoreError::Unlisted { seen, counted }) => Stop::Unlisted { seen, counted }.into(),
        other => other,
    }
}

/// B2: a permission that the receipt shows as granted and that is refused now was taken away.
fn shrank(record: &ClientRecord, error: EngineError) -> EngineError {
    let lacked = record.sign_in.as_ref().map(|sign_in| missing(&sign_in.granted)).unwrap_or_default();
    match error {
        EngineError::Microsoft(MicrosoftError::PermissionMissing { permission, request_id, .. })
            if !lacked.contains(&permission) =>
        {
            tracing::warn!(permission, request_id, "a granted permission is refused");
            Stop::PermissionsShrank { missing: vec![permission.to_owned()] }.into()
        }
        other => other,
    }
}

/// B2: what could be read before must still be readable, or what only it shows would seem to have left. A weaker
/// source in Exchange's place is no loss: what Exchange said before stands until Exchange itself says otherwise.
async fn permissions_hold(
    record: &ClientRecord,
    tokens: &ClientTokens,
    before: Option<&SnapshotRecord>,
    exchange: &ExchangeReading,
) -> Result<(), EngineError> {
    let told = |reading: &ExchangeReading| matches!(reading, ExchangeReading::Complete | ExchangeReading::Unchanged);
    if let (Some(_), ExchangeReading::Unavailable(cause)) = (before.filter(|b| told(&b.exchange)), exchange) {
        return Err(Stop::exchange(cause).into());
    }
    let had = record.sign_in.as_ref().map(|sign_in| missing(&sign_in.granted)).unwrap_or_default();
    let have = tokens.named().await?;
    let lost: Vec<String> =
        missing(&have).into_iter().filter(|scope| !had.contains(scope)).map(str::to_owned).collect();
    if lost.is_empty() { Ok(()) } else { Err(Stop::PermissionsShrank { missing: lost }.into()) }
}
