//! Delta rounds over all folders of a mailbox, nested ones in one flat list.
//!
//! learn.microsoft.com, "mailFolder: delta".

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::cursor::{Cursor, Place, generation};
use super::folders::{respond, with_hidden};
use super::open::open;
use super::options::{immutable, page_size, size_property};
use super::properties::{Shape, selected};
use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::mail::{FolderNo, ROOT, children, folder as described, source};
use crate::tenant::Entry;

pub(super) async fn delta(Path(id): Path<String>, asked: Asked) -> Response {
    let page = open(&asked, &id).and_then(|entry| page(&asked, &entry, &format!("users/{id}/mailFolders/delta")));
    page.map_or_else(IntoResponse::into_response, |page| respond(&page))
}

fn page(asked: &Asked, entry: &Entry, path: &str) -> Result<Value, GraphError> {
    asked.only(&["$select", "$expand", "$skiptoken", "$deltatoken"])?;
    let cursor = match Cursor::of(asked, entry, None, path)? {
        Some(cursor) => cursor,
        None => begin(asked, entry),
    };
    let shape = Shape {
        names: selected(cursor.select.as_deref(), true)?,
        size: size_property(cursor.expand.as_deref())?,
        immutable: immutable(asked),
        typed: true,
    };
    let all = below(ROOT, cursor.hidden);
    let (from, since) = match cursor.place {
        Place::Changes { since, next } => (next, Some(since)),
        Place::Round { next, .. } => (next, None),
        _ => (0, None),
    };
    let (value, next) = asked.world.mail.with(entry, |mailbox| {
        let news = |number: FolderNo| since.is_none_or(|since| !mailbox.changes(source(number), since, 0).is_empty());
        let mut left = (0_u32..).zip(&all).skip(from as usize).filter(|(_, number)| news(**number));
        let page: Vec<Value> = left
            .by_ref()
            .take(cursor.page_size)
            .map(|(_, number)| Value::Object(shape.folder(mailbox, *number, cursor.hidden)))
            .collect();
        (page, left.next().map(|(place, _)| place))
    });
    let place = match (next, since) {
        (Some(next), Some(since)) => Place::Changes { since, next },
        (Some(next), None) => Place::Round { next, told: 0 },
        (None, _) => Place::Link,
    };
    let (name, link) = Cursor { place, ..cursor }.link(asked, path);
    let mut page = json!({ "@odata.context": format!("{}/v1.0/$metadata#Collection(mailFolder)", asked.world.base) });
    page[name] = json!(link);
    page["value"] = json!(value);
    Ok(page)
}

fn begin(asked: &Asked, entry: &Entry) -> Cursor {
    Cursor {
        epoch: asked.world.epoch.clone(),
        generation: generation(&asked.world),
        mailbox: entry.id,
        folder: None,
        select: asked.option("$select").map(str::to_owned),
        expand: asked.option("$expand").map(str::to_owned),
        filter: None,
        newest_first: false,
        hidden: with_hidden(asked),
        page_size: page_size(asked, None),
        place: Place::Round { next: 0, told: 0 },
        version: asked.world.mail.with(entry, |mailbox| mailbox.version()),
    }
}

fn below(parent: FolderNo, hidden: bool) -> Vec<FolderNo> {
    let shown = children(parent).filter(|child| hidden || !described(*child).hidden);
    shown.flat_map(|child| std::iter::once(child).chain(below(child, hidden))).collect()
}
