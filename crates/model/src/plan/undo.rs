//! The way back from one step that was done (B5): a step like any other, from what the gateway has now.

use super::{Action, Hold, Object, Reason, Step};
use crate::{
    Address, DirectoryId, DomainName, DomainShape, ObservedDomain, ObservedRecipient, Owner, RecipientShape, Route,
};

/// What the gateway has now of the object of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed<'a> {
    /// The domain of that name.
    Domain(&'a ObservedDomain),
    /// The recipient under the address at which the step left it; when there is none, under the one it began from.
    Recipient(&'a ObservedRecipient),
}

/// What takes a step back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undo {
    /// The gateway has somebody else's object in that place now, which is not ours to touch (R15).
    Nothing,
    /// The way back. Where the gateway is as before already, it changes nothing there; what was remembered before is
    /// remembered again all the same.
    Step(Box<Step>),
}

/// Takes one step back: what was there before is there again, and what was added is taken out again.
///
/// When the gateway is neither as the step left it nor as it was before, the way back is held; what people put into the
/// object meanwhile stays (R15).
#[must_use]
pub fn undo(done: &Step, observed: Option<Observed<'_>>) -> Undo {
    if observed.is_some_and(|now| is_anothers(&done.object, now)) {
        return Undo::Nothing;
    }
    let (object, moved) = match &done.object {
        Object::Domain { name, before, after, .. } => domain(name, &Way::of(before.as_ref(), after), observed),
        Object::DomainOut { name, before } => domain(name, &Way::To { back: before, left: None }, observed),
        Object::Recipient { id, name, before, after, .. } => {
            recipient(*id, name, &Way::of(before.as_ref(), after), observed)
        }
        Object::RecipientOut { id, name, before } => {
            recipient(*id, name, &Way::To { back: before, left: None }, observed)
        }
    };
    let action = match &object {
        Object::DomainOut { .. } | Object::RecipientOut { .. } => Action::Withdraw,
        Object::Domain { before: None, .. } | Object::Recipient { before: None, .. } => Action::Create,
        Object::Domain { .. } | Object::Recipient { .. } => Action::Change,
    };
    let held = moved.then_some(Hold::MovedSince);
    Undo::Step(Box::new(Step {
        action,
        object,
        reason: Reason::Undone,
        held,
        standing: done.standing,
        confirmed: false,
        drifted: None,
        loses_address: false,
        hands_over: false,
    }))
}

/// Where a way back leads.
enum Way<'a, T> {
    /// Out of the gateway, which lacked it before the step added it so.
    Out { left: &'a T },
    /// To a shape, from the one that the step left; `None` when it had taken the object out.
    To { back: &'a T, left: Option<&'a T> },
}

impl<'a, T: PartialEq> Way<'a, T> {
    fn of(before: Option<&'a T>, after: &'a T) -> Self {
        before.map_or(Self::Out { left: after }, |back| Self::To { back, left: Some(after) })
    }

    /// Whether the gateway was changed since the step, other than back.
    fn moved(&self, now: Option<&T>) -> bool {
        match self {
            Self::Out { left } => now.is_some_and(|now| now != *left),
            Self::To { back, left } => now != *left && now != Some(back),
        }
    }
}

/// Another account's domain, or a recipient that is another object of the directory.
fn is_anothers(object: &Object, now: Observed<'_>) -> bool {
    match (object, now) {
        (_, Observed::Domain(domain)) => matches!(domain.owner, Owner::Another(_)),
        (Object::Recipient { id, .. } | Object::RecipientOut { id, .. }, Observed::Recipient(recipient)) => {
            recipient.id.is_some_and(|theirs| theirs != *id)
        }
        (Object::Domain { .. } | Object::DomainOut { .. }, Observed::Recipient(_)) => true,
    }
}

fn domain(name: &DomainName, way: &Way<'_, DomainShape>, observed: Option<Observed<'_>>) -> (Object, bool) {
    let now = match observed {
        Some(Observed::Domain(domain)) => Some(&domain.shape),
        Some(Observed::Recipient(_)) | None => None,
    };
    let name = name.clone();
    let object = match way {
        // Where it is out already, taking it out changes nothing.
        Way::Out { left } => Object::DomainOut { name, before: now.unwrap_or(left).clone() },
        Way::To { back, left } => {
            let known =
                |route: &Route| back.routes.contains(route) || left.is_some_and(|left| left.routes.contains(route));
            let foreign = since(now.iter().flat_map(|now| &now.routes), known);
            let mut after = (*back).clone();
            after.routes.extend_from_slice(&foreign);
            after.routes.sort();
            Object::Domain { name, before: now.cloned(), after, foreign }
        }
    };
    (object, way.moved(now))
}

fn recipient(
    id: DirectoryId,
    name: &str,
    way: &Way<'_, RecipientShape>,
    observed: Option<Observed<'_>>,
) -> (Object, bool) {
    let now = match observed {
        Some(Observed::Recipient(recipient)) => Some(&recipient.shape),
        Some(Observed::Domain(_)) | None => None,
    };
    let name = name.to_owned();
    let object = match way {
        Way::Out { left } => Object::RecipientOut { id, name, before: now.unwrap_or(left).clone() },
        Way::To { back, left } => {
            let has = |shape: &RecipientShape, address: &Address| shape.addresses().any(|a| a == address);
            let known = |address: &Address| has(back, address) || left.is_some_and(|left| has(left, address));
            let foreign = since(now.iter().flat_map(|now| now.addresses()), known);
            let mut after = (*back).clone();
            after.aliases.extend_from_slice(&foreign);
            after.aliases.sort();
            Object::Recipient { id, name, before: now.cloned(), after, foreign }
        }
    };
    (object, way.moved(now))
}

/// What people put there since the step (R15).
fn since<'a, T: Clone + 'a>(now: impl Iterator<Item = &'a T>, known: impl Fn(&T) -> bool) -> Vec<T> {
    now.filter(|thing| !known(thing)).cloned().collect()
}
