//! Following a collection from page to page, the next one under way while the current one is handed on.

use std::collections::BTreeSet;

use tokio::sync::{mpsc, oneshot};
use url::Url;

use crate::{
    Directory, MicrosoftError, Page,
    http::Ask,
    page::{Link, parse},
};

/// A parser of pages: the messages in it, and to the callback the links as they are met.
pub(crate) type ReadPage = fn(&[u8], &mut dyn FnMut(Link)) -> Result<Vec<Page>, MicrosoftError>;

/// How a collection ended.
#[derive(Debug)]
pub(crate) struct End {
    /// Where changes are found from now on; Exchange has none.
    pub(crate) delta_link: Option<String>,
    /// How many objects were handed on.
    pub(crate) objects: usize,
    /// How many the largest page had.
    pub(crate) largest: usize,
    /// It ended without a link on a page that was as long as a page that is followed by another one.
    pub(crate) ends_full: bool,
}

/// How long the pages of a collection are.
#[derive(Debug, Default)]
struct Lengths {
    objects: usize,
    largest: usize,
    before: Option<usize>,
}

impl Lengths {
    fn note(&mut self, count: usize) {
        self.objects += count;
        self.largest = self.largest.max(count);
        self.before = Some(count);
    }

    /// Whether a page of this length may be followed by another one, where pages of `asked` objects were asked for.
    fn is_full(&self, count: usize, asked: Option<usize>) -> bool {
        asked.is_some_and(|asked| count > 0 && (count >= asked || self.before == Some(count)))
    }

    const fn end(&self, delta_link: Option<String>, ends_full: bool) -> End {
        End { delta_link, objects: self.objects, largest: self.largest, ends_full }
    }
}

impl Directory {
    /// Reads from `first` to the last page. Never holds more than a page that is being handed on and the next one.
    ///
    /// `asked` is the page size that was asked for in a list whose last page has no mark, as Exchange's have none: a
    /// full page without a link is then asked for once more, because the link may only have got lost.
    pub(crate) async fn walk(
        &self,
        first: Url,
        (ask, asked): (Ask<'_>, Option<usize>),
        read_page: ReadPage,
        pages: &mpsc::Sender<Page>,
    ) -> Result<End, MicrosoftError> {
        let mut followed = BTreeSet::new();
        let (mut lengths, mut again) = (Lengths::default(), false);
        let mut url = first;
        let mut body = self.line.send(&url, ask).await?;
        loop {
            let (found, link) = oneshot::channel();
            let mut found = Some(found);
            let parsing = tokio::task::spawn_blocking(move || {
                read_page(&body, &mut |link| {
                    // Nobody listens any more only when the reading was given up.
                    let _ = found.take().map(|found| found.send(link));
                })
            });
            let hand_on = async {
                let messages = parsing.await.map_err(|_| MicrosoftError::Abandoned)??;
                let mut count = 0;
                for message in messages {
                    count += message.len();
                    pages.send(message).await.map_err(|_| MicrosoftError::Abandoned)?;
                }
                Ok(count)
            };
            match link.await {
                Ok(Link::Next(next)) => {
                    url = self.continuation(ask, &next)?;
                    if !followed.insert(next) {
                        return Err(MicrosoftError::Circle { what: ask.what });
                    }
                    let (count, fetched) = tokio::try_join!(hand_on, self.line.send(&url, ask))?;
                    lengths.note(count);
                    (body, again) = (fetched, false);
                }
                Ok(Link::Delta(link)) => {
                    lengths.note(hand_on.await?);
                    self.continuation(ask, &link)?;
                    return Ok(lengths.end(Some(link), false));
                }
                // The parser is done without having met a link.
                Err(_) => {
                    let count = hand_on.await?;
                    let full = lengths.is_full(count, asked);
                    if again || !full {
                        lengths.note(count);
                        return Ok(lengths.end(None, full));
                    }
                    again = true;
                    body = self.line.send(&url, ask).await?;
                }
            }
        }
    }

    /// Reads a small collection whole.
    pub(crate) async fn all<T: serde::de::DeserializeOwned>(
        &self,
        first: Url,
        ask: Ask<'_>,
    ) -> Result<Vec<T>, MicrosoftError> {
        let mut followed = BTreeSet::new();
        let mut all = Vec::new();
        let mut next = Some(first);
        while let Some(url) = next.take() {
            let body = self.line.send(&url, ask).await?;
            let mut link = None;
            all.extend(parse::<T>(ask.what, &body, &mut |found| link = Some(found))?.value);
            if let Some(Link::Next(link)) = link {
                next = Some(self.continuation(ask, &link)?);
                if !followed.insert(link) {
                    return Err(MicrosoftError::Circle { what: ask.what });
                }
            }
        }
        Ok(all)
    }
}
