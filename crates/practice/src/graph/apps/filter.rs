//! The filters that applications and service principals are searched with.

use serde_json::{Map, Value};

use crate::graph::error::GraphError;

/// One comparison; learn.microsoft.com, "application resource type" lists what supports which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    Equal(String, String),
    StartsWith(String, String),
    Tag(String),
}

const TEXTS: [&str; 4] = ["displayName", "appId", "id", "servicePrincipalType"];

impl Filter {
    pub(super) fn parse(text: &str) -> Result<Self, GraphError> {
        Self::read(text.trim()).ok_or_else(|| {
            GraphError::unsupported_query(format!("Unsupported or invalid query filter clause specified: '{text}'."))
        })
    }

    fn read(text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_prefix("startswith(").and_then(|rest| rest.strip_suffix(')')) {
            let (name, value) = inner.split_once(',')?;
            return Some(Self::StartsWith(name_of(name)?, quoted(value)?));
        }
        if let Some(inner) = text.strip_prefix("tags/any(").and_then(|rest| rest.strip_suffix(')')) {
            let (variable, comparison) = inner.split_once(':')?;
            let value = comparison.trim().strip_prefix(variable.trim())?.trim().strip_prefix("eq")?;
            return Some(Self::Tag(quoted(value)?));
        }
        let (name, value) = text.split_once(" eq ")?;
        Some(Self::Equal(name_of(name)?, quoted(value)?))
    }

    /// An object as it is shown.
    pub(super) fn admits(&self, shown: &Map<String, Value>) -> bool {
        let text = |name: &str| shown.get(name).and_then(Value::as_str).unwrap_or_default().to_lowercase();
        match self {
            Self::Equal(name, value) => text(name) == value.to_lowercase(),
            Self::StartsWith(name, value) => text(name).starts_with(&value.to_lowercase()),
            Self::Tag(value) => {
                let tags = shown.get("tags").and_then(Value::as_array);
                tags.is_some_and(|tags| tags.iter().any(|tag| tag == value))
            }
        }
    }
}

fn name_of(text: &str) -> Option<String> {
    TEXTS.iter().find(|name| **name == text.trim()).map(|name| (*name).to_owned())
}

fn quoted(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    let plain = inner.replace("''", "");
    (!plain.contains('\'')).then(|| inner.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_are_read_and_others_refused() {
        let equal = Filter::parse("displayName eq 'O''Hara'").unwrap();
        assert_eq!(equal, Filter::Equal("displayName".to_owned(), "O'Hara".to_owned()));
        assert_eq!(Filter::parse("tags/any(t:t eq 'x')").unwrap(), Filter::Tag("x".to_owned()));
        assert!(Filter::parse("startswith(displayName,'a')").is_ok());
        for wrong in ["notes eq 'x'", "displayName eq x", "displayName ne 'x'", "displayName eq 'a' or id eq 'b'"] {
            assert!(Filter::parse(wrong).is_err(), "{wrong}");
        }
    }
}
