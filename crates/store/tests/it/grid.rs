//! Windows over the mailboxes.

use std::collections::BTreeMap;

use model::{
    ExchangeReading, Kind, NewMailboxes, Options, Services,
    plan::{Action, Object, Verdict, decide_recipient},
};
use proptest::prelude::*;
use store::{DomainChange, MailboxChange, MailboxFilter, MailboxQuery, MailboxSort, MailboxState, StoreError, Target};

use crate::tenant::{Gateway, World, at, group, heard, id, user};

fn world() -> World {
    let world = World::new();
    let desk = user(4, "Front-Desk", "desk@larkfield.example", &["reception@larkfield.example"]);
    let users = [
        user(1, "Ann Lark", "ann@larkfield.example", &["lark.a@orchard.example"]),
        user(2, "Bob O'Hara", "bob@larkfield.example", &[]),
        user(3, "Cy", "cy@orchard.example", &[]),
    ];
    let mut listed: Vec<_> = users.iter().map(|u| heard(u, Kind::User)).collect();
    listed.push(heard(&desk, Kind::Shared));
    let seen = [&users[..], &[desk, group(5, "Everyone", "all@larkfield.example")]].concat();
    world.fetch_with(&seen, Some(&listed), 1);
    world.select(&["larkfield.example"], 2);
    world
}

fn query(filter: MailboxFilter) -> MailboxQuery {
    MailboxQuery { filter, limit: 100, ..MailboxQuery::default() }
}

fn names(world: &World, query: &MailboxQuery) -> Vec<String> {
    world.store.mailbox_window(world.client, query, at(9)).unwrap().rows.into_iter().map(|row| row.name).collect()
}

fn search(world: &World, text: &str) -> Vec<String> {
    names(world, &query(MailboxFilter { search: text.into(), ..MailboxFilter::default() }))
}

#[test]
fn w4_a_search_finds_the_beginnings_of_words_and_any_part_of_any_address() {
    let world = world();
    assert_eq!(search(&world, "des"), ["Front-Desk"]);
    assert_eq!(search(&world, "eception"), ["Front-Desk"], "an alias");
    assert_eq!(search(&world, "ark"), ["Ann Lark", "Bob O'Hara", "Everyone", "Front-Desk"], "in the domain");
    assert_eq!(search(&world, "lark.a"), ["Ann Lark"], "an address outside the selected domains");
    assert_eq!(search(&world, "O'Ha BOB"), ["Bob O'Hara"]);
    assert_eq!(search(&world, "'"), Vec::<String>::new());
    assert_eq!(search(&world, "100%_"), Vec::<String>::new());
}

#[test]
fn w4_filters_narrow_the_rows_and_kinds_are_counted_without_the_kind_filter() {
    let world = world();
    let only = MailboxFilter { kinds: vec![Kind::Shared, Kind::DistributionList], ..MailboxFilter::default() };
    let window = world.store.mailbox_window(world.client, &query(only), at(9)).unwrap();
    assert_eq!(window.total, 2);
    assert_eq!(window.by_kind, BTreeMap::from([(Kind::User, 2), (Kind::Shared, 1), (Kind::DistributionList, 1)]));
    let elsewhere = MailboxFilter { domain: Some("orchard.example".into()), ..MailboxFilter::default() };
    assert_eq!(names(&world, &query(elsewhere)), ["Ann Lark"]);
    let chosen = MailboxFilter { selected: Some(false), ..MailboxFilter::default() };
    assert_eq!(names(&world, &query(chosen)), Vec::<String>::new());
}

#[test]
fn w4_windows_follow_each_other_in_every_order() {
    let world = world();
    for (sort, first) in [
        (MailboxSort::Name, "Ann Lark"),
        (MailboxSort::Address, "Everyone"),
        (MailboxSort::Kind, "Everyone"),
        (MailboxSort::Aliases, "Ann Lark"),
        (MailboxSort::State, "Ann Lark"),
    ] {
        let all = MailboxQuery { sort, ..query(MailboxFilter::default()) };
        let whole = names(&world, &all);
        assert_eq!(whole[0], first, "{sort:?}");
        let parts: Vec<String> =
            (0..4).flat_map(|at| names(&world, &MailboxQuery { offset: at, limit: 1, ..all.clone() })).collect();
        assert_eq!(parts, whole);
        let mut turned = names(&world, &MailboxQuery { descending: true, ..all });
        turned.reverse();
        assert_eq!(turned, whole);
    }
}

#[test]
fn the_domain_list_counts_recipients_by_kind() {
    let world = world();
    let records = world.store.domain_records(world.client).unwrap();
    let of = |name: &str| records.iter().find(|r| r.facts.name.as_str() == name).unwrap().by_kind.clone();
    assert_eq!(of("larkfield.example").values().sum::<u32>(), 4);
    assert_eq!(of("orchard.example"), BTreeMap::from([(Kind::User, 2)]));
}

#[test]
fn totals_say_what_changes_at_the_gateway() {
    let world = world();
    let mut gateway = Gateway::default();
    let new = world.store.totals(world.client, at(3)).unwrap();
    assert_eq!((new.recipients, new.selected, new.new, new.incoming, new.incoming_delta), (4, 4, 4, 4, 4));
    world.sync(&mut gateway, 4);
    let off = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(2)]), &off, at(5)).unwrap();
    let after = world.store.totals(world.client, at(6)).unwrap();
    assert_eq!(
        (after.new, after.selected, after.incoming, after.incoming_delta, after.outgoing_delta),
        (0, 3, 3, -1, -1)
    );
    world.fetch(&[user(1, "Ann Lark", "ann@larkfield.example", &[])], 7);
    let left = world.store.totals(world.client, at(8)).unwrap();
    assert_eq!((left.recipients, left.selected), (4, 1));
}

/// What one turn of a random life does.
#[derive(Debug, Clone)]
enum Turn {
    Appear(u32, bool),
    Leave(u32),
    Choose(u32, Option<bool>, Option<bool>),
    Domain(bool, bool),
    Sync,
    Days(i64),
    Review,
}

fn turn() -> impl Strategy<Value = Turn> {
    let who = 1..6_u32;
    prop_oneof![
        (who.clone(), any::<bool>()).prop_map(|(n, other)| Turn::Appear(n, other)),
        who.clone().prop_map(Turn::Leave),
        (who, any::<Option<bool>>(), any::<Option<bool>>()).prop_map(|(n, s, o)| Turn::Choose(n, s, o)),
        (any::<bool>(), any::<bool>()).prop_map(|(which, on)| Turn::Domain(which, on)),
        Just(Turn::Sync),
        (1..40_i64).prop_map(Turn::Days),
        Just(Turn::Review),
    ]
}

fn play(world: &World, gateway: &mut Gateway, turn: &Turn, now: &mut i64) {
    *now += 1;
    match turn {
        Turn::Appear(n, other) => {
            let (home, away) = if *other { ("orchard", "larkfield") } else { ("larkfield", "orchard") };
            let seen = user(*n, &format!("U{n}"), &format!("u{n}@{home}.example"), &[&format!("u{n}@{away}.example")]);
            let mut writer = world.store.begin_fetch(world.client).unwrap();
            writer.exchange(&[heard(&seen, Kind::User)]).unwrap();
            writer.seen(&[seen]).unwrap();
            writer.finish(world.end(false, ExchangeReading::Unchanged, at(*now))).unwrap();
        }
        Turn::Leave(n) => drop(world.delta(&[], &[*n], *now)),
        Turn::Choose(n, selected, outgoing) => {
            let change = MailboxChange { selected: *selected, outgoing: *outgoing, ..MailboxChange::default() };
            world.store.choose_mailboxes(world.client, &Target::Ids(vec![id(*n)]), &change, at(*now)).unwrap();
        }
        Turn::Domain(which, on) => {
            let name = if *which { "larkfield.example" } else { "orchard.example" };
            let change = DomainChange::select(name.parse().unwrap(), *on);
            world.store.choose_domains(world.client, &[change], at(*now)).unwrap();
        }
        Turn::Sync => drop(world.sync(gateway, *now)),
        Turn::Days(days) => *now += days * 1440,
        Turn::Review => {
            let options = Options { new_mailboxes: NewMailboxes::Review, ..Options::default() };
            world.store.set_options(world.client, &options).unwrap();
        }
    }
}

fn expected(action: Option<Action>) -> &'static [MailboxState] {
    match action {
        Some(Action::Create) => &[MailboxState::New],
        Some(Action::Adopt) => &[MailboxState::Exists],
        Some(Action::Change) => &[MailboxState::Changed],
        Some(Action::Stop) => &[MailboxState::Ends],
        Some(Action::Remove | Action::Withdraw) => &[MailboxState::Leaver],
        None => &[MailboxState::Managed, MailboxState::NotChosen, MailboxState::Leaver],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_grid_says_what_the_planner_says_after_any_life(turns in proptest::collection::vec(turn(), 1..14)) {
        let world = World::new();
        world.fetch(&[], 0);
        world.select(&["larkfield.example"], 0);
        let (mut gateway, mut now) = (Gateway::default(), 1);
        for turn in &turns {
            play(&world, &mut gateway, turn, &mut now);
            // Looking in between must not make later looks stale.
            world.store.totals(world.client, at(now)).unwrap();
        }
        now += 120;
        let window = world.store.mailbox_window(world.client, &query(MailboxFilter::default()), at(now)).unwrap();
        let rows: BTreeMap<_, _> = window.rows.into_iter().map(|row| (row.id, row)).collect();
        let options = world.options();
        let mut cases = 0;
        world.store.recipient_cases(world.client, at(now), |case| {
            cases += 1;
            let row = &rows[&case.id];
            let verdict = decide_recipient(&case, &options);
            let step = match &verdict { Verdict::Step(step) => Some(step), _ => None };
            assert!(expected(step.map(|s| s.action)).contains(&row.state), "{row:?} {verdict:?}");
            let after = step.and_then(|s| match &s.object { Object::Recipient { after, .. } => Some(after.services), _ => None });
            let kept = case.remembered.map_or(Services::NONE, |r| r.shape.services);
            assert_eq!(row.services, after.unwrap_or(kept), "{row:?} {verdict:?}");
            assert_eq!(row.now, case.observed.map(|o| o.shape.services));
            Ok::<_, StoreError>(())
        }).unwrap();
        prop_assert_eq!(cases, rows.len());
    }
}
