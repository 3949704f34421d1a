//! `$filter` on listings, as far as the directory answers it without advanced queries:
//! `eq`, `ge`, `le`, `gt`, `lt` and `startsWith` on text, `eq` on `accountEnabled`, joined by `and`.
//!
//! learn.microsoft.com, "user resource type" (which properties support which operators).

use super::error::GraphError;
use crate::tenant::{Collection, Entry, Kind};

#[derive(Debug)]
pub(super) struct Filter(Vec<Term>);

#[derive(Debug)]
struct Term {
    field: Field,
    operator: Operator,
    /// In lower case: the directory compares without case.
    operand: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Eq,
    Ge,
    Le,
    Gt,
    Lt,
    StartsWith,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Id,
    DisplayName,
    Mail,
    UserPrincipalName,
    UserType,
    AccountEnabled,
}

impl Filter {
    pub(super) fn parse(collection: Collection, text: &str) -> Result<Self, GraphError> {
        let terms = split_terms(text).map(|term| Term::parse(collection, term.trim()));
        terms.collect::<Option<Vec<_>>>().map(Self).ok_or_else(|| {
            GraphError::unsupported_query(format!("Unsupported or invalid query filter clause: '{text}'."))
        })
    }

    pub(super) fn matches(&self, entry: &Entry) -> bool {
        self.0.iter().all(|term| term.matches(entry))
    }
}

/// Splits at ` and ` outside quotes.
fn split_terms(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let now = rest?;
        let cut = now.match_indices(" and ").find(|(at, _)| now[..*at].matches('\'').count() % 2 == 0);
        rest = cut.map(|(at, and)| &now[at + and.len()..]);
        Some(cut.map_or(now, |(at, _)| &now[..at]))
    })
}

impl Term {
    fn parse(collection: Collection, text: &str) -> Option<Self> {
        let call = text.strip_prefix("startsWith(").or_else(|| text.strip_prefix("startswith("));
        let (name, operator, operand) = if let Some(call) = call {
            let (name, operand) = call.strip_suffix(')')?.split_once(',')?;
            (name, Operator::StartsWith, operand)
        } else {
            let mut words = text.splitn(3, ' ');
            let (name, operator, operand) = (words.next()?, words.next()?, words.next()?);
            let operator = match operator {
                "eq" => Operator::Eq,
                "ge" => Operator::Ge,
                "le" => Operator::Le,
                "gt" => Operator::Gt,
                "lt" => Operator::Lt,
                _ => return None,
            };
            (name, operator, operand)
        };
        let field = Field::parse(collection, name.trim())?;
        let operand = match field {
            Field::AccountEnabled => operand.trim().to_owned(),
            _ => operand.trim().strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"),
        };
        let exact = matches!(field, Field::Id | Field::UserType | Field::AccountEnabled);
        (!exact || operator == Operator::Eq).then(|| Self { field, operator, operand: operand.to_lowercase() })
    }

    fn matches(&self, entry: &Entry) -> bool {
        let value = match self.field {
            Field::Id => Some(entry.id.to_string()),
            Field::DisplayName => Some(entry.name.to_lowercase()),
            Field::Mail => entry.mail().map(str::to_lowercase),
            Field::UserPrincipalName => entry.upn.as_deref().map(str::to_lowercase),
            Field::UserType if entry.kind == Kind::Guest => Some("guest".to_owned()),
            Field::UserType => Some("member".to_owned()),
            Field::AccountEnabled => Some(entry.enabled.to_string()),
        };
        value.is_some_and(|value| match self.operator {
            Operator::Eq => value == self.operand,
            Operator::Ge => value >= self.operand,
            Operator::Le => value <= self.operand,
            Operator::Gt => value > self.operand,
            Operator::Lt => value < self.operand,
            Operator::StartsWith => value.starts_with(&self.operand),
        })
    }
}

impl Field {
    fn parse(collection: Collection, name: &str) -> Option<Self> {
        let field = match name {
            "id" => Self::Id,
            "displayName" => Self::DisplayName,
            "mail" => Self::Mail,
            "userPrincipalName" => Self::UserPrincipalName,
            "userType" => Self::UserType,
            "accountEnabled" => Self::AccountEnabled,
            _ => return None,
        };
        let users_only = matches!(field, Self::UserPrincipalName | Self::UserType | Self::AccountEnabled);
        (!users_only || collection == Collection::Users).then_some(field)
    }
}
