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
    let seen = observed(&ours.shape);
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(Some(None)) };
    assert_eq!(step(decide_recipient(&case, &Options::default())).action, Action::Stop);
}

#[test]
fn r5_g4_whom_a_hand_took_out_of_the_gateway_is_not_put_back_to_be_stopped() {
    let (recipient, ours) = (recipient(), remembered(Services::ALL, Standing::Active));
    let off = Choice { selected: Some(false), ..Choice::default() };
    let deselected = RecipientCase { remembered: Some(&ours), choice: off, ..case(Some(Some(&recipient))) };
    let outside = RecipientCase { remembered: Some(&ours), ..case(Some(None)) };
    for gone in [deselected, outside] {
        assert_eq!(decide_recipient(&gone, &Options::default()), Verdict::Nothing);
    }
}

#[test]
fn g4_whom_a_hand_took_out_of_the_gateway_no_change_in_the_tenant_puts_back() {
    let ours = remembered(Services::ALL, Standing::Active);
    let renamed = Recipient { primary: address("renamed@larkfield.example"), ..recipient() };
    let converted = Recipient { kind: Kind::Shared, ..recipient() };
    for new in [renamed, converted, Recipient { aliases: Vec::new(), ..recipient() }] {
        let gone = RecipientCase { remembered: Some(&ours), ..case_of(&new) };
        let told = step(decide_recipient(&gone, &Options::default()));
        assert_eq!((told.reason != Reason::Drift, told.held), (true, Some(Hold::Drift)), "{told:?}");
    }
    let back = Remembered { standing: Standing::Left, ..ours };
    let recipient = recipient();
    let returned = RecipientCase { remembered: Some(&back), ..case_of(&recipient) };
    let told = step(decide_recipient(&returned, &Options::default()));
    assert_eq!((told.reason, told.held), (Reason::Returned, None), "who comes back to the tenant is added again");
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
    let there_all_along = step(decide_recipient(&case(Some(Some(&recipient))), &review));
    assert_eq!((there_all_along.reason, there_all_along.held), (Reason::Selected, None), "its domain was selected");
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
fn g4_a_service_that_somebody_changed_by_hand_waits_for_a_person() {
    let recipient = recipient();
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&RecipientShape { services: Services::NONE, ..ours.shape.clone() });
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(Some(Some(&recipient))) };
    let step = step(decide_recipient(&case, &Options::default()));
    assert_eq!((step.reason, step.held), (Reason::Drift, Some(Hold::Drift)));
}
