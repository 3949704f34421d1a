//! What a person chooses later: settings of existing mailboxes (R12), defaults by kind (R3), aliases and regions (R14).

use super::*;

#[test]
fn r3_a_kind_with_defaults_of_its_own_gets_those() {
    let shared = Recipient { kind: Kind::Shared, ..recipient() };
    let mut options = Options::default();
    let only_incoming = Services { incoming: true, ..Services::NONE };
    options.defaults.by_kind.insert(Kind::Shared, only_incoming);
    let added = step(decide_recipient(&case(Some(Some(&shared))), &options));
    assert_eq!(after(&added).services, only_incoming);
    let user = recipient();
    let added = step(decide_recipient(&case(Some(Some(&user))), &options));
    assert_eq!(after(&added).services, Services::ALL, "other kinds keep the common ones");
}

#[test]
fn r12_a_chosen_mailbox_gets_the_settings_of_new_ones_once_and_nothing_else() {
    let recipient = recipient();
    let ours = remembered(Services { archiving: true, ..Services::NONE }, Standing::Active);
    let seen = observed(&ours.shape);
    let options = Options { time_zone: "Asia/Tokyo".to_owned(), ..Options::default() };
    let choice = Choice { profile_is_news: true, ..Choice::default() };
    let chosen =
        RecipientCase { remembered: Some(&ours), observed: Some(&seen), choice, ..case(Some(Some(&recipient))) };
    let given = step(decide_recipient(&chosen, &options));
    assert_eq!((given.action, given.reason, given.held), (Action::Change, Reason::SettingsChosen, None));
    assert_eq!(*after(&given), RecipientShape { profile: Some(options.profile()), ..ours.shape.clone() });

    let applied = Remembered::after(&given, Some(&ours)).unwrap();
    let seen = observed(after(&given));
    let spent = RecipientCase { remembered: Some(&applied), observed: Some(&seen), ..case(Some(Some(&recipient))) };
    assert_eq!(decide_recipient(&spent, &options), Verdict::Nothing);
    let by_hand = observed(&RecipientShape { profile: Some(Options::default().profile()), ..applied.shape.clone() });
    let later = RecipientCase { observed: Some(&by_hand), ..spent };
    assert_eq!(decide_recipient(&later, &options), Verdict::Nothing, "settings belong to the gateway's people again");
}

#[test]
fn r12_settings_chosen_for_a_list_change_nothing() {
    let list = Recipient { kind: Kind::DistributionList, ..recipient() };
    let mut ours = remembered(Services::ALL, Standing::Active);
    ours.shape.kind = Kind::DistributionList;
    let seen = observed(&ours.shape);
    let choice = Choice { profile_is_news: true, ..Choice::default() };
    let chosen = RecipientCase { remembered: Some(&ours), observed: Some(&seen), choice, ..case(Some(Some(&list))) };
    assert_eq!(decide_recipient(&chosen, &Options::default()), Verdict::Nothing);
}

#[test]
fn r14_a_domain_chosen_as_an_alias_is_made_one_and_back_by_a_persons_word_alone() {
    let (facts, target) = (facts(), "orchard.example".parse().unwrap());
    let plain = DomainCase { alias_of: None, ..domain_case(&facts) };
    let alias = DomainCase { alias_of: Some(&target), ..plain.clone() };
    let created = step(decide_domain(&alias));
    assert_eq!((created.action, &domain_after(&created).alias_of), (Action::Create, &Some(target.clone())));

    let ours = domain_after(&created).clone();
    let seen = ObservedDomain { owner: Owner::Us, shape: ours.clone(), ..hand_made(false, vec![]) };
    let there = DomainCase { remembered: Some(&ours), observed: Some(&seen), ..alias };
    assert_eq!(decide_domain(&there), Verdict::Nothing);
    let ended = step(decide_domain(&DomainCase { alias_of: None, ..there }));
    assert_eq!((ended.reason, ended.held, &domain_after(&ended).alias_of), (Reason::AliasChosen, None, &None));
}

#[test]
fn r14_an_alias_that_people_made_in_the_gateway_ends_only_after_a_person_agreed() {
    let facts = facts();
    let mut seen = hand_made(false, vec![]);
    seen.shape.alias_of = Some("orchard.example".parse().unwrap());
    let adopted = step(decide_domain(&DomainCase { observed: Some(&seen), ..domain_case(&facts) }));
    assert_eq!((adopted.action, adopted.reason), (Action::Adopt, Reason::Drift));
    assert!(adopted.held.is_some(), "addresses that only the other domain has would be refused");

    let ours = domain_after(&step(decide_domain(&domain_case(&facts)))).clone();
    let moved = DomainFacts { mx: Some(("other.example".to_owned(), 0)), ..facts.clone() };
    let case = DomainCase { remembered: Some(&ours), observed: Some(&seen), ..domain_case(&moved) };
    let change = step(decide_domain(&case));
    assert_eq!((change.reason, change.held), (Reason::Drift, Some(Hold::Drift)), "whatever else changed");
}

#[test]
fn r14_a_region_can_be_chosen_for_a_domain_and_is_otherwise_left_as_it_is() {
    let facts = facts();
    let ours = domain_after(&step(decide_domain(&DomainCase { region: Some("eu"), ..domain_case(&facts) }))).clone();
    assert_eq!(ours.region.as_deref(), Some("eu"));
    let seen = ObservedDomain { owner: Owner::Us, shape: ours.clone(), ..hand_made(false, vec![]) };
    let there = DomainCase { remembered: Some(&ours), observed: Some(&seen), ..domain_case(&facts) };
    let moved = step(decide_domain(&DomainCase { region: Some("us"), ..there.clone() }));
    assert_eq!((moved.reason, moved.held), (Reason::RegionChosen, None));
    assert_eq!(domain_after(&moved).region.as_deref(), Some("us"));
    assert_eq!(decide_domain(&there), Verdict::Nothing, "without a choice the gateway's own stays");
}

#[test]
fn r9_archiving_chosen_for_a_domain_later_is_a_change_and_what_was_archived_before_us_goes_on() {
    let facts = facts();
    let without = DomainCase { archiving: false, ..domain_case(&facts) };
    let ours = domain_after(&step(decide_domain(&without))).clone();
    let seen = ObservedDomain { owner: Owner::Us, shape: ours.clone(), ..hand_made(false, vec![]) };
    let there = DomainCase { remembered: Some(&ours), observed: Some(&seen), ..without.clone() };
    let chosen = step(decide_domain(&DomainCase { archiving: true, ..there }));
    assert_eq!((chosen.reason, domain_after(&chosen).products.archiving), (Reason::ProductsChosen, true));

    let mut archived = hand_made(false, vec![]);
    archived.shape.products.archiving = true;
    let adopted = step(decide_domain(&DomainCase { observed: Some(&archived), ..without }));
    assert!(domain_after(&adopted).products.archiving);
}
