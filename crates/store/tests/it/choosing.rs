//! Choosing domains and mailboxes.

use model::{Kind, Options, Services, Unselectable};
use store::{Chosen, DomainChange, ListedRow, MailboxChange, MailboxFilter, StoreError, Target};

use crate::tenant::{Gateway, World, address, at, domain, group, id, user};

fn listed(text: &str, line: u32) -> ListedRow {
    ListedRow { address: address(text), selected: true, incoming: None, outgoing: None, archiving: None, line }
}

fn world() -> World {
    let world = World::new();
    world.fetch(
        &[
            user(1, "Ann", "ann@larkfield.example", &["a.lark@larkfield.example"]),
            user(2, "Bob", "bob@larkfield.example", &[]),
            user(3, "Cy", "cy@orchard.example", &[]),
            group(4, "All", "all@larkfield.example"),
        ],
        1,
    );
    world.select(&["larkfield.example"], 2);
    world
}

fn services(world: &World, n: u32) -> Services {
    world.store.mailbox(world.client, id(n), at(50)).unwrap().unwrap().row.services
}

#[test]
fn r13_domains_that_cannot_be_filtered_are_refused_and_nothing_is_stored() {
    let mut world = World::new();
    world.domains.push(model::DomainFacts { mx: None, ..domain("noroute.example") });
    world.fetch(&[], 1);
    let select = |names: &[&str]| -> Vec<DomainChange> {
        names.iter().map(|n| DomainChange::select(n.parse().unwrap(), true)).collect()
    };
    let refused = |names: &[&str]| world.store.choose_domains(world.client, &select(names), at(2)).unwrap_err();
    assert!(matches!(
        refused(&["larkfield.example", "larkfield.onmicrosoft.com"]),
        StoreError::DomainUnselectable { reason: Unselectable::MicrosoftsOwn, .. }
    ));
    assert!(matches!(
        refused(&["noroute.example"]),
        StoreError::DomainUnselectable { reason: Unselectable::NoRoute, .. }
    ));
    let words = refused(&["larkfield.onmicrosoft.com"]).to_string();
    assert_eq!(words, "the domain larkfield.onmicrosoft.com cannot be selected: it is one of Microsoft's own");
    assert!(matches!(refused(&["unknown.example"]), StoreError::UnknownDomain { .. }));
    assert!(world.store.domain_choices(world.client).unwrap().is_empty());
}

#[test]
fn r9_a_domain_takes_its_archiving_from_the_options_when_it_is_first_selected() {
    let world = World::new();
    world.fetch(&[], 1);
    world.store.set_options(world.client, &Options { archiving: false, ..Options::default() }).unwrap();
    world.select(&["larkfield.example"], 2);
    let name = "larkfield.example".parse().unwrap();
    let choice = world.store.domain_choices(world.client).unwrap()[&name].clone();
    assert_eq!((choice.selected, choice.archiving, choice.selected_at), (true, false, Some(at(2))));
    let on = DomainChange { name, selected: None, archiving: Some(true), region: Some("eu".into()) };
    world.store.choose_domains(world.client, &[on], at(3)).unwrap();
    world
        .store
        .domain_cases(world.client, at(2), |case| {
            assert_eq!((case.archiving, case.region), (true, Some("eu")));
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn r2_a_choice_for_every_row_of_a_filter_meets_those_rows_only() {
    let world = world();
    let change = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    let filter = MailboxFilter { kinds: vec![Kind::User], ..MailboxFilter::default() };
    assert_eq!(world.store.choose_mailboxes(world.client, &Target::Filter(filter), &change, at(3)).unwrap(), 2);
    let totals = world.store.totals(world.client, at(4)).unwrap();
    assert_eq!((totals.recipients, totals.selected), (3, 1));
    assert_eq!(world.steps(5).len(), 2, "the domain and the list");
}

#[test]
fn services_that_nobody_chose_stay_the_defaults_of_the_kind() {
    let world = world();
    let change = MailboxChange { outgoing: Some(false), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(1)]), &change, at(3)).unwrap();
    assert_eq!(services(&world, 1), Services { outgoing: false, ..Services::ALL });
    assert_eq!(services(&world, 2), Services::ALL);
    assert_eq!(services(&world, 4), Services { incoming: true, ..Services::NONE });
}

#[test]
fn r12_services_chosen_before_an_apply_are_no_news_after_it() {
    let world = world();
    let off = |incoming, outgoing| MailboxChange { incoming, outgoing, ..MailboxChange::default() };
    let ann = Target::Ids(vec![id(1)]);
    world.store.choose_mailboxes(world.client, &ann, &off(None, Some(false)), at(3)).unwrap();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 4);
    assert!(world.steps(5).is_empty());
    world.store.choose_mailboxes(world.client, &ann, &off(Some(false), None), at(4)).unwrap();
    assert_eq!(services(&world, 1), Services { archiving: true, ..Services::NONE });
    assert_eq!(world.steps(5).len(), 1);
}

#[test]
fn r4_services_chosen_for_what_the_gateway_already_had_do_not_come_back_later() {
    let world = world();
    let mut gateway = Gateway::default();
    let mut other = world.steps(3);
    let kept = Services { incoming: true, ..Services::NONE };
    for step in &mut other {
        if let model::plan::Object::Recipient { after, .. } = &mut step.object {
            after.services = kept;
            gateway.apply(step);
        }
    }
    let ann = Target::Ids(vec![id(1)]);
    let all = MailboxChange { incoming: Some(false), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &ann, &all, at(3)).unwrap();
    world.sync(&mut gateway, 4);
    assert_eq!(services(&world, 1), kept);
    let archive = MailboxChange { archiving: Some(true), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &ann, &archive, at(5)).unwrap();
    assert_eq!(services(&world, 1), Services { archiving: true, ..kept });
}

#[test]
fn a_service_chosen_while_a_plan_is_applied_is_news_for_the_next_one() {
    let world = world();
    let mut gateway = Gateway::default();
    let plan = world.plan(3);
    let change = MailboxChange { incoming: Some(false), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(1)]), &change, at(3)).unwrap();
    let run = world.store.begin_run(world.client, plan.id, "technician", "sam", at(3)).unwrap();
    for (seq, step) in world.store.due_steps(run, None, 100).unwrap() {
        gateway.apply(&step);
        world.store.mark_done(run, &[store::DoneStep { seq, step: &step }], at(3)).unwrap();
    }
    world.observe(&gateway.domains(), &gateway.recipients(), 4);
    assert_eq!(world.steps(4).len(), 1);
}

#[test]
fn a_list_makes_exactly_its_recipients_selected_by_any_address() {
    let world = world();
    let rows = [
        ListedRow { archiving: Some(false), ..listed("A.Lark@Larkfield.example", 2) },
        listed("all@larkfield.example", 3),
    ];
    let chosen = world.store.select_exactly(world.client, &rows, at(3)).unwrap();
    assert_eq!(chosen, Chosen { selected: 2, deselected: 2 });
    assert_eq!(services(&world, 1), Services { archiving: false, ..Services::ALL });
    assert!(!world.store.mailbox(world.client, id(2), at(4)).unwrap().unwrap().row.selected);
}

#[test]
fn a_list_with_an_unknown_address_names_its_line_and_changes_nothing() {
    let world = world();
    let rows = [listed("bob@larkfield.example", 2), listed("nobody@larkfield.example", 7)];
    let refused = world.store.select_exactly(world.client, &rows, at(3)).unwrap_err();
    assert!(matches!(refused, StoreError::UnknownAddress { line: 7, .. }));
    assert_eq!(world.store.totals(world.client, at(4)).unwrap().selected, 3);
}

#[test]
fn r7_only_what_was_first_seen_after_its_domain_was_selected_appeared() {
    let world = world();
    world.delta(&[user(9, "New", "new@larkfield.example", &[]), user(8, "Far", "far@orchard.example", &[])], &[], 5);
    world.select(&["orchard.example"], 6);
    let mut appeared = Vec::new();
    world
        .store
        .recipient_cases(world.client, at(7), |case| {
            appeared.extend(case.appeared.then_some(case.id));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(appeared, [id(9)]);
}

#[test]
fn an_alias_stands_in_for_a_primary_address_outside_the_selected_domains() {
    let world = World::new();
    world.fetch(&[user(1, "Ann", "ann@orchard.example", &["b@larkfield.example", "ann@larkfield.example"])], 1);
    world.select(&["larkfield.example"], 2);
    world
        .store
        .recipient_cases(world.client, at(3), |case| {
            let recipient = case.tenant.flatten().unwrap();
            assert_eq!(recipient.primary, address("ann@larkfield.example"));
            assert_eq!(recipient.aliases, [address("b@larkfield.example")]);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}
