//! Undo of one step (B5): from what the gateway has now, back to what it had before.

use super::*;
use tenantry_model::plan::{Observed, Undo, undo};

fn back(done: &Step, now: Option<&ObservedRecipient>) -> Step {
    match undo(done, now.map(Observed::Recipient)) {
        Undo::Step(step) => *step,
        Undo::Nothing => panic!("a way back was expected"),
    }
}

fn created() -> Step {
    let recipient = recipient();
    step(decide_recipient(&case(Some(Some(&recipient))), &Options::default()))
}

/// A leaver's removal, and what it began from.
fn removed() -> (Step, Remembered) {
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let left = Left { days: 30, confirmed: false };
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), left, ..case(None) };
    (step(decide_recipient(&case, &Options::default())), ours)
}

#[test]
fn b5_what_was_added_is_taken_out_again() {
    let done = created();
    let way = back(&done, Some(&observed(after(&done))));
    assert_eq!((way.action, way.reason, way.held), (Action::Withdraw, Reason::Undone, None));
    assert_eq!(way.object, Object::RecipientOut { id: ID, name: "Accounts".to_owned(), before: after(&done).clone() });
    assert_eq!((way.lost(), way.is_removal()), (Services::ALL, false), "a person's own decision");
}

#[test]
fn b5_a_removal_is_given_back_as_it_was() {
    let (done, ours) = removed();
    let way = back(&done, Some(&observed(after(&done))));
    assert_eq!((way.action, way.held, after(&way)), (Action::Change, None, &ours.shape));
    assert!(way.touches_gateway());
}

#[test]
fn b5_where_the_gateway_is_as_before_already_nothing_is_changed_there() {
    let (done, ours) = removed();
    let way = back(&done, Some(&observed(&ours.shape)));
    assert_eq!((way.held, way.touches_gateway()), (None, false));
    let way = back(&created(), None);
    assert_eq!((way.action, way.held), (Action::Withdraw, None), "what is out stays out");
}

#[test]
fn b5_what_was_changed_after_the_run_waits_and_what_people_put_there_stays() {
    let (done, ours) = removed();
    let theirs = address("theirs@larkfield.example");
    let mut now = after(&done).clone();
    now.aliases.push(theirs.clone());
    let way = back(&done, Some(&observed(&now)));
    assert_eq!(way.held, Some(Hold::MovedSince));
    assert!(after(&way).aliases.contains(&theirs), "R15");
    assert_eq!(after(&way).services, ours.shape.services);
    assert_eq!(back(&created(), Some(&observed(&now))).held, Some(Hold::MovedSince));
    assert_eq!(back(&done, None).held, Some(Hold::MovedSince), "somebody took it out");
}

#[test]
fn b5_what_is_somebody_elses_now_is_not_touched() {
    let done = created();
    let theirs = ObservedRecipient { id: Some(DirectoryId([9; 16])), shape: after(&done).clone() };
    assert_eq!(undo(&done, Some(Observed::Recipient(&theirs))), Undo::Nothing);
    let facts = facts();
    let domain = step(decide_domain(&domain_case(&facts)));
    let seen = ObservedDomain { owner: Owner::Another("Quillon Logistics".to_owned()), ..hand_made(false, vec![]) };
    assert_eq!(undo(&domain, Some(Observed::Domain(&seen))), Undo::Nothing);
}

#[test]
fn b5_an_undo_can_be_undone() {
    let done = created();
    let out = back(&done, Some(&observed(after(&done))));
    let again = back(&out, None);
    assert_eq!((again.action, again.held, after(&again)), (Action::Create, None, after(&done)));
    let already = back(&out, Some(&observed(after(&done))));
    assert_eq!((already.held, already.touches_gateway()), (None, false));
}

#[test]
fn b5_an_adopted_domain_gets_back_what_people_had_made_of_it_and_a_new_one_goes() {
    let facts = facts();
    let before = hand_made(true, vec![route("mail.larkfield.example", 10)]);
    let adopted = step(decide_domain(&DomainCase { observed: Some(&before), ..domain_case(&facts) }));
    let now = |shape: &DomainShape| ObservedDomain { owner: Owner::Us, shape: shape.clone(), ..before.clone() };
    let Undo::Step(way) = undo(&adopted, Some(Observed::Domain(&now(domain_after(&adopted))))) else { panic!() };
    assert_eq!((way.held, domain_after(&way)), (None, &before.shape));

    let mut moved = domain_after(&adopted).clone();
    moved.routes.insert(0, route("since.example", 1));
    let Undo::Step(way) = undo(&adopted, Some(Observed::Domain(&now(&moved)))) else { panic!() };
    assert_eq!(way.held, Some(Hold::MovedSince));
    assert_eq!(domain_after(&way).routes, [route("since.example", 1), route("mail.larkfield.example", 10)]);

    let created = step(decide_domain(&domain_case(&facts)));
    let Undo::Step(way) = undo(&created, Some(Observed::Domain(&now(domain_after(&created))))) else { panic!() };
    assert_eq!((way.action, way.held), (Action::Withdraw, None));
}

#[test]
fn b5_the_forms_that_only_an_undo_makes_have_names_of_their_own() {
    let done = created();
    let out = back(&done, Some(&observed(after(&done))));
    let json = serde_json::to_value(&out).unwrap();
    assert_eq!((json["object"].as_str(), json["action"].as_str()), (Some("recipient-out"), Some("withdraw")));
    assert_eq!(serde_json::from_value::<Step>(json).unwrap(), out);
    let domain = Object::DomainOut { name: facts().name, before: hand_made(false, vec![]).shape };
    let json = serde_json::to_value(&domain).unwrap();
    assert_eq!(json["object"], "domain-out");
    assert_eq!(serde_json::from_value::<Object>(json).unwrap(), domain);
}

#[test]
fn the_words_of_reasons_and_holds_are_their_names_in_json() {
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
    }
    for hold in Hold::ALL {
        assert_eq!(serde_json::to_value(hold).unwrap(), hold.as_str());
    }
}
