//! `$filter` on listings: `eq`, `ge`, `le`, `gt`, `lt` and `startsWith` on text, `eq` on
//! `accountEnabled`, joined by `and`; `ne`, `not` and `endsWith` as advanced queries.
//!
//! learn.microsoft.com, "user resource type" (which properties support which operators) and
//! "Advanced query capabilities on Microsoft Entra ID objects".

use super::error::GraphError;
use crate::tenant::{Collection, Entry, Kind, Name};

#[derive(Debug)]
pub(super) struct Filter(Vec<Term>);

#[derive(Debug)]
struct Term {
    field: Field,
    operator: Operator,
    /// In lower case: the directory compares without case.
    operand: String,
    negated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Eq,
    Ge,
    Le,
    Gt,
    Lt,
    StartsWith,
    EndsWith,
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

/// The terms on one name, as a range of it.
#[derive(Debug)]
pub(super) struct Span<'a> {
    pub name: Name,
    terms: Vec<&'a Term>,
}

impl Span<'_> {
    pub(super) fn is_before(&self, name: &str) -> bool {
        self.terms.iter().any(|term| match term.operator {
            Operator::Eq | Operator::Ge | Operator::StartsWith => name < term.operand.as_str(),
            Operator::Gt => name <= term.operand.as_str(),
            _ => false,
        })
    }

    pub(super) fn is_after(&self, name: &str) -> bool {
        self.terms.iter().any(|term| match term.operator {
            Operator::Eq | Operator::Le => name > term.operand.as_str(),
            Operator::Lt => name >= term.operand.as_str(),
            Operator::StartsWith => name > term.operand.as_str() && !name.starts_with(&term.operand),
            _ => false,
        })
    }
}

impl Filter {
    /// Advanced queries are those that ask for eventual consistency and a count.
    pub(super) fn parse(collection: Collection, text: &str, advanced: bool) -> Result<Self, GraphError> {
        let terms = split_terms(text).map(|term| Term::parse(collection, term.trim()));
        let terms = terms.collect::<Option<Vec<_>>>().filter(|terms| advanced || !terms.iter().any(Term::is_advanced));
        terms.map(Self).ok_or_else(|| {
            GraphError::unsupported_query(format!("Unsupported or invalid query filter clause: '{text}'."))
        })
    }

    pub(super) fn matches(&self, entry: &Entry) -> bool {
        self.0.iter().all(|term| term.matches(entry) != term.negated)
    }

    /// A range of names, if the filter has one.
    pub(super) fn range(&self) -> Option<Span<'_>> {
        [(Field::UserPrincipalName, Name::UserPrincipalName), (Field::DisplayName, Name::DisplayName)]
            .into_iter()
            .map(|(field, name)| {
                let bounding = |term: &&Term| term.field == field && !term.is_advanced();
                Span { name, terms: self.0.iter().filter(bounding).collect() }
            })
            .find(|span| !span.terms.is_empty())
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

fn call<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let start = text.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name))?;
    text[start.len()..].strip_prefix('(')?.strip_suffix(')')?.split_once(',')
}

impl Term {
    fn parse(collection: Collection, text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_prefix("not ").or_else(|| text.strip_prefix("not(").and(text.get(3..))) {
            let inner = inner.trim();
            let inner = inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(inner);
            return Self::parse(collection, inner).map(|term| Self { negated: !term.negated, ..term });
        }
        let (name, operator, operand) = if let Some((name, operand)) = call(text, "startsWith") {
            (name, "startsWith", operand)
        } else if let Some((name, operand)) = call(text, "endsWith") {
            (name, "endsWith", operand)
        } else {
            let mut words = text.splitn(3, ' ');
            (words.next()?, words.next()?, words.next()?)
        };
        let (operator, negated) = match operator {
            "eq" => (Operator::Eq, false),
            "ne" => (Operator::Eq, true),
            "ge" => (Operator::Ge, false),
            "le" => (Operator::Le, false),
            "gt" => (Operator::Gt, false),
            "lt" => (Operator::Lt, false),
            "startsWith" => (Operator::StartsWith, false),
            "endsWith" => (Operator::EndsWith, false),
            _ => return None,
        };
        let field = Field::parse(collection, name.trim())?;
        let operand = match operand.trim() {
            "null" if negated => String::new(),
            operand if field == Field::AccountEnabled => operand.to_owned(),
            operand => operand.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"),
        };
        let exact = matches!(field, Field::Id | Field::UserType | Field::AccountEnabled);
        let fits = !exact || operator == Operator::Eq;
        fits.then(|| Self { field, operator, operand: operand.to_lowercase(), negated })
    }

    fn is_advanced(&self) -> bool {
        self.negated || self.operator == Operator::EndsWith
    }

    /// A value that is not set is like an empty one.
    fn matches(&self, entry: &Entry) -> bool {
        let value = match self.field {
            Field::Id => Some(entry.id.to_string()),
            Field::DisplayName => Name::DisplayName.of(entry),
            Field::Mail => entry.mail().map(str::to_lowercase),
            Field::UserPrincipalName => Name::UserPrincipalName.of(entry),
            Field::UserType if entry.kind == Kind::Guest => Some("guest".to_owned()),
            Field::UserType => Some("member".to_owned()),
            Field::AccountEnabled => Some(entry.enabled.to_string()),
        };
        let Some(value) = value else {
            return self.negated && self.operand.is_empty();
        };
        match self.operator {
            Operator::Eq => value == self.operand,
            Operator::Ge => value >= self.operand,
            Operator::Le => value <= self.operand,
            Operator::Gt => value > self.operand,
            Operator::Lt => value < self.operand,
            Operator::StartsWith => value.starts_with(&self.operand),
            Operator::EndsWith => value.ends_with(&self.operand),
        }
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
