//! Delta rounds over the messages of a folder.
//!
//! learn.microsoft.com, "message: delta" and "Get incremental changes to messages in a folder".

use std::cmp::Reverse;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::cursor::{Cursor, Place, generation};
use super::folders::respond;
use super::messages::readable;
use super::open::{folder, open};
use super::options::{Received, immutable, newest_first, page_size, size_property};
use super::properties::{Shape, selected};
use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::mail::{FolderNo, MailKind, Mailbox, Message, News, source};
use crate::tenant::Entry;

/// With a filter a round shows no more than these, whatever the folder holds.
const FILTERED: usize = 5_000;

pub(super) async fn delta(Path((id, name)): Path<(String, String)>, asked: Asked) -> Response {
    let page = open(&asked, &id).and_then(|entry| {
        let number = folder(&entry, &name)?;
        page(&asked, &entry, number, &format!("users/{id}/mailFolders/{name}/messages/delta"))
    });
    page.map_or_else(IntoResponse::into_response, |page| respond(&page))
}

fn page(asked: &Asked, entry: &Entry, number: FolderNo, path: &str) -> Result<Value, GraphError> {
    supported(asked)?;
    let cursor = match Cursor::of(asked, entry, Some(number), path)? {
        Some(cursor) => Cursor { page_size: page_size(asked, Some(cursor.page_size)), ..cursor },
        None => begin(asked, entry, number)?,
    };
    let shape = Shape {
        names: selected(cursor.select.as_deref(), false)?,
        size: size_property(cursor.expand.as_deref())?,
        immutable: immutable(asked),
        typed: true,
    };
    let range = cursor.filter.as_deref().map(|text| Received::parse(text, true)).transpose()?;
    let part = Part { cursor: &cursor, number: source(number), shape: &shape, range };
    let (value, next) = asked.world.mail.with(entry, |mailbox| part.of(mailbox))?;
    let (name, link) = Cursor { place: next, ..cursor.clone() }.link(asked, path);
    let value: Vec<Value> = value.into_iter().map(Value::Object).collect();
    let mut page = json!({ "@odata.context": format!("{}/v1.0/$metadata#Collection(message)", asked.world.base) });
    page[name] = json!(link);
    page["value"] = json!(value);
    Ok(page)
}

fn supported(asked: &Asked) -> Result<(), GraphError> {
    let known = ["$select", "$expand", "$filter", "$orderby", "$top", "$skiptoken", "$deltatoken", "changeType"];
    let mut strange = asked.options().filter(|(name, _)| name.starts_with('$') && !known.contains(name));
    strange.next().map_or(Ok(()), |(name, _)| {
        let message = format!(
            "The following parameters are not supported with change tracking over the 'Messages' resource: '{name}'."
        );
        Err(GraphError::new(StatusCode::BAD_REQUEST, "ErrorInvalidUrlQuery", message))
    })
}

fn begin(asked: &Asked, entry: &Entry, number: FolderNo) -> Result<Cursor, GraphError> {
    let newest_first = newest_first(asked, false)?;
    if asked.option("$orderby").is_some() && !newest_first {
        let message = "Only 'receivedDateTime desc' is supported with change tracking.";
        return Err(GraphError::new(StatusCode::BAD_REQUEST, "ErrorInvalidUrlQuery", message));
    }
    let place = if newest_first { Place::Newest { behind: None, told: 0 } } else { Place::Round { next: 0, told: 0 } };
    let top = asked.option("$top").and_then(|top| top.parse().ok());
    Ok(Cursor {
        epoch: asked.world.epoch.clone(),
        generation: generation(&asked.world),
        mailbox: entry.id,
        folder: Some(number),
        select: asked.option("$select").map(str::to_owned),
        expand: asked.option("$expand").map(str::to_owned),
        filter: asked.option("$filter").map(str::to_owned),
        newest_first,
        hidden: false,
        page_size: page_size(asked, top),
        place,
        version: asked.world.mail.with(entry, |mailbox| mailbox.version()),
    })
}

/// A page of a round.
#[derive(Debug)]
struct Part<'a> {
    cursor: &'a Cursor,
    number: FolderNo,
    shape: &'a Shape,
    range: Option<Received>,
}

type Rows = (Vec<Map<String, Value>>, Place);

impl Part<'_> {
    fn of(&self, mailbox: &Mailbox<'_>) -> Result<Rows, GraphError> {
        match self.cursor.place {
            Place::Round { next, told } => {
                let all = mailbox.messages(self.number, next).map(|index| mailbox.message(index));
                self.round(mailbox, all, told, |left, told| Place::Round { next: left.index, told })
            }
            Place::Newest { behind, told } => {
                let all = mailbox.messages(self.number, 0).map(|index| mailbox.message(index));
                let key = |message: &Message| (message.received, message.index);
                let mut all: Vec<_> =
                    all.filter(|message| behind.is_none_or(|behind| key(message) <= behind)).collect();
                all.sort_by_key(|message| Reverse(key(message)));
                self.round(mailbox, all.into_iter(), told, |left, told| Place::Newest { behind: Some(key(left)), told })
            }
            Place::Changes { since, next } => self.changes(mailbox, since, next),
            Place::Link => Ok((Vec::new(), Place::Link)),
        }
    }

    fn fits(&self, message: &Message) -> bool {
        message.kind != MailKind::Untold && self.range.is_none_or(|range| range.contains(message.received))
    }

    fn round(
        &self,
        mailbox: &Mailbox<'_>,
        all: impl Iterator<Item = Message>,
        told: usize,
        at: impl FnOnce(&Message, usize) -> Place,
    ) -> Result<Rows, GraphError> {
        let most = if self.range.is_some() { FILTERED.saturating_sub(told) } else { usize::MAX };
        let mut all = all.filter(|message| self.fits(message)).peekable();
        let page: Vec<Message> = all.by_ref().take(self.cursor.page_size.min(most)).collect();
        readable(self.cursor.page_size, page.iter())?;
        let told = told + page.len();
        let next = match all.peek() {
            Some(left) if page.len() < most => at(left, told),
            _ => Place::Link,
        };
        let rows = page.iter().map(|message| self.shape.message(mailbox, self.number, message));
        Ok((rows.collect(), next))
    }

    /// What left the folder is told as removed, whether it moved or is gone.
    fn changes(&self, mailbox: &Mailbox<'_>, since: usize, next: u32) -> Result<Rows, GraphError> {
        let all = mailbox.changes(self.number, since, next).into_iter();
        let all = all.map(|(index, news)| (index, news, (news != News::Left).then(|| mailbox.message(index))));
        let mut all = all.filter(|(.., message)| message.as_ref().is_none_or(|message| self.fits(message))).peekable();
        let page: Vec<_> = all.by_ref().take(self.cursor.page_size).collect();
        readable(self.cursor.page_size, page.iter().filter_map(|(.., message)| message.as_ref()))?;
        let rows = page.iter().map(|(index, news, message)| match message {
            Some(message) if *news == News::Marked => self.shape.marked(mailbox, self.number, message),
            Some(message) => self.shape.message(mailbox, self.number, message),
            None => self.shape.removed(mailbox, self.number, *index),
        });
        let rows = rows.collect();
        let next = all.peek().map_or(Place::Link, |(index, ..)| Place::Changes { since, next: *index });
        Ok((rows, next))
    }
}
