//! R16: whatever changes about a recipient is one change of the same recipient.

use super::*;

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
    options.new_mailboxes = NewMailboxes::Review;
    let follows = RecipientCase { observed: Some(&hers), appeared: true, ..case(Some(Some(&new))) };
    let joined = step(decide_recipient(&follows, &options));
    assert_eq!((joined.action, joined.held), (Action::Create, Some(Hold::NewMailbox)), "it is somebody new");
    assert_eq!((&after(&joined).aliases, joined.touches_gateway()), (&new.aliases, true), "her alias stays hers");
}

#[test]
fn r16_what_another_leaver_has_in_the_gateway_is_not_taken_from_them_by_the_one_who_had_it_before() {
    let mut options = Options::default();
    options.leavers.incoming = LeaverRule::Stop;
    let ours = remembered(Services::ALL, Standing::Active);
    let theirs = ObservedRecipient { id: Some(DirectoryId([8; 16])), shape: ours.shape.clone() };
    // Nobody in the tenant has the addresses any more; the other one's days have not ended.
    let left = RecipientCase { remembered: Some(&ours), observed: Some(&theirs), ..case(None) };
    assert_eq!(decide_recipient(&left, &options), Verdict::Nothing);
    let choice = Choice { selected: Some(false), ..Choice::default() };
    let off = RecipientCase { tenant: Some(None), choice, ..left };
    assert_eq!(decide_recipient(&off, &options), Verdict::Nothing);
}

#[test]
fn r16_r3_who_follows_a_leaver_under_their_address_is_new_and_gets_what_new_ones_get() {
    let (new, options) = (recipient(), Options::default());
    for had in [Services::NONE, Services::ALL] {
        let hers = RecipientShape { services: had, listed: false, ..remembered(Services::ALL, Standing::Left).shape };
        let hers = ObservedRecipient { id: Some(DirectoryId([8; 16])), shape: hers };
        let joined =
            step(decide_recipient(&RecipientCase { observed: Some(&hers), ..case(Some(Some(&new))) }, &options));
        assert_eq!((joined.action, joined.reason), (Action::Create, Reason::Selected));
        assert_eq!((after(&joined).services, after(&joined).listed), (options.defaults.of(new.kind), true));
        assert!(after(&joined).profile.is_some() && joined.touches_gateway(), "the row there is hers: {joined:?}");
    }
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
fn b1_an_address_that_nobody_has_any_more_counts_as_a_removal_and_one_that_moved_does_not() {
    let new = Recipient { aliases: Vec::new(), ..recipient() };
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case_of(&new) };
    let lost = step(decide_recipient(&case, &Options::default()));
    assert_eq!((lost.reason, lost.loses_address, lost.is_removal()), (Reason::AddressesChanged, true, true));
    assert_eq!(lost.removed(), Services::NONE, "no service is lost");

    let moved = ours.shape.aliases.clone();
    let taken = step(decide_recipient(&RecipientCase { taken_over: &moved, ..case.clone() }, &Options::default()));
    assert!(!taken.is_removal(), "another recipient has it");

    let unlisted = observed(&RecipientShape { listed: false, ..ours.shape.clone() });
    let refused = step(decide_recipient(&RecipientCase { observed: Some(&unlisted), ..case }, &Options::default()));
    assert!(!refused.is_removal(), "its mail was refused before");
}

#[test]
fn b1_a_rename_that_keeps_the_old_address_loses_nothing_and_one_that_drops_it_does() {
    let renamed = |aliases: &[&str]| {
        let (primary, aliases) = (address("new@larkfield.example"), aliases.iter().map(|a| address(a)).collect());
        let new = Recipient { primary, aliases, ..recipient() };
        let ours = remembered(Services::ALL, Standing::Active);
        let seen = observed(&ours.shape);
        let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case_of(&new) };
        step(decide_recipient(&case, &Options::default())).is_removal()
    };
    assert!(!renamed(&["accounts@larkfield.example", "ledger@larkfield.example"]));
    assert!(!renamed(&["Accounts@larkfield.example", "LEDGER@larkfield.example"]), "the same in other letters");
    assert!(renamed(&["ledger@larkfield.example"]));
}

#[test]
fn g4_whom_a_hand_took_off_the_list_no_change_in_the_tenant_puts_back() {
    let ours = remembered(Services::ALL, Standing::Active);
    let unlisted = observed(&RecipientShape { listed: false, ..ours.shape.clone() });
    let aliases = vec![address("ledger@larkfield.example"), address("more@larkfield.example")];
    let new = Recipient { aliases, ..recipient() };
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&unlisted), ..case_of(&new) };
    let change = step(decide_recipient(&case, &Options::default()));
    assert_eq!((change.reason, change.held, after(&change).listed), (Reason::AddressesChanged, None, false));
    assert_eq!(after(&change).aliases, new.aliases, "what the tenant changed is done");

    let remembered = Remembered::after(&change, Some(&ours)).unwrap();
    let seen = observed(after(&change));
    let case = RecipientCase { remembered: Some(&remembered), observed: Some(&seen), ..case_of(&new) };
    let told = step(decide_recipient(&case, &Options::default()));
    assert_eq!((told.reason, told.held, after(&told).listed), (Reason::Drift, Some(Hold::Drift), true));

    let mut options = Options::default();
    options.leavers.incoming = LeaverRule::Stop;
    let relisted = observed(&RecipientShape { listed: true, ..seen.shape.clone() });
    let gone = RecipientCase { tenant: None, observed: Some(&relisted), ..case };
    assert!(!after(&step(decide_recipient(&gone, &options))).listed, "its place on the list is ours still");
}

#[test]
fn b5_whoever_gave_an_address_away_and_is_left_alone_has_a_step_that_can_be_taken_back() {
    let recipient = recipient();
    let alone = [
        (Standing::Left, None, None),
        (Standing::Stopped, Some(false), None),
        (Standing::Active, None, Some(Exempt::Stands)),
        (Standing::Active, None, Some(Exempt::Expired)),
    ];
    for (standing, selected, exception) in alone {
        let ours = remembered(Services { archiving: true, ..Services::NONE }, standing);
        let seen = observed(&ours.shape);
        let taken = [ours.shape.primary.clone()];
        let base = RecipientCase {
            choice: Choice { selected, ..Choice::default() },
            exception,
            remembered: Some(&ours),
            observed: Some(&seen),
            ..case((standing != Standing::Left).then_some(Some(&recipient)))
        };
        let options = Options::default();
        let told = step(decide_recipient(&RecipientCase { taken_over: &taken, ..base.clone() }, &options));
        assert_eq!((told.action, told.reason, told.standing), (Action::Change, Reason::AddressesChanged, standing));
        assert_eq!((told.held, told.touches_gateway(), told.is_removal()), (None, false, false), "{standing:?}");
        assert_eq!((&after(&told).primary, after(&told).aliases.len()), (&ours.shape.aliases[0], 0));
        assert_eq!(after(&told).services, ours.shape.services, "nothing else of it changes");

        let next = Remembered::after(&told, Some(&ours)).unwrap();
        assert_eq!(
            (next.standing, next.services_when_active),
            (
                standing,
                match standing {
                    Standing::Active => ours.shape.services,
                    _ => ours.services_when_active,
                }
            )
        );
        let seen = observed(after(&told));
        let again = RecipientCase { remembered: Some(&next), observed: Some(&seen), taken_over: &taken, ..base };
        assert!(!matches!(decide_recipient(&again, &options), Verdict::Step(step) if step.hands_over), "told once");
    }
}

#[test]
fn r15_an_alias_of_a_hand_that_the_tenant_has_too_is_ours_from_then_on() {
    let recipient = recipient();
    let mut ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    ours.shape.aliases.clear();
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case_of(&recipient) };
    let change = step(decide_recipient(&case, &Options::default()));
    let next = Remembered::after(&change, Some(&ours)).unwrap();
    assert_eq!(next.shape.aliases, recipient.aliases);
    assert_eq!(
        decide_recipient(&RecipientCase { remembered: Some(&next), ..case }, &Options::default()),
        Verdict::Nothing
    );
}
