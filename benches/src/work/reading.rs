//! The first fetch as P1 means it: users, groups and contacts from Graph into the store, committed.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use jiff::Timestamp;
use microsoft::{Audience, Directory, Endpoints, Page, Start, Sum, TokenFailure, TokenSource};
use model::{ExchangeReading, Options, Resource};
use secrecy::SecretString;
use store::{ClientId, FetchCounts, FetchEnd, FetchWriter, NewClient, Store, StoreError};
use tokio::sync::mpsc;

use super::{Delta, Order, Told};
use crate::sign_in::Access;
use crate::{Outcome, machine};

/// As many as the engine lets wait for the disk.
const PAGES_AHEAD: usize = 8;

/// Tokens that were taken before.
struct Taken(Access);

impl std::fmt::Debug for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Taken")
    }
}

#[async_trait]
impl TokenSource for Taken {
    async fn bearer(&self, audience: Audience, refused: Option<&str>) -> Result<SecretString, TokenFailure> {
        if refused.is_some() {
            let message = "a token was refused in the middle of a measurement".to_owned();
            return Err(TokenFailure { source: message.clone().into(), message });
        }
        Ok(SecretString::from(match audience {
            Audience::Graph | Audience::GraphApplication => self.0.graph.clone(),
            Audience::Exchange => self.0.exchange.clone(),
        }))
    }
}

/// A store with one client, and the tenant that is read into it.
struct Desk {
    store: Store,
    client: ClientId,
    directory: Directory,
}

/// Everything, and then what changed, as often as ordered.
pub async fn read(order: &Order) -> Outcome<Told> {
    let folder = tempfile::tempdir()?;
    let desk = Desk::new(order, folder.path())?;
    let mut told = Told::default();
    let (began, used) = (Instant::now(), machine::processor_seconds());
    let (sum, counts) = desk.reading(Start::Full, &mut told).await?;
    told.seconds = began.elapsed().as_secs_f64();
    told.processor_seconds = machine::processor_seconds() - used;
    told.peak_kib = machine::peak_kib();
    told.requests = sum.requests.into();
    told.bytes = sum.bytes;
    told.objects = counts.recipients.into();
    let mark = sum.delta_links.get(&Resource::Users).and_then(|link| link.rsplit_once('#'));
    told.select = mark.map(|(_, select)| select.to_owned()).unwrap_or_default();
    let mut links = sum.delta_links;
    for _ in 0..order.deltas {
        let began = Instant::now();
        let (sum, _) = desk.reading(Start::Delta(links), &mut Told::default()).await?;
        let seconds = began.elapsed().as_secs_f64();
        told.deltas.push(Delta { seconds, requests: sum.requests.into(), bytes: sum.bytes });
        links = sum.delta_links;
    }
    Ok(told)
}

impl Desk {
    fn new(order: &Order, folder: &Path) -> Outcome<Self> {
        let cloud = crate::cloud::load(&order.cloud)?;
        let now = Timestamp::now();
        let store = Store::open(&folder.join("tenantry.db"), now)?.store;
        let tenant = order.access.tenant.parse()?;
        let new = NewClient {
            name: "Bench".to_owned(),
            colour: "teal".to_owned(),
            cloud: cloud.name.clone(),
            gateway: "local".to_owned(),
            tenant: Some((tenant, order.access.tenant.clone())),
            options: Options::default(),
        };
        let client = store.add_client(&new, now)?;
        let endpoints = Endpoints { graph: cloud.graph, exchange: cloud.exchange };
        let tokens = Arc::new(Taken(order.access.clone()));
        Ok(Self { store, client, directory: Directory::new(microsoft::client()?, endpoints, tenant, tokens) })
    }

    /// One reading, from the first request to the commit.
    async fn reading(&self, from: Start, told: &mut Told) -> Outcome<(Sum, FetchCounts)> {
        let began = Instant::now();
        let writer = self.store.begin_fetch(self.client)?;
        let (pages, arriving) = mpsc::channel(PAGES_AHEAD);
        let writing = tokio::task::spawn_blocking(move || write(writer, arriving));
        let (sum, domains) = tokio::try_join!(self.directory.read(from, pages), self.directory.domains())?;
        let writer = writing.await??;
        told.stages.insert("read and staged".to_owned(), began.elapsed().as_secs_f64());
        let end = FetchEnd {
            full: sum.full.clone(),
            delta_links: sum.delta_links.clone(),
            counted: sum.counted.clone(),
            domains,
            exchange: ExchangeReading::Unavailable("Exchange takes no part in this measurement".to_owned()),
            requests: sum.requests,
            now: Timestamp::now(),
        };
        let merging = Instant::now();
        let counts = tokio::task::spawn_blocking(move || writer.finish(end)).await??;
        told.stages.insert("merged and committed".to_owned(), merging.elapsed().as_secs_f64());
        Ok((sum, counts))
    }
}

fn write(mut writer: FetchWriter, mut arriving: mpsc::Receiver<Page>) -> Result<FetchWriter, StoreError> {
    while let Some(page) = arriving.blocking_recv() {
        match page {
            Page::Seen(seen) => writer.seen(&seen)?,
            Page::Gone { resource, ids } => writer.gone(resource, &ids)?,
            Page::Exchange(seen) => writer.exchange(&seen)?,
            Page::Kinds(kinds) => writer.kinds(&kinds)?,
            Page::Restart(resource) => writer.restart(resource)?,
        }
    }
    Ok(writer)
}
