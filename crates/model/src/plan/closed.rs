//! Recipients with addresses in domains that are not open to them: another account holds them, or they wait (R15).

use std::collections::BTreeSet;

use super::{DomainCase, Exempt, RecipientCase, Step, Verdict, decide_recipient};
use crate::{Address, DomainName, Options, Recipient};

/// Domains in which nothing can be listed now.
#[derive(Debug, Clone, Default)]
pub struct Closed {
    /// Another account holds them (R15), or a person's exception keeps them out of the gateway.
    taken: BTreeSet<String>,
    /// New ones that wait for a person.
    waiting: BTreeSet<String>,
}

/// What is planned for a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Planned {
    /// Gateway and wish agree.
    Nothing,
    /// A person's exception stands.
    Exempt,
    /// A change is due, all of it at once.
    Step(Box<Step>),
    /// A part of a change is due; the addresses in waiting domains follow when a person lets the domains go.
    InPart {
        /// Without those addresses.
        part: Box<Step>,
        /// With them.
        whole: Box<Step>,
    },
}

impl Closed {
    /// Notes a domain that another account holds.
    pub fn taken(&mut self, domain: &DomainName) {
        self.taken.insert(domain.to_string());
    }

    /// Notes a domain with a standing exception: as long as the gateway lacks it, nothing can be listed in it.
    pub fn exempt(&mut self, case: &DomainCase<'_>) {
        self.taken.extend(case.observed.is_none().then(|| case.facts.name.to_string()));
    }

    /// Notes the domain of a step, if it waits.
    pub fn note(&mut self, step: &Step) {
        self.waiting.extend(step.awaited_domain().map(ToString::to_string));
    }

    /// Decides about one recipient. No domain that refuses whoever is not listed refuses its mail because another
    /// domain waits: only what has no address elsewhere waits as a whole.
    #[must_use]
    pub fn decide(&self, case: &RecipientCase<'_>, options: &Options) -> Planned {
        let whole = match outside(case, options, &|domain| !self.taken.contains(domain)) {
            Verdict::Step(whole) => whole,
            Verdict::Exempt => return Planned::Exempt,
            Verdict::Nothing | Verdict::HeldByAnother { .. } => return Planned::Nothing,
        };
        let waits = |step: &Step| step.addresses().any(|address| self.waiting.contains(address.domain()));
        if !waits(&whole) {
            return Planned::Step(whole);
        }
        let open = |domain: &str| !self.taken.contains(domain) && !self.waiting.contains(domain);
        match outside(case, options, &open) {
            Verdict::Step(part) if !waits(&part) => Planned::InPart { part, whole },
            _ => Planned::Step(whole),
        }
    }
}

/// Addresses in domains that are not open are left out; what has no others is left alone.
fn outside(case: &RecipientCase<'_>, options: &Options, open: &dyn Fn(&str) -> bool) -> Verdict {
    if case.exception == Some(Exempt::Stands) {
        return decide_recipient(case, options);
    }
    if case.remembered.is_some_and(|ours| !open(ours.shape.primary.domain())) {
        return Verdict::Nothing;
    }
    let Some(Some(recipient)) = case.tenant else { return decide_recipient(case, options) };
    let inside = |address: &Address| open(address.domain());
    if inside(&recipient.primary) && recipient.aliases.iter().all(inside) {
        return decide_recipient(case, options);
    }
    let mut addresses = std::iter::once(&recipient.primary).chain(&recipient.aliases).filter(|a| inside(a)).cloned();
    let Some(primary) = addresses.next() else { return Verdict::Nothing };
    let trimmed = Recipient { primary, aliases: addresses.collect(), ..recipient.clone() };
    decide_recipient(&RecipientCase { tenant: Some(Some(&trimmed)), ..case.clone() }, options)
}
