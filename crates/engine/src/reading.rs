//! M5: pages of Graph and Exchange stream into the store while they arrive; each source of kinds takes the place of
//! the stronger one that cannot be read.

use std::collections::BTreeSet;

use microsoft::{AcceptedDomain, Directory, MicrosoftError, Page, RecipientList, Start, Sum};
use model::{DomainFacts, ExchangeReading, Resource};
use store::{ClientId, FetchWriter, StoreError, Unlisted};
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
        let ((sum, list, domains), writer, poured) = settled(Box::pin(read).await, pouring).await?;
        not_empty(&sum, poured)?;
        let (exchange, writer) = Box::pin(self.assured(list, &sum.full, writer, poured)).await?;
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
        let (list, writer, poured) = settled(read, pouring).await?;
        let (exchange, writer) = Box::pin(self.assured(list, &sum.full, writer, poured)).await?;
        Ok((writer, Rest { sum, domains, exchange }))
    }

    /// Exchange's own list (source A), else the first of the sources B to D that answers; without any, kinds of
    /// mailboxes stay guesses (E).
    async fn kinds(self, pages: mpsc::Sender<Page>) -> Result<RecipientList, MicrosoftError> {
        let list = self.directory.read_exchange(None, pages.clone()).await?;
        match list.reading {
            ExchangeReading::Unavailable(refused) => {
                Ok(RecipientList { reading: self.weaker_kinds(&refused, pages).await?, ..list })
            }
            reading => Ok(RecipientList { reading, ..list }),
        }
    }

    async fn weaker_kinds(self, refused: &str, pages: mpsc::Sender<Page>) -> Result<ExchangeReading, MicrosoftError> {
        // Nobody has a token in the application's own name yet, so source D has no one to ask about.
        Ok(self.directory.read_kinds([], pages).await?.into_exchange(refused))
    }

    /// B2: Exchange's list has no end mark and no count. When it leaves out whom it should name, it is read once more,
    /// in pages of another size and into the same staging; what both lists leave out is what remains. If that is not
    /// to be believed, a client whom Exchange told everything before keeps what it has, and any other goes by the
    /// weaker sources.
    async fn assured(
        self,
        list: RecipientList,
        full: &BTreeSet<Resource>,
        writer: FetchWriter,
        poured: Poured,
    ) -> Result<(ExchangeReading, FetchWriter), EngineError> {
        if list.reading != ExchangeReading::Complete {
            return Ok((list.reading, writer));
        }
        let (before, writer) = self.unlisted(writer, full).await?;
        if !is_doubtful(&list, before) {
            return Ok((list.reading, writer));
        }
        tracing::info!(known = before.known, fresh = before.fresh, "Exchange's list leaves somebody out; read again");
        let (again, ends, mut writer, poured) = self.again(list, writer, poured).await?;
        let left;
        (left, writer) = self.unlisted(writer, full).await?;
        match (again.reading == ExchangeReading::Complete, left.first) {
            (true, _) if is_believed(ends, before, left) => Ok((ExchangeReading::Complete, writer)),
            (_, false) => Err(Stop::Unlisted { seen: left.listed, counted: left.due() }.into()),
            (_, true) => {
                let why = format!(
                    "Exchange Online's list of {} of {} recipients has no certain end",
                    left.listed,
                    left.due()
                );
                let (pages, pouring) = self.pour(writer, poured);
                let (exchange, writer, _) = settled(self.weaker_kinds(&why, pages).await, pouring).await?;
                Ok((exchange, writer))
            }
        }
    }

    /// The list once more, in pages of another size: it ends where it ends on a page that is not full, or where the
    /// list before ended. Neither can be told of a first list that was cut, so that a third one may be needed.
    async fn again(
        self,
        mut list: RecipientList,
        mut writer: FetchWriter,
        mut poured: Poured,
    ) -> Result<(RecipientList, bool, FetchWriter, Poured), EngineError> {
        let mut ends = false;
        for _ in 0..2 {
            let (pages, pouring) = self.pour(writer, poured);
            let read = self.directory.read_exchange(Some(list.other_page_size()), pages).await;
            let again;
            (again, writer, poured) = settled(read, pouring).await?;
            ends = !again.ends_full || again.objects == list.objects;
            list = again;
            if ends || list.reading != ExchangeReading::Complete {
                break;
            }
        }
        Ok((list, ends, writer, poured))
    }

    async fn unlisted(
        self,
        mut writer: FetchWriter,
        full: &BTreeSet<Resource>,
    ) -> Result<(Unlisted, FetchWriter), EngineError> {
        let full = full.clone();
        Ok(tokio::task::spawn_blocking(move || Ok::<_, StoreError>((writer.unlisted(&full)?, writer))).await??)
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

/// Whether Exchange's list is read a second time. Of a new client only the directory tells who should be in it, and
/// licences without a mailbox are common; a list that ends on a full page is looked at more closely.
fn is_doubtful(list: &RecipientList, left: Unlisted) -> bool {
    left.known > 0
        || (list.ends_full && (left.first || left.fresh > 0))
        || (left.first && left.fresh > (left.listed / 100).max(2))
}

/// Whether what two lists leave out is what Exchange does not have. Two whole lists that agree are evidence; one whose
/// end is not certain may have been cut there.
fn is_believed(ends: bool, before: Unlisted, left: Unlisted) -> bool {
    let allowed = |most: u64| (left.listed / 100).max(most);
    if left.first {
        return ends && left.fresh <= allowed(2);
    }
    if !ends {
        return left.known == 0 && left.fresh == 0;
    }
    left.known == before.known || left.known <= allowed(1)
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
