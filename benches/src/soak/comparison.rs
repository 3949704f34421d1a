//! The snapshot beside what the tenant really has.

use std::collections::BTreeMap;

use practice::Truth;

use super::worker::{Recipient, Synced};

/// What differs.
#[derive(Debug, Default)]
pub struct Found {
    /// Differences that no later reading may have either.
    pub wrong: Vec<String>,
    /// What changes cannot tell and the daily full reading finds: kinds, and what only Exchange knows.
    pub late: usize,
}

pub fn compare(truth: &[Truth], synced: &Synced) -> Found {
    let expected: BTreeMap<&str, Recipient> = truth.iter().map(|truth| (truth.id.as_str(), recipient(truth))).collect();
    let shown: BTreeMap<&str, &Recipient> = synced.recipients.iter().map(|seen| (seen.id.as_str(), seen)).collect();
    let mut found = Found::default();
    for (id, expected) in &expected {
        match shown.get(id) {
            Some(seen) if *seen == expected => {}
            Some(seen) if only_kind_differs(seen, expected) => found.note(synced, format!("{expected:?} is {seen:?}")),
            Some(seen) => found.wrong.push(format!("{expected:?} is {seen:?}")),
            None if expected.exchange_only => found.note(synced, format!("{expected:?} is missing")),
            None => found.wrong.push(format!("{expected:?} is missing")),
        }
    }
    for (id, seen) in &shown {
        if !expected.contains_key(id) {
            let words = format!("{seen:?} is not in the tenant");
            if seen.exchange_only { found.note(synced, words) } else { found.wrong.push(words) }
        }
    }
    found
}

impl Found {
    /// A full reading that Exchange took part in leaves nothing for later.
    fn note(&mut self, synced: &Synced, words: String) {
        if synced.full && synced.exchange == "complete" { self.wrong.push(words) } else { self.late += 1 }
    }
}

fn only_kind_differs(one: &Recipient, other: &Recipient) -> bool {
    Recipient { kind: String::new(), ..one.clone() } == Recipient { kind: String::new(), ..other.clone() }
}

fn recipient(truth: &Truth) -> Recipient {
    let kind = serde_json::to_value(truth.kind).ok().and_then(|name| name.as_str().map(str::to_owned));
    Recipient {
        id: truth.id.clone(),
        kind: kind.unwrap_or_default(),
        primary: truth.primary.clone(),
        aliases: truth.aliases.clone(),
        exchange_only: truth.exchange_only,
    }
}
