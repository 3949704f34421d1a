//! Each provisioning rule, by its number, at the planner's border.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tenantry_model::{
    Address, DirectoryId, DomainFacts, DomainShape, Kind, KindSource, LeaverRule, NewMailboxes, ObservedDomain,
    ObservedRecipient, Options, Owner, Recipient, RecipientShape, Route, Services,
    plan::{
        Action, Choice, DomainCase, Hold, Object, Reason, RecipientCase, Remembered, Standing, Step, Verdict,
        decide_domain, decide_recipient,
    },
};

const ID: DirectoryId = DirectoryId([7; 16]);
const MX: &str = "larkfield-example.mail.protection.outlook.com";

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn facts() -> DomainFacts {
    DomainFacts {
        name: "larkfield.example".parse().unwrap(),
        verified: true,
        mail: true,
        default: true,
        initial: false,
        mx: Some((MX.to_owned(), 0)),
    }
}

fn route(host: &str, preference: u16) -> Route {
    Route { preference, host: host.to_owned(), port: 25 }
}

fn domain_case(facts: &DomainFacts) -> DomainCase<'_> {
    DomainCase { facts, archiving: true, region: None, remembered: None, observed: None }
}

fn hand_made(ldap_sync: bool, routes: Vec<Route>) -> ObservedDomain {
    let products = Services { incoming: true, ..Services::NONE };
    let shape = DomainShape {
        routes,
        region: Some("eu".to_owned()),
        protect_listed_only: false,
        reject_unlisted: false,
        products,
        ldap_sync,
        outgoing_user: false,
    };
    ObservedDomain { name: "larkfield.example".parse().unwrap(), owner: Owner::Nobody, shape }
}

fn recipient() -> Recipient {
    Recipient {
        id: ID,
        kind: Kind::User,
        kind_source: KindSource::Exchange,
        name: "Accounts".to_owned(),
        primary: address("accounts@larkfield.example"),
        aliases: vec![address("ledger@larkfield.example")],
        exchange_only: false,
    }
}

fn case<'a>(tenant: Option<Option<&'a Recipient>>) -> RecipientCase<'a> {
    RecipientCase {
        id: ID,
        tenant,
        name: "Accounts",
        choice: Choice::default(),
        appeared: false,
        days_gone: 0,
        remembered: None,
        observed: None,
        taken_over: &[],
    }
}

fn step(verdict: Verdict) -> Step {
    match verdict {
        Verdict::Step(step) => *step,
        other => panic!("a step was expected, not {other:?}"),
    }
}

fn after(step: &Step) -> &RecipientShape {
    match &step.object {
        Object::Recipient { after, .. } => after,
        Object::Domain { .. } => panic!("a recipient was expected"),
    }
}

fn domain_after(step: &Step) -> &DomainShape {
    match &step.object {
        Object::Domain { after, .. } => after,
        Object::Recipient { .. } => panic!("a domain was expected"),
    }
}

fn remembered(services: Services, standing: Standing) -> Remembered {
    let r = recipient();
    let shape =
        RecipientShape { primary: r.primary, aliases: r.aliases, kind: r.kind, listed: true, services, profile: None };
    Remembered { shape, standing, services_when_active: Services::ALL }
}

fn observed(shape: &RecipientShape) -> ObservedRecipient {
    ObservedRecipient { id: Some(ID), shape: shape.clone() }
}

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
    let choice = Choice { selected: Some(true), services: Some(Services::ALL), services_are_news: true };
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
fn r6_a_leaver_keeps_everything_until_its_days_are_over_and_its_archive_for_ever() {
    let ours = remembered(Services::ALL, Standing::Active);
    let seen = observed(&ours.shape);
    let gone = |days_gone| RecipientCase { remembered: Some(&ours), observed: Some(&seen), days_gone, ..case(None) };
    assert_eq!(decide_recipient(&gone(29), &Options::default()), Verdict::Nothing);
    let step = step(decide_recipient(&gone(30), &Options::default()));
    assert_eq!((step.action, step.reason, step.standing), (Action::Remove, Reason::Left, Standing::Left));
    assert!(step.is_removal());
    assert!(!after(&step).listed, "mail to a leaver is refused, not lost");
    assert_eq!(after(&step).services, Services { archiving: true, ..Services::NONE });
}

#[test]
fn r6_each_service_of_a_leaver_follows_its_own_rule() {
    let mut options = Options::default();
    options.leavers.incoming = LeaverRule::Keep;
    options.leavers.outgoing = LeaverRule::Stop;
    let ours = remembered(Services::ALL, Standing::Active);
    let step = step(decide_recipient(&RecipientCase { remembered: Some(&ours), ..case(None) }, &options));
    assert!(after(&step).listed);
    assert_eq!(after(&step).services, Services { outgoing: false, ..Services::ALL });
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

#[test]
fn r16_a_rename_and_a_conversion_are_changes_that_keep_every_service() {
    let ours = remembered(Services { archiving: true, ..Services::NONE }, Standing::Active);
    let seen = observed(&ours.shape);
    let mut new = recipient();
    new.primary = address("ledger@larkfield.example");
    new.aliases = vec![address("accounts@larkfield.example")];
    new.kind = Kind::Shared;
    let case = RecipientCase { remembered: Some(&ours), observed: Some(&seen), ..case(Some(Some(&new))) };
    let step = step(decide_recipient(&case, &Options::default()));
    assert_eq!((step.action, step.reason), (Action::Change, Reason::Renamed));
    assert_eq!(after(&step).services, ours.shape.services);
    assert_eq!(after(&step).aliases, [address("accounts@larkfield.example")]);
    assert_eq!(after(&step).kind, Kind::Shared);
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
