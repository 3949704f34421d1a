//! What is remembered of a client's cut-over (W8).

use std::collections::BTreeMap;

use model::Kind;
use model::cutover::{Code, ExchangeLook, StepKind, Target, TenantMail};
use store::{CutoverFound, CutoverMark, MailboxChange};

use crate::tenant::{Gateway, World, at, group, heard, id, user};

#[test]
fn w8_a_look_at_exchange_that_fails_leaves_what_it_told_before() {
    let world = World::new();
    let look = |exchange, minutes| {
        let found = CutoverFound { dns: Vec::new(), exchange: Some(exchange) };
        world.store.set_cutover_found(world.client, &found, at(minutes)).unwrap();
        world.store.cutover(world.client).unwrap()
    };
    let failed = || ExchangeLook::Failed { cause: "503".to_owned() };
    let first = look(failed(), 1);
    assert_eq!((first.exchange, first.exchange_read), (Some((failed(), at(1))), None));
    let mail = TenantMail { reject_direct_send: Some(true), ..TenantMail::default() };
    let told = look(ExchangeLook::Read(mail.clone()), 2);
    assert_eq!(told.exchange, Some((ExchangeLook::Read(mail.clone()), at(2))));
    for trouble in [failed(), ExchangeLook::Missing { permission: "Exchange.Manage".to_owned() }] {
        let after = look(trouble.clone(), 3);
        assert_eq!(after.exchange, Some((trouble, at(3))));
        assert_eq!(after.exchange_read, Some((mail.clone(), at(2))), "with the time at which it was told");
    }
    assert!(matches!(look(ExchangeLook::Read(mail), 4).exchange, Some((ExchangeLook::Read(_), _))));
}

#[test]
fn w8_a_mark_is_kept_with_its_reason_and_goes_with_the_name_that_it_was_said_of() {
    let world = World::new();
    let (store, client) = (&world.store, world.client);
    let mark = CutoverMark { who: "Sam".into(), at: at(1), note: None, objects: 3, code: Some(Code::OutboundByRule) };
    let steps = [StepKind::OutboundConnector, StepKind::InboundConnector, StepKind::Journal];
    for step in steps {
        store.mark_cutover(client, None, step, Some(&mark)).unwrap();
    }
    assert!(store.cutover(client).unwrap().marks.values().all(|kept| *kept == mark));
    store.set_cutover_target(client, &Target::default(), &steps[..2], "Sam", at(2)).unwrap();
    let left: Vec<_> = store.cutover(client).unwrap().marks.into_keys().collect();
    assert_eq!(left, [(None, StepKind::Journal)]);
}

#[test]
fn w8_senders_whom_the_gateway_refuses_are_counted_by_the_domain_that_they_send_from() {
    let world = World::new();
    let (store, client) = (&world.store, world.client);
    let people = [
        user(1, "Ann", "Ann@larkfield.example", &[]),
        user(2, "Bob", "bob@larkfield.example", &[]),
        user(3, "Cem", "cem@larkfield.example", &[]),
        user(4, "Dee", "dee@orchard.example", &["dee@larkfield.example"]),
        group(5, "All", "all@larkfield.example"),
    ];
    let exchange: Vec<_> = people[..4].iter().map(|one| heard(one, Kind::User)).collect();
    let exchange = [exchange, vec![heard(&people[4], Kind::DistributionList)]].concat();
    world.fetch_with(&people, Some(&exchange), 1);
    world.select(&["larkfield.example"], 2);
    let refused = |minutes| store.cutover_refused(client, at(minutes)).unwrap();
    let counts = |list: &[(&str, u32)]| -> BTreeMap<String, u32> {
        list.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    };
    assert_eq!(refused(3), counts(&[("orchard.example", 1), ("larkfield.example", 3)]), "it lists nobody yet");
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 4);
    assert_eq!(refused(5), counts(&[("orchard.example", 1)]), "a list sends nothing, and who is listed may");
    let silent = MailboxChange { outgoing: Some(false), ..Default::default() };
    store.choose_mailboxes(client, &store::Target::Ids(vec![id(2)]), &silent, at(6)).unwrap();
    let left_out = MailboxChange { selected: Some(false), ..Default::default() };
    store.choose_mailboxes(client, &store::Target::Ids(vec![id(3)]), &left_out, at(6)).unwrap();
    assert_eq!(refused(7), counts(&[("orchard.example", 1), ("larkfield.example", 2)]));
    world.sync(&mut gateway, 8);
    let sending = MailboxChange { outgoing: Some(true), ..Default::default() };
    store.choose_mailboxes(client, &store::Target::Ids(vec![id(2)]), &sending, at(9)).unwrap();
    let still = refused(10);
    assert_eq!(still, counts(&[("orchard.example", 1), ("larkfield.example", 2)]), "the gateway has yet to be told");
    world.sync(&mut gateway, 11);
    assert_eq!(refused(12), counts(&[("orchard.example", 1), ("larkfield.example", 1)]));
}
