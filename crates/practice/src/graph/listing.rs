//! Plain listings of users, groups and contacts.

use std::sync::{Arc, OnceLock};

use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use super::cache::{Query, Rendered};
use super::caller::{Caller, caller};
use super::cursor::{Cursor, Place};
use super::error::GraphError;
use super::filter::Filter;
use super::page::{Page, context};
use super::property::{Property, members};
use super::query::{Asked, defaults, permissions};
use super::walk::Walk;
use crate::tenant::Collection;
use crate::world::{Shown, lock, read};

/// learn.microsoft.com, "List users": 100 objects a page unless asked, at most 999.
const DEFAULT_PAGE: usize = 100;

pub(super) async fn list(collection: Collection, asked: Asked) -> Response {
    page(collection, &asked).map_or_else(IntoResponse::into_response, |page| page.into_response(&asked))
}

fn page(collection: Collection, asked: &Asked) -> Result<Page, GraphError> {
    let caller = caller(&asked.world, &asked.headers, permissions(collection))?;
    asked.only(&["$select", "$top", "$skiptoken", "$count", "$filter"])?;
    let selected = asked.select(collection)?;
    let filter = asked.filter(collection)?;
    let top = top(asked)?;
    let cursor = place(collection, asked, &caller, top)?;
    let directory = read(&caller.tenant.directory);
    let walk = Walk { directory: &directory, collection, filter: filter.as_ref(), shown: caller.shown };
    let selection = selected.clone().unwrap_or_else(|| defaults(collection));
    let body = rendered(asked, &cursor, &walk, &selection);
    let link = body.next.map(|next| {
        let token = Cursor { next, page: cursor.page + 1, ..cursor.clone() }.encode();
        ("@odata.nextLink", next_link(collection, asked, &token))
    });
    let counted = cursor.page == 0 && asked.is_advanced();
    Ok(Page {
        context: context(collection.segment(), selected.as_deref()),
        count: counted.then(|| walk.count()),
        link,
        body,
    })
}

/// The page's elements: as kept from the last time if nothing of it changed since.
fn rendered(asked: &Asked, cursor: &Cursor, walk: &Walk<'_>, selection: &[&Property]) -> Arc<Rendered> {
    let kept = walk.directory.is_generated() && walk.shown == Shown::All;
    let query = kept.then(|| Query {
        tenant: cursor.tenant,
        collection: walk.collection,
        words: format!("list {:?} {:?}", cursor.place, cursor.select),
        page_size: cursor.page_size,
    });
    if let Some(query) = &query
        && let Some(page) = lock(&asked.world.pages).get(query, cursor.next)
    {
        let range =
            walk.filter.and_then(Filter::range).map_or(cursor.next..page.next.unwrap_or(u32::MAX), |_| 0..u32::MAX);
        if walk.directory.newest(walk.collection, range) <= page.version {
            return page;
        }
    }
    let mut found = walk.from(cursor.next);
    let mut value = Vec::with_capacity(cursor.page_size * 400);
    for (n, (_, entry)) in found.by_ref().take(cursor.page_size).enumerate() {
        value.extend_from_slice(if n == 0 { b"{" } else { b",{" });
        members(&entry, selection, &mut value);
        value.push(b'}');
    }
    value.shrink_to_fit();
    let next = found.next().map(|(position, _)| position);
    let page = Arc::new(Rendered { value, next, version: walk.directory.version(), packed: OnceLock::new() });
    if let Some(query) = &query {
        lock(&asked.world.pages).keep(query, cursor.next, &page);
    }
    page
}

fn top(asked: &Asked) -> Result<usize, GraphError> {
    let Some(text) = asked.option("$top") else {
        return Ok(DEFAULT_PAGE);
    };
    text.parse().ok().filter(|top| (1..=999).contains(top)).ok_or_else(|| {
        let message = format!("Invalid page size specified: '{text}'. Must be between 1 and 999 inclusive.");
        GraphError::bad_request(message)
    })
}

/// The first page, or the one a next link names. A next link is followed as it stands: one whose
/// other options were changed or dropped is refused.
fn place(collection: Collection, asked: &Asked, caller: &Caller<'_>, top: usize) -> Result<Cursor, GraphError> {
    let limit = lock(&asked.world.settings).page_size.unwrap_or(top);
    let first = Cursor {
        epoch: asked.world.epoch.clone(),
        tenant: caller.number,
        collection,
        place: Place::Listing(asked.option("$filter").map(str::to_owned)),
        select: asked.option("$select").map(str::to_owned),
        page_size: top.min(limit),
        page: 0,
        next: 0,
        version: 0,
        made: 0,
    };
    let Some(token) = asked.option("$skiptoken") else {
        return Ok(first);
    };
    let same = |cursor: &Cursor| {
        cursor.epoch == first.epoch
            && cursor.tenant == first.tenant
            && cursor.collection == collection
            && cursor.place == first.place
            && cursor.select == first.select
            && (cursor.page_size == first.page_size || limit != top)
    };
    Cursor::decode(token).filter(same).ok_or_else(|| {
        let message = "The specified page token value has expired and can no longer be included in your request.";
        GraphError::new(axum::http::StatusCode::BAD_REQUEST, "Directory_ExpiredPageToken", message)
    })
}

fn next_link(collection: Collection, asked: &Asked, token: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["$select", "$top", "$count", "$filter"] {
        if let Some(value) = asked.option(name) {
            query.append_pair(name, value);
        }
    }
    query.append_pair("$skiptoken", token);
    // Graph leaves the dollar sign as it is.
    let query = query.finish().replace("%24", "$");
    format!("{}/v1.0/{}?{query}", asked.world.base, collection.segment())
}
