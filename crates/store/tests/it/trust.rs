//! What a person decides about the plan: exceptions, leavers, settings, domain aliases.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use model::{
    Address, DomainName,
    plan::{Exempt, Hold, Reason, RecipientCase},
};
use store::{
    Excepted, ExceptionCause, ExceptionQuery, ExceptionTerms, MailboxChange, MailboxFilter, MailboxQuery, MailboxState,
    Store, StoreError, Target,
};

use crate::tenant::{Gateway, World, at, domain, group, id, user};

fn world() -> World {
    let world = World::new();
    world.fetch(
        &[
            user(1, "Ada", "ada@larkfield.example", &[]),
            user(2, "Bea", "bea@larkfield.example", &[]),
            group(3, "Team", "team@larkfield.example"),
        ],
        1,
    );
    world.select(&["larkfield.example"], 2);
    world
}

fn terms(until: Option<Timestamp>) -> ExceptionTerms {
    let (reason, owner) = ("Her own archive".to_owned(), "Mo".to_owned());
    ExceptionTerms { reason, owner, until, cause: ExceptionCause::Person, run: None }
}

fn ada() -> Excepted {
    Excepted::Recipient(id(1))
}

fn larkfield() -> Excepted {
    Excepted::Domain("larkfield.example".parse().unwrap())
}

fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

fn exempt(world: &World, minutes: i64) -> BTreeMap<String, Option<Exempt>> {
    let mut found = BTreeMap::new();
    let now = at(minutes);
    world
        .store
        .domain_cases(world.client, now, |case| {
            found.insert(case.facts.name.to_string(), case.exception);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    world
        .store
        .recipient_cases(world.client, now, |case| {
            found.insert(case.name.to_owned(), case.exception);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    found
}

#[test]
fn an_exception_stands_until_it_ends_and_is_then_held_for_review() {
    let world = world();
    let until = at(60);
    world.store.exception_set(world.client, &[ada(), larkfield()], &terms(Some(until)), at(5)).unwrap();
    let stands = exempt(&world, 59);
    assert_eq!(stands["Ada"], Some(Exempt::Stands));
    assert_eq!(stands["larkfield.example"], Some(Exempt::Stands));
    assert_eq!(stands["Bea"], None);
    let ended = exempt(&world, 60);
    assert_eq!((ended["Ada"], ended["larkfield.example"]), (Some(Exempt::Expired), Some(Exempt::Expired)));
    let held: Vec<_> = world.steps(61).into_iter().filter(|s| s.held == Some(Hold::ExceptionEnded)).collect();
    assert_eq!(held.len(), 2, "the domain and Ada");
}

#[test]
fn exceptions_are_found_by_words_with_ended_ones_first_and_can_be_taken_back() {
    let world = world();
    world.store.exception_set(world.client, &[ada(), larkfield()], &terms(None), at(5)).unwrap();
    let bea = Excepted::Recipient(id(2));
    world.store.exception_set(world.client, std::slice::from_ref(&bea), &terms(Some(at(9))), at(5)).unwrap();
    let ask = |search: &str, limit| {
        let query = ExceptionQuery { search: search.to_owned(), offset: 0, limit };
        world.store.exceptions(world.client, &query, at(10)).unwrap()
    };
    let all: Vec<String> = ask("", 10).rows.into_iter().map(|row| row.key).collect();
    assert_eq!(all, ["bea@larkfield.example", "ada@larkfield.example", "larkfield.example"]);
    assert_eq!((ask("", 1).rows.len(), ask("", 1).total), (1, 3));
    let found = ask("ADA mo ARCHIVE", 10).rows;
    assert_eq!((found.len(), found[0].name.as_str(), &found[0].about), (1, "Ada", &ada()));
    assert_eq!(found[0].terms, terms(None));
    assert_eq!(world.store.exception_remove(world.client, &[ada(), larkfield(), ada()]).unwrap(), 2);
    assert_eq!(ask("", 10).total, 1);
    assert!(world.store.exception(world.client, &ada(), at(10)).unwrap().is_none());
    assert_eq!(world.store.exception(world.client, &bea, at(10)).unwrap().unwrap().exempt, Exempt::Expired);
}

#[test]
fn exceptions_are_set_all_or_none_and_a_second_one_replaces_the_terms() {
    let world = world();
    let unknown = world.store.exception_set(world.client, &[ada(), Excepted::Recipient(id(99))], &terms(None), at(5));
    assert!(matches!(unknown.unwrap_err(), StoreError::NoRecipient(who) if who == id(99)));
    let unknown = Excepted::Domain(name("elsewhere.example"));
    let unknown = world.store.exception_set(world.client, &[ada(), unknown], &terms(None), at(5));
    assert!(matches!(unknown.unwrap_err(), StoreError::UnknownDomain { .. }));
    assert!(world.store.exception(world.client, &ada(), at(6)).unwrap().is_none());
    world.store.exception_set(world.client, &[ada()], &terms(None), at(5)).unwrap();
    let other = ExceptionTerms { cause: ExceptionCause::Drift, ..terms(Some(at(99))) };
    world.store.exception_set(world.client, &[ada()], &other, at(7)).unwrap();
    let record = world.store.exception(world.client, &ada(), at(8)).unwrap().unwrap();
    assert_eq!((record.terms, record.since), (other, at(7)));
}

#[test]
fn an_exception_outlives_the_absence_of_whom_it_is_about() {
    let world = world();
    world.store.exception_set(world.client, &[ada()], &terms(None), at(5)).unwrap();
    let bea = user(2, "Bea", "bea@larkfield.example", &[]);
    world.fetch(std::slice::from_ref(&bea), 10);
    world.fetch(&[user(1, "Ada", "ada@larkfield.example", &[]), bea], 20);
    assert_eq!(exempt(&world, 21)["Ada"], Some(Exempt::Stands));
}

#[test]
fn the_grid_shows_exceptions_and_when_they_ended() {
    let world = world();
    world.store.exception_set(world.client, &[ada()], &terms(Some(at(60))), at(5)).unwrap();
    let states = |minutes| {
        let query = MailboxQuery { limit: 10, ..MailboxQuery::default() };
        let rows = world.store.mailbox_window(world.client, &query, at(minutes)).unwrap().rows;
        rows.into_iter().map(|row| (row.name, row.state)).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(states(6)["Ada"], MailboxState::Exception);
    assert_eq!(states(6)["Bea"], MailboxState::New);
    assert_eq!(states(61)["Ada"], MailboxState::New, "what it kept from happening is due again");
    assert_eq!(world.store.exception_remove(world.client, &[ada()]).unwrap(), 1);
    let filter = MailboxFilter { state: Some(MailboxState::Exception), ..MailboxFilter::default() };
    let query = MailboxQuery { filter, limit: 10, ..MailboxQuery::default() };
    assert_eq!(world.store.mailbox_window(world.client, &query, at(62)).unwrap().total, 0);
}

fn lefts(store: &Store, world: &World, now: Timestamp) -> BTreeMap<String, (u32, bool)> {
    let mut found = BTreeMap::new();
    store
        .recipient_cases(world.client, now, |case| {
            found.insert(case.name.to_owned(), (case.left.days, case.left.confirmed));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    found
}

#[test]
fn r6_the_days_of_a_confirmed_leaver_count_from_the_word_and_the_word_ends_with_the_absence() {
    let world = world();
    world.sync(&mut Gateway::default(), 3);
    let (ada, bea) = (user(1, "Ada", "ada@larkfield.example", &[]), user(2, "Bea", "bea@larkfield.example", &[]));
    world.fetch(std::slice::from_ref(&bea), 10);
    let later = |days: i64| at(10) + (24 * days).hours();
    assert_eq!(lefts(&world.store, &world, later(10))["Ada"], (10, false));
    let met = world.store.confirm_leavers(world.client, &[id(1), id(2)], "Mo", later(10)).unwrap();
    assert_eq!(met, 1, "Bea is there");
    assert_eq!(lefts(&world.store, &world, later(14))["Ada"], (4, true));
    world.fetch(&[ada, bea.clone()], 20_000);
    world.fetch(std::slice::from_ref(&bea), 20_010);
    assert_eq!(lefts(&world.store, &world, at(20_020))["Ada"], (0, false), "she came back, and left anew");
}

#[test]
fn r12_settings_reach_chosen_mailboxes_once_and_nobody_else() {
    let world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    let mut options = world.options();
    options.language = "de".to_owned();
    world.store.set_options(world.client, &options).unwrap();
    assert!(world.steps(4).is_empty(), "options reach new mailboxes only");
    let everybody = Target::Filter(MailboxFilter::default());
    assert_eq!(world.store.apply_settings(world.client, &everybody, at(5)).unwrap(), 2, "a list has no settings");
    let steps = world.steps(6);
    assert_eq!(steps.iter().map(|step| step.reason).collect::<Vec<_>>(), [Reason::SettingsChosen; 2]);
    world.sync(&mut gateway, 7);
    assert!(world.steps(8).is_empty(), "once");
    let off = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(1)]), &off, at(9)).unwrap();
    assert_eq!(world.store.apply_settings(world.client, &Target::Ids(vec![id(1)]), at(9)).unwrap(), 0);
}

/// Everybody of Orchard has the same address at Larkfield, but not the other way round.
fn mirrored() -> World {
    let world = World::new();
    world.fetch(
        &[
            user(1, "Ada", "ada@larkfield.example", &["Ada@orchard.example"]),
            user(2, "Bea", "bea@larkfield.example", &["bea@orchard.example", "b@larkfield.example"]),
            user(3, "Cy", "cy@larkfield.example", &[]),
        ],
        1,
    );
    world
}

#[test]
fn r14_a_domain_whose_recipients_mirror_another_one_is_offered_as_its_alias() {
    let world = mirrored();
    let offer = (name("orchard.example"), name("larkfield.example"));
    assert_eq!(world.store.alias_offers(world.client).unwrap(), [offer]);
    world.delta(&[user(4, "Di", "di@orchard.example", &[])], &[], 2);
    assert_eq!(world.store.alias_offers(world.client).unwrap(), [], "Di is not there");
    world.delta(&[user(4, "Di", "di@orchard.example", &["di2@larkfield.example"])], &[], 3);
    assert_eq!(world.store.alias_offers(world.client).unwrap(), [], "another address is none");
    let refused = world.store.set_alias(world.client, &name("orchard.example"), Some(&name("larkfield.example")));
    assert!(matches!(refused.unwrap_err(), StoreError::NoAliasTarget { .. }), "it is not selected");
    world.select(&["larkfield.example", "orchard.example"], 4);
    let refused = world.store.set_alias(world.client, &name("orchard.example"), Some(&name("larkfield.example")));
    let StoreError::NotMirrored { address, .. } = refused.unwrap_err() else { panic!() };
    assert_eq!(address, "di@orchard.example");
}

#[test]
fn r14_of_two_domains_that_mirror_each_other_the_one_that_people_use_is_the_target() {
    let world = World::new();
    world.fetch(&[user(1, "Ada", "ada@orchard.example", &["ada@larkfield.example"])], 1);
    let offer = (name("larkfield.example"), name("orchard.example"));
    assert_eq!(world.store.alias_offers(world.client).unwrap(), [offer]);
    let world = World::new();
    world.fetch(&[], 1);
    assert_eq!(world.store.alias_offers(world.client).unwrap(), [], "nobody mirrors nobody");
}

#[test]
fn r14_a_mirror_of_a_mirror_is_an_alias_of_the_last_one() {
    let mut world = World::new();
    world.domains.push(domain("meadow.example"));
    world.fetch(
        &[
            user(1, "Ada", "ada@larkfield.example", &["ada@orchard.example", "ada@meadow.example"]),
            user(2, "Bea", "bea@larkfield.example", &["bea@orchard.example"]),
            user(3, "Cy", "cy@larkfield.example", &[]),
        ],
        1,
    );
    let target = name("larkfield.example");
    let offers = [(name("meadow.example"), target.clone()), (name("orchard.example"), target)];
    assert_eq!(world.store.alias_offers(world.client).unwrap(), offers);
}

/// Those who are in scope with the aliases that count, or only those whose columns do not show that nothing is due.
fn recipients(world: &World, unsettled: bool) -> Vec<String> {
    let mut found = Vec::new();
    let each = |case: RecipientCase<'_>| {
        if let Some(Some(recipient)) = case.tenant {
            let mut aliases: Vec<&str> = recipient.aliases.iter().map(Address::as_str).collect();
            aliases.sort_unstable();
            found.push([&[case.name], &aliases[..]].concat().join(" "));
        }
        Ok::<_, StoreError>(())
    };
    if unsettled {
        world.store.unsettled_cases(world.client, at(5), each).unwrap();
    } else {
        world.store.recipient_cases(world.client, at(5), each).unwrap();
    }
    found
}

#[test]
fn r14_an_alias_leaves_everybody_every_address() {
    let world = mirrored();
    world.select(&["larkfield.example", "orchard.example"], 2);
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    world.store.set_alias(world.client, &name("orchard.example"), Some(&name("larkfield.example"))).unwrap();
    let reasons: Vec<Reason> = world.steps(4).iter().map(|step| step.reason).collect();
    assert_eq!(reasons, [Reason::AliasChosen], "the domain's alone");
    let all = ["Ada Ada@orchard.example", "Bea b@larkfield.example bea@orchard.example", "Cy"];
    assert_eq!(recipients(&world, false), all);
    assert!(recipients(&world, true).is_empty(), "nothing is due for them");
}

#[test]
fn r14_an_alias_holds_while_both_domains_are_selected_and_is_taken_back() {
    let world = mirrored();
    let (orchard, larkfield) = (name("orchard.example"), name("larkfield.example"));
    world.select(&["larkfield.example", "orchard.example"], 2);
    let alias = || {
        let mut found = BTreeMap::new();
        world
            .store
            .domain_cases(world.client, at(3), |case| {
                found.insert(case.facts.name.to_string(), case.alias_of.cloned());
                Ok::<_, StoreError>(())
            })
            .unwrap();
        found
    };
    world.store.set_alias(world.client, &orchard, Some(&larkfield)).unwrap();
    assert_eq!(alias()["orchard.example"], Some(larkfield.clone()));
    assert_eq!(world.store.alias_offers(world.client).unwrap(), [], "it is one already");
    let circle = world.store.set_alias(world.client, &larkfield, Some(&orchard)).unwrap_err();
    assert!(matches!(circle, StoreError::NoAliasTarget { .. }));
    world.store.choose_domains(world.client, &[store::DomainChange::select(larkfield.clone(), false)], at(4)).unwrap();
    assert_eq!(alias()["orchard.example"], None, "without its target it is a domain of its own");
    world.select(&["larkfield.example"], 5);
    assert_eq!(alias()["orchard.example"], Some(larkfield));
    world.store.set_alias(world.client, &orchard, None).unwrap();
    assert_eq!(alias()["orchard.example"], None);
}
