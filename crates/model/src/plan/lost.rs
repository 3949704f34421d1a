//! Who lost addresses to steps that are taken back gets them again, whatever became of a step of their own (B5, R16).

use super::{Action, Hold, Object, Reason, Standing, Step};
use crate::{Address, DirectoryId, ObservedRecipient, RecipientShape};

/// What a recipient lost to the steps of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Who lost it.
    pub id: DirectoryId,
    /// Display name.
    pub name: String,
    /// What the gateway had of it before the run.
    pub had: RecipientShape,
    /// The addresses that the run took from it.
    pub taken: Vec<Address>,
    /// Those of them that come back now.
    pub back: Vec<Address>,
}

impl Lost {
    /// Nothing was taken yet.
    #[must_use]
    pub const fn nothing(id: DirectoryId, name: String, had: RecipientShape) -> Self {
        Self { id, name, had, taken: Vec::new(), back: Vec::new() }
    }

    /// Notes what a step took that was done; it comes `back` when the step is taken back now.
    pub fn note(&mut self, done: &Step, back: bool) {
        let took: Vec<Address> = self.had.addresses().filter(|a| done.addresses().any(|b| b == *a)).cloned().collect();
        self.back.extend(took.iter().filter(|_| back).cloned());
        self.taken.extend(took);
    }

    /// Whether nothing of it is left.
    #[must_use]
    pub fn everything(&self) -> bool {
        self.had.addresses().all(|address| self.taken.contains(address))
    }

    /// The step that gives the addresses back; nothing of it is remembered. `None` when nothing comes back, or the
    /// gateway has them there again.
    ///
    /// When the gateway is not as the run left it, the step is held; what people put there meanwhile stays (R15).
    #[must_use]
    pub fn give_back(&self, observed: Option<&ObservedRecipient>) -> Option<Step> {
        let now = observed.map(|seen| &seen.shape);
        let there = |a: &&Address| now.is_some_and(|now| now.addresses().any(|b| b == *a));
        if self.back.iter().all(|a| there(&a)) {
            return None;
        }
        let comes = self.had.addresses().filter(|a| self.back.contains(a) && !there(a));
        let mut all: Vec<Address> = now.into_iter().flat_map(RecipientShape::addresses).chain(comes).cloned().collect();
        let first = Some(&self.had.primary).filter(|primary| self.back.contains(primary)).or(all.first())?.clone();
        all.retain(|a| *a != first);
        all.sort();
        let after = RecipientShape { primary: first, aliases: all, ..now.unwrap_or(&self.had).clone() };
        Some(Step {
            action: if now.is_some() { Action::Change } else { Action::Create },
            object: Object::Recipient {
                id: self.id,
                name: self.name.clone(),
                before: now.cloned(),
                after,
                foreign: Vec::new(),
            },
            reason: Reason::Undone,
            held: (!self.is_as_left(now)).then_some(Hold::MovedSince),
            // Whatever is remembered of it stays.
            standing: Standing::Active,
            confirmed: false,
            drifted: None,
            loses_address: false,
            hands_over: false,
        })
    }

    /// Whether the gateway has of it what it had before, without what was taken.
    fn is_as_left(&self, now: Option<&RecipientShape>) -> bool {
        let left: Vec<&Address> = self.had.addresses().filter(|a| !self.taken.contains(a)).collect();
        let Some(now) = now else { return left.is_empty() };
        let same = RecipientShape { primary: now.primary.clone(), aliases: now.aliases.clone(), ..self.had.clone() };
        same == *now && now.addresses().count() == left.len() && now.addresses().all(|a| left.contains(&a))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Services};

    fn shape(addresses: &[&str]) -> RecipientShape {
        let mut all = addresses.iter().map(|local| format!("{local}@larkfield.example").parse().unwrap());
        let (primary, aliases) = (all.next().unwrap(), all.collect());
        let services = Services { archiving: true, ..Services::NONE };
        RecipientShape { primary, aliases, kind: Kind::User, listed: true, services, profile: None }
    }

    fn lost(had: &[&str], taken: &[&str], back: &[&str]) -> Lost {
        let all = |locals: &[&str]| match locals {
            [] => Vec::new(),
            some => shape(some).addresses().cloned().collect(),
        };
        let new = Lost::nothing(DirectoryId([1; 16]), "Ann".to_owned(), shape(had));
        Lost { taken: all(taken), back: all(back), ..new }
    }

    fn seen(addresses: &[&str]) -> ObservedRecipient {
        ObservedRecipient { id: Some(DirectoryId([1; 16])), shape: shape(addresses) }
    }

    fn after(step: &Step) -> &RecipientShape {
        match &step.object {
            Object::Recipient { after, .. } => after,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn b5_who_lost_every_address_is_there_again_as_it_was() {
        let step = lost(&["ann", "a", "b"], &["ann", "a", "b"], &["ann", "a", "b"]).give_back(None).unwrap();
        assert_eq!((after(&step), step.action, step.held), (&shape(&["ann", "a", "b"]), Action::Create, None));
    }

    #[test]
    fn b5_who_lost_its_primary_address_alone_has_it_as_the_primary_one_again() {
        let step = lost(&["ann", "a", "b"], &["ann"], &["ann"]).give_back(Some(&seen(&["a", "b"]))).unwrap();
        assert_eq!((after(&step), step.action, step.held), (&shape(&["ann", "a", "b"]), Action::Change, None));
    }

    #[test]
    fn b5_what_stays_taken_does_not_come_back_with_the_rest() {
        let step = lost(&["ann", "a"], &["ann", "a"], &["a"]).give_back(None).unwrap();
        assert_eq!((after(&step), step.held), (&shape(&["a"]), None));
        assert_eq!(lost(&["ann", "a"], &["a"], &[]).give_back(Some(&seen(&["ann"]))), None);
        assert_eq!(lost(&["ann", "a"], &["a"], &["a"]).give_back(Some(&seen(&["ann", "a"]))), None, "it is back");
    }

    #[test]
    fn b5_r15_whoever_was_changed_since_waits_and_keeps_what_people_put_there() {
        let step = lost(&["ann", "a"], &["a"], &["a"]).give_back(Some(&seen(&["ann", "hand"]))).unwrap();
        assert_eq!((after(&step), step.held), (&shape(&["ann", "a", "hand"]), Some(Hold::MovedSince)));
        let gone = lost(&["ann", "a"], &["a"], &["a"]).give_back(None).unwrap();
        assert_eq!(gone.held, Some(Hold::MovedSince), "somebody took the rest out");
        let mut other = seen(&["ann"]);
        other.shape.services = Services::NONE;
        let step = lost(&["ann", "a"], &["a"], &["a"]).give_back(Some(&other)).unwrap();
        assert_eq!((after(&step).services, step.held), (Services::NONE, Some(Hold::MovedSince)));
    }
}
