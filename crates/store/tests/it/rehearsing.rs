//! Earlier days of the tenant, and plans that are only tried.

use std::collections::BTreeMap;

use jiff::ToSpan;
use model::{NewMailboxes, plan::Step};
use rusqlite::Connection;
use store::{DomainChange, MailboxChange, MailboxFilter, Store, StoreError, Supposed, Target};

use crate::tenant::{Gateway, World, at, new_client, user};

fn recipients(store: &Store, world: &World, minutes: i64) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    store
        .recipient_cases(world.client, at(minutes), |case| {
            if let Some(Some(recipient)) = case.tenant {
                found.insert(case.name.to_owned(), recipient.primary.to_string());
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    found
}

fn names(of: &BTreeMap<String, String>) -> Vec<&str> {
    of.keys().map(String::as_str).collect()
}

#[test]
fn the_tenant_of_an_earlier_day_is_as_it_was_then() {
    let world = World::new();
    let (ada, bea) = (user(1, "Ada", "ada@larkfield.example", &[]), user(2, "Bea", "bea@larkfield.example", &[]));
    world.fetch(&[ada.clone(), bea], 1);
    world.select(&["larkfield.example"], 2);
    let renamed = user(1, "Ada", "countess@larkfield.example", &["ada@larkfield.example"]);
    world.fetch(&[renamed.clone(), user(3, "Cy", "cy@larkfield.example", &[])], 10);
    world.fetch(&[renamed, user(4, "Di", "di@larkfield.example", &[])], 20);
    let days: Vec<_> = world.store.snapshot_days(world.client).unwrap();
    assert_eq!(
        days.iter().map(|day| (day.read_at, day.recipients)).collect::<Vec<_>>(),
        [(at(20), 2), (at(10), 2), (at(1), 2)]
    );
    let then = |minutes| {
        let supposed = Supposed { as_of: Some(at(minutes)), ..Supposed::default() };
        let shadow = world.store.shadow(world.client, &supposed, at(30)).unwrap();
        let snapshot = shadow.snapshot(world.client).unwrap().unwrap();
        (recipients(&shadow, &world, 30), snapshot.read_at, snapshot.digest)
    };
    let (first, read_at, digest) = then(9);
    assert_eq!((names(&first), first["Ada"].as_str(), read_at), (vec!["Ada", "Bea"], "ada@larkfield.example", at(1)));
    assert_eq!(digest, days[2].digest);
    let (second, ..) = then(10);
    assert_eq!((names(&second), second["Ada"].as_str()), (vec!["Ada", "Cy"], "countess@larkfield.example"));
    assert_eq!(names(&then(25).0), ["Ada", "Di"]);
    let too_early = Supposed { as_of: Some(at(0)), ..Supposed::default() };
    let refused = world.store.shadow(world.client, &too_early, at(30)).unwrap_err();
    assert!(matches!(refused, StoreError::NoDay(day) if day == at(0)));
}

#[test]
fn days_are_kept_for_thirty_days_and_after_two_of_them_one_a_day() {
    let world = World::new();
    let hours = |hours: i64| 60 * hours;
    let person = |n: i64| user(1, &format!("Ada {n}"), "ada@larkfield.example", &[]);
    for n in 0..40 * 4 {
        world.fetch(&[person(n)], hours(6 * n));
    }
    let now = at(hours(6 * 159));
    let days = world.store.snapshot_days(world.client).unwrap();
    assert!(days.iter().all(|day| day.read_at >= now - (24 * 30).hours()), "thirty days");
    let recent = days.iter().filter(|day| day.read_at >= now - 48.hours()).count();
    assert_eq!((recent, days.len() - recent), (9, 28), "each reading of two days, and the last one of the others");
    world.select(&["larkfield.example"], hours(6 * 159));
    for day in &days {
        let supposed = Supposed { as_of: Some(day.read_at), ..Supposed::default() };
        let shadow = world.store.shadow(world.client, &supposed, now).unwrap();
        let n = (day.read_at - at(0)).total(jiff::Unit::Hour).unwrap() / 6.0;
        assert_eq!(names(&recipients(&shadow, &world, hours(6 * 159))), [format!("Ada {n}")]);
    }
}

#[test]
fn what_is_remembered_and_was_not_there_yet_is_no_recipient_of_that_day() {
    let world = World::new();
    let ada = user(1, "Ada", "ada@larkfield.example", &[]);
    world.fetch(std::slice::from_ref(&ada), 1);
    world.select(&["larkfield.example"], 2);
    world.fetch(&[ada, user(2, "Bea", "bea@larkfield.example", &[])], 10);
    world.sync(&mut Gateway::default(), 11);
    let supposed = Supposed { as_of: Some(at(5)), ..Supposed::default() };
    let shadow = world.store.shadow(world.client, &supposed, at(30)).unwrap();
    let mut gone = Vec::new();
    shadow
        .recipient_cases(world.client, at(30), |case| {
            gone.extend(case.tenant.is_none().then(|| case.name.to_owned()));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(gone, ["Bea"]);
}

#[test]
fn a_rehearsal_plans_with_what_is_supposed_and_leaves_everything_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Jörg's 100% data #1?.db");
    let store = Store::open(&path, at(0)).unwrap().store;
    let client = store.add_client(&new_client("Larkfield"), at(0)).unwrap();
    let world = World { store, client, ..World::new() };
    world.fetch(&[user(1, "Ada", "ada@larkfield.example", &[]), user(2, "Bea", "bea@orchard.example", &[])], 1);
    world.select(&["larkfield.example"], 2);
    world.observe(&[], &[], 3);
    let content = |db: &Connection| -> (String, i64, i64) {
        let sql = "SELECT (SELECT group_concat(options || choice_revision) FROM client),
                     (SELECT count(*) FROM choice), (SELECT sum(selected) FROM domain)";
        db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
    };
    let raw = Connection::open(&path).unwrap();
    let before = content(&raw);
    let orchard = DomainChange::select("orchard.example".parse().unwrap(), true);
    let off = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    let search = MailboxFilter { search: "ada".to_owned(), ..MailboxFilter::default() };
    let mut options = world.options();
    options.new_mailboxes = NewMailboxes::Review;
    let supposed = Supposed {
        options: Some(options),
        domains: vec![orchard],
        mailboxes: vec![(Target::Filter(search), off)],
        as_of: None,
    };
    let shadow = world.store.shadow(world.client, &supposed, at(5)).unwrap();
    let rehearsed = World { store: shadow, client, domains: Vec::new() };
    let keys = |steps: Vec<Step>| -> Vec<String> {
        steps.iter().flat_map(|step| step.addresses().map(ToString::to_string)).collect()
    };
    assert_eq!(keys(rehearsed.steps(6)), ["bea@orchard.example"]);
    assert!(rehearsed.options().new_mailboxes == NewMailboxes::Review);
    let plan = rehearsed.plan(6);
    assert_eq!((plan.counts.created, plan.counts.domains), (1, 2));
    assert_eq!(world.store.plan(client, plan.id).unwrap().hash, plan.hash, "the plan is stored where it belongs");
    assert_eq!(keys(world.steps(7)), ["ada@larkfield.example"]);
    assert_eq!(content(&raw), before);
    let refused = rehearsed.store.set_paused(client, true).unwrap_err();
    assert!(matches!(refused, StoreError::Rehearsed { doing: "pausing a client" }));
}

#[test]
fn a_rehearsal_waits_for_no_writer_and_lets_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenantry.db");
    let store = Store::open(&path, at(0)).unwrap().store;
    let client = store.add_client(&new_client("Larkfield"), at(0)).unwrap();
    let world = World { store, client, ..World::new() };
    world.fetch(&[user(1, "Ada", "ada@larkfield.example", &[])], 1);
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let larkfield = DomainChange::select("larkfield.example".parse().unwrap(), true);
    let supposed = Supposed { domains: vec![larkfield], ..Supposed::default() };
    let shadow = world.store.shadow(client, &supposed, at(5)).unwrap();
    assert_eq!(names(&recipients(&shadow, &world, 6)), ["Ada"]);
    raw.execute_batch("COMMIT").unwrap();
    world.store.set_paused(client, true).unwrap();
    assert!(matches!(shadow.in_scope(client), Ok(1)));
}
