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
}

impl Directory {
    /// Reads from `first` to the last page. Never holds more than a page that is being handed on and the next one.
    pub(crate) async fn walk(
        &self,
        first: Url,
        ask: Ask<'_>,
        read_page: ReadPage,
        pages: &mpsc::Sender<Page>,
    ) -> Result<End, MicrosoftError> {
        let mut followed = BTreeSet::new();
        let mut objects = 0;
        let mut body = self.line.send(&first, ask).await?;
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
                    let url = self.continuation(ask, &next)?;
                    if !followed.insert(next) {
                        return Err(MicrosoftError::Circle { what: ask.what });
                    }
                    let (count, fetched) = tokio::try_join!(hand_on, self.line.send(&url, ask))?;
                    objects += count;
                    body = fetched;
                }
                Ok(Link::Delta(link)) => {
                    objects += hand_on.await?;
                    self.continuation(ask, &link)?;
                    return Ok(End { delta_link: Some(link), objects });
                }
                // The parser is done without having met a link.
                Err(_) => {
                    objects += hand_on.await?;
                    return Ok(End { delta_link: None, objects });
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
