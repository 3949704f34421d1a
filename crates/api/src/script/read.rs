//! Reading the tenant.

use std::collections::BTreeMap;

use engine::{ClientId, FetchReport};
use model::ExchangeReading;
use serde::Serialize;

use crate::{
    Api,
    dto::{ClientRef, Problem},
};

/// What a reading found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FetchResult {
    /// `full` or `delta`.
    pub mode: &'static str,
    /// Every resource reached its end; an incomplete reading is an error and leaves no result.
    pub complete: bool,
    /// Domains of the tenant.
    pub domains: u32,
    /// Recipients of the tenant.
    pub recipients: u32,
    /// Recipients by kind.
    pub by_kind: BTreeMap<String, u32>,
    /// Recipients that the reading before did not have.
    pub added: u32,
    /// Recipients that are different.
    pub changed: u32,
    /// Recipients that left.
    pub removed: u32,
    /// Requests it took.
    pub requests: u32,
    /// Seconds it took.
    pub seconds: f64,
    /// The strongest source that told the kinds of mailboxes, as in `kind_source` of `recipients`.
    pub kinds_from: &'static str,
    /// Why Exchange's own list did not tell them; absent when it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds_from_why: Option<String>,
    /// Why kinds of users are guesses; absent when a source told them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds_are_guesses: Option<String>,
}

impl From<&FetchReport> for FetchResult {
    fn from(report: &FetchReport) -> Self {
        let counts = &report.counts;
        Self {
            mode: if report.full { "full" } else { "delta" },
            complete: true,
            domains: counts.domains,
            recipients: counts.recipients,
            by_kind: counts.by_kind.iter().map(|(kind, n)| (kind.to_string(), *n)).collect(),
            added: counts.added,
            changed: counts.changed,
            removed: counts.removed,
            requests: report.requests,
            seconds: report.took.as_secs_f64(),
            kinds_from: report.kinds_from.as_str(),
            kinds_from_why: match &report.exchange {
                ExchangeReading::Unavailable(why) | ExchangeReading::Kinds { why, .. } => Some(why.clone()),
                ExchangeReading::Complete | ExchangeReading::Unchanged => None,
            },
            kinds_are_guesses: match &report.exchange {
                ExchangeReading::Unavailable(why) => Some(why.clone()),
                ExchangeReading::Complete | ExchangeReading::Unchanged | ExchangeReading::Kinds { .. } => None,
            },
        }
    }
}

impl Api {
    /// Reads the tenant and waits for the end.
    pub async fn fetch(&self, client: ClientRef, full: bool) -> Result<FetchResult, Problem> {
        Ok(FetchResult::from(&self.engine.fetch(ClientId(client.client), full).await?))
    }
}
