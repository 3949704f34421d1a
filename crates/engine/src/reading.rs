//! M5: pages of Graph and Exchange stream into the store while they arrive; each source of kinds takes the place of
//! the stronger one that cannot be read.

use microsoft::{AcceptedDomain, Directory, MicrosoftError, Page, Start, Sum};
use model::{DomainFacts, ExchangeReading, Resource};
use store::{ClientId, FetchWriter, StoreError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::{Engine, EngineError, Phase, Stop};

/// Pages that may wait for the disk; when it is slow, Microsoft is read more slowly.
const PAGES_AHEAD: usize = 8;

/// One reading under way.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub engine: &'a Engine,
    pub client: ClientId,
    pub directory: &'a Directory,
}

/// What came besides the pages.
pub(crate) struct Rest {
    pub sum: Sum,
    pub domains: Vec<DomainFacts>,
    pub exchange: ExchangeReading,
}

/// What went through on its way to the store.
#[derive(Debug, Clone, Copy, Default)]
struct Poured {
    objects: u32,
    users: u32,
    changes: bool,
}

type Pouring = JoinHandle<Result<(FetchWriter, Poured), StoreError>>;

impl Reading<'_> {
    /// Reads everything, or what changed when it is told what Exchange said the time before.
    pub(crate) async fn read(
        self,
        (from, exchange_before): (Start, Option<ExchangeReading>),
    ) -> Result<(FetchWriter, Rest), EngineError> {
        let client = self.client;
        let writer = self.engine.stored(move |store| store.begin_fetch(client)).await?;
        match exchange_before {
            None => Box::pin(self.everything(writer, from)).await,
            Some(before) => Box::pin(self.changes(writer, from, before)).await,
        }
    }

    /// Graph, Exchange and the domains at once.
    async fn everything(self, writer: FetchWriter, from: Start) -> Result<(FetchWriter, Rest), EngineError> {
        let (pages, pouring) = self.pour(writer, Poured::default());
        let exchange_pages = pages.clone();
        let read =
            async { tokio::try_join!(self.directory.read(from, pages), self.kinds(exchange_pages), self.domains()) };
        let ((sum, exchange, domains), writer, poured) = settled(Box::pin(read).await, pouring).await?;
        not_empty(&sum, poured)?;
        let domains = self.with_earlier_words(domains).await?;
        Ok((writer, Rest { sum, domains, exchange }))
    }

    /// What changed in Graph; Exchange, which tells no changes, only if anything did.
    async fn changes(
        self,
        writer: FetchWriter,
        from: Start,
        before: ExchangeReading,
    ) -> Result<(FetchWriter, Rest), EngineError> {
        let (pages, pouring) = self.pour(writer, Poured::default());
        let read = async { tokio::try_join!(self.directory.read(from, pages), self.domains()) };
        let ((sum, domains), writer, poured) = settled(Box::pin(read).await, pouring).await?;
        not_empty(&sum, poured)?;
        let domains = self.with_earlier_words(domains).await?;
        let told = matches!(before, ExchangeReading::Complete | ExchangeReading::Unchanged);
        if !poured.changes && told {
            return Ok((writer, Rest { sum, domains, exchange: ExchangeReading::Unchanged }));
        }
        let (pages, pouring) = self.pour(writer, poured);
        let read = self.kinds(pages).await;
        let (exchange, writer, _) = settled(read, pouring).await?;
        Ok((writer, Rest { sum, domains, exchange }))
    }

    /// Exchange's own list (source A), else the first of the sources B to D that answers; without any, kinds of
    /// mailboxes stay guesses (E).
    async fn kinds(self, pages: mpsc::Sender<Page>) -> Result<ExchangeReading, MicrosoftError> {
        match self.directory.read_exchange(pages.clone()).await? {
            ExchangeReading::Unavailable(refused) => {
                // Nobody has a token in the application's own name yet, so source D has no one to ask about.
                Ok(self.directory.read_kinds([], pages).await?.into_exchange(&refused))
            }
            told => Ok(told),
        }
    }

    /// The tenant's domains, with Exchange's word on each where Exchange gives it.
    async fn domains(self) -> Result<Vec<DomainFacts>, MicrosoftError> {
        let (domains, accepted) = tokio::join!(self.directory.domains(), self.directory.accepted_domains());
        let mut domains = domains?;
        let accepted = accepted.unwrap_or_else(|error| {
            tracing::info!(code = error.code(), request_id = error.request_id(), "accepted domains were not read");
            Vec::new()
        });
        for AcceptedDomain { name, accepted } in accepted {
            if let Some(facts) = domains.iter_mut().find(|facts| facts.name == name) {
                facts.accepted = Some(accepted);
            }
        }
        Ok(domains)
    }

    /// What Exchange said earlier of a domain stands while it does not say it anew: a domain whose mail it passes on
    /// must not seem to be one of its own because a single request failed.
    async fn with_earlier_words(self, mut domains: Vec<DomainFacts>) -> Result<Vec<DomainFacts>, EngineError> {
        if domains.iter().all(|facts| facts.accepted.is_some()) {
            return Ok(domains);
        }
        let client = self.client;
        let earlier = self.engine.stored(move |store| store.domains(client)).await?;
        for facts in domains.iter_mut().filter(|facts| facts.accepted.is_none()) {
            facts.accepted = earlier.iter().find(|known| known.name == facts.name).and_then(|known| known.accepted);
        }
        Ok(domains)
    }

    /// A thread that writes pages as they come, until the last sender is gone.
    fn pour(self, mut writer: FetchWriter, already: Poured) -> (mpsc::Sender<Page>, Pouring) {
        let (pages, mut arriving) = mpsc::channel(PAGES_AHEAD);
        let (engine, client) = (self.engine.clone(), self.client);
        let pouring = tokio::task::spawn_blocking(move || {
            let mut poured = already;
            while let Some(page) = arriving.blocking_recv() {
                let count = write(&mut writer, &page)?;
                poured.note(&page, u32::try_from(count).unwrap_or(u32::MAX));
                engine.0.board.note(client, Phase::ReadingTenant, poured.objects, None);
            }
            Ok((writer, poured))
        });
        (pages, pouring)
    }
}

impl Poured {
    fn note(&mut self, page: &Page, count: u32) {
        self.changes |= count > 0 || matches!(page, Page::Restart(_));
        self.objects = self.objects.saturating_add(count);
        match page {
            Page::Seen(seen) if seen.iter().any(|seen| seen.resource == Resource::Users) => self.users += count,
            Page::Restart(Resource::Users) => self.users = 0,
            _ => {}
        }
    }
}

/// B2: no tenant is without users, at least its administrator is one. A reading that shows or counts none is no
/// reading.
fn not_empty(sum: &Sum, poured: Poured) -> Result<(), Stop> {
    let none_shown = sum.full.contains(&Resource::Users) && poured.users == 0;
    let none_counted = sum.counted.get(&Resource::Users) == Some(&0);
    if none_shown || none_counted { Err(Stop::Empty) } else { Ok(()) }
}

fn write(writer: &mut FetchWriter, page: &Page) -> Result<usize, StoreError> {
    match page {
        Page::Seen(seen) => writer.seen(seen).map(|()| seen.len()),
        Page::Gone { resource, ids } => writer.gone(*resource, ids).map(|()| ids.len()),
        Page::Exchange(seen) => writer.exchange(seen).map(|()| seen.len()),
        Page::Kinds(kinds) => writer.kinds(kinds).map(|()| kinds.len()),
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
