//! Rules about recipients: R2 to R5, R7, R12, R15, R16, G4.

use super::*;

#[test]
fn r2_a_selected_recipient_is_added_with_its_kind_and_every_alias() {
    let recipient = recipient();
    let step = step(decide_recipient(&case(Some(Some(&recipient))), &Options::default()));
    assert_eq!((step.action, step.reason), (Action::Create, Reason::Selected));
    assert_eq!(after(&step).kind, Kind::User);
    assert_eq!(after(&step).aliases, [address("ledger@larkfield.example")]);
}

#[test]
fn r3_a_newly_added_mailbox_gets_the_chosen_services_and_settings() {
    let options = Options {
        time_zone: "Europe/London".to_owned(),
        sso: true,
        report: "08:00".parse().unwrap(),
        ..Options::default()
    };
    let recipient = recipient();
    let step = step(decide_recipient(&case(Some(Some(&recipient))), &options));
    assert_eq!(after(&step).services, Services::ALL);
    let profile = after(&step).profile.clone().unwrap();
    assert_eq!((profile.time_zone.as_str(), profile.sso), ("Europe/London", true));
    assert_eq!(profile.report, options.report);
}

#[test]
fn r3_a_list_gets_the_services_of_lists_and_no_mailbox_settings() {
    let recipient = Recipient { kind: Kind::DistributionList, ..recipient() };
    let step = step(decide_recipient(&case(Some(Some(&recipient))), &Options::default()));
    assert_eq!(after(&step).services, Services { incoming: true, ..Services::NONE });
    assert_eq!(after(&step).profile, None);
}

#[test]
fn r4_a_mailbox_the_gateway_already_had_is_completed_and_keeps_its_services() {
    let recipient = recipient();
    let only_out = Services { outgoing: true, ..Services::NONE };
    let theirs = address("old.name@larkfield.example");
    let shape = RecipientShape {
        primary: recipient.primary.clone(),
        aliases: vec![theirs.clone()],
        kind: Kind::Shared,
        listed: true,
        services: only_out,
        profile: None,
    };
    let seen = ObservedRecipient { id: None, shape };
    let choice =
        Choice { selected: Some(true), services: Some(Services::ALL), services_are_news: true, ..Choice::default() };
    let case = RecipientCase { observed: Some(&seen), choice, ..case(Some(Some(&recipient))) };
    let step = step(decide_recipient(&case, &Options::default()));
    assert_eq!((step.action, step.reason), (Action::Adopt, Reason::AlreadyThere));
    assert_eq!(after(&step).services, only_out);
    assert_eq!(after(&step).kind, Kind::User);
    assert_eq!(after(&step).aliases, [address("ledger@larkfield.example"), theirs]);
}

#[test]
fn r5_deselecting_ends_all_services_and_changes_nothing_else() {
    let recipient = recipient();
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let choice = Choice { selected: Some(false), ..Choice::default() };
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), choice, ..case(Some(Some(&recipient))) };
    let step = step(decide_recipient(&case, &Options::default()));
    assert_eq!((step.action, step.reason, step.standing), (Action::Stop, Reason::Deselected, Standing::Stopped));
    assert_eq!(*after(&step), RecipientShape { services: Services::NONE, ..ours.shape.clone() });
    assert!(!step.is_removal(), "a person's own decision does not count for the brake");
}

#[test]
fn r5_a_recipient_whose_domain_is_deselected_is_deselected() {
    let ours = remembered(Services::ALL, Standing::Active);
    let case = RecipientCase { remembered: Some(&ours), ..case(Some(None)) };
    assert_eq!(step(decide_recipient(&case, &Options::default())).action, Action::Stop);
}

#[test]
fn r5_what_is_deselected_already_stays_as_it_is() {
    let recipient = recipient();
    let ours = remembered(Services::NONE, Standing::Stopped);
    let choice = Choice { selected: Some(false), ..Choice::default() };
    let case = RecipientCase { remembered: Some(&ours), choice, ..case(Some(Some(&recipient))) };
    assert_eq!(decide_recipient(&case, &Options::default()), Verdict::Nothing);
}

#[test]
fn r5_selecting_again_gives_the_services_back() {
    let recipient = recipient();
    let ours = remembered(Services::NONE, Standing::Stopped);
    let seen = observed(&ours.shape);
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(Some(Some(&recipient))) };
    let step = step(decide_recipient(&case, &Options::default()));
    assert_eq!((step.reason, after(&step).services), (Reason::SelectedAgain, Services::ALL));
}

#[test]
fn r7_what_appears_is_added_or_waits_as_the_policy_says() {
    let recipient = recipient();
    let appeared = RecipientCase { appeared: true, ..case(Some(Some(&recipient))) };
    let added = step(decide_recipient(&appeared, &Options::default()));
    assert_eq!((added.reason, added.held), (Reason::Appeared, None));
    let review = Options { new_mailboxes: NewMailboxes::Review, ..Options::default() };
    let waits = step(decide_recipient(&appeared, &review));
    assert_eq!(waits.held, Some(Hold::NewMailbox));
    let decided = Choice { selected: Some(true), ..Choice::default() };
    let chosen = step(decide_recipient(&RecipientCase { choice: decided, ..appeared }, &review));
    assert_eq!(chosen.held, None, "a person has looked");
}

#[test]
fn r12_later_defaults_do_not_reach_what_is_there() {
    let recipient = recipient();
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let mut options = Options { time_zone: "Asia/Tokyo".to_owned(), ..Options::default() };
    options.defaults.mailboxes = Services::NONE;
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(Some(Some(&recipient))) };
    assert_eq!(decide_recipient(&case, &options), Verdict::Nothing);
}

#[test]
fn r15_what_we_do_not_remember_is_never_removed() {
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    assert_eq!(
        decide_recipient(&RecipientCase { observed: Some(&seen), ..case(None) }, &Options::default()),
        Verdict::Nothing
    );
}

/// One change in the tenant of a mailbox with this kind and these services, and the step that comes of it.
fn changed(kind: Kind, services: Services, change: impl FnOnce(&mut Recipient)) -> (Step, Remembered) {
    let mut new = Recipient { kind, ..recipient() };
    let mut ours = remembered(services, Standing::Active);
    ours.shape.kind = kind;
    let seen = observed(&ours.shape);
    change(&mut new);
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(Some(Some(&new))) };
    let step = step(decide_recipient(&case, &Options::default()));
    assert_eq!((step.action, step.held, step.lost()), (Action::Change, None, Services::NONE));
    assert_eq!((after(&step).services, after(&step).listed), (services, true));
    let applied = Remembered::after(&step, Some(&ours)).unwrap();
    let seen = observed(after(&step));
    let again = RecipientCase { remembered: Some(&applied), observed: Some(&seen), ..case_of(&new) };
    assert_eq!(decide_recipient(&again, &Options::default()), Verdict::Nothing, "one step is enough");
    (step, applied)
}

fn case_of(recipient: &Recipient) -> RecipientCase<'_> {
    case(Some(Some(recipient)))
}

const ONLY_ARCHIVE: Services = Services { archiving: true, ..Services::NONE };

#[test]
fn r16_a_rename_is_one_change_that_keeps_services_and_archive() {
    for services in [Services::ALL, ONLY_ARCHIVE] {
        let (step, _) = changed(Kind::User, services, |new| new.primary = address("a.new.name@larkfield.example"));
        assert_eq!((step.reason, after(&step).primary.local_part()), (Reason::Renamed, "a.new.name"));
    }
}

#[test]
fn r16_an_alias_promoted_to_primary_is_one_change_that_keeps_both_addresses() {
    let (step, _) = changed(Kind::User, Services::ALL, |new| {
        new.aliases = vec![std::mem::replace(&mut new.primary, address("ledger@larkfield.example"))];
    });
    assert_eq!(
        (step.reason, &after(&step).aliases[..]),
        (Reason::Renamed, &[address("accounts@larkfield.example")][..])
    );
}

#[test]
fn r16_a_domain_change_is_one_change_that_keeps_services_and_archive() {
    for services in [Services::ALL, ONLY_ARCHIVE] {
        let (step, _) = changed(Kind::User, services, |new| {
            new.primary = address("accounts@orchard.example");
            new.aliases = vec![address("accounts@larkfield.example")];
        });
        assert_eq!((step.reason, after(&step).primary.domain()), (Reason::Renamed, "orchard.example"));
    }
}

#[test]
fn r16_a_user_that_becomes_a_shared_mailbox_is_one_change_that_keeps_services_and_archive() {
    for services in [Services::ALL, ONLY_ARCHIVE] {
        let (step, applied) = changed(Kind::User, services, |new| new.kind = Kind::Shared);
        assert_eq!(
            (step.reason, after(&step).kind, applied.shape.kind),
            (Reason::KindChanged, Kind::Shared, Kind::Shared)
        );
    }
}

#[test]
fn r16_rename_domain_change_and_conversion_together_are_still_one_change() {
    let (step, _) = changed(Kind::User, Services::ALL, |new| {
        new.primary = address("billing@orchard.example");
        new.kind = Kind::Shared;
    });
    assert_eq!((after(&step).kind, after(&step).aliases.len()), (Kind::Shared, 1));
}

#[test]
fn r4_a_change_in_the_tenant_takes_nothing_back_that_people_did_to_services_in_the_gateway() {
    let mut new = recipient();
    let ours = remembered(Services { archiving: true, ..Services::NONE }, Standing::Active);
    let hands = Services { incoming: true, ..Services::NONE };
    let seen = observed(&RecipientShape { services: hands, ..ours.shape.clone() });
    new.primary = address("renamed@larkfield.example");
    let renamed = step(decide_recipient(
        &RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case_of(&new) },
        &Options::default(),
    ));
    assert_eq!((renamed.reason, renamed.held, after(&renamed).services), (Reason::Renamed, None, hands));
    let applied = Remembered::after(&renamed, Some(&ours)).unwrap();
    let seen = observed(after(&renamed));
    let next = RecipientCase { remembered: Some(&applied), observed: Some(&seen), ..case_of(&new) };
    let told = step(decide_recipient(&next, &Options::default()));
    assert_eq!((told.reason, told.held), (Reason::Drift, Some(Hold::Drift)), "it is told as drift instead");
    assert_eq!(after(&told).services, ours.shape.services);
}

#[test]
fn r16_an_address_that_went_to_another_recipient_is_not_the_leavers_to_take_away() {
    let mut options = Options::default();
    (options.leavers.incoming, options.leavers.outgoing) = (LeaverRule::Stop, LeaverRule::Stop);
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let (primary, alias) = (address("accounts@larkfield.example"), address("ledger@larkfield.example"));
    let left = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(None) };

    let both = [primary.clone(), alias.clone()];
    let nothing_left = RecipientCase { taken_over: &both, ..left.clone() };
    assert_eq!(decide_recipient(&nothing_left, &options), Verdict::Nothing);

    let first = [primary];
    let step = step(decide_recipient(&RecipientCase { taken_over: &first, ..left }, &options));
    assert_eq!((&after(&step).primary, after(&step).aliases.len(), after(&step).listed), (&alias, 0, false));
}

#[test]
fn r16_what_the_gateway_has_under_an_address_given_away_is_the_new_owners() {
    let mut options = Options::default();
    options.leavers.incoming = LeaverRule::Stop;
    let ours = remembered(Services::ALL, Standing::Active);
    let hers = ObservedRecipient {
        id: Some(DirectoryId([8; 16])),
        shape: RecipientShape { aliases: vec![address("hers@larkfield.example")], ..ours.shape.clone() },
    };
    let taken = [ours.shape.primary.clone()];
    let left = RecipientCase { remembered: Some(&ours), observed: Some(&hers), taken_over: &taken, ..case(None) };
    let gone = step(decide_recipient(&left, &options));
    assert_eq!(after(&gone).primary, address("ledger@larkfield.example"));
    assert_eq!(after(&gone).aliases, [], "her alias stays hers");

    let new = recipient();
    let joined = step(decide_recipient(&RecipientCase { observed: Some(&hers), ..case(Some(Some(&new))) }, &options));
    assert_eq!((joined.action, &after(&joined).aliases), (Action::Adopt, &new.aliases));
}

#[test]
fn r5_deselecting_does_not_take_back_an_address_that_went_to_another() {
    let recipient = recipient();
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let taken = ours.shape.aliases.clone();
    let choice = Choice { selected: Some(false), ..Choice::default() };
    let case = case(Some(Some(&recipient)));
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), choice, taken_over: &taken, ..case };
    let step = step(decide_recipient(&case, &Options::default()));
    assert_eq!((after(&step).aliases.len(), after(&step).listed), (0, true));
}

#[test]
fn g4_a_service_that_somebody_changed_by_hand_waits_for_a_person() {
    let recipient = recipient();
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&RecipientShape { services: Services::NONE, ..ours.shape.clone() });
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(Some(Some(&recipient))) };
    let step = step(decide_recipient(&case, &Options::default()));
    assert_eq!((step.reason, step.held), (Reason::Drift, Some(Hold::Drift)));
}
