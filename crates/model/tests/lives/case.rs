//! Everything known about one person, as a store would tell it.

use tenantry_model::{
    Address, DirectoryId, ObservedRecipient, Recipient,
    plan::{Exempt, RecipientCase, Remembered},
};

use crate::world::{Person, World};

impl World {
    pub fn with_case<T>(&self, id: DirectoryId, person: &Person, then: impl FnOnce(&RecipientCase<'_>) -> T) -> T {
        let observed = self.seen(id, person);
        let kept = |a: &Address| {
            let ours = person.remembered.as_ref().is_some_and(|ours| ours.shape.addresses().any(|b| a == b));
            ours && observed.is_some_and(|seen| seen.shape.addresses().any(|b| a == b))
        };
        let narrowed = person.tenant.as_ref().map(|recipient| self.narrow(recipient, kept));
        let was_in = person.remembered.as_ref().is_some_and(|ours| self.is_selected(&ours.shape.primary));
        // The tenant took its addresses out of a domain that is still selected.
        let tenant = if narrowed == Some(None) && was_in { None } else { narrowed };
        let taken_over = match &person.remembered {
            Some(ours) => {
                let own = tenant.as_ref().and_then(Option::as_ref).filter(|_| person.choice.selected != Some(false));
                self.taken_over(id, own, ours, observed)
            }
            None => Vec::new(),
        };
        then(&RecipientCase {
            id,
            tenant: tenant.as_ref().map(Option::as_ref),
            name: "",
            choice: person.choice,
            appeared: false,
            left: person.left,
            exception: person.exception,
            remembered: person.remembered.as_ref(),
            observed,
            taken_over: &taken_over,
        })
    }

    /// Under the address that we remember, else under its new one; what we remember is found wherever it went.
    fn seen(&self, id: DirectoryId, person: &Person) -> Option<&ObservedRecipient> {
        let ours = person.remembered.as_ref().and_then(|ours| self.gateway.at(&ours.shape.primary));
        let mut addresses = person.tenant.iter().flat_map(|r| std::iter::once(&r.primary).chain(&r.aliases));
        let there = ours.or_else(|| self.gateway.at(addresses.find(|a| self.is_selected(a))?));
        let own = there.filter(|seen| seen.id.is_none_or(|own| own == id));
        own.or_else(|| person.remembered.as_ref().and_then(|_| self.gateway.of(id))).or(there)
    }

    fn narrow(&self, recipient: &Recipient, kept: impl Fn(&Address) -> bool) -> Option<Recipient> {
        let all = || std::iter::once(&recipient.primary).chain(&recipient.aliases);
        if !all().any(|a| self.is_selected(a)) {
            return None;
        }
        let mut stays: Vec<Address> = all().filter(|a| self.is_selected(a) || kept(a)).cloned().collect();
        let primary = stays.remove(0);
        Some(Recipient { primary, aliases: stays, ..recipient.clone() })
    }

    fn taken_over(
        &self,
        id: DirectoryId,
        own: Option<&Recipient>,
        ours: &Remembered,
        observed: Option<&ObservedRecipient>,
    ) -> Vec<Address> {
        let is_own = |address: &Address| own.is_some_and(|r| r.primary == *address || r.aliases.contains(address));
        let holds = |address: &Address| {
            !is_own(address)
                && self.is_selected(address)
                && self.people.iter().filter(|(other, _)| **other != id).any(|(_, other)| {
                    let has = |r: &Recipient| r.primary == *address || r.aliases.contains(address);
                    let kept = other.choice.selected != Some(false) && other.exception != Some(Exempt::Stands);
                    kept && other.tenant.as_ref().is_some_and(has)
                })
        };
        let theirs = observed.into_iter().flat_map(|seen| seen.shape.addresses());
        ours.shape.addresses().chain(theirs).filter(|a| holds(a)).cloned().collect()
    }
}
