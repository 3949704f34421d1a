//! B4: a domain that a run of ours began to add or to change, and did not come to the end of, goes on as it was meant.
//!
//! A gateway that takes several calls for a domain shows half of it when the program dies in between, and one that
//! cannot tell everything shows a whole one as if somebody else had made it. The journal knows better: how it was when
//! the plan was made, and that its step was sent. What a person said of that step counts on.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use model::plan::{DomainCase, Object, Step, Verdict, decide_domain};
use model::{DomainName, DomainShape, ObservedDomain, Owner};
use store::{BegunDomain, ClientId, Store, StoreError};

/// So long a person's word about a domain counts for what a run left of it; after that it is asked for again.
const COUNTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Domains that runs of a client began to add or to change.
#[derive(Debug)]
pub(crate) struct Begun(BTreeMap<DomainName, BegunDomain>);

impl Begun {
    pub(crate) fn of(store: &Store, client: ClientId, now: Timestamp) -> Result<Self, StoreError> {
        let since = now.saturating_sub(COUNTS).unwrap_or(Timestamp::MIN);
        store.begun_domains(client, since).map(Self)
    }

    /// Decides about a selected domain; about a begun one as when it was begun, if that is still what is wanted.
    pub(crate) fn decide(&self, case: &DomainCase<'_>) -> Verdict {
        self.goes_on(case).map_or_else(|| decide_domain(case), |step| Verdict::Step(Box::new(step)))
    }

    fn goes_on(&self, case: &DomainCase<'_>) -> Option<Step> {
        let begun = self.0.get(&case.facts.name)?;
        let Object::Domain { name, before, .. } = &begun.step.object else { return None };
        let untouched = before.is_none() && case.observed.is_none();
        if case.exception.is_some()
            || case.remembered.is_some() != before.is_some()
            || !(untouched || is_half(case.observed, &begun.step))
        {
            return None;
        }
        let seen = before.clone().map(|shape| ObservedDomain { name: name.clone(), owner: Owner::Us, shape });
        let Verdict::Step(mut step) = decide_domain(&DomainCase { observed: seen.as_ref(), ..case.clone() }) else {
            return None;
        };
        if step.object != begun.step.object {
            return None;
        }
        step.held = step.held.filter(|hold| begun.approved != Some(*hold));
        Some(*step)
    }
}

/// Where mail goes, in order; preferences are not told by every gateway. An alias has its target's routes.
fn leads(shape: &DomainShape) -> (Option<&DomainName>, Vec<(String, u16)>) {
    let routes = shape.routes.iter().filter(|_| shape.alias_of.is_none());
    (shape.alias_of.as_ref(), routes.map(|route| (route.host.to_ascii_lowercase(), route.port)).collect())
}

/// Whether a domain is what a step about it may have left half-way: ours, and with no other route or target than before
/// or after it. An alias is taken off before it gets another target, or none.
pub(crate) fn is_half(seen: Option<&ObservedDomain>, step: &Step) -> bool {
    let Object::Domain { before, after, .. } = &step.object else { return false };
    match seen {
        None => before.as_ref().is_some_and(|before| before.alias_of != after.alias_of),
        Some(seen) => {
            let mut either = before.iter().chain([after]);
            seen.owner == Owner::Us && either.any(|shape| leads(shape) == leads(&seen.shape))
        }
    }
}
