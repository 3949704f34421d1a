//! G1, R8: what runs left as pages, settings by hand, another gateway, Microsoft's ranges.

use model::{Address, DomainName, Networks, ObservedRecipient};
use store::{DoneStep, HandObject, HandQuery, HandValue, HandWish, RunState};

use crate::tenant::{Gateway, World, at, id, user};

const DOMAINS: [&str; 2] = ["larkfield.example", "orchard.example"];

/// Sixty people in two domains, applied.
fn applied() -> (World, Gateway) {
    let world = World::new();
    let person = |n: u32| user(n, &format!("P{n}"), &format!("P{}@{}", 100 - n, DOMAINS[n as usize % 2]), &[]);
    world.fetch(&(1..=60).map(person).collect::<Vec<_>>(), 1);
    world.select(&DOMAINS, 2);
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    (world, gateway)
}

fn names() -> Vec<DomainName> {
    DOMAINS.iter().map(|name| name.parse().unwrap()).collect()
}

fn pages(world: &World, domains: &[DomainName], limit: usize) -> Vec<ObservedRecipient> {
    let (mut all, mut after): (Vec<ObservedRecipient>, Option<Address>) = (Vec::new(), None);
    loop {
        let page = world.store.remembered_recipients(world.client, domains, after.as_ref(), limit).unwrap();
        let last = page.len() < limit;
        after = page.last().map(|seen| seen.shape.primary.clone());
        all.extend(page);
        if last {
            return all;
        }
    }
}

#[test]
fn g1_what_runs_left_comes_in_pages_as_the_gateway_would_show_it() {
    let (world, gateway) = applied();
    let mut there = gateway.recipients();
    there.sort_by_key(|seen| seen.shape.primary.key());
    for limit in [7, 60, 61] {
        assert_eq!(pages(&world, &names(), limit), there, "{limit}");
    }
    let one = &names()[..1];
    assert_eq!(pages(&world, one, 7).len(), 30, "of one domain alone");
    let (first, nobody) = (there[0].shape.primary.clone(), "nobody@larkfield.example".parse().unwrap());
    assert_eq!(world.store.remembered_addresses(world.client, &[nobody, first]).unwrap(), there[..1]);
    let domains = world.store.remembered_domains(world.client, &names()).unwrap();
    let shapes: Vec<_> = gateway.domains().into_iter().map(|domain| (domain.name, domain.shape)).collect();
    assert_eq!(domains, shapes);
}

fn wish(n: u32, key: &str, listed: bool) -> HandWish {
    let value = HandValue::Mailbox { listed, kind: model::Kind::User, previous: None };
    HandWish {
        object: HandObject::Recipient(id(n)),
        key: key.to_owned(),
        settings: vec![("mailbox", value)],
        gone: !listed,
    }
}

#[test]
fn g1_wishes_are_written_with_their_steps_or_not_at_all() {
    let (world, gateway) = applied();
    world.fetch(&[user(99, "New", "new@larkfield.example", &[])], 4);
    world.observe(&gateway.domains(), &gateway.recipients(), 5);
    let plan = world.plan(5);
    let run = world.store.begin_run(world.client, plan.id, "technician", "tess", at(5)).unwrap();
    let steps = world.store.due_steps(run, None, 10).unwrap();
    let done: Vec<_> = steps.iter().map(|(seq, step)| DoneStep { seq: *seq, step }).collect();
    let wishes = [wish(99, "new@larkfield.example", true), wish(1, "p99@orchard.example", true)];
    let nowhere = store::RunId(99);
    assert!(world.store.mark_done_by_hand(nowhere, &done, &wishes, at(6)).is_err());
    let all = HandQuery { limit: 10, ..HandQuery::default() };
    assert_eq!(world.store.by_hand(world.client, &all).unwrap().total, 0);
    world.store.mark_done_by_hand(run, &done, &wishes, at(6)).unwrap();
    let window = world.store.by_hand(world.client, &all).unwrap();
    assert_eq!((window.total, window.waiting["mailbox"]), (2, 2));

    let first = window.rows[0].id;
    assert_eq!(world.store.by_hand_done(world.client, Some(&[first]), None, "tess", at(7)).unwrap(), 1);
    assert_eq!(world.store.by_hand_done(world.client, Some(&[first]), None, "tom", at(8)).unwrap(), 0, "once only");
    world.store.mark_done_by_hand(run, &[], &[wish(99, "new.name@larkfield.example", true)], at(9)).unwrap();
    let window = world.store.by_hand(world.client, &HandQuery { after: Some(first), ..all.clone() }).unwrap();
    assert_eq!((window.total, window.rows.len()), (2, 2), "what was done waits again, under another number");
    world.store.mark_done_by_hand(run, &[], &[wish(1, "p99@orchard.example", false)], at(10)).unwrap();
    let window = world.store.by_hand(world.client, &all).unwrap();
    let listed: Vec<_> = window.rows.iter().map(|row| (row.key.as_str(), &row.value)).collect();
    assert!(matches!(listed[1], ("p99@orchard.example", HandValue::Mailbox { listed: false, .. })), "{listed:?}");
}

#[test]
fn g1_another_gateway_begins_with_nothing_and_keeps_the_history() {
    let (world, gateway) = applied();
    world.observe(&gateway.domains(), &gateway.recipients(), 4);
    let open = world.plan(4);
    world.store.change_gateway(world.client, "local:/srv/mail", at(5)).unwrap();
    let client = world.store.client(world.client).unwrap();
    assert_eq!(
        (client.gateway.as_str(), client.gateway_identity, client.first_applied_at),
        ("local:/srv/mail", None, None)
    );
    assert_eq!(client.schedule.next_sync, None, "a person looks first");
    assert_eq!(world.store.gateway_since(world.client).unwrap(), Some(at(5)));
    assert!(pages(&world, &names(), 100).is_empty());
    assert!(world.store.plan(world.client, open.id).is_err(), "nobody applies what was planned for the former one");
    let runs = world.store.runs(world.client).unwrap();
    assert_eq!((runs.len(), runs[0].state), (1, RunState::Ended));
    world.observe(&[], &[], 6);
    assert_eq!(world.plan(6).counts.created, 60);
}

#[test]
fn r8_ranges_are_kept_for_each_cloud() {
    let (world, _) = applied();
    let list = |version: &str| Networks { version: version.to_owned(), ranges: vec!["192.0.2.0/24".parse().unwrap()] };
    world.store.set_networks("global", &list("2026010100"), at(1)).unwrap();
    world.store.set_networks("global", &list("2026020100"), at(2)).unwrap();
    assert_eq!(world.store.networks("global").unwrap(), Some((list("2026020100"), at(2))));
    assert_eq!(world.store.networks("china").unwrap(), None);
}
