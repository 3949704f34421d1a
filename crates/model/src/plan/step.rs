//! One step of a plan: what it does, to what, why, and what it takes away.

use serde::{Deserialize, Serialize};

use super::{Hold, Reason, Standing};
use crate::{Address, DirectoryId, DomainName, DomainShape, RecipientShape, Route, Services};

/// What a step does, as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The gateway lacks the object; it is added.
    Create,
    /// The gateway has it already; we begin to look after it.
    Adopt,
    /// An object we look after gets another shape.
    Change,
    /// A deselected recipient loses its services and nothing else (R5).
    Stop,
    /// A leaver loses services by policy (R6).
    Remove,
    /// What we ourselves had added is taken out of the gateway again; only an undo does this (B5).
    Withdraw,
}

/// The object of a step, with its shape before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "object", rename_all = "kebab-case")]
pub enum Object {
    /// A domain.
    Domain {
        /// Its name.
        name: DomainName,
        /// What the gateway has; `None` when it lacks it.
        before: Option<DomainShape>,
        /// What it is to have.
        after: DomainShape,
        /// Routes in `after` that people put there; not ours to remember or remove (R15).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        foreign: Vec<Route>,
    },
    /// A recipient.
    Recipient {
        /// Its directory id, which never changes (R16).
        id: DirectoryId,
        /// Display name.
        name: String,
        /// What the gateway has; `None` when it lacks it.
        before: Option<RecipientShape>,
        /// What it is to have.
        after: RecipientShape,
        /// Aliases in `after` that people put there; not ours to remember or remove (R15).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        foreign: Vec<Address>,
    },
    /// A domain that we had added and that goes again; only [`super::undo`] makes it. Its recipients go first.
    DomainOut {
        /// Its name.
        name: DomainName,
        /// What the gateway has.
        before: DomainShape,
    },
    /// A recipient that we had added and that goes again; only [`super::undo`] makes it.
    RecipientOut {
        /// Its directory id.
        id: DirectoryId,
        /// Display name.
        name: String,
        /// What the gateway has.
        before: RecipientShape,
    },
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it does.
    pub action: Action,
    /// To what.
    #[serde(flatten)]
    pub object: Object,
    /// Why.
    pub reason: Reason,
    /// Set when it waits for a person.
    pub held: Option<Hold>,
    /// How we stand to a recipient once the step is done; what is remembered with it.
    pub standing: Standing,
    /// A person said of this leaver that it left (B1), so that the brake does not count it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
    /// Services of the recipient that we applied and people changed in the gateway since. The step leaves their change
    /// alone and these are remembered still, so that it is told as drift (G4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drifted: Option<Services>,
    /// A recipient loses an address that we had listed and that no other selected recipient has: its mail is refused,
    /// and the brake counts it (B1).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub loses_address: bool,
    /// The tenant gave addresses of a recipient that nothing else is due for to another one, whose own step takes them
    /// out of this one's row. Nothing is asked of the gateway here: it is told and journalled, so that an undo gives
    /// them back (B5).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hands_over: bool,
}

impl Step {
    /// Whether mail protection, acceptance or archive of somebody who left is reduced, or an address of somebody is
    /// refused from now on, without a person's word about it: what the brake counts (B1).
    #[must_use]
    pub fn is_removal(&self) -> bool {
        self.loses_address || (self.action == Action::Remove && !self.confirmed && self.reason != Reason::Undone)
    }

    /// The services that the brake counts, each by itself (B1): those that a removal takes, and none of a change.
    #[must_use]
    pub fn removed(&self) -> Services {
        if self.is_removal() && self.action == Action::Remove { self.lost() } else { Services::NONE }
    }

    /// The services that a recipient loses in the gateway. Incoming is also lost when its addresses leave the list:
    /// their mail is refused. None for a domain.
    #[must_use]
    pub fn lost(&self) -> Services {
        let (before, after) = match &self.object {
            Object::Recipient { before: Some(before), after, .. } => (before, Some(after)),
            Object::RecipientOut { before, .. } => (before, None),
            Object::Recipient { before: None, .. } | Object::Domain { .. } | Object::DomainOut { .. } => {
                return Services::NONE;
            }
        };
        let unlisted = before.listed && !after.is_some_and(|shape| shape.listed);
        let lost = before.services.without(after.map_or(Services::NONE, |shape| shape.services));
        Services { incoming: lost.incoming || unlisted, ..lost }
    }

    /// Whether anybody or any domain has less in the gateway afterwards, when the gateway has `now` of a recipient
    /// before: a service, an address, its place on the list, a route, a product.
    #[must_use]
    pub fn takes_from(&self, now: Option<&RecipientShape>) -> bool {
        let ends = matches!(self.action, Action::Stop | Action::Remove | Action::Withdraw);
        ends || match &self.object {
            Object::Recipient { after, .. } => now.is_some_and(|now| {
                let lost = now.services.without(after.services);
                let kept = |address: &Address| after.addresses().any(|other| other.key() == address.key());
                lost != Services::NONE || (now.listed && !after.listed) || !now.addresses().all(kept)
            }),
            Object::Domain { before: Some(before), after, .. } => {
                before.products.without(after.products) != Services::NONE
                    || !before.routes.iter().all(|route| after.routes.contains(route))
                    || (before.outgoing_user && !after.outgoing_user)
                    || (after.reject_unlisted && !before.reject_unlisted)
                    || (after.alias_of.is_some() && before.alias_of != after.alias_of)
            }
            Object::Domain { before: None, .. } => false,
            Object::DomainOut { .. } | Object::RecipientOut { .. } => true,
        }
    }

    /// The addresses that a recipient is to have; none for a domain, and for what goes.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        let after = match &self.object {
            Object::Recipient { after, .. } => Some(after),
            Object::Domain { .. } | Object::DomainOut { .. } | Object::RecipientOut { .. } => None,
        };
        after.into_iter().flat_map(RecipientShape::addresses)
    }

    /// The domain, when the gateway lacks it and it waits for a person: nothing can be listed in it before.
    #[must_use]
    pub fn awaited_domain(&self) -> Option<&DomainName> {
        match &self.object {
            Object::Domain { name, before: None, .. } if self.held.is_some() => Some(name),
            _ => None,
        }
    }

    /// Whether the gateway itself has to change; an adoption may only have to be remembered.
    #[must_use]
    pub fn touches_gateway(&self) -> bool {
        match &self.object {
            _ if self.hands_over => false,
            Object::Domain { before, after, .. } => before.as_ref() != Some(after),
            Object::Recipient { before, after, .. } => before.as_ref() != Some(after),
            Object::DomainOut { .. } | Object::RecipientOut { .. } => true,
        }
    }
}
