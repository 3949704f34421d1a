//! What is known about one recipient before it is decided about.

use serde::{Deserialize, Serialize};

use super::{Exempt, Object, Step};
use crate::{Address, DirectoryId, LeaverRule, ObservedRecipient, Recipient, RecipientShape, Services};

/// How we stand to an object that we remember.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Selected, and kept as the tenant has it.
    Active,
    /// Deselected: it stays listed without services (R5).
    Stopped,
    /// It left the tenant (R6).
    Left,
}

/// What we last applied to a recipient and therefore own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The shape we last saw or made.
    pub shape: RecipientShape,
    /// How we stand to it.
    pub standing: Standing,
    /// The services it had when it was last active; they come back when it does.
    pub services_when_active: Services,
}

/// What a person, or nobody, decided about a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choice {
    /// `None`: nobody decided, so a recipient of a selected domain is in.
    pub selected: Option<bool>,
    /// Services chosen for this recipient alone.
    pub services: Option<Services>,
    /// The services were chosen after we last applied something to it.
    pub services_are_news: bool,
    /// A person gave it the settings of new mailboxes after we last applied something to it (R12).
    pub profile_is_news: bool,
}

/// How long a recipient has been gone (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    /// Whole days since it left the tenant; once confirmed, since the answer.
    pub days: u32,
    /// A person answered “treat as leavers”.
    pub confirmed: bool,
}

/// Everything known about one recipient.
#[derive(Debug, Clone)]
pub struct RecipientCase<'a> {
    /// Its directory id.
    pub id: DirectoryId,
    /// What the tenant says, with addresses outside selected domains already left out; `None` when it left
    /// the tenant, or the tenant took its addresses out of a domain that is still selected. `Some(None)` when it
    /// is there, but none of its addresses lies in a selected domain.
    pub tenant: Option<Option<&'a Recipient>>,
    /// Display name for what left the tenant.
    pub name: &'a str,
    /// The person's decision.
    pub choice: Choice,
    /// It was first seen after its domain had been selected (R7).
    pub appeared: bool,
    /// Since when it is gone; the default while it is there.
    pub left: Left,
    /// A person's exception about it.
    pub exception: Option<Exempt>,
    /// What we own of it.
    pub remembered: Option<&'a Remembered>,
    /// What the gateway has under its address.
    pub observed: Option<&'a ObservedRecipient>,
    /// Addresses that we listed or the gateway has of it, and that another selected recipient of the tenant has now
    /// while it has them no more itself.
    pub taken_over: &'a [Address],
}

/// Days that a confirmed leaver keeps a service at least, whose rule would have ended it sooner.
const CONFIRMED_GRACE: u16 = 30;

impl Left {
    /// Whether a service with this rule has ended (R6). A person's word gives everybody some days of grace.
    #[must_use]
    pub const fn ended(self, rule: LeaverRule) -> bool {
        match rule {
            LeaverRule::Stop | LeaverRule::StopAfter(0) if self.confirmed => {
                LeaverRule::StopAfter(CONFIRMED_GRACE).ended(self.days)
            }
            rule => rule.ended(self.days),
        }
    }
}

impl Remembered {
    /// What is remembered once a recipient's step is done: its shape without what people put there (R15). `None` for a
    /// domain, and for what went out of the gateway.
    #[must_use]
    pub fn after(step: &Step, previous: Option<&Self>) -> Option<Self> {
        let Object::Recipient { after, foreign, .. } = &step.object else { return None };
        let mut shape = after.clone();
        shape.aliases.retain(|a| !foreign.contains(a));
        shape.services = step.drifted.unwrap_or(shape.services);
        // G4: whom we look after is listed; a hand that took it off the list is told as drift.
        shape.listed |= step.standing == Standing::Active;
        // What people list again after its owner left is theirs.
        shape.listed &= step.standing != Standing::Left || previous.is_none_or(|ours| ours.shape.listed);
        let active = (step.standing == Standing::Active).then_some(shape.services);
        let services_when_active = active.or(previous.map(|p| p.services_when_active)).unwrap_or(shape.services);
        Some(Self { shape, standing: step.standing, services_when_active })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b1_r6_who_is_confirmed_as_a_leaver_keeps_for_thirty_days_what_would_have_ended_at_once() {
        let left = |days| Left { days, confirmed: true };
        for at_once in [LeaverRule::Stop, LeaverRule::StopAfter(0)] {
            assert!(!left(29).ended(at_once) && left(30).ended(at_once));
            assert!(Left { days: 0, confirmed: false }.ended(at_once));
        }
        assert!(left(7).ended(LeaverRule::StopAfter(7)) && !left(999).ended(LeaverRule::Keep));
    }
}
