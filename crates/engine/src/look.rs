//! Looking at the gateway's side of single steps: is it as planned, as before, or otherwise?

use std::collections::BTreeMap;
use std::sync::Arc;

use gateway::{Change, Gateway, GatewayError};
use model::plan::{Object, Step};
use model::{Address, DomainName, ObservedDomain, ObservedRecipient, Owner};

use crate::begun::is_half;

/// How the gateway stands to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// What the step wants is there.
    AsPlanned,
    /// What the step began from is there.
    AsBefore,
    /// A domain is there as the step may have left it half-way, if it was sent.
    Half,
    /// Somebody else changed it.
    Otherwise,
}

/// Looks at the objects of some steps; one answer for each.
pub(crate) async fn look(gateway: &Arc<dyn Gateway>, steps: &[(u32, Step)]) -> Result<Vec<Stands>, GatewayError> {
    let (mut names, mut addresses) = (Vec::new(), Vec::new());
    for (_, step) in steps {
        match &step.object {
            Object::Domain { name, .. } => names.push(name.clone()),
            Object::Recipient { before, after, .. } => {
                addresses.push(after.primary.clone());
                addresses.extend(before.iter().map(|b| b.primary.clone()).filter(|p| *p != after.primary));
            }
            Object::DomainOut { name, .. } => names.push(name.clone()),
            // When another one has its primary address again, it has another one of its own.
            Object::RecipientOut { before, .. } => addresses.extend(before.addresses().cloned()),
        }
    }
    let mut seen = Seen::default();
    if !names.is_empty() {
        let domains = gateway.observe_domains(&names).await?;
        seen.domains = domains.into_iter().map(|domain| (domain.name.clone(), domain)).collect();
    }
    if !addresses.is_empty() {
        let recipients = gateway.observe_addresses(&addresses).await?;
        seen.recipients = recipients.into_iter().map(|r| (r.shape.primary.key(), r)).collect();
    }
    Ok(steps.iter().map(|(_, step)| seen.stands(step)).collect())
}

#[derive(Default)]
struct Seen {
    domains: BTreeMap<DomainName, ObservedDomain>,
    recipients: BTreeMap<String, ObservedRecipient>,
}

impl Seen {
    fn is_half(&self, step: &Step) -> bool {
        matches!(&step.object, Object::Domain { name, .. } if is_half(self.domains.get(name), step))
    }

    fn stands(&self, step: &Step) -> Stands {
        let (planned, before) = match &step.object {
            Object::Domain { name, before, after, .. } => {
                let now = self.domains.get(name);
                let planned = now.is_some_and(|domain| domain.shape == *after && domain.owner == Owner::Us);
                (planned, now.map(|domain| &domain.shape) == before.as_ref())
            }
            Object::Recipient { before, after, .. } => {
                let at = |address: &Address| self.recipients.get(&address.key()).map(|seen| &seen.shape);
                let began = before.as_ref().map_or(&after.primary, |b| &b.primary);
                (at(&after.primary) == Some(after), at(began) == before.as_ref())
            }
            Object::DomainOut { name, before } => {
                let now = self.domains.get(name).map(|domain| &domain.shape);
                (now.is_none(), now == Some(before))
            }
            Object::RecipientOut { id, before, .. } => {
                let own = |seen: &&ObservedRecipient| seen.id.is_none_or(|theirs| theirs == *id);
                let now = before.addresses().find_map(|a| self.recipients.get(&a.key()).filter(own));
                (now.is_none(), now.is_some_and(|now| now.shape == *before))
            }
        };
        match (planned, before) {
            (true, _) => Stands::AsPlanned,
            (false, true) => Stands::AsBefore,
            (false, false) if self.is_half(step) => Stands::Half,
            (false, false) => Stands::Otherwise,
        }
    }
}

/// What a step asks of the gateway; `None` when it only has to be remembered.
pub(crate) fn change(step: &Step) -> Option<Change> {
    if !step.touches_gateway() {
        return None;
    }
    Some(match &step.object {
        Object::Domain { name, after, .. } => Change::EnsureDomain { name: name.clone(), shape: after.clone() },
        Object::Recipient { id, before, after, .. } => {
            let previous = before.as_ref().map(|b| b.primary.clone());
            Change::EnsureRecipient { id: *id, previous, shape: after.clone() }
        }
        Object::DomainOut { name, .. } => Change::EnsureAbsentDomain { name: name.clone() },
        Object::RecipientOut { id, before, .. } => {
            Change::EnsureAbsentRecipient { id: *id, primary: before.primary.clone() }
        }
    })
}
