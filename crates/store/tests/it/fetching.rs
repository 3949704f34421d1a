//! Readings: staged, merged, or gone without a trace.

use std::collections::BTreeMap;

use model::{ExchangeReading, Kind, KindSource, NotTaken, Recipient, Resource, SeenByExchange};
use store::DomainChange;

use crate::tenant::{Gateway, World, address, at, domain, group, guest, heard, id, user};

fn recipients(world: &World) -> BTreeMap<String, Recipient> {
    let page = world.store.recipients_page(world.client, None, 1_000, at(0)).unwrap();
    page.into_iter().map(|row| (row.recipient.name.clone(), row.recipient)).collect()
}

fn digest(world: &World) -> String {
    world.store.snapshot(world.client).unwrap().unwrap().digest
}

#[test]
fn m6_an_unfinished_reading_leaves_the_snapshot_as_it_was() {
    let world = World::new();
    world.fetch(&[user(1, "Ann", "ann@larkfield.example", &[])], 1);
    let before = (world.store.snapshot(world.client).unwrap(), recipients(&world));
    let mut writer = world.store.begin_fetch(world.client).unwrap();
    writer.gone(Resource::Users, &[id(1)]).unwrap();
    writer.seen(&[user(2, "Bob", "bob@larkfield.example", &[])]).unwrap();
    drop(writer);
    assert_eq!((world.store.snapshot(world.client).unwrap(), recipients(&world)), before);
}

#[test]
fn m6_what_a_full_round_does_not_show_is_gone_and_what_a_delta_does_not_show_stays() {
    let world = World::new();
    let (ann, bob) = (user(1, "Ann", "ann@larkfield.example", &[]), user(2, "Bob", "bob@larkfield.example", &[]));
    let first = world.fetch(&[ann.clone(), bob.clone(), guest(3)], 1);
    assert_eq!((first.recipients, first.added, first.changed, first.removed), (2, 2, 0, 0));
    let quiet = world.delta(&[], &[], 2);
    assert_eq!((quiet.recipients, quiet.added, quiet.changed, quiet.removed), (2, 0, 0, 0));
    let renamed = user(1, "Ann Lark", "ann@larkfield.example", &["al@larkfield.example"]);
    let changed = world.delta(&[renamed.clone(), renamed], &[2], 3);
    assert_eq!((changed.recipients, changed.added, changed.changed, changed.removed), (1, 0, 1, 1));
    let full = world.fetch(&[bob], 4);
    assert_eq!((full.recipients, full.added, full.removed), (1, 1, 1));
    assert_eq!(full.by_kind, BTreeMap::from([(Kind::User, 1)]));
}

#[test]
fn m6_silence_of_a_full_round_means_gone_for_each_resource_that_was_read_in_full_and_for_no_other() {
    let world = World::new();
    let seen = [user(1, "Ann", "ann@larkfield.example", &[]), group(5, "All", "all@larkfield.example")];
    world.fetch_with(&seen, None, 1);
    let writer = world.store.begin_fetch(world.client).unwrap();
    let mut end = world.end(false, ExchangeReading::Unavailable("403".into()), at(2));
    end.full.insert(Resource::Groups);
    let counts = writer.finish(end).unwrap();
    assert_eq!((counts.recipients, counts.removed), (1, 1));
    assert_eq!(recipients(&world).keys().collect::<Vec<_>>(), ["Ann"]);
}

#[test]
fn m6_the_last_word_about_an_object_counts() {
    let world = World::new();
    world.fetch(&[user(1, "Ann", "ann@larkfield.example", &[])], 1);
    let mut writer = world.store.begin_fetch(world.client).unwrap();
    writer.gone(Resource::Users, &[id(1)]).unwrap();
    writer.seen(&[user(1, "Ann again", "ann@larkfield.example", &[])]).unwrap();
    let counts = writer.finish(world.end(false, ExchangeReading::Unchanged, at(2))).unwrap();
    assert_eq!((counts.changed, counts.removed), (1, 0));
}

#[test]
fn m6_a_restarted_resource_forgets_what_it_delivered() {
    let world = World::new();
    let mut writer = world.store.begin_fetch(world.client).unwrap();
    writer.seen(&[user(1, "Ann", "ann@larkfield.example", &[]), group(5, "All", "all@larkfield.example")]).unwrap();
    writer.restart(Resource::Users).unwrap();
    writer.seen(&[user(2, "Bob", "bob@larkfield.example", &[])]).unwrap();
    writer.finish(world.end(true, ExchangeReading::Unavailable("403".into()), at(1))).unwrap();
    assert_eq!(recipients(&world).keys().collect::<Vec<_>>(), ["All", "Bob"]);
}

#[test]
fn m5_a_kind_from_exchange_outlives_an_exchange_that_cannot_be_asked() {
    let world = World::new();
    let desk = user(1, "Desk", "desk@larkfield.example", &[]);
    let none = user(2, "No mailbox", "none@larkfield.example", &[]);
    let listed = [heard(&desk, Kind::Shared)];
    world.fetch_with(&[desk.clone(), none.clone()], Some(&listed), 1);
    assert_eq!(recipients(&world)["Desk"].kind, Kind::Shared);

    let later = user(3, "Later", "later@larkfield.example", &[]);
    world.fetch_with(&[user(1, "Front desk", "desk@larkfield.example", &[]), none, later], None, 2);
    let now = recipients(&world);
    let desk = &now["Front desk"];
    assert_eq!((desk.kind, desk.kind_source), (Kind::Shared, KindSource::Exchange));
    assert_eq!(now["Later"].kind_source, KindSource::Guess);
    assert!(!now.contains_key("No mailbox"), "Exchange once said that it has no mailbox");
}

#[test]
fn m5_what_only_exchange_knows_is_taken_and_stays_while_exchange_is_not_asked() {
    let world = World::new();
    let folder = SeenByExchange {
        id: id(9),
        exchange_only: true,
        name: "Folder".into(),
        primary: Some(address("folder@larkfield.example")),
        aliases: vec![],
        kind: Ok(Kind::PublicFolder),
    };
    world.fetch_with(&[], Some(&[folder]), 1);
    world.delta(&[], &[], 2);
    world.fetch_with(&[], None, 3);
    assert!(recipients(&world)["Folder"].exchange_only);
    let gone = world.fetch_with(&[], Some(&[]), 4);
    assert_eq!((gone.recipients, gone.removed), (0, 1));
}

#[test]
fn a_user_whom_the_directory_deleted_is_gone_although_exchange_said_something_before() {
    let world = World::new();
    world.fetch(&[user(1, "Ann", "ann@larkfield.example", &[])], 1);
    assert_eq!(world.delta(&[], &[1], 2).removed, 1);
    assert!(recipients(&world).is_empty());
}

#[test]
fn addresses_outside_the_tenants_mail_domains_are_none_of_a_recipients() {
    let world = World::new();
    let ann = user(1, "Ann", "ann@elsewhere.example", &["ann@larkfield.example", "ann@larkfield.onmicrosoft.com"]);
    world.fetch(&[ann, user(2, "Out", "out@elsewhere.example", &[])], 1);
    let now = recipients(&world);
    assert_eq!(now["Ann"].primary, address("ann@larkfield.example"));
    assert_eq!(now["Ann"].aliases, [address("ann@larkfield.onmicrosoft.com")]);
    assert!(!now.contains_key("Out"));
}

#[test]
fn a_mail_domain_that_appears_brings_its_addresses_without_a_full_reading() {
    let mut world = World::new();
    world.fetch(&[user(1, "Ann", "ann@new.example", &[])], 1);
    assert!(recipients(&world).is_empty());
    world.domains.push(domain("new.example"));
    let counts = world.delta(&[], &[], 2);
    assert_eq!((counts.added, counts.domains), (1, 4));
}

#[test]
fn what_is_no_recipient_is_listed_with_its_reason() {
    let world = World::new();
    let silent = user(2, "Silent", "silent@larkfield.example", &[]);
    world.fetch_with(&[guest(1), silent], Some(&[]), 1);
    let window = world.store.not_taken(world.client, "", 0, 10).unwrap();
    let why: Vec<_> = window.rows.iter().map(|row| (row.name.as_str(), row.reason)).collect();
    assert_eq!(why, [("Guest", NotTaken::Guest), ("Silent", NotTaken::NoMailbox)]);
    assert_eq!(world.store.not_taken(world.client, "SILENT@", 0, 10).unwrap().total, 1);
}

#[test]
fn the_digest_is_of_the_content_and_not_of_how_it_came() {
    let (a, b) = (World::new(), World::new());
    let (ann, bob) = (user(1, "Ann", "ann@larkfield.example", &[]), user(2, "Bob", "bob@larkfield.example", &[]));
    a.fetch(&[ann.clone(), bob.clone()], 1);
    b.fetch(std::slice::from_ref(&bob), 1);
    assert_ne!(digest(&a), digest(&b));
    b.fetch(&[bob, ann], 7);
    assert_eq!(digest(&a), digest(&b));
    a.delta(&[], &[], 9);
    assert_eq!(digest(&a), digest(&b));
}

#[test]
fn delta_links_are_kept_and_never_printed() {
    let world = World::new();
    assert!(world.store.delta_links(world.client).unwrap().is_none());
    world.fetch(&[], 1);
    world.delta(&[], &[], 5);
    let state = world.store.delta_links(world.client).unwrap().unwrap();
    assert_eq!((state.links.len(), state.last_full), (3, at(1)));
    assert_eq!(state.exchange, ExchangeReading::Complete);
    assert!(!format!("{state:?}").contains("graph.example"));
}

#[test]
fn b2_a_selected_domain_that_vanished_stays_among_the_choices() {
    let mut world = World::new();
    world.fetch(&[], 1);
    world.select(&["orchard.example"], 2);
    world.domains.retain(|d| d.name.as_str() != "orchard.example");
    world.delta(&[], &[], 3);
    assert!(world.store.domains(world.client).unwrap().iter().all(|d| d.name.as_str() != "orchard.example"));
    let choices = world.store.domain_choices(world.client).unwrap();
    assert!(choices[&"orchard.example".parse().unwrap()].selected);
    let let_go = DomainChange::select("orchard.example".parse().unwrap(), false);
    world.store.choose_domains(world.client, &[let_go], at(4)).unwrap();
}

#[test]
fn r6_a_remembered_recipient_is_kept_when_it_leaves_and_known_again_when_it_returns() {
    let world = World::new();
    let ann = user(1, "Ann", "ann@larkfield.example", &[]);
    let many: Vec<_> = (2..40).map(|n| user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &[])).collect();
    world.fetch(&[std::slice::from_ref(&ann), &many].concat(), 1);
    world.select(&["larkfield.example"], 2);
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    world.delta(&[], &[1], 4);
    let mut gone = Vec::new();
    world
        .store
        .recipient_cases(world.client, at(4 + 3 * 1440), |case| {
            gone.extend(case.tenant.is_none().then(|| (case.id, case.left.days, case.name.to_owned())));
            Ok::<_, store::StoreError>(())
        })
        .unwrap();
    assert_eq!(gone, [(id(1), 3, "Ann".to_owned())]);
    let back = world.delta(&[ann], &[], 5);
    assert_eq!(back.added, 1);
    let seen = world.store.mailbox(world.client, id(1), at(6)).unwrap().unwrap();
    assert_eq!((seen.first_seen, seen.left), (at(1), None));
}
