//! Delta queries: which round a request belongs to, and what comes after its page.
//!
//! learn.microsoft.com, "Use delta query to track changes in Microsoft Graph data".

use std::sync::{Arc, OnceLock};

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::cache::{Query, Rendered};
use super::caller::{Caller, caller};
use super::cursor::{Cursor, Place};
use super::error::GraphError;
use super::page::{Page, context};
use super::property::Selection;
use super::query::{Asked, defaults, parse_select, permissions, properties};
use super::round::{self, Part, Shape};
use crate::tenant::{Collection, Directory};
use crate::world::{Shown, lock, read};

const DEFAULT_PAGE: usize = 100;
/// Delta tokens of directory objects are good for seven days.
const LINK_SECONDS: i64 = 7 * 24 * 3600;

pub(super) async fn delta(collection: Collection, asked: Asked) -> Response {
    page(collection, &asked).map_or_else(IntoResponse::into_response, |page| page.into_response(&asked))
}

fn page(collection: Collection, asked: &Asked) -> Result<Page, GraphError> {
    let caller = caller(&asked.world, &asked.headers, permissions(collection))?;
    asked.only(&["$select", "$deltatoken", "$skiptoken"])?;
    let cursor = cursor(collection, asked, &caller)?;
    let selection = selection(&cursor);
    let directory = read(&caller.tenant.directory);
    let all = selection.clone().unwrap_or_else(|| defaults(collection));
    let minimal = matches!(cursor.place, Place::Changes { minimal: true, .. } | Place::Link { minimal: true });
    let members = collection == Collection::Groups
        && cursor.select.as_deref().is_none_or(|names| names.split(',').any(is_members));
    let shape = Shape { selection: &all, members, minimal, shown: caller.shown };
    let (body, next) = match cursor.place {
        Place::Link { .. } => kept(Part::default(), &directory),
        Place::Changes { since, .. } => kept(round::changes(&directory, &cursor, &shape, since), &directory),
        _ => first_round(asked, &directory, &cursor, &shape),
    };
    let next = match next {
        Some((next, last)) => {
            let place = match cursor.place {
                Place::Round { .. } => Place::Round { last },
                ref other => other.clone(),
            };
            Cursor { next, place, page: cursor.page + 1, ..cursor }
        }
        None => Cursor { place: Place::Link { minimal }, made: asked.world.now(), ..cursor },
    };
    let context = context(collection.segment(), selection.as_deref());
    Ok(Page { context, count: None, link: Some(link(asked, &next)), body })
}

type Next = Option<(u32, Option<u32>)>;

fn kept(part: Part, directory: &Directory) -> (Arc<Rendered>, Next) {
    let next = part.next.map(|(slot, _)| slot);
    let page = Rendered { value: part.value, next, version: directory.version(), packed: OnceLock::new() };
    (Arc::new(page), part.next)
}

/// A page of a first round: as kept from the last time if nothing of it changed since.
fn first_round(asked: &Asked, directory: &Directory, cursor: &Cursor, shape: &Shape<'_>) -> (Arc<Rendered>, Next) {
    let again = match cursor.place {
        Place::Round { last } => last,
        _ => None,
    };
    if !directory.is_generated() || shape.shown != Shown::All || cursor.page == 1 {
        return kept(round::full(directory, cursor, shape), directory);
    }
    let query = Query {
        tenant: cursor.tenant,
        collection: cursor.collection,
        words: format!("round {:?} {}", cursor.select, again.is_some()),
        page_size: cursor.page_size,
    };
    if let Some(page) = lock(&asked.world.pages).get(&query, cursor.next) {
        let slots = again.unwrap_or(cursor.next)..page.next.unwrap_or(u32::MAX);
        if directory.newest(cursor.collection, slots) <= page.version {
            let next = page.next.map(|slot| (slot, slot.checked_sub(1)));
            return (page, next);
        }
    }
    let (page, next) = kept(round::full(directory, cursor, shape), directory);
    lock(&asked.world.pages).keep(&query, cursor.next, &page);
    (page, next)
}

/// Groups tell who belongs to them by default, or when this is selected; only in delta.
fn is_members(name: &str) -> bool {
    name.trim().eq_ignore_ascii_case("members")
}

fn link(asked: &Asked, cursor: &Cursor) -> (&'static str, String) {
    let (name, option) = match cursor.place {
        Place::Link { .. } => ("@odata.deltaLink", "$deltatoken"),
        _ => ("@odata.nextLink", "$skiptoken"),
    };
    let path = cursor.collection.segment();
    (name, format!("{}/v1.0/{path}/delta?{option}={}", asked.world.base, cursor.encode()))
}

fn selection(cursor: &Cursor) -> Option<Selection> {
    let names = cursor.select.as_deref()?;
    let all = properties(cursor.collection).iter();
    // An id comes with every object, selected or not.
    let wanted = |name: &str| name == "id" || names.split(',').any(|n| n.trim().eq_ignore_ascii_case(name));
    Some(all.filter(|property| wanted(property.name)).collect())
}

fn cursor(collection: Collection, asked: &Asked, caller: &Caller<'_>) -> Result<Cursor, GraphError> {
    let minimal = asked.preference("return") == Some("minimal");
    let latest = asked.option("$deltatoken") == Some("latest");
    let token = asked.option("$skiptoken").or_else(|| asked.option("$deltatoken"));
    let Some(token) = token.filter(|token| !token.is_empty() && !latest) else {
        let place = if latest { Place::Link { minimal } } else { Place::Round { last: None } };
        return first(collection, asked, caller, place);
    };
    let linked = asked.option("$skiptoken").is_none();
    let fits = |cursor: &Cursor| match cursor.place {
        Place::Listing(_) => false,
        Place::Link { .. } => linked,
        Place::Round { .. } | Place::Changes { .. } => !linked,
    };
    let cursor = Cursor::decode(token)
        .filter(|cursor| cursor.collection == collection && fits(cursor))
        .ok_or_else(|| GraphError::bad_request("Badly formed token."))?;
    check(asked, caller, &cursor)?;
    if asked.option("$select").is_some_and(|names| Some(names) != cursor.select.as_deref()) {
        let message = "The token was issued for another $select. Start a new round to select other properties.";
        return Err(GraphError::bad_request(message));
    }
    if !linked {
        return Ok(cursor);
    }
    let since = cursor.version;
    Ok(Cursor {
        place: Place::Changes { since, minimal },
        version: read(&caller.tenant.directory).version(),
        page: 0,
        next: 0,
        ..cursor
    })
}

fn first(collection: Collection, asked: &Asked, caller: &Caller<'_>, place: Place) -> Result<Cursor, GraphError> {
    let names = asked.option("$select").unwrap_or("id").split(',');
    parse_select(collection, names.filter(|name| collection != Collection::Groups || !is_members(name)))?;
    let preferred = asked.preference("odata.maxpagesize").and_then(|size| size.parse().ok());
    let page_size = preferred.filter(|size| (1..=999).contains(size)).unwrap_or(DEFAULT_PAGE);
    let limit = lock(&asked.world.settings).page_size.unwrap_or(page_size);
    Ok(Cursor {
        epoch: asked.world.epoch.clone(),
        tenant: caller.number,
        collection,
        place,
        select: asked.option("$select").map(str::to_owned),
        page_size: page_size.min(limit),
        page: 0,
        next: 0,
        version: read(&caller.tenant.directory).version(),
        made: asked.world.now(),
    })
}

/// A token of another tenant, of an earlier start or too old: begin again from nothing.
fn check(asked: &Asked, caller: &Caller<'_>, cursor: &Cursor) -> Result<(), GraphError> {
    let foreign = cursor.epoch != asked.world.epoch || cursor.tenant != caller.number;
    if !foreign && asked.world.now() - cursor.made < LINK_SECONDS {
        return Ok(());
    }
    let message = "The sync state is not found or has expired. Start again without a token.";
    let location = format!("{}/v1.0/{}/delta?$deltatoken=", asked.world.base, cursor.collection.segment());
    Err(GraphError::new(StatusCode::GONE, "SyncStateNotFound", message).with_header("location", location))
}
