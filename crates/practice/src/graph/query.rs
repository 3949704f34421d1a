//! Query options as Graph takes them, and refuses them.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use url::form_urlencoded;

use super::error::GraphError;
use super::filter::Filter;
use super::property::{Property, Selection};
use super::{contacts, groups, users};
use crate::tenant::Collection;
use crate::world::World;

/// A request for a directory collection.
#[derive(Debug)]
pub(super) struct Asked {
    pub world: Arc<World>,
    pub headers: HeaderMap,
    options: Vec<(String, String)>,
    /// Whether the path ends in `/$count`.
    counts: bool,
}

impl FromRequestParts<Arc<World>> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, world: &Arc<World>) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self {
            world: Arc::clone(world),
            headers: parts.headers.clone(),
            counts: parts.uri.path().ends_with("/$count"),
            options: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        })
    }
}

impl Asked {
    pub(super) fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every option as it was given.
    pub(super) fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Refuses every OData option but these; parameters without `$` are ignored, as Graph does.
    pub(super) fn only(&self, allowed: &[&str]) -> Result<(), GraphError> {
        for (name, _) in self.options.iter().filter(|(name, _)| name.starts_with('$')) {
            if !allowed.contains(&name.as_str()) {
                let message = format!("'{name}' is not supported by the service for this resource.");
                return Err(GraphError::unsupported_query(message));
            }
        }
        Ok(())
    }

    /// Whether the advanced query capabilities were asked for.
    pub(super) fn is_eventual(&self) -> bool {
        let level = self.headers.get("consistencylevel").and_then(|level| level.to_str().ok());
        level.is_some_and(|level| level.eq_ignore_ascii_case("eventual"))
    }

    /// Whether what only advanced queries can do may be asked: with a count of what is found, or
    /// where that is all that is asked for.
    pub(super) fn is_advanced(&self) -> bool {
        self.is_eventual() && self.option("$count") == Some("true")
    }

    pub(super) fn filter(&self, collection: Collection) -> Result<Option<Filter>, GraphError> {
        let advanced = self.is_advanced() || (self.is_eventual() && self.counts);
        self.option("$filter").map(|text| Filter::parse(collection, text, advanced)).transpose()
    }

    pub(super) fn takes_gzip(&self) -> bool {
        let accepted = self.headers.get_all("accept-encoding").iter().filter_map(|value| value.to_str().ok());
        accepted.flat_map(|value| value.split(',')).any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            name.trim().eq_ignore_ascii_case("gzip") && weight.trim() != "q=0"
        })
    }

    /// Whether the `Prefer` header holds this token; for `name=value` preferences, its value.
    pub(super) fn preference(&self, name: &str) -> Option<&str> {
        let all = self.headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        all.flat_map(|value| value.split(',')).find_map(|preference| {
            let (key, value) = preference.split_once('=')?;
            (key.trim().eq_ignore_ascii_case(name)).then(|| value.trim().trim_matches('"'))
        })
    }

    pub(super) fn select(&self, collection: Collection) -> Result<Option<Selection>, GraphError> {
        self.option("$select").map(|text| parse_select(collection, text.split(','))).transpose()
    }
}

/// An unknown name is an error, not silence.
pub(super) fn parse_select<'a>(
    collection: Collection,
    names: impl Iterator<Item = &'a str>,
) -> Result<Selection, GraphError> {
    names.map(|name| find(collection, name.trim())).collect()
}

pub(super) fn properties(collection: Collection) -> &'static [Property] {
    match collection {
        Collection::Users => users::PROPERTIES,
        Collection::Groups => groups::PROPERTIES,
        Collection::Contacts => contacts::PROPERTIES,
        Collection::ExchangeOnly => &[],
    }
}

pub(super) fn defaults(collection: Collection) -> Selection {
    properties(collection).iter().filter(|property| property.default).collect()
}

fn find(collection: Collection, name: &str) -> Result<&'static Property, GraphError> {
    let property = properties(collection).iter().find(|p| p.name.eq_ignore_ascii_case(name));
    if let Some(property) = property {
        return Ok(property);
    }
    // Mailbox settings are not in the directory: only a single user has them.
    if collection == Collection::Users && name.eq_ignore_ascii_case("mailboxSettings") {
        let message = "The requested operation is not implemented for a collection of users.";
        return Err(GraphError::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message));
    }
    let kind = match collection {
        Collection::Users => "user",
        Collection::Groups => "group",
        _ => "orgContact",
    };
    let message = format!(
        "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.{kind}'."
    );
    Err(GraphError::new(StatusCode::BAD_REQUEST, "BadRequest", message))
}

/// The permissions of which one is needed to read a collection, least first.
pub(super) fn permissions(collection: Collection) -> &'static [&'static str] {
    match collection {
        Collection::Users => &["User.Read.All", "Directory.Read.All"],
        Collection::Groups => &["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"],
        _ => &["OrgContact.Read.All", "Directory.Read.All"],
    }
}
