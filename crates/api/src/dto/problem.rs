//! The one shape of every error that leaves the core.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, in a form that the page words by `code` and the command line prints as it is (B8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Stable kebab-case name; the key into the page's table of words.
    pub code: String,
    /// What happened to which object, and what was done about it, in plain words.
    pub message: String,
    /// What the person can do next, most likely first.
    pub hints: Vec<String>,
    /// The raw cause for support, without secrets: request ids, Microsoft's own text.
    pub detail: Option<String>,
    /// Named things that appear in the message, for the page's own words (`expected`, `got`, `port` …).
    pub facts: std::collections::BTreeMap<String, String>,
    /// How the command line ends.
    pub exit: Exit,
}

/// Exit statuses of `tenantryctl`, an outside contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Exit {
    /// 0: done; no problem carries it.
    Done,
    /// 1: anything else.
    Other,
    /// 2: the request itself is wrong.
    Usage,
    /// 3: a sign-in is needed.
    SignInNeeded,
    /// 4: something is held for a person.
    Held,
    /// 5: the tenant or the gateway failed; nothing is lost, run again.
    Outside,
    /// 6: refused for safety.
    Refused,
}
