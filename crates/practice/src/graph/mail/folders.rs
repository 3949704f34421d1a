//! Lists of folders, and single ones.
//!
//! learn.microsoft.com, "List mailFolders", "List childFolders" and "Get mailFolder".

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::open::{folder, open};
use super::options::{immutable, listed_at_once, size_property};
use super::properties::{Shape, selected};
use crate::graph::error::GraphError;
use crate::graph::page::JSON;
use crate::graph::query::Asked;
use crate::mail::{FolderNo, ROOT, children, folder as described};
use crate::tenant::Entry;

pub(super) fn respond(value: &Value) -> Response {
    ([("content-type", JSON), ("odata-version", "4.0")], value.to_string()).into_response()
}

pub(super) fn shape(asked: &Asked, typed: bool) -> Result<Shape, GraphError> {
    Ok(Shape {
        names: selected(asked.option("$select"), true)?,
        size: size_property(asked.option("$expand"))?,
        immutable: immutable(asked),
        typed,
    })
}

/// Hidden ones are shown to those who ask for them.
pub(super) fn with_hidden(asked: &Asked) -> bool {
    asked.option("includeHiddenFolders").is_some_and(|wish| wish.eq_ignore_ascii_case("true"))
}

pub(super) async fn top(Path(id): Path<String>, asked: Asked) -> Response {
    let page = open(&asked, &id).and_then(|entry| list(&asked, &entry, ROOT, &format!("users/{id}/mailFolders")));
    page.map_or_else(IntoResponse::into_response, |page| respond(&page))
}

pub(super) async fn children_of(Path((id, parent)): Path<(String, String)>, asked: Asked) -> Response {
    let page = open(&asked, &id).and_then(|entry| {
        let number = folder(&entry, &parent)?;
        list(&asked, &entry, number, &format!("users/{id}/mailFolders/{parent}/childFolders"))
    });
    page.map_or_else(IntoResponse::into_response, |page| respond(&page))
}

fn list(asked: &Asked, entry: &Entry, parent: FolderNo, path: &str) -> Result<Value, GraphError> {
    asked.only(&["$select", "$expand", "$top", "$skip", "$count"])?;
    let (shape, size) = (shape(asked, false)?, listed_at_once(asked)?);
    let hidden = with_hidden(asked);
    let skip: usize = asked.option("$skip").and_then(|skip| skip.parse().ok()).unwrap_or_default();
    let all: Vec<FolderNo> = children(parent).filter(|number| hidden || !described(*number).hidden).collect();
    let value: Vec<Value> = asked.world.mail.with(entry, |mailbox| {
        let page = all.iter().skip(skip).take(size);
        page.map(|number| Value::Object(shape.folder(mailbox, *number, hidden))).collect()
    });
    let mut page = json!({
        "@odata.context": format!("{}/v1.0/$metadata#users('{}')/mailFolders", asked.world.base, entry.id),
        "value": value,
    });
    if asked.option("$count") == Some("true") {
        page["@odata.count"] = json!(all.len());
    }
    if skip + size < all.len() {
        page["@odata.nextLink"] = json!(next_link(asked, path, skip + size));
    }
    Ok(page)
}

/// The same question, further on.
pub(super) fn next_link(asked: &Asked, path: &str, skip: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(asked.options().filter(|(name, _)| *name != "$skip"));
    query.append_pair("$skip", &skip.to_string());
    format!("{}/v1.0/{path}?{}", asked.world.base, query.finish())
}

pub(super) async fn single(Path((id, name)): Path<(String, String)>, asked: Asked) -> Response {
    let found = open(&asked, &id).and_then(|entry| {
        asked.only(&["$select", "$expand"])?;
        let (number, shape) = (folder(&entry, &name)?, shape(&asked, false)?);
        let mut body = asked.world.mail.with(&entry, |mailbox| shape.folder(mailbox, number, with_hidden(&asked)));
        let context = format!("{}/v1.0/$metadata#users('{}')/mailFolders/$entity", asked.world.base, entry.id);
        body.insert("@odata.context".to_owned(), json!(context));
        Ok(Value::Object(body))
    });
    found.map_or_else(IntoResponse::into_response, |body| respond(&body))
}
