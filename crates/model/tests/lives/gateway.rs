//! A gateway that does what it is told, and refuses what a real one refuses.

use std::collections::BTreeMap;

use tenantry_model::{
    Address, DirectoryId, DomainName, ObservedDomain, ObservedRecipient, Owner, RecipientShape,
    plan::{Object, Step},
};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gateway {
    pub domains: BTreeMap<DomainName, ObservedDomain>,
    /// Those without a directory id were made by hand.
    pub recipients: Vec<ObservedRecipient>,
}

impl Gateway {
    pub fn at(&self, primary: &Address) -> Option<&ObservedRecipient> {
        self.recipients.iter().find(|r| r.shape.primary == *primary)
    }

    pub fn of(&self, id: DirectoryId) -> Option<&ObservedRecipient> {
        self.recipients.iter().find(|r| r.id == Some(id))
    }

    /// Who of the directory loses addresses to a step, with what they have.
    pub fn losers(&self, step: &Step) -> Vec<(DirectoryId, RecipientShape)> {
        let Object::Recipient { id, .. } = &step.object else { return Vec::new() };
        let meets = |r: &&ObservedRecipient| r.shape.addresses().any(|a| step.addresses().any(|b| a == b));
        let others = self.recipients.iter().filter(meets).filter_map(|r| Some((r.id?, r.shape.clone())));
        others.filter(|(other, _)| other != id).collect()
    }

    /// Does one step, or says why not.
    pub fn apply(&mut self, object: &Object) -> Result<(), String> {
        match object {
            Object::Domain { name, after, .. } => {
                let held = ObservedDomain { name: name.clone(), owner: Owner::Us, shape: after.clone() };
                self.domains.insert(name.clone(), held);
            }
            Object::Recipient { id, before, after, .. } => {
                let lacks = |a: &&Address| !self.domains.keys().any(|name| name.as_str() == a.domain());
                if let Some(address) = after.addresses().find(lacks) {
                    return Err(format!("no domain for {address}"));
                }
                let seen = |r: &ObservedRecipient| before.as_ref().is_some_and(|b| b.primary == r.shape.primary);
                let by_hand = |r: &&ObservedRecipient| r.id.is_none() && seen(r);
                let place = self.of(*id).or_else(|| self.recipients.iter().find(by_hand)).cloned();
                let mut rest: Vec<_> = self.recipients.iter().filter(|r| place.as_ref() != Some(*r)).cloned().collect();
                for other in &mut rest {
                    let meets = other.shape.addresses().any(|a| after.addresses().any(|b| a == b));
                    if meets && other.id.is_none() {
                        return Err(format!("{} was made by hand", other.shape.primary));
                    }
                }
                rest.retain_mut(|other| gives_way(other, after));
                rest.push(ObservedRecipient { id: Some(*id), shape: after.clone() });
                rest.sort_by(|a, b| a.shape.primary.cmp(&b.shape.primary));
                self.recipients = rest;
            }
            Object::DomainOut { name, .. } => {
                let inside = |r: &ObservedRecipient| r.shape.addresses().any(|a| a.domain() == name.as_str());
                if self.recipients.iter().any(inside) {
                    return Err(format!("{name} still has recipients"));
                }
                self.domains.remove(name);
            }
            Object::RecipientOut { id, .. } => self.recipients.retain(|r| r.id != Some(*id)),
        }
        Ok(())
    }
}

/// Takes the addresses of one recipient from another of the directory; whether that has any left.
fn gives_way(other: &mut ObservedRecipient, taker: &RecipientShape) -> bool {
    let mut left: Vec<Address> =
        other.shape.addresses().filter(|a| !taker.addresses().any(|b| b == *a)).cloned().collect();
    if !left.contains(&other.shape.primary) {
        if left.is_empty() {
            return false;
        }
        other.shape.primary = left.remove(0);
    } else {
        left.retain(|a| *a != other.shape.primary);
    }
    other.shape.aliases = left;
    true
}
