//! What should happen to one selected domain (R1, R8, R9, R10, R13, R15).

use super::{Action, Exempt, Hold, Object, Reason, Standing, Verdict};
use crate::{Accepted, DomainFacts, DomainName, DomainShape, ObservedDomain, Owner, Route, Services};

/// SMTP's own port, the one Microsoft's MX hosts listen on (RFC 5321 4.5.4.2).
const SMTP_PORT: u16 = 25;

/// Everything known about one selected domain.
#[derive(Debug, Clone)]
pub struct DomainCase<'a> {
    /// What the tenant says.
    pub facts: &'a DomainFacts,
    /// Archiving chosen for the domain.
    pub archiving: bool,
    /// Region chosen for the domain, where the gateway has regions.
    pub region: Option<&'a str>,
    /// The domain that this one is an alias of, as a person chose (R14).
    pub alias_of: Option<&'a DomainName>,
    /// A person's exception about it.
    pub exception: Option<Exempt>,
    /// What we last applied to it, with our route alone.
    pub remembered: Option<&'a DomainShape>,
    /// What the gateway has.
    pub observed: Option<&'a ObservedDomain>,
    /// Exchange's own list of recipients was read when it was last asked, and it was complete.
    pub exchange_told: bool,
}

/// Decides about one selected domain.
///
/// Domains that may not be selected (R13) are no case: the selection refuses them, and a domain that loses
/// its route or its verification later is a hard stop before planning (B2).
#[must_use]
pub fn decide_domain(case: &DomainCase<'_>) -> Verdict {
    // R15: a domain of another account is reported and skipped; the rest goes on.
    if let Some(ObservedDomain { owner: Owner::Another(owner), .. }) = case.observed {
        return Verdict::HeldByAnother { owner: owner.clone() };
    }
    match case.exception {
        None => due(case),
        // One exception covers adding and changing.
        Some(Exempt::Stands) => Verdict::Exempt,
        // What came due while it stood, or comes due now, is looked at first; that mail would be refused says more.
        Some(Exempt::Expired) => due(case).with(|step| {
            step.held = step.held.filter(|hold| hold.is_of_refusal()).or(Some(Hold::ExceptionEnded));
        }),
    }
}

/// What is due without an exception.
fn due(case: &DomainCase<'_>) -> Verdict {
    // B2 stops a plan before it comes to a domain without a route; nothing is computed in its place (R1).
    let Some(route) = route(case.facts) else { return Verdict::Nothing };
    let foreign = foreign_routes(case, &route);
    let after = wish(case, route.clone(), &foreign);
    let before = case.observed.map(|o| &o.shape);
    let refusal = refusal_waits(case);
    // G4: whatever else is due, what somebody's hand did is not overwritten unseen.
    let hand = before.zip(case.remembered).is_some_and(|(before, ours)| changed_by_hand(before, ours, &after, &route));
    let hold = refusal.or(hand.then_some(Hold::Drift));
    let step = |action, reason| {
        let (before, after, foreign) = (before.cloned(), after.clone(), foreign.clone());
        let object = Object::Domain { name: case.facts.name.clone(), before, after, foreign };
        Verdict::step(action, object, reason, Standing::Active).held(hold)
    };
    // While an exception stood, the gateway was for people to change.
    let by_hand = if case.exception.is_some() { Reason::ExceptionEnded } else { Reason::Drift };
    let drift = |action| step(action, by_hand).held(refusal.or(Some(Hold::Drift)));
    match (before, case.remembered) {
        // R1: the gateway lacks the domain.
        (None, None) => step(Action::Create, Reason::Selected),
        // Somebody took a domain of ours out of the gateway: mail would be refused, so a person looks.
        (None, Some(_)) => drift(Action::Create),
        // R14: people made it an alias. Ending that refuses whoever only the other domain has, so a person looks.
        (Some(before), ours) if alias_by_hand(before, ours, &after) => {
            drift(if ours.is_some() { Action::Change } else { Action::Adopt })
        }
        // R10: this sync takes the place of the gateway's own LDAP sync; two would fight.
        (Some(before), None) if before.ldap_sync => step(Action::Adopt, Reason::LdapSyncEnds),
        // The gateway had it before us: it is completed, nothing of it is taken away.
        (Some(_), None) => step(Action::Adopt, Reason::AlreadyThere),
        (Some(before), Some(_)) if *before == after => Verdict::Nothing,
        (Some(before), Some(_)) if before.ldap_sync => step(Action::Change, Reason::LdapSyncEnds),
        // R14: a person made it an alias of another domain, or ended that.
        (Some(_), Some(ours)) if ours.alias_of != after.alias_of => step(Action::Change, Reason::AliasChosen),
        // R14: a person chose a region for it.
        (Some(_), Some(ours)) if ours.region != after.region && case.region.is_some() => {
            step(Action::Change, Reason::RegionChosen)
        }
        // R9: a person chose archiving for it, or no longer does.
        (Some(_), Some(ours)) if ours.products != after.products => step(Action::Change, Reason::ProductsChosen),
        // R1: Microsoft reports another route.
        (Some(_), Some(ours)) if ours.routes != [route] => step(Action::Change, Reason::RouteChanged),
        // G4: the wish is what we made; only somebody's hand can have changed the gateway.
        (Some(_), Some(_)) => drift(Action::Change),
    }
}

/// Some or all recipients of a relay domain are on another server, where Exchange passes their mail on to (Microsoft
/// Learn: "Manage accepted domains in Exchange Online"), and only Exchange knows dynamic lists and public folders. The
/// first time that the gateway is to refuse whoever is not listed, a person says that none of them is forgotten, unless
/// Exchange said that the domain is all its own and told everybody in it.
fn refusal_waits(case: &DomainCase<'_>) -> Option<Hold> {
    let refuses_already = case.observed.is_some_and(|o| o.shape.reject_unlisted);
    let applied = case.remembered.is_some_and(|ours| ours.reject_unlisted);
    match case.facts.accepted {
        _ if refuses_already || applied => None,
        Some(Accepted::InternalRelay | Accepted::ExternalRelay) => Some(Hold::InternalRelay),
        Some(Accepted::Authoritative) if case.exchange_told => None,
        Some(Accepted::Authoritative) | None => Some(Hold::ExchangeUnknown),
    }
}

fn alias_by_hand(before: &DomainShape, ours: Option<&DomainShape>, after: &DomainShape) -> bool {
    let applied = ours.and_then(|ours| ours.alias_of.as_ref());
    before.alias_of.is_some() && before.alias_of.as_ref() != applied && before.alias_of != after.alias_of
}

/// Whether the gateway differs from what we made in something about which nothing else is due.
fn changed_by_hand(before: &DomainShape, ours: &DomainShape, after: &DomainShape, route: &Route) -> bool {
    let routes = ours.routes == std::slice::from_ref(route) && before.routes != after.routes;
    let products = ours.products == after.products && before.products != after.products;
    let region = ours.region == after.region && before.region != after.region;
    let alias = ours.alias_of == after.alias_of && before.alias_of != after.alias_of;
    // These are the same for every domain, whatever is due.
    let fixed = |shape: &DomainShape| (shape.protect_listed_only, shape.reject_unlisted, shape.outgoing_user);
    routes || products || region || alias || fixed(before) != fixed(after)
}

/// The delivery route is the MX record value that Microsoft reports, never a computed name (R1).
fn route(facts: &DomainFacts) -> Option<Route> {
    let (host, preference) = facts.mx.clone()?;
    Some(Route { preference, host, port: SMTP_PORT })
}

/// Routes that the gateway has and we never set (R15).
fn foreign_routes(case: &DomainCase<'_>, route: &Route) -> Vec<Route> {
    let ours = |r: &Route| {
        (&r.host, r.port) == (&route.host, route.port) || case.remembered.is_some_and(|shape| shape.routes.contains(r))
    };
    let observed = case.observed.map_or(&[][..], |o| &o.shape.routes);
    observed.iter().filter(|r| !ours(r)).cloned().collect()
}

fn wish(case: &DomainCase<'_>, route: Route, foreign: &[Route]) -> DomainShape {
    let before = case.observed.map(|o| &o.shape);
    let mut routes = foreign.to_vec();
    routes.push(route);
    routes.sort();
    // R9 enables archiving; what a domain archived before us goes on.
    let archived_before_us = case.remembered.is_none() && before.is_some_and(|b| b.products.archiving);
    DomainShape {
        routes,
        region: case.region.map(str::to_owned).or_else(|| before.and_then(|b| b.region.clone())),
        protect_listed_only: true,
        reject_unlisted: true,
        products: Services { incoming: true, outgoing: true, archiving: case.archiving || archived_before_us },
        ldap_sync: false,
        outgoing_user: true,
        alias_of: case.alias_of.cloned(),
    }
}
