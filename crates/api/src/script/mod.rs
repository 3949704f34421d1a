//! What scripts ask through `tenantryctl`: the same engine, with results that are an outside contract.
//!
//! Field names here are the contract's; fields are added, never changed.

mod apply;
mod csv;
mod import;
mod imports;
mod list;
mod plan;
mod read;
mod select;
mod trust;

pub use crate::ask::pack_language;
pub use apply::{ApplyResult, Approve, FailedStep, SyncResult};
pub(crate) use csv::unwritten;
pub use engine::csv_cell;
pub use engine::{AppStep, ImportSignIn};
pub use import::{
    ImportAppResult, ImportEstimateLine, ImportFiles, ImportLine, ImportNumbers, ImportRequest, ImportResult,
};
pub use imports::ImportHead;
pub use list::RecipientLine;
pub use plan::{BillLine, HeldStep, PlanHead, PlanStep, StepCounts};
pub use read::FetchResult;
pub use select::{Mailboxes, OptionsPatch, SelectResult, Selection};
pub use trust::{Held, PlanBill};

use crate::dto::ServicesView;
use serde::Serialize;
use serde_json::Value;

/// Three services, as the contract spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are the services")]
pub struct ServiceSet {
    pub incoming: bool,
    pub outgoing: bool,
    pub archiving: bool,
}

impl From<model::Services> for ServiceSet {
    fn from(s: model::Services) -> Self {
        Self { incoming: s.incoming, outgoing: s.outgoing, archiving: s.archiving }
    }
}

impl From<ServicesView> for ServiceSet {
    fn from(s: ServicesView) -> Self {
        Self { incoming: s.incoming, outgoing: s.outgoing, archiving: s.archiving }
    }
}

/// A view model as the contract with scripts spells it.
#[must_use]
pub fn to_script(view: &impl Serialize) -> Value {
    snake(serde_json::to_value(view).unwrap_or_default())
}

/// What the page reads in camel case, in snake case.
fn snake(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(snake).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (snake_name(&name), snake(value))).collect(),
        other => other,
    }
}

fn snake_name(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.to_string() };
    name.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_members_are_spelled_as_scripts_know_them_and_texts_are_left_alone() {
        let page = serde_json::json!({ "readAt": "2026-01-01", "said": [{ "kindSource": "A guessTwo" }] });
        let script = serde_json::json!({ "read_at": "2026-01-01", "said": [{ "kind_source": "A guessTwo" }] });
        assert_eq!(snake(page), script);
    }
}
