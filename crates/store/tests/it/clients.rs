//! Clients, their tenants and options.

use std::collections::BTreeMap;

use model::{Options, SyncEvery};
use store::{DomainChange, Schedule, SignInCheck, SignInRecord, Store, StoreError, TenantFacts};

use crate::tenant::{Gateway, World, at, id, new_client, user};

#[test]
fn a_client_comes_back_as_it_was_stored() {
    let world = World::new();
    let (store, client) = (&world.store, world.client);
    store.pin_tenant(client, id(1), "larkfield.example").unwrap();
    let facts = TenantFacts { name: Some("Larkfield".into()), initial_domain: None, country: Some("NL".into()) };
    store.set_tenant_facts(client, &facts).unwrap();
    let sign_in = SignInRecord {
        account: "admin@larkfield.example".into(),
        at: at(1),
        granted: vec!["openid".into()],
        last_used: at(1),
        checks: vec![SignInCheck {
            what: "exchange".into(),
            permission: "Exchange.Manage".into(),
            ok: false,
            why: Some("403".into()),
            code: Some("role-missing".into()),
        }],
        guest_of: Some("orchard.example".into()),
        object_id: Some("00000000-0000-0000-0000-000000000001".into()),
    };
    store.set_sign_in(client, Some(&sign_in)).unwrap();
    store.touch_sign_in(client, at(5)).unwrap();
    let schedule = Schedule { next_sync: Some(at(60)), last_good_sync: Some(at(2)), last_problem: Some("{}".into()) };
    store.set_schedule(client, &schedule).unwrap();
    store.set_gateway_identity(client, "gw-1").unwrap();
    store.set_paused(client, true).unwrap();
    store.recolour_client(client, "plum").unwrap();

    let read = store.client(client).unwrap();
    let tenant = read.tenant.unwrap();
    assert_eq!((tenant.id, tenant.typed.as_str(), tenant.country.as_deref()), (id(1), "larkfield.example", Some("NL")));
    assert_eq!(read.sign_in, Some(SignInRecord { last_used: at(5), ..sign_in }));
    assert_eq!((read.schedule, read.gateway_identity.as_deref(), read.paused), (schedule, Some("gw-1"), true));
    store.set_sign_in(client, None).unwrap();
    assert_eq!(store.client_by_name("LARKFIELD").unwrap().unwrap().sign_in, None);
}

#[test]
fn r11_a_tenant_belongs_to_one_client_and_a_client_to_one_tenant() {
    let world = World::new();
    let other = world.store.add_client(&new_client("Orchard"), at(0)).unwrap();
    world.store.pin_tenant(world.client, id(1), "larkfield.example").unwrap();
    world.store.pin_tenant(world.client, id(1), "larkfield.example").unwrap();
    let pinned = world.store.pin_tenant(world.client, id(2), "x.example").unwrap_err();
    assert!(matches!(pinned, StoreError::TenantPinned { expected, got } if (expected, got) == (id(1), id(2))));
    let taken = world.store.pin_tenant(other, id(1), "larkfield.example").unwrap_err();
    assert!(matches!(taken, StoreError::TenantTaken { by, .. } if by == world.client));
    let third = store::NewClient { tenant: Some((id(1), "larkfield.example".into())), ..new_client("Third") };
    assert!(matches!(world.store.add_client(&third, at(0)), Err(StoreError::TenantTaken { .. })));
}

#[test]
fn r11_a_domain_that_another_client_synchronises_is_refused() {
    let world = World::new();
    let second = World {
        store: world.store.clone(),
        client: world.store.add_client(&new_client("Orchard"), at(0)).unwrap(),
        domains: world.domains.clone(),
    };
    world.fetch(&[], 1);
    second.fetch(&[], 1);
    world.select(&["larkfield.example"], 2);
    let change = DomainChange::select("larkfield.example".parse().unwrap(), true);
    let refused = world.store.choose_domains(second.client, &[change], at(3)).unwrap_err();
    assert!(matches!(refused, StoreError::DomainTaken { by, .. } if by == world.client));
    let records = world.store.domain_records(second.client).unwrap();
    let held = records.iter().find(|r| r.facts.name.as_str() == "larkfield.example").unwrap();
    assert_eq!(held.other_client, Some((world.client, "Larkfield".into())));
}

#[test]
fn a_name_is_taken_whatever_its_case() {
    let world = World::new();
    let taken = world.store.add_client(&new_client("larkFIELD"), at(0)).unwrap_err();
    assert!(matches!(taken, StoreError::NameTaken { name } if name == "Larkfield"));
    world.store.rename_client(world.client, "LARKFIELD").unwrap();
}

#[test]
fn a_removed_client_leaves_nothing_and_its_number_is_not_given_out_again() {
    let world = World::new();
    world.fetch(&[user(1, "Ann", "ann@larkfield.example", &[])], 1);
    world.select(&["larkfield.example"], 2);
    world.sync(&mut crate::tenant::Gateway::default(), 3);
    world.store.remove_client(world.client).unwrap();
    assert!(matches!(world.store.client(world.client), Err(StoreError::NoClient(_))));
    let next = world.store.add_client(&new_client("Larkfield"), at(9)).unwrap();
    assert!(next > world.client);
    assert!(world.store.snapshot(next).unwrap().is_none());
    assert!(world.store.clients().unwrap().len() == 1);
}

#[test]
fn options_survive() {
    let store = Store::in_memory().unwrap();
    let client = store.add_client(&new_client("A"), at(0)).unwrap();
    let options = Options { sync: SyncEvery::Manual, ..Options::default() };
    store.set_options(client, &options).unwrap();
    assert_eq!(store.options(client).unwrap(), options);
}

#[test]
fn r11_a_client_moves_to_another_cloud_only_while_no_tenant_is_pinned() {
    let world = World::new();
    world.store.set_cloud(world.client, "china").unwrap();
    assert_eq!(world.store.client(world.client).unwrap().cloud, "china");
    world.store.pin_tenant(world.client, id(1), "larkfield.example").unwrap();
    let refused = world.store.set_cloud(world.client, "global").unwrap_err();
    assert!(matches!(refused, StoreError::CloudPinned { tenant } if tenant == id(1)), "{refused}");
    assert_eq!(world.store.client(world.client).unwrap().cloud, "china");
}

#[test]
fn m9_each_cloud_has_its_own_registration_that_can_be_changed_and_taken_back() {
    let store = World::new().store;
    assert_eq!(store.registration("global").unwrap(), None);
    store.set_registration("global", Some("first")).unwrap();
    store.set_registration("china", Some("other")).unwrap();
    store.set_registration("global", Some("second")).unwrap();
    assert_eq!(store.registration("global").unwrap().as_deref(), Some("second"));
    store.set_registration("global", None).unwrap();
    assert_eq!((store.registration("global").unwrap(), store.registration("china").unwrap().is_some()), (None, true));
}

#[test]
fn w2_what_was_typed_to_find_a_tenant_stays_until_one_is_pinned() {
    let world = World::new();
    let (store, client) = (&world.store, world.client);
    let typed = || store.client(client).unwrap().typed;
    assert_eq!(typed(), None);
    store.set_typed(client, "larkfield.exa").unwrap();
    assert_eq!(typed().as_deref(), Some("larkfield.exa"));
    store.pin_tenant(client, id(1), "larkfield.example").unwrap();
    assert_eq!(typed(), None);
    store.set_typed(client, "too late").unwrap();
    assert_eq!(store.client(client).unwrap().tenant.unwrap().typed, "larkfield.example");
}

#[test]
fn w0_open_steps_hold_as_long_as_the_rows_that_they_were_counted_of() {
    let world = World::new();
    let (store, client) = (&world.store, world.client);
    let ann = user(1, "Ann", "ann@larkfield.example", &[]);
    world.fetch(std::slice::from_ref(&ann), 1);
    world.select(&["larkfield.example"], 2);
    assert_eq!(store.uncounted_steps().unwrap(), [], "nothing was applied yet, so no row shows the number");
    world.sync(&mut Gateway::default(), 3);
    assert_eq!(store.uncounted_steps().unwrap(), [client]);

    assert!(store.services_in_use(client, at(4)).unwrap().incoming);
    assert_eq!(store.cutover_unlisted(client, at(4)).unwrap(), BTreeMap::new());
    let revision = store.grid_revision(client).unwrap();
    assert!(store.set_open_steps(client, 3, revision).unwrap());
    assert!(!store.set_open_steps(client, 3, revision).unwrap(), "the same number is no news");
    assert_eq!((store.client(client).unwrap().open_steps, store.uncounted_steps().unwrap()), (3, vec![]));

    world.fetch(&[ann, user(2, "Bob", "bob@larkfield.example", &[])], 5);
    assert_eq!(store.uncounted_steps().unwrap(), [client], "the rows will be others");
    let name = || world.domains[0].name.clone();
    assert_eq!(store.cutover_unlisted(client, at(6)).unwrap(), [(name(), (1, 0))].into());
    assert_eq!(store.uncounted_steps().unwrap(), [client], "they are");
    let nobody = store::MailboxChange { selected: Some(false), ..Default::default() };
    store.choose_mailboxes(client, &store::Target::Ids(vec![id(2)]), &nobody, at(7)).unwrap();
    assert_eq!(store.cutover_unlisted(client, at(8)).unwrap(), [(name(), (0, 1))].into());
}

#[test]
fn w8_what_a_gateway_took_and_does_not_show_is_missing_though_it_shows_what_it_showed_before() {
    let world = World::new();
    let (store, client) = (&world.store, world.client);
    world.fetch(&[user(1, "Ann", "ann@larkfield.example", &[])], 1);
    world.select(&["larkfield.example"], 2);
    world.observe(&[], &[], 3);
    world.carry_out(&world.plan(4), &mut Gateway::default(), 4);
    let there = || store.domain_records(client).unwrap().into_iter().find(|one| one.remembered).unwrap().there;
    assert_eq!((store.cutover_unlisted(client, at(5)).unwrap(), there()), (BTreeMap::new(), true), "it took them");
    world.observe(&[], &[], 6);
    let missing = store.cutover_unlisted(client, at(7)).unwrap();
    assert_eq!((missing.values().map(|(chosen, others)| chosen + others).sum::<u32>(), there()), (1, false));
}
