//! Lists of messages, newest first, and single ones.
//!
//! learn.microsoft.com, "List messages" and "Get message".

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::folders::{next_link, respond};
use super::open::{folder, message, open};
use super::options::{Received, immutable, listed_at_once, newest_first, size_property};
use super::properties::{Shape, selected};
use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::mail::{FolderNo, MailKind, Message, source};
use crate::tenant::Entry;

/// A longer page cannot be had while one that is corrupt is on it.
const WITH_CORRUPT: usize = 4;

pub(super) fn shape(asked: &Asked, typed: bool) -> Result<Shape, GraphError> {
    Ok(Shape {
        names: selected(asked.option("$select"), false)?,
        size: size_property(asked.option("$expand"))?,
        immutable: immutable(asked),
        typed,
    })
}

/// One corrupt item spoils a page that would hold many.
pub(super) fn readable<'a>(size: usize, mut page: impl Iterator<Item = &'a Message>) -> Result<(), GraphError> {
    if size <= WITH_CORRUPT || !page.any(|message| message.kind == MailKind::Corrupt) {
        return Ok(());
    }
    let message = "An internal server error occurred. The operation failed.";
    Err(GraphError::new(StatusCode::INTERNAL_SERVER_ERROR, "ErrorInternalServerError", message))
}

pub(super) async fn everywhere(Path(id): Path<String>, asked: Asked) -> Response {
    let page = open(&asked, &id).and_then(|entry| list(&asked, &entry, None, &format!("users/{id}/messages")));
    page.map_or_else(IntoResponse::into_response, |page| respond(&page))
}

pub(super) async fn in_folder(Path((id, name)): Path<(String, String)>, asked: Asked) -> Response {
    let page = open(&asked, &id).and_then(|entry| {
        let number = source(folder(&entry, &name)?);
        list(&asked, &entry, Some(number), &format!("users/{id}/mailFolders/{name}/messages"))
    });
    page.map_or_else(IntoResponse::into_response, |page| respond(&page))
}

fn list(asked: &Asked, entry: &Entry, only: Option<FolderNo>, path: &str) -> Result<Value, GraphError> {
    asked.only(&["$select", "$expand", "$top", "$skip", "$count", "$filter", "$orderby"])?;
    let (shape, size) = (shape(asked, false)?, listed_at_once(asked)?);
    let range = asked.option("$filter").map(|text| Received::parse(text, false)).transpose()?;
    let newest = newest_first(asked, true)?;
    let skip: usize = asked.option("$skip").and_then(|skip| skip.parse().ok()).unwrap_or_default();
    let ((count, others), value) = asked.world.mail.with(entry, |mailbox| {
        // A filter is of messages.
        let others = only.filter(|_| range.is_none()).map_or(0, |number| mailbox.others(number));
        let here = mailbox.all().filter(|(number, _)| only.is_none_or(|only| only == *number));
        let all = here.map(|(number, index)| (number, mailbox.message(index)));
        let mut all: Vec<_> =
            all.filter(|(_, message)| range.is_none_or(|range| range.contains(message.received))).collect();
        all.sort_by_key(|(_, message)| (message.received, message.index));
        if newest {
            all.sort_by_key(|(_, message)| Reverse((message.received, message.index)));
        }
        let page: Vec<_> = all.iter().skip(skip).take(size).collect();
        readable(size, page.iter().map(|(_, message)| message))?;
        let rows = page.iter().map(|(number, message)| Value::Object(shape.message(mailbox, *number, message)));
        Ok(((all.len(), others), rows.collect::<Vec<_>>()))
    })?;
    let mut page = json!({
        "@odata.context": format!("{}/v1.0/$metadata#users('{}')/messages", asked.world.base, entry.id),
        "value": value,
    });
    if asked.option("$count") == Some("true") {
        // Of whatever kind they are, also where no message is listed (microsoftgraph/microsoft-graph-docs-contrib, issue 404).
        page["@odata.count"] = json!(count + others);
    }
    if skip + size < count {
        page["@odata.nextLink"] = json!(next_link(asked, path, skip + size));
    }
    Ok(page)
}

pub(super) async fn single(Path(path): Path<BTreeMap<String, String>>, asked: Asked) -> Response {
    let found = found(&asked, &path, |shape, mailbox, number, message| {
        Ok(Value::Object(shape.message(mailbox, number, message)))
    });
    found.map_or_else(IntoResponse::into_response, |(entry, mut body)| {
        let context = format!("{}/v1.0/$metadata#users('{}')/messages/$entity", asked.world.base, entry.id);
        body["@odata.context"] = json!(context);
        respond(&body)
    })
}

/// Does something with the message that a path names.
pub(super) fn found<T>(
    asked: &Asked,
    path: &BTreeMap<String, String>,
    then: impl FnOnce(&Shape, &crate::mail::Mailbox<'_>, FolderNo, &Message) -> Result<T, GraphError>,
) -> Result<(Entry, T), GraphError> {
    let part = |name: &str| path.get(name).map(String::as_str);
    let entry = open(asked, part("id").unwrap_or_default())?;
    asked.only(&["$select", "$expand"])?;
    let (shape, only) =
        (shape(asked, false)?, part("folder").map(|name| folder(&entry, name).map(source)).transpose()?);
    let done = asked.world.mail.with(&entry, |mailbox| {
        let (number, index) = message(mailbox, &entry, part("message").unwrap_or_default())?;
        if only.is_some_and(|only| only != number) {
            let message = "The specified object was not found in the store.";
            return Err(GraphError::new(StatusCode::NOT_FOUND, "ErrorItemNotFound", message));
        }
        then(&shape, mailbox, number, &mailbox.message(index))
    })?;
    Ok((entry, done))
}
