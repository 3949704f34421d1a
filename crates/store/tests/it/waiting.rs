//! Domains that wait for a person, and the recipients that wait with them or not.

use model::plan::Hold;
use store::{Group, PlanNotice, PlanQuery, PlanRecord};

use crate::{
    planning::{people, world},
    tenant::{Gateway, World, at, user},
};

#[test]
fn m5_recipients_of_a_new_domain_that_exchange_relays_wait_with_it_and_go_with_it() {
    let mut world = World::new();
    world.domains[1].accepted = Some(model::Accepted::InternalRelay);
    let both = user(3, "Both", "both@larkfield.example", &["both@orchard.example"]);
    let seen = [user(1, "Lark", "l@larkfield.example", &[]), user(2, "Orchard", "o@orchard.example", &[]), both];
    world.fetch(&seen, 1);
    world.select(&["larkfield.example", "orchard.example"], 2);
    world.observe(&[], &[], 3);
    let plan = world.plan(3);
    assert_eq!((plan.ready, plan.held), (3, 2), "the other domain and its recipients go");
    let orchard = world.domains[1].name.clone();
    assert_eq!(plan.notices, [PlanNotice::InternalRelay { domain: orchard }]);

    let held =
        world.store.plan_window(plan.id, &PlanQuery { held: Some(true), limit: 9, ..PlanQuery::default() }).unwrap();
    assert!(held.rows.iter().all(|row| row.step.held == Some(Hold::InternalRelay)));
    let (domain, recipients): (Vec<_>, Vec<_>) = held.rows.iter().partition(|row| row.group == Group::Domains);
    let alone: Vec<u32> = recipients.iter().map(|row| row.seq).collect();
    assert_eq!(world.store.approve_holds(plan.id, &alone).unwrap(), 0, "not before their domain");
    assert_eq!(world.store.approve_holds(plan.id, &[domain[0].seq]).unwrap(), 2);
    assert_eq!(world.store.plan(world.client, plan.id).unwrap().held, 0);
}

/// The addresses of a step in a plan, by a word of its name.
fn listed(world: &World, plan: &PlanRecord, name: &str) -> Vec<String> {
    let query = PlanQuery { search: name.into(), limit: 9, ..PlanQuery::default() };
    let row = world.store.plan_window(plan.id, &query).unwrap().rows.remove(0);
    assert_eq!((row.step.held, row.key.as_str()), (None, row.step.addresses().next().unwrap().key().as_str()));
    row.step.addresses().map(ToString::to_string).collect()
}

#[test]
fn r15_a_domain_that_waits_keeps_no_recipient_of_another_from_being_listed() {
    let mut world = World::new();
    world.domains[1].accepted = None;
    let there = user(1, "There", "t@larkfield.example", &["t@orchard.example"]);
    let away = user(2, "Away", "a@orchard.example", &["a@larkfield.example"]);
    world.fetch(&[there, away], 1);
    world.select(&["larkfield.example", "orchard.example"], 2);
    world.observe(&[], &[], 3);
    for all in [false, true] {
        let plan = world.plan(3);
        assert_eq!((plan.ready, plan.held), (3, 1), "only the domain waits");
        assert_eq!(plan.notices, [PlanNotice::ExchangeUnknown { domain: world.domains[1].name.clone() }]);
        assert_eq!(listed(&world, &plan, "There"), ["t@larkfield.example"]);
        assert_eq!(listed(&world, &plan, "a@orchard.example"), ["a@larkfield.example"], "found by what follows");
        let approved =
            if all { world.store.approve_all_holds(plan.id) } else { world.store.approve_holds(plan.id, &[1]) };
        assert_eq!(approved.unwrap(), 1);
        assert_eq!(listed(&world, &plan, "There"), ["t@larkfield.example", "t@orchard.example"]);
        assert_eq!(listed(&world, &plan, "Away"), ["a@orchard.example", "a@larkfield.example"]);
    }

    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 4);
    assert_eq!((gateway.domains().len(), gateway.recipients().len()), (1, 2));
    let plan = world.plan(5);
    assert_eq!((plan.ready, plan.held, plan.counts.changed), (0, 3, 2), "the rest is a change that waits");
    let held = PlanQuery { held: Some(true), limit: 9, ..PlanQuery::default() };
    let rows = world.store.plan_window(plan.id, &held).unwrap().rows;
    assert!(rows.iter().all(|row| row.step.held == Some(Hold::ExchangeUnknown)), "{rows:?}");
    assert_eq!(world.store.approve_holds(plan.id, &[0]).unwrap(), 3);
}

#[test]
fn r7_a_new_mailbox_that_a_person_lets_go_does_not_wait_for_a_domain_besides() {
    let mut world = World::new();
    world.domains[1].accepted = None;
    let mut options = world.options();
    options.new_mailboxes = model::NewMailboxes::Review;
    world.store.set_options(world.client, &options).unwrap();
    world.fetch(&[user(1, "Ann", "ann@larkfield.example", &[])], 1);
    world.select(&["larkfield.example", "orchard.example"], 2);
    world.delta(&[user(2, "New", "n@larkfield.example", &["n@orchard.example"])], &[], 3);
    world.observe(&[], &[], 4);
    let plan = world.plan(4);
    let held = PlanQuery { held: Some(true), search: "new".into(), limit: 9, ..PlanQuery::default() };
    let row = world.store.plan_window(plan.id, &held).unwrap().rows.remove(0);
    assert_eq!(row.step.held, Some(Hold::NewMailbox));
    assert_eq!(world.store.approve_holds(plan.id, &[row.seq]).unwrap(), 1);
    assert_eq!(listed(&world, &plan, "New"), ["n@larkfield.example"]);
}

#[test]
fn m5_without_exchanges_own_list_every_new_domain_waits_with_its_recipients() {
    let world = World::new();
    world.fetch_with(&people(1, 4), None, 1);
    world.select(&["larkfield.example"], 2);
    world.observe(&[], &[], 3);
    let plan = world.plan(3);
    assert_eq!((plan.ready, plan.held), (0, 4));
    let domain = world.domains[0].name.clone();
    assert_eq!(plan.notices[0], PlanNotice::ExchangeUnknown { domain });
    assert_eq!(world.store.approve_holds(plan.id, &[0]).unwrap(), 4, "they go with it");
    world.fetch(&people(1, 4), 4);
    let told = world.plan(5);
    assert_eq!((told.ready, told.held, told.notices.len()), (4, 0, 0), "Exchange told everybody");
}

#[test]
fn r1_a_domain_that_becomes_a_relay_after_it_was_applied_is_told_of_while_it_is_one() {
    let mut world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    for relay in [model::Accepted::InternalRelay, model::Accepted::ExternalRelay] {
        world.domains[0].accepted = Some(relay);
        world.fetch(&people(1, 8), 4);
        for minutes in [5, 6] {
            let plan = world.plan(minutes);
            assert_eq!(plan.notices, [PlanNotice::RelayRefused { domain: world.domains[0].name.clone() }]);
            assert_eq!(plan.counts.total(), 0);
        }
    }
    world.domains[0].accepted = Some(model::Accepted::Authoritative);
    world.fetch(&people(1, 8), 7);
    assert_eq!(world.plan(8).notices, []);
}

#[test]
fn r1_a_relayed_domain_that_was_applied_is_never_held_again() {
    let mut world = World::new();
    world.domains[0].accepted = Some(model::Accepted::InternalRelay);
    world.fetch(&[user(1, "Ann", "ann@larkfield.example", &[])], 1);
    world.select(&["larkfield.example"], 2);
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    assert!(gateway.domains().is_empty(), "nobody agreed");
    let plan = world.plan(4);
    world.store.approve_all_holds(plan.id).unwrap();
    let run = world.store.begin_run(world.client, plan.id, "technician", "sam", at(4)).unwrap();
    for (seq, step) in world.store.due_steps(run, None, 100).unwrap() {
        gateway.apply(&step);
        world.store.mark_done(run, &[store::DoneStep { seq, step: &step }], at(4)).unwrap();
    }
    // Exchange could not be asked the next time: what it said of the domain still holds.
    world.domains[0].accepted = None;
    world.fetch(&[user(1, "Ann", "ann@larkfield.example", &[]), user(2, "Bob", "bob@larkfield.example", &[])], 5);
    assert_eq!(world.store.domains(world.client).unwrap()[0].accepted, Some(model::Accepted::InternalRelay));
    world.observe(&gateway.domains(), &gateway.recipients(), 6);
    let plan = world.plan(6);
    assert_eq!((plan.ready, plan.held), (1, 0));
}
