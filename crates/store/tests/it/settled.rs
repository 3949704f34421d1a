//! What the planner is not asked about has nothing due, whatever happened to tenant, choices and gateway.

use std::collections::BTreeSet;

use model::{Kind, plan::Verdict, plan::decide_recipient};
use proptest::prelude::*;
use store::{Excepted, ExceptionCause, ExceptionTerms, MailboxChange, MailboxFilter, StoreError, Target};

use crate::tenant::{Gateway, World, address, at, id, user};

const PEOPLE: u32 = 6;

/// One thing that happens.
#[derive(Debug, Clone)]
enum Happens {
    Renamed(u32),
    Aliased(u32, bool),
    Left(u32),
    Chosen(u32, Option<bool>, Option<bool>),
    Settings,
    Excepted(u32),
    Kind(u32),
    GatewayServices(u32),
    GatewayAlias(u32),
    GatewayGone(u32),
    GatewayAnothers(u32),
    Deselected(bool),
    Synced,
}

fn happens() -> impl Strategy<Value = Happens> {
    let who = 1..=PEOPLE;
    prop_oneof![
        who.clone().prop_map(Happens::Renamed),
        (who.clone(), any::<bool>()).prop_map(|(n, both)| Happens::Aliased(n, both)),
        who.clone().prop_map(Happens::Left),
        (who.clone(), any::<Option<bool>>(), any::<Option<bool>>()).prop_map(|(n, s, o)| Happens::Chosen(n, s, o)),
        Just(Happens::Settings),
        who.clone().prop_map(Happens::Excepted),
        who.clone().prop_map(Happens::Kind),
        who.clone().prop_map(Happens::GatewayServices),
        who.clone().prop_map(Happens::GatewayAlias),
        who.clone().prop_map(Happens::GatewayGone),
        who.prop_map(Happens::GatewayAnothers),
        any::<bool>().prop_map(Happens::Deselected),
        Just(Happens::Synced),
    ]
}

fn person(n: u32) -> model::Seen {
    let own = [format!("u{n}@orchard.example"), format!("U{n}@larkfield.onmicrosoft.com")];
    let aliases: Vec<&str> = own.iter().map(String::as_str).take(1 + n as usize % 2).collect();
    user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &aliases)
}

fn play(world: &World, gateway: &mut Gateway, happens: &Happens, minutes: i64) {
    let hand = |gateway: &mut Gateway, n: u32, change: &dyn Fn(&mut model::ObservedRecipient)| {
        if let Some(mut found) = gateway.recipients().into_iter().find(|r| r.id == Some(id(n))) {
            change(&mut found);
            gateway.put(found);
        }
    };
    match happens {
        Happens::Renamed(n) => {
            let new = format!("new{n}.{minutes}@larkfield.example");
            let seen = model::Seen {
                primary: Some(address(&new)),
                aliases: vec![address(&format!("u{n}@larkfield.example"))],
                ..person(*n)
            };
            drop(world.delta(&[seen], &[], minutes));
        }
        Happens::Aliased(n, both) => {
            let mut aliases = vec![address(&format!("x{n}@orchard.example"))];
            aliases.extend(both.then(|| address(&format!("x{n}@elsewhere.example"))));
            drop(world.delta(&[model::Seen { aliases, ..person(*n) }], &[], minutes));
        }
        Happens::Left(n) => drop(world.delta(&[], &[*n], minutes)),
        Happens::Chosen(n, selected, outgoing) => {
            let change = MailboxChange { selected: *selected, outgoing: *outgoing, ..MailboxChange::default() };
            assert!(
                world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(*n)]), &change, at(minutes)).unwrap()
                    <= PEOPLE
            );
        }
        Happens::Settings => {
            let all = Target::Filter(MailboxFilter::default());
            assert!(world.store.apply_settings(world.client, &all, at(minutes)).unwrap() <= PEOPLE);
        }
        Happens::Excepted(n) => {
            let (reason, owner, cause) = ("it is so".to_owned(), "sam".to_owned(), ExceptionCause::Person);
            let terms = ExceptionTerms { reason, owner, cause, until: None, run: None };
            world.store.exception_set(world.client, &[Excepted::Recipient(id(*n))], &terms, at(minutes)).unwrap();
        }
        Happens::Kind(n) => drop(world.store.set_kind(world.client, id(*n), Some(Kind::Shared))),
        Happens::GatewayServices(n) => hand(gateway, *n, &|found| found.shape.services.outgoing ^= true),
        Happens::GatewayAlias(n) => {
            hand(gateway, *n, &|found| found.shape.aliases.push(address(&format!("hand{n}@larkfield.example"))));
        }
        Happens::GatewayGone(n) => gateway.forget(id(*n)),
        Happens::GatewayAnothers(n) => hand(gateway, *n, &|found| found.id = Some(id(*n + 100))),
        Happens::Deselected(selected) => {
            let change = store::DomainChange::select("orchard.example".parse().unwrap(), *selected);
            world.store.choose_domains(world.client, &[change], at(minutes)).unwrap();
        }
        Happens::Synced => drop(world.sync(gateway, minutes)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whom_the_planner_is_not_asked_about_has_nothing_due(all in prop::collection::vec(happens(), 1..8)) {
        let world = World::new();
        world.fetch(&(1..=PEOPLE).map(person).collect::<Vec<_>>(), 1);
        world.select(&["larkfield.example", "orchard.example"], 2);
        let mut gateway = Gateway::default();
        world.sync(&mut gateway, 3);
        for (minutes, happens) in (10..).zip(&all) {
            play(&world, &mut gateway, happens, minutes);
        }
        world.observe(&gateway.domains(), &gateway.recipients(), 50);
        let (options, mut asked, mut due) = (world.options(), BTreeSet::new(), BTreeSet::new());
        let looked = world
            .store
            .unsettled_cases(world.client, at(51), |case| {
                asked.insert(case.id);
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let mut count = 0;
        world
            .store
            .recipient_cases(world.client, at(51), |case| {
                count += 1;
                if decide_recipient(&case, &options) != Verdict::Nothing {
                    due.insert(case.id);
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        prop_assert_eq!(looked.having, world.store.in_scope_with(world.client).unwrap());
        prop_assert!(due.is_subset(&asked), "{due:?} {asked:?}");
        prop_assert_eq!(asked.len() + looked.left_out as usize, count);
    }
}

#[test]
fn p4_after_a_sync_the_planner_is_asked_about_nobody() {
    let world = World::new();
    world.fetch(&(1..=PEOPLE).map(person).collect::<Vec<_>>(), 1);
    world.select(&["larkfield.example", "orchard.example"], 2);
    world.sync(&mut Gateway::default(), 3);
    let told = world.store.unsettled_cases(world.client, at(4), |case| panic!("{case:?}") as Result<(), StoreError>);
    assert_eq!(told.unwrap(), store::Looked { left_out: PEOPLE, having: [PEOPLE; 3] });
}

#[test]
fn an_error_of_the_listener_ends_the_reading() {
    let world = World::new();
    world.fetch(&(1..=PEOPLE).map(person).collect::<Vec<_>>(), 1);
    world.select(&["larkfield.example"], 2);
    let told = world.store.unsettled_cases(world.client, at(4), |_| Err(StoreError::NoClient(world.client)));
    assert!(matches!(told, Err(StoreError::NoClient(_))));
}
