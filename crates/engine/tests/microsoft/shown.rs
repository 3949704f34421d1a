//! What a reading shows beside what the tenant really has.

use std::collections::BTreeMap;

use practice::Truth;
use tenantry_engine::model::{Address, Recipient};

/// A recipient as both sides can say it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    pub id: String,
    pub kind: String,
    pub primary: String,
    pub aliases: Vec<String>,
    pub exchange_only: bool,
}

/// `None` for what has addresses in Microsoft's own domains only: it is listed, never selected.
pub fn shown(recipient: &Recipient) -> Option<Shown> {
    let plain = |address: &Address| address.to_string().to_lowercase();
    let own = |address: &String| !address.ends_with(".onmicrosoft.com");
    let mut aliases: Vec<String> = recipient.aliases.iter().map(plain).filter(own).collect();
    aliases.sort();
    let primary = plain(&recipient.primary);
    (own(&primary) || !aliases.is_empty()).then(|| Shown {
        id: recipient.id.to_string(),
        kind: recipient.kind.as_str().to_owned(),
        primary,
        aliases,
        exchange_only: recipient.exchange_only,
    })
}

pub fn truth(truth: Truth) -> Shown {
    let kind = serde_json::to_value(truth.kind).unwrap().as_str().unwrap().to_owned();
    let Truth { id, primary, aliases, exchange_only, .. } = truth;
    Shown { id, kind, primary, aliases, exchange_only }
}

/// How much of the tenant a reading can know, most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Everything: Exchange told of everybody.
    Whole,
    /// What the directory holds of those whom Exchange named once; kinds, and what only Exchange knows, are as old
    /// as its last word.
    Directory,
    /// The same for a client whom Exchange never told anything: who has no licence may not be known to have a mailbox.
    Guesses,
}

/// What is otherwise than in the tenant, in words; nothing when all is as it should be.
pub fn differences(shown: &[Shown], truth: &[Shown], sight: Sight) -> Vec<String> {
    let counts = |one: &&Shown| sight == Sight::Whole || !one.exchange_only;
    let by_id = |all: &'_ [Shown]| -> BTreeMap<String, Shown> {
        all.iter().filter(counts).map(|one| (one.id.clone(), one.clone())).collect()
    };
    let (mut shown, mut wrong) = (by_id(shown), Vec::new());
    for (id, there) in by_id(truth) {
        let guessed = sight == Sight::Guesses && !matches!(there.kind.as_str(), "user" | "shared");
        match shown.remove(&id) {
            Some(seen) if seen.fits(&there, sight) => {}
            None if guessed => {}
            other => wrong.push(format!("{other:?} in the place of {there:?}")),
        }
    }
    wrong.extend(shown.values().map(|nobody| format!("{nobody:?} is not there")));
    wrong
}

impl Shown {
    fn fits(&self, other: &Self, sight: Sight) -> bool {
        let kind = if sight == Sight::Whole { &other.kind } else { &self.kind };
        *self == Self { kind: kind.clone(), ..other.clone() }
    }
}
