//! The query options that mail takes: ranges of dates, order, extended properties.

use axum::http::StatusCode;
use jiff::Timestamp;

use crate::graph::error::GraphError;
use crate::graph::query::Asked;
use crate::world::lock;

/// Lists of mail are ten long unless asked otherwise, and never longer than a thousand.
const DEFAULT_PAGE: usize = 10;
const MAX_PAGE: usize = 1000;

/// A range of `receivedDateTime`, Unix seconds, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Received {
    pub from: i64,
    pub to: i64,
}

impl Received {
    /// Comparisons joined with `and`; a delta round takes `ge` and `gt` only (learn.microsoft.com, "Get incremental
    /// changes to messages in a folder").
    pub(super) fn parse(text: &str, delta: bool) -> Result<Self, GraphError> {
        let mut range = Self { from: i64::MIN, to: i64::MAX };
        for comparison in text.split(" and ") {
            let words: Vec<&str> = comparison.split_whitespace().collect();
            let [name, operator, at] = words.as_slice() else { return Err(unsupported(text)) };
            let at: Timestamp = at.parse().map_err(|_| unsupported(text))?;
            let at = at.as_second();
            if !name.eq_ignore_ascii_case("receivedDateTime") || (delta && !matches!(*operator, "ge" | "gt")) {
                return Err(unsupported(text));
            }
            match *operator {
                "ge" => range.from = range.from.max(at),
                "gt" => range.from = range.from.max(at + 1),
                "le" => range.to = range.to.min(at),
                "lt" => range.to = range.to.min(at - 1),
                _ => return Err(unsupported(text)),
            }
        }
        Ok(range)
    }

    pub(super) fn contains(self, at: i64) -> bool {
        (self.from..=self.to).contains(&at)
    }
}

fn unsupported(text: &str) -> GraphError {
    let message = format!("The query filter contains one or more invalid nodes: {text}.");
    GraphError::new(StatusCode::BAD_REQUEST, "ErrorInvalidUrlQueryFilter", message)
}

/// Whether the newest come first; by nothing but the time of arrival.
pub(super) fn newest_first(asked: &Asked, default: bool) -> Result<bool, GraphError> {
    let Some(order) = asked.option("$orderby") else { return Ok(default) };
    match order.to_ascii_lowercase().split_whitespace().collect::<Vec<_>>().as_slice() {
        ["receiveddatetime", "desc"] => Ok(true),
        ["receiveddatetime"] | ["receiveddatetime", "asc"] => Ok(false),
        _ => {
            let message = format!("The restriction or sort order is too complex for this operation: {order}.");
            Err(GraphError::new(StatusCode::BAD_REQUEST, "InefficientFilter", message))
        }
    }
}

/// `$top`, or its default.
pub(super) fn listed_at_once(asked: &Asked) -> Result<usize, GraphError> {
    let told = asked.option("$top").map(|top| {
        let top = top.parse().ok().filter(|top| (1..=MAX_PAGE).contains(top));
        top.ok_or_else(|| GraphError::bad_request("Invalid page size specified: it must be between 1 and 1000."))
    });
    Ok(limited(asked, told.transpose()?.unwrap_or(DEFAULT_PAGE)))
}

/// `odata.maxpagesize`, which every request of a round may say anew, or what it said before.
pub(super) fn page_size(asked: &Asked, before: Option<usize>) -> usize {
    let preferred = asked.preference("odata.maxpagesize").and_then(|size| size.parse().ok());
    let size = preferred.filter(|size| *size > 0).or(before).unwrap_or(DEFAULT_PAGE);
    limited(asked, size.min(MAX_PAGE))
}

fn limited(asked: &Asked, size: usize) -> usize {
    size.min(lock(&asked.world.settings).page_size.unwrap_or(MAX_PAGE)).max(1)
}

pub(super) fn immutable(asked: &Asked) -> bool {
    asked.preference("IdType").is_some_and(|kind| kind.eq_ignore_ascii_case("ImmutableId"))
}

/// PR_MESSAGE_SIZE as it was asked for: 32 or 64 bits wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SizeProperty {
    Integer,
    Long,
}

impl SizeProperty {
    /// As Graph names it in answers.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Integer => "Integer 0xe08",
            Self::Long => "Long 0xe08",
        }
    }
}

/// `singleValueExtendedProperties($filter=id eq '…')`; properties nobody has are not told.
pub(super) fn size_property(expand: Option<&str>) -> Result<Option<SizeProperty>, GraphError> {
    let Some(expand) = expand else { return Ok(None) };
    let bad = || GraphError::bad_request(format!("Parsing OData Select and Expand failed: '{expand}'."));
    let filter = expand.strip_prefix("singleValueExtendedProperties(").and_then(|rest| rest.strip_suffix(')'));
    let filter = filter.and_then(|filter| filter.strip_prefix("$filter=")).ok_or_else(bad)?;
    let mut found = None;
    for part in filter.split(" or ") {
        let id = part.trim().to_ascii_lowercase();
        let id = id.strip_prefix("id eq '").and_then(|id| id.strip_suffix('\'')).ok_or_else(bad)?.to_owned();
        match id.split_once(" 0x").map(|(kind, tag)| (kind, tag.trim_start_matches('0'))) {
            Some(("integer", "e08")) => found = Some(SizeProperty::Integer),
            Some(("long", "e08")) => found = Some(SizeProperty::Long),
            Some(_) => {}
            None => return Err(bad()),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_and_a_delta_round_takes_only_a_beginning() {
        let text = "receivedDateTime ge 2024-01-01T00:00:00Z and receivedDateTime lt 2024-01-02T00:00:00Z";
        let day = Received::parse(text, false).unwrap();
        assert_eq!(day.to - day.from, 86_399);
        let after = Received::parse("receivedDateTime gt 2024-01-01T00:00:00Z", true).unwrap();
        assert_eq!((after.contains(day.from), after.contains(day.from + 1)), (false, true));
        assert!(Received::parse(text, true).is_err());
        assert!(Received::parse("receivedDateTime ge 2024-01-01T00:00:00Z", true).is_ok());
        assert!(Received::parse("subject eq 2024-01-01T00:00:00Z", false).is_err());
    }

    #[test]
    fn the_size_is_asked_for_in_any_spelling() {
        let of = |id: &str| size_property(Some(&format!("singleValueExtendedProperties($filter=id eq '{id}')")));
        assert_eq!(of("Integer 0x0E08").unwrap(), Some(SizeProperty::Integer));
        assert_eq!(of("LONG 0xe08").unwrap(), Some(SizeProperty::Long));
        assert_eq!(of("String 0x1000").unwrap(), None);
        assert!(size_property(Some("attachments")).is_err());
    }
}
