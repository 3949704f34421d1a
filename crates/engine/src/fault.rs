//! B8: an error as people and scripts get it: code, words, next actions, raw cause.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What went wrong, ready to be stored, shown and printed. No secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Stable kebab-case name.
    pub code: String,
    /// What happened to which object, and what was done about it.
    pub message: String,
    /// What the person can do next, most likely first.
    pub hints: Vec<String>,
    /// The raw cause: request ids, Microsoft's own text.
    pub detail: Option<String>,
    /// Named things in the message (`expected`, `got`, `domain` …).
    pub facts: BTreeMap<String, String>,
    /// What sort of trouble it is.
    pub sort: FaultSort,
}

/// Sorts of trouble: they decide how a command line ends and whether a retry may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultSort {
    /// Anything else.
    Other,
    /// The request itself is wrong.
    Usage,
    /// A person has to sign in.
    SignInNeeded,
    /// Something waits for a person.
    Held,
    /// The tenant or the gateway failed; nothing is lost, run again.
    Outside,
    /// Refused for safety.
    Refused,
}
