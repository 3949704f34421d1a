//! Plain listings of users, groups and contacts.

use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use super::caller::{Caller, caller};
use super::cursor::{Cursor, Place};
use super::error::GraphError;
use super::filter::Filter;
use super::page::{Page, context};
use super::property::members;
use super::query::{Asked, defaults, permissions};
use crate::tenant::Collection;
use crate::world::{lock, read};

/// learn.microsoft.com, "List users": 100 objects a page unless asked, at most 999.
const DEFAULT_PAGE: usize = 100;

pub(super) async fn list(collection: Collection, asked: Asked) -> Response {
    page(collection, &asked).map_or_else(IntoResponse::into_response, |page| page.into_response(&asked.world))
}

fn page(collection: Collection, asked: &Asked) -> Result<Page, GraphError> {
    let caller = caller(&asked.world, &asked.headers, permissions(collection))?;
    asked.only(&["$select", "$top", "$skiptoken", "$count", "$filter"])?;
    let selected = asked.select(collection)?;
    let filter = asked.option("$filter").map(|text| Filter::parse(collection, text)).transpose()?;
    let top = top(asked)?;
    let cursor = place(collection, asked, &caller, top)?;
    let selection = selected.clone().unwrap_or_else(|| defaults(collection));
    let directory = read(&caller.tenant.directory);
    let mut found = directory
        .present(collection, cursor.next)
        .filter(|(_, entry)| filter.as_ref().is_none_or(|filter| filter.matches(entry)));
    let mut value = Vec::with_capacity(cursor.page_size * 400);
    for (n, (_, entry)) in found.by_ref().take(cursor.page_size).enumerate() {
        value.extend_from_slice(if n == 0 { b"{" } else { b",{" });
        members(&entry, &selection, &mut value);
        value.push(b'}');
    }
    let link = found.next().map(|(slot, _)| {
        let token = Cursor { next: slot, page: cursor.page + 1, ..cursor.clone() }.encode();
        ("@odata.nextLink", next_link(collection, asked, &token))
    });
    let counted = cursor.page == 0 && asked.is_eventual() && asked.option("$count") == Some("true");
    let count = counted.then(|| {
        let all = directory.present(collection, 0);
        all.filter(|(_, entry)| filter.as_ref().is_none_or(|filter| filter.matches(entry))).count()
    });
    Ok(Page { context: context(collection.segment(), selected.as_deref()), count, link, value })
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
