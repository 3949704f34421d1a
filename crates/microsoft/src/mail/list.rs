//! The messages of a folder, page by page, and what changed since (S1).
//!
//! A delta round without a date filter: with one, Graph ends after 5,000 messages (Microsoft Learn: "Get incremental
//! changes to messages in a folder"). Whoever wants a range of dates looks at [`Header::received`].
//!
//! Once a list has ended, a message that was only marked as read is told by its id, its folder and that mark alone, whatever
//! was selected (microsoftgraph/microsoft-graph-docs, issue 7776).

use jiff::Timestamp;
use serde::{Deserialize, de::IgnoredAny};
use url::Url;

use super::{
    IMMUTABLE, Mail, expand,
    folders::{Property, number},
    without_end,
};
use crate::{
    MicrosoftError,
    http::Ask,
    page::{Flag, Link, parse},
};

const WHAT: &str = "messages";
const MESSAGE: &str = "a message";
/// `PR_MESSAGE_SIZE`, in bytes ([MS-OXPROPS], PidTagMessageSize).
const SIZE: &str = "Integer 0x0E08";
const SELECT: &str = "$select=id,internetMessageId,receivedDateTime,parentFolderId,isDraft,isRead";
/// Messages asked for at once.
const PAGE: usize = 250;

/// What one page says of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// It is in the folder, new or changed or repeated.
    Present(Header),
    /// It is not in this folder any more: deleted, or moved to another one, which then lists it.
    Removed { id: String },
}

/// A message without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Stays when the message moves to another folder of the mailbox.
    pub id: String,
    /// The id of the folder that it lies in.
    pub folder: String,
    /// Need not be told of one that only changed.
    pub received: Option<Timestamp>,
    /// As it stands in the message, with its angle brackets; need not be there, nor be the only one.
    pub message_id: Option<String>,
    /// Bytes in the mailbox, when they are told; its MIME form is of another length.
    pub size: Option<u64>,
    pub draft: bool,
    /// Whether somebody has read it, when that is told.
    pub read: Option<bool>,
}

/// A page, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub messages: Vec<Listed>,
    pub next: Next,
}

/// Where a listing goes on. Links are opaque and kept as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// There is another page.
    Page(String),
    /// The round is over; what changes from now on is found there.
    Delta(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    id: String,
    #[serde(rename = "@removed", default)]
    removed: Option<IgnoredAny>,
    #[serde(default)]
    parent_folder_id: Option<String>,
    #[serde(default)]
    received_date_time: Option<String>,
    #[serde(default)]
    internet_message_id: Option<String>,
    #[serde(default)]
    is_draft: Flag,
    #[serde(default)]
    is_read: Flag,
    #[serde(default)]
    single_value_extended_properties: Option<Vec<Property>>,
}

impl Told {
    fn listed(self, folder: &str) -> Listed {
        if self.removed.is_some() {
            return Listed::Removed { id: self.id };
        }
        let text = |text: Option<String>| text.filter(|text| !text.is_empty());
        Listed::Present(Header {
            size: number(self.single_value_extended_properties.as_deref()),
            folder: text(self.parent_folder_id).unwrap_or_else(|| folder.to_owned()),
            received: self.received_date_time.and_then(|time| time.parse().ok()),
            message_id: text(self.internet_message_id),
            draft: self.is_draft.0.unwrap_or_default(),
            read: self.is_read.0,
            id: self.id,
        })
    }
}

/// A page of messages of `folder`. One without an id is an error: it would be missing without anybody noticing.
pub(crate) fn read_messages(folder: &str, body: &[u8]) -> Result<Listing, MicrosoftError> {
    let mut link = None;
    let told = parse::<Told>(WHAT, body, &mut |found| link = Some(found))?.value;
    if told.iter().any(|told| told.id.is_empty()) {
        return Err(MicrosoftError::UnexpectedShape { what: WHAT, at: "a message without an id".to_owned() });
    }
    let next = match link {
        Some(Link::Next(link)) => Next::Page(link),
        Some(Link::Delta(link)) => Next::Delta(link),
        None => return Err(without_end(WHAT)),
    };
    Ok(Listing { messages: told.into_iter().map(|told| told.listed(folder)).collect(), next })
}

/// A page of the plain list of a folder's messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// Their immutable ids.
    pub ids: Vec<String>,
    /// The next page; `None`: this was the last.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

impl Mail {
    /// One page of the messages in a folder as they are now, apart from any round of changes: the first one, of `size`
    /// messages, without a `link`, then the one that [`Plain::next`] named.
    ///
    /// It goes through all items of the folder and shows those that are messages (Microsoft Learn: "List messages"), and a
    /// folder's own count is of all items, whatever they are (Microsoft Learn: "mailFolder resource type"). `$count` is no
    /// third witness: it was seen to count items that the same answer does not list
    /// (microsoftgraph/microsoft-graph-docs-contrib, issue 404).
    ///
    /// # Errors
    /// Any [`MicrosoftError`]; a page that one damaged message spoils is not asked for in parts.
    pub async fn plain(
        &self,
        mailbox: &str,
        folder: &str,
        size: usize,
        link: Option<&str>,
    ) -> Result<Plain, MicrosoftError> {
        let gate = self.allowance.of(mailbox);
        let ask = self.ask(WHAT, &gate, &[("prefer", IMMUTABLE)]);
        let url = match link {
            Some(link) => self.directory.continuation(ask, link)?,
            None => self.url(mailbox, &["mailFolders", folder, "messages"], Some(&format!("$select=id&$top={size}"))),
        };
        let body = self.directory.line.send(&url, ask).await?;
        let mut next = None;
        let named = parse::<Named>(WHAT, &body, &mut |found| next = Some(found))?.value;
        let next = match next {
            Some(Link::Next(next)) if Some(next.as_str()) == link => {
                return Err(MicrosoftError::Circle { what: WHAT });
            }
            Some(Link::Next(next)) => Some(next),
            Some(Link::Delta(_)) | None => None,
        };
        Ok(Plain { ids: named.into_iter().map(|named| named.id).collect(), next })
    }

    /// One page of the messages in a folder: the first one without a `link`, then the one that [`Listing::next`]
    /// named. A page that Graph fails to make, as it does when one of its messages is damaged, is asked for in halves.
    ///
    /// # Errors
    /// [`MicrosoftError::is_link_expired`] of an error: the folder has to be listed from the beginning.
    /// [`MicrosoftError::is_item_gone`]: there is no such folder any more.
    pub async fn list(&self, mailbox: &str, folder: &str, link: Option<&str>) -> Result<Listing, MicrosoftError> {
        let gate = self.allowance.of(mailbox);
        let ask = self.ask(WHAT, &gate, &[]);
        let url = match link {
            Some(link) => self.directory.continuation(ask, link)?,
            None => {
                let query = format!("{SELECT}&{}", expand(SIZE));
                self.url(mailbox, &["mailFolders", folder, "messages", "delta"], Some(&query))
            }
        };
        let mut size = PAGE;
        let body = loop {
            match self.page(&url, ask, size).await {
                Err(MicrosoftError::Graph { status: 500, code, request_id, .. }) if size > 1 => {
                    tracing::info!(size, code, request_id, "a page of messages failed; asking for half of it");
                    size /= 2;
                }
                settled => break settled?,
            }
        };
        let listing = read_messages(folder, &body)?;
        match &listing.next {
            Next::Page(next) if Some(next.as_str()) == link => Err(MicrosoftError::Circle { what: WHAT }),
            Next::Page(next) | Next::Delta(next) => self.directory.continuation(ask, next).map(|_| listing),
        }
    }

    /// One message, with all that a list tells of it; `None`: it is not there any more.
    ///
    /// # Errors
    /// Any [`MicrosoftError`].
    pub async fn header(&self, mailbox: &str, message: &str) -> Result<Option<Header>, MicrosoftError> {
        let gate = self.allowance.of(mailbox);
        let url = self.url(mailbox, &["messages", message], Some(&format!("{SELECT}&{}", expand(SIZE))));
        let body = match self.directory.line.send(&url, self.ask(MESSAGE, &gate, &[("prefer", IMMUTABLE)])).await {
            Err(error) if error.is_item_gone() => return Ok(None),
            settled => settled?,
        };
        let told: Told = serde_json::from_slice(&body).map_err(|error| {
            let at = format!("no message in line {}, column {}", error.line(), error.column());
            MicrosoftError::UnexpectedShape { what: MESSAGE, at }
        })?;
        Ok(match told.listed("") {
            Listed::Present(header) => Some(header),
            Listed::Removed { .. } => None,
        })
    }

    async fn page(&self, url: &Url, ask: Ask<'_>, size: usize) -> Result<Vec<u8>, MicrosoftError> {
        let prefer = format!("odata.maxpagesize={size}, {IMMUTABLE}");
        self.directory.line.send(url, Ask { headers: &[("prefer", &prefer)], ..ask }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As in "Get incremental changes to messages in a folder": a removed one, and a flag written as text.
    const PAGE: &str = r##"{"@odata.context":"c","@odata.deltaLink":"https://graph.example/d","value":[
        {"@odata.type":"#microsoft.graph.message","id":"gone","@removed":{"reason":"deleted"}},
        {"@odata.type":"#microsoft.graph.message","@odata.etag":"W/\"e\"","subject":"Hours","isRead":"true",
         "sender":{"emailAddress":{"name":"Dana","address":"dana@larkfield.example"}},"id":"here"}]}"##;

    #[test]
    fn s1_a_documented_page_of_changes_is_read() {
        let listing = read_messages("in", PAGE.as_bytes()).unwrap();
        let [Listed::Removed { id }, Listed::Present(header)] = listing.messages.as_slice() else {
            panic!("{listing:?}");
        };
        assert_eq!(
            (id.as_str(), header.id.as_str(), header.folder.as_str(), header.read),
            ("gone", "here", "in", Some(true))
        );
        assert_eq!(listing.next, Next::Delta("https://graph.example/d".to_owned()));
    }

    #[test]
    fn s1_a_page_of_messages_that_breaks_off_anywhere_is_refused_and_never_taken_for_a_short_one() {
        for cut in 0..PAGE.len() {
            assert!(read_messages("in", &PAGE.as_bytes()[..cut]).is_err(), "{}", &PAGE[..cut]);
        }
    }
}
