//! M5, M6: reading the tenant; pages stream into the store while they arrive, and count only as a whole.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use microsoft::{Directory, MicrosoftError, Page, Start, Sum};
use model::{DomainFacts, ExchangeReading, Resource, TenantId};
use signin::missing;
use store::{ClientId, ClientRecord, DeltaState, FetchCounts, FetchEnd, FetchWriter, SnapshotRecord, StoreError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::tokens::ClientTokens;
use crate::{Engine, EngineError, Phase, Stop, Topic};

/// Pages that may wait for the disk; when it is slow, Microsoft is read more slowly.
const PAGES_AHEAD: usize = 8;
/// After so long everything is read anew: Exchange tells no changes, and delta links age.
const FULL_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// What reading a tenant found.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchReport {
    /// Everything was read, not only what changed.
    pub full: bool,
    /// What it found and changed.
    pub counts: FetchCounts,
    /// Whether Exchange took part.
    pub exchange: ExchangeReading,
    /// Requests it took.
    pub requests: u32,
    /// How long it took.
    pub took: Duration,
}

impl Engine {
    /// Reads the tenant; joins a reading of the same kind that is under way (B6).
    ///
    /// Reads what changed, or everything when `full` is wished, nothing was read yet, or the last full reading
    /// is a day old. A reading that does not reach its end changes nothing (B2).
    ///
    /// # Errors
    /// [`EngineError::NotSignedIn`], [`EngineError::SignIn`], [`EngineError::Microsoft`],
    /// [`EngineError::Stopped`].
    pub async fn fetch(&self, client: ClientId, full: bool) -> Result<FetchReport, EngineError> {
        let joint = &self.0.fetches;
        self.joined(joint, (client, full), client, move |engine| async move { engine.read_tenant(client, full).await })
            .outcome()
            .await
    }

    pub(crate) async fn read_tenant(&self, client: ClientId, full: bool) -> Result<FetchReport, EngineError> {
        let began = Instant::now();
        self.0.board.note(client, Phase::ReadingTenant, 0, None);
        let (record, tenant) = self.pinned(client).await?;
        let cloud = self.live_cloud(&record).await?;
        let tokens = self.tokens(&record, &cloud).await?;
        let source: std::sync::Arc<dyn microsoft::TokenSource> = tokens.clone();
        let directory = self.directory(&cloud, tenant, source);
        self.same_tenant(&directory, &record, tenant).await.map_err(|error| shrank(&record, error))?;
        let (before, links) = self
            .stored(move |store| Ok::<_, StoreError>((store.snapshot(client)?, store.delta_links(client)?)))
            .await?;
        let from = start(full, links, self.now());
        let reading = Reading { engine: self, client, directory: &directory };
        let (writer, end) = tokio::select! {
            biased;
            () = self.0.closing.cancelled() => return Err(EngineError::Closing),
            read = reading.read(from) => read.map_err(|error| shrank(&record, error))?,
        };
        permissions_hold(&record, &tokens, before.as_ref(), &end.exchange).await?;
        let now = self.now();
        let (was_full, exchange, requests) =
            (end.sum.full.len() == Resource::ALL.len(), end.exchange.clone(), directory.requests());
        let end = FetchEnd {
            full: end.sum.full,
            delta_links: end.sum.delta_links,
            domains: end.domains,
            exchange: end.exchange,
            counted: std::collections::BTreeMap::new(),
            requests,
            now,
        };
        let counts = self
            .stored(move |store| {
                let counts = writer.finish(end)?;
                store.touch_sign_in(client, now)?;
                Ok::<_, StoreError>(counts)
            })
            .await?;
        self.stale(client, &[Topic::Domains, Topic::Mailboxes, Topic::Client, Topic::Plan]);
        Ok(FetchReport { full: was_full, counts, exchange, requests, took: began.elapsed() })
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

/// B2: what could be read before must still be readable, or what only it shows would seem to have left.
async fn permissions_hold(
    record: &ClientRecord,
    tokens: &ClientTokens,
    before: Option<&SnapshotRecord>,
    exchange: &ExchangeReading,
) -> Result<(), EngineError> {
    let had_exchange = before.is_some_and(|b| !matches!(b.exchange, ExchangeReading::Unavailable(_)));
    if let (true, ExchangeReading::Unavailable(cause)) = (had_exchange, exchange) {
        let missing = vec![format!("Exchange.Manage ({cause})")];
        return Err(Stop::PermissionsShrank { missing }.into());
    }
    let had = record.sign_in.as_ref().map(|sign_in| missing(&sign_in.granted)).unwrap_or_default();
    let have = tokens.named().await?;
    let lost: Vec<String> =
        missing(&have).into_iter().filter(|scope| !had.contains(scope)).map(str::to_owned).collect();
    if lost.is_empty() { Ok(()) } else { Err(Stop::PermissionsShrank { missing: lost }.into()) }
}

/// One reading under way.
#[derive(Clone, Copy)]
struct Reading<'a> {
    engine: &'a Engine,
    client: ClientId,
    directory: &'a Directory,
}

/// What came besides the pages.
struct Rest {
    sum: Sum,
    domains: Vec<DomainFacts>,
    exchange: ExchangeReading,
}

/// What went through on its way to the store.
#[derive(Debug, Clone, Copy, Default)]
struct Poured {
    objects: u32,
    changes: bool,
}

type Pouring = JoinHandle<Result<(FetchWriter, Poured), StoreError>>;

impl Reading<'_> {
    async fn read(
        self,
        (from, exchange_before): (Start, Option<ExchangeReading>),
    ) -> Result<(FetchWriter, Rest), EngineError> {
        let client = self.client;
        let writer = self.engine.stored(move |store| store.begin_fetch(client)).await?;
        match exchange_before {
            None => self.everything(writer, from).await,
            Some(before) => self.changes(writer, from, before).await,
        }
    }

    /// Graph, Exchange and the domains at once.
    async fn everything(self, writer: FetchWriter, from: Start) -> Result<(FetchWriter, Rest), EngineError> {
        let (pages, pouring) = self.pour(writer, 0);
        let exchange_pages = pages.clone();
        let read = async {
            tokio::try_join!(
                self.directory.read(from, pages),
                self.directory.read_exchange(exchange_pages),
                self.directory.domains(),
            )
        };
        let ((sum, exchange, domains), writer, _) = settled(read.await, pouring).await?;
        Ok((writer, Rest { sum, domains, exchange }))
    }

    /// What changed in Graph; Exchange, which tells no changes, only if anything did.
    async fn changes(
        self,
        writer: FetchWriter,
        from: Start,
        before: ExchangeReading,
    ) -> Result<(FetchWriter, Rest), EngineError> {
        let (pages, pouring) = self.pour(writer, 0);
        let read = async { tokio::try_join!(self.directory.read(from, pages), self.directory.domains()) };
        let ((sum, domains), writer, poured) = settled(read.await, pouring).await?;
        let asked_in_vain = matches!(before, ExchangeReading::Unavailable(_));
        if !poured.changes && !asked_in_vain {
            return Ok((writer, Rest { sum, domains, exchange: ExchangeReading::Unchanged }));
        }
        let (pages, pouring) = self.pour(writer, poured.objects);
        let read = self.directory.read_exchange(pages).await;
        let (exchange, writer, _) = settled(read, pouring).await?;
        Ok((writer, Rest { sum, domains, exchange }))
    }

    /// A thread that writes pages as they come, until the last sender is gone.
    fn pour(self, mut writer: FetchWriter, already: u32) -> (mpsc::Sender<Page>, Pouring) {
        let (pages, mut arriving) = mpsc::channel(PAGES_AHEAD);
        let (engine, client) = (self.engine.clone(), self.client);
        let pouring = tokio::task::spawn_blocking(move || {
            let mut poured = Poured { objects: already, changes: false };
            while let Some(page) = arriving.blocking_recv() {
                let count = write(&mut writer, &page)?;
                poured.changes |= count > 0 || matches!(page, Page::Restart(_));
                poured.objects = poured.objects.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
                engine.0.board.note(client, Phase::ReadingTenant, poured.objects, None);
            }
            Ok((writer, poured))
        });
        (pages, pouring)
    }
}

fn write(writer: &mut FetchWriter, page: &Page) -> Result<usize, StoreError> {
    match page {
        Page::Seen(seen) => writer.seen(seen).map(|()| seen.len()),
        Page::Gone { resource, ids } => writer.gone(*resource, ids).map(|()| ids.len()),
        Page::Exchange(seen) => writer.exchange(seen).map(|()| seen.len()),
        Page::Restart(resource) => writer.restart(*resource).map(|()| 0),
    }
}

/// Waits for the writing thread; its own failure explains a reading that nobody took the pages of.
async fn settled<T>(
    read: Result<T, MicrosoftError>,
    pouring: Pouring,
) -> Result<(T, FetchWriter, Poured), EngineError> {
    let written = pouring.await?;
    match (read, written) {
        (Err(MicrosoftError::Abandoned), Err(error)) => Err(error.into()),
        (Err(error), _) => Err(error.into()),
        (Ok(_), Err(error)) => Err(error.into()),
        (Ok(value), Ok((writer, poured))) => Ok((value, writer, poured)),
    }
}
