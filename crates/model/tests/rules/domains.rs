//! Rules about domains: R1, R8, R9, R10, R15, G4.

use super::*;

#[test]
fn r1_a_domain_the_gateway_lacks_is_added_with_the_route_that_microsoft_reports() {
    let facts = facts();
    let step = step(decide_domain(&domain_case(&facts)));
    assert_eq!((step.action, step.reason, step.held), (Action::Create, Reason::Selected, None));
    let shape = domain_after(&step);
    assert_eq!(shape.routes, [route(MX, 0)]);
    assert!(shape.protect_listed_only && shape.reject_unlisted, "only listed mailboxes, others rejected");
}

#[test]
fn r1_without_a_reported_route_nothing_is_computed() {
    let facts = DomainFacts { mx: None, ..facts() };
    assert_eq!(decide_domain(&domain_case(&facts)), Verdict::Nothing);
}

#[test]
fn r1_a_route_that_microsoft_changes_replaces_ours_and_leaves_those_of_people() {
    let first = facts();
    let theirs = route("backup.example", 50);
    let ours = domain_after(&step(decide_domain(&domain_case(&first)))).clone();
    let in_gateway = DomainShape { routes: vec![route(MX, 0), theirs.clone()], ..ours.clone() };
    let seen = ObservedDomain { owner: Owner::Us, shape: in_gateway, ..hand_made(false, vec![]) };
    let moved = DomainFacts { mx: Some(("larkfield-example.a-v1.mx.microsoft".to_owned(), 0)), ..facts() };
    let step =
        step(decide_domain(&DomainCase { remembered: Some(&ours), observed: Some(&seen), ..domain_case(&moved) }));
    assert_eq!(step.reason, Reason::RouteChanged);
    assert_eq!(domain_after(&step).routes, [route("larkfield-example.a-v1.mx.microsoft", 0), theirs]);
}

#[test]
fn r8_an_outgoing_user_comes_with_each_domain() {
    let facts = facts();
    assert!(domain_after(&step(decide_domain(&domain_case(&facts)))).outgoing_user);
}

#[test]
fn r9_archiving_is_enabled_only_where_chosen() {
    let facts = facts();
    let chosen = step(decide_domain(&domain_case(&facts)));
    let not = step(decide_domain(&DomainCase { archiving: false, ..domain_case(&facts) }));
    assert!(domain_after(&chosen).products.archiving);
    assert!(!domain_after(&not).products.archiving);
}

#[test]
fn r10_turning_sync_on_turns_ldap_sync_off_and_says_so() {
    let (facts, seen) = (facts(), hand_made(true, vec![]));
    let step = step(decide_domain(&DomainCase { observed: Some(&seen), ..domain_case(&facts) }));
    assert_eq!((step.action, step.reason), (Action::Adopt, Reason::LdapSyncEnds));
    assert!(!domain_after(&step).ldap_sync);
}

#[test]
fn r15_an_adopted_domain_keeps_the_routes_and_the_region_that_people_gave_it() {
    let facts = facts();
    let seen = hand_made(false, vec![route("mail.larkfield.example", 10)]);
    let step = step(decide_domain(&DomainCase { observed: Some(&seen), ..domain_case(&facts) }));
    assert_eq!(domain_after(&step).routes, [route(MX, 0), route("mail.larkfield.example", 10)]);
    assert_eq!(domain_after(&step).region.as_deref(), Some("eu"));
}

#[test]
fn r15_a_domain_of_another_account_is_reported_and_skipped() {
    let facts = facts();
    let seen = ObservedDomain { owner: Owner::Another("Quillon Logistics".to_owned()), ..hand_made(false, vec![]) };
    let verdict = decide_domain(&DomainCase { observed: Some(&seen), ..domain_case(&facts) });
    assert_eq!(verdict, Verdict::HeldByAnother { owner: "Quillon Logistics".to_owned() });
}

#[test]
fn g4_a_domain_that_somebody_took_out_of_the_gateway_waits_for_a_person() {
    let facts = facts();
    let ours = domain_after(&step(decide_domain(&domain_case(&facts)))).clone();
    let step = step(decide_domain(&DomainCase { remembered: Some(&ours), ..domain_case(&facts) }));
    assert_eq!((step.reason, step.held), (Reason::Drift, Some(Hold::Drift)));
}

#[test]
fn r1_mail_that_exchange_relays_is_refused_only_after_a_person_agreed() {
    let relay = DomainFacts { accepted: Some(Accepted::InternalRelay), ..facts() };
    let new = step(decide_domain(&domain_case(&relay)));
    assert_eq!((new.action, new.held), (Action::Create, Some(Hold::InternalRelay)));
    let there = hand_made(false, vec![]);
    let adopted = step(decide_domain(&DomainCase { observed: Some(&there), ..domain_case(&relay) }));
    assert_eq!((adopted.action, adopted.held), (Action::Adopt, Some(Hold::InternalRelay)));

    let mut refusing = hand_made(false, vec![]);
    refusing.shape.reject_unlisted = true;
    let adopted = step(decide_domain(&DomainCase { observed: Some(&refusing), ..domain_case(&relay) }));
    assert_eq!(adopted.held, None, "it refuses them already");
    let ours = domain_after(&new).clone();
    let moved = DomainFacts { mx: Some(("other.mail.protection.outlook.com".to_owned(), 0)), ..relay.clone() };
    let seen = ObservedDomain { owner: Owner::Us, shape: ours.clone(), ..hand_made(false, vec![]) };
    let change =
        step(decide_domain(&DomainCase { remembered: Some(&ours), observed: Some(&seen), ..domain_case(&moved) }));
    assert_eq!((change.reason, change.held), (Reason::RouteChanged, None), "once applied, no hold again");
}

#[test]
fn r1_unlisted_addresses_are_refused_without_a_person_only_where_exchange_told_everybody() {
    let held = |accepted, exchange_told| {
        let facts = DomainFacts { accepted, ..facts() };
        step(decide_domain(&DomainCase { exchange_told, ..domain_case(&facts) })).held
    };
    assert_eq!(held(Some(Accepted::Authoritative), true), None);
    assert_eq!(held(Some(Accepted::Authoritative), false), Some(Hold::ExchangeUnknown));
    assert_eq!(held(None, true), Some(Hold::ExchangeUnknown));
    for told in [true, false] {
        assert_eq!(held(Some(Accepted::ExternalRelay), told), Some(Hold::InternalRelay));
        assert_eq!(held(Some(Accepted::InternalRelay), told), Some(Hold::InternalRelay));
    }
}

#[test]
fn r1_a_domain_that_was_applied_is_not_held_when_exchange_can_no_longer_be_asked() {
    let facts = DomainFacts { accepted: None, mx: Some(("other.example".to_owned(), 0)), ..facts() };
    let unasked = DomainCase { exchange_told: false, ..domain_case(&facts) };
    let ours = domain_after(&step(decide_domain(&unasked))).clone();
    let seen = ObservedDomain { owner: Owner::Us, shape: ours.clone(), ..hand_made(false, vec![]) };
    let applied = DomainCase { remembered: Some(&ours), observed: Some(&seen), ..unasked.clone() };
    assert_eq!(decide_domain(&applied), Verdict::Nothing);
    let moved = DomainFacts { mx: Some(("third.example".to_owned(), 0)), ..facts.clone() };
    let change = step(decide_domain(&DomainCase { facts: &moved, ..applied }));
    assert_eq!((change.reason, change.held), (Reason::RouteChanged, None));
}

#[test]
fn g4_what_a_hand_did_to_a_domain_is_not_overwritten_unseen_whatever_else_is_due() {
    let facts = facts();
    let ours = domain_after(&step(decide_domain(&domain_case(&facts)))).clone();
    let moved = DomainFacts { mx: Some(("new.example".to_owned(), 0)), ..facts.clone() };
    let elsewhere = "orchard.example".parse().unwrap();
    let base = domain_case(&facts);
    let due = [
        (DomainCase { facts: &moved, ..base.clone() }, Reason::RouteChanged),
        (DomainCase { archiving: false, ..base.clone() }, Reason::ProductsChosen),
        (DomainCase { region: Some("us"), ..base.clone() }, Reason::RegionChosen),
        (DomainCase { alias_of: Some(&elsewhere), ..base.clone() }, Reason::AliasChosen),
    ];
    let hands: [fn(&mut DomainShape); 4] = [
        |shape| shape.reject_unlisted = false,
        |shape| shape.protect_listed_only = false,
        |shape| shape.outgoing_user = false,
        |shape| shape.products.incoming = false,
    ];
    for (case, reason) in due {
        let held = |shape: DomainShape| {
            let seen = ObservedDomain { owner: Owner::Us, shape, ..hand_made(false, vec![]) };
            let step =
                step(decide_domain(&DomainCase { remembered: Some(&ours), observed: Some(&seen), ..case.clone() }));
            assert_eq!(step.reason, reason);
            step.held
        };
        assert_eq!(held(ours.clone()), None);
        assert_eq!(
            held(DomainShape {
                ldap_sync: false,
                routes: [&ours.routes[..], &[route("hand.example", 5)]].concat(),
                ..ours.clone()
            }),
            None,
            "R15: what people added stays anyway"
        );
        for hand in &hands[..if reason == Reason::ProductsChosen { 3 } else { 4 }] {
            let mut shape = ours.clone();
            hand(&mut shape);
            assert_eq!(held(shape), Some(Hold::Drift), "{reason:?}");
        }
    }
    let mut open = ours.clone();
    (open.reject_unlisted, open.ldap_sync) = (false, true);
    let seen = ObservedDomain { owner: Owner::Us, shape: open, ..hand_made(false, vec![]) };
    let ends = step(decide_domain(&DomainCase { remembered: Some(&ours), observed: Some(&seen), ..base }));
    assert_eq!((ends.reason, ends.held), (Reason::LdapSyncEnds, Some(Hold::Drift)));
}
