//! Lists that hold still while somebody works on them, what is chosen by their rows, and the step back.

use model::{DomainName, ExchangeReading, Kind, Services};
use proptest::prelude::*;
use store::{
    DomainChange, Excepted, ExceptionCause, ExceptionTerms, ListFault, ListedRow, MailboxChange, MailboxFilter,
    MailboxQuery, MailboxSort, MailboxState, MailboxWindow, StoreError, Taking, Target,
};

use crate::tenant::{Gateway, World, address, at, group, heard, id, user};

fn world() -> World {
    let world = World::new();
    let users: Vec<_> = (1..=6)
        .map(|n| user(n, &format!("Person {n}"), &format!("p{n}@larkfield.example"), &[]))
        .chain([user(7, "Desk", "desk@larkfield.example", &["reception@larkfield.example"])])
        .collect();
    let mut listed: Vec<_> = users.iter().map(|one| heard(one, Kind::User)).collect();
    listed[6] = heard(&users[6], Kind::Shared);
    world.fetch_with(&[&users[..], &[group(8, "Everyone", "all@larkfield.example")]].concat(), Some(&listed), 1);
    world.select(&["larkfield.example"], 2);
    world
}

fn ask(world: &World, query: &MailboxQuery) -> MailboxWindow {
    world.store.mailbox_window(world.client, query, at(9)).unwrap()
}

fn query(filter: MailboxFilter) -> MailboxQuery {
    MailboxQuery { filter, limit: 100, ..MailboxQuery::default() }
}

fn names(window: &MailboxWindow) -> Vec<&str> {
    window.rows.iter().map(|row| row.name.as_str()).collect()
}

fn out() -> MailboxChange {
    MailboxChange { selected: Some(false), ..MailboxChange::default() }
}

fn rows(list: u32, ranges: &[(u32, u32)]) -> Target {
    Target::Rows { list, ranges: ranges.to_vec() }
}

fn chosen(world: &World) -> u32 {
    world.store.totals(world.client, at(9)).unwrap().selected
}

#[test]
fn w4_rows_keep_their_places_while_somebody_works_on_them_until_a_new_list_is_asked_for() {
    let world = world();
    let mut new = query(MailboxFilter { state: Some(MailboxState::New), ..MailboxFilter::default() });
    let first = ask(&world, &new);
    assert_eq!((first.total, first.chosen, first.differs), (8, 8, 0));
    let ids = Target::Ids(vec![id(1), id(2)]);
    world.store.choose_with_undo(world.client, &ids, &out(), at(3)).unwrap();
    new.list = Some(first.list);
    let still = ask(&world, &new);
    assert_eq!((names(&still), still.list), (names(&first), first.list), "nothing moves under the pointer");
    assert_eq!((still.total, still.chosen, still.differs, still.undo), (8, 6, 2, Some(2)));
    assert_eq!(still.rows.iter().filter(|row| row.state == MailboxState::NotChosen).count(), 2, "but it is as it is");
    new.list = None;
    let fresh = ask(&world, &new);
    assert_eq!((fresh.total, fresh.differs), (6, 0));
    assert_ne!(fresh.list, first.list);
}

#[test]
fn w4_windows_of_one_list_neither_skip_nor_repeat_a_row_when_rows_change_between_them() {
    let world = world();
    let page = |list, offset| {
        let sort = MailboxSort::State;
        ask(&world, &MailboxQuery { sort, list, offset, limit: 3, ..MailboxQuery::default() })
    };
    let first = page(None, 0);
    let left = Target::Ids(first.rows.iter().map(|row| row.id).collect());
    world.store.choose_with_undo(world.client, &left, &out(), at(3)).unwrap();
    let (second, third) = (page(Some(first.list), 3), page(Some(first.list), 6));
    let mut seen: Vec<_> = [&first, &second, &third].into_iter().flat_map(|window| names(window)).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 8);
}

#[test]
fn w4_a_list_whose_row_left_the_tenant_gives_way_to_a_new_one() {
    let world = world();
    let first = ask(&world, &query(MailboxFilter::default()));
    world.delta(&[], &[3], 5);
    let next = ask(&world, &MailboxQuery { list: Some(first.list), ..query(MailboxFilter::default()) });
    assert_eq!((next.total, names(&next).contains(&"Person 3")), (7, false));
    assert_ne!(next.list, first.list);
    assert_eq!(names(&next).len(), 7);
}

#[test]
fn w4_what_is_marked_are_rows_of_a_list_and_a_list_that_is_gone_is_refused() {
    let world = world();
    let window = ask(&world, &query(MailboxFilter::default()));
    let marked = rows(window.list, &[(0, 1), (4, 4), (7, 99), (6, 2)]);
    assert_eq!(world.store.choose_with_undo(world.client, &marked, &out(), at(3)).unwrap(), 4);
    let left: Vec<_> = ask(&world, &query(MailboxFilter { selected: Some(false), ..MailboxFilter::default() }))
        .rows
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(left, [0, 1, 4, 7].map(|at: usize| names(&window)[at].to_owned()));
    let ids = world.store.target_ids(world.client, &marked, at(3)).unwrap();
    assert_eq!(ids.len(), 4);
    let gone = world.store.choose_with_undo(world.client, &rows(999, &[(0, 0)]), &out(), at(4)).unwrap_err();
    assert!(matches!(gone, StoreError::ListGone { list: 999 }));
}

#[test]
fn w4_one_step_back_restores_every_choice_and_there_is_only_one() {
    let world = world();
    let everybody = Target::Filter(MailboxFilter::default());
    let services = MailboxChange { archiving: Some(false), ..MailboxChange::default() };
    world.store.choose_with_undo(world.client, &Target::Ids(vec![id(1)]), &services, at(3)).unwrap();
    let before = ask(&world, &query(MailboxFilter::default()));
    world.store.choose_with_undo(world.client, &everybody, &out(), at(4)).unwrap();
    assert_eq!((chosen(&world), world.store.choice_undo(world.client).unwrap()), (0, 8));
    let after = ask(&world, &query(MailboxFilter::default()));
    assert_eq!((after.rows, after.undo), (before.rows, None));
    let none = world.store.choice_undo(world.client).unwrap_err();
    assert!(matches!(none, StoreError::NothingToUndo(_)));
    assert!(!world.store.mailbox(world.client, id(2), at(9)).unwrap().unwrap().chosen_by_hand);
}

#[test]
fn w4_a_step_back_never_takes_back_what_was_chosen_before_a_later_decision() {
    let world = world();
    let (store, client) = (&world.store, world.client);
    let everybody = Target::Filter(MailboxFilter::default());
    let named = |name: &str| name.parse::<DomainName>().unwrap();
    let about = [Excepted::Recipient(id(1))];
    let terms = ExceptionTerms {
        reason: "moves".into(),
        owner: "sam".into(),
        until: None,
        cause: ExceptionCause::Person,
        run: None,
    };
    let later: [(&str, &dyn Fn()); 6] = [
        ("an exception", &|| store.exception_set(client, &about, &terms, at(5)).unwrap()),
        ("an exception lifted", &|| assert_eq!(store.exception_remove(client, &about).unwrap(), 1)),
        ("a kind", &|| store.set_kind(client, id(2), Some(Kind::Room)).unwrap()),
        ("domains", &|| {
            let change = [DomainChange::select(named("orchard.example"), true)];
            store.choose_domains(client, &change, at(5)).unwrap();
        }),
        ("an alias", &|| {
            store.set_alias(client, &named("orchard.example"), Some(&named("larkfield.example"))).unwrap();
        }),
        ("an alias no more", &|| store.set_alias(client, &named("orchard.example"), None).unwrap()),
    ];
    for (what, decide) in later {
        let changed = store.choose_with_undo(client, &everybody, &out(), at(4)).unwrap();
        assert_eq!(ask(&world, &query(MailboxFilter::default())).undo, Some(changed), "before {what}");
        decide();
        assert_eq!((ask(&world, &query(MailboxFilter::default())).undo, chosen(&world)), (None, 0), "after {what}");
        assert!(matches!(store.choice_undo(client), Err(StoreError::NothingToUndo(_))), "after {what}");
    }
    let decided = store.mailbox(client, id(2), at(9)).unwrap().unwrap();
    assert_eq!((decided.row.kind, decided.row.selected), (Kind::Room, false));
}

#[test]
fn w4_typing_goes_to_the_next_row_that_begins_so_and_goes_round() {
    let world = world();
    let find = |sort, text: &str, from| {
        let window = ask(&world, &MailboxQuery { sort, ..query(MailboxFilter::default()) });
        let at = world.store.mailbox_find(world.client, window.list, text, from).unwrap();
        at.map(|at| names(&window)[at as usize].to_owned())
    };
    assert_eq!(find(MailboxSort::Name, "per", 0).as_deref(), Some("Person 1"));
    assert_eq!(find(MailboxSort::Name, "PERSON", 4).as_deref(), Some("Person 3"));
    assert_eq!(find(MailboxSort::Name, "desk", 5).as_deref(), Some("Desk"));
    assert_eq!(find(MailboxSort::Name, "son", 0), None);
    assert_eq!(find(MailboxSort::Address, "all@", 3).as_deref(), Some("Everyone"));
    assert_eq!(find(MailboxSort::Name, "", 0), None);
}

fn line(text: &str, line: u32) -> ListedRow {
    ListedRow { address: address(text), selected: true, incoming: None, outgoing: None, archiving: None, line }
}

#[test]
fn w4_a_dry_run_says_what_taking_the_list_then_does_and_stores_nothing() {
    let world = world();
    let list = [
        ListedRow { archiving: Some(false), ..line("p1@larkfield.example", 2) },
        ListedRow { incoming: Some(true), ..line("RECEPTION@larkfield.example", 3) },
        ListedRow { selected: false, ..line("p2@larkfield.example", 4) },
    ];
    let dry = Taking { dry_run: true, ..Taking::default() };
    let said = world.store.choose_listed(world.client, &list, dry, at(3)).unwrap();
    assert_eq!((said.listed, said.recipients, said.unchanged, said.chosen, said.left_out), (3, 7, 1, 0, 6));
    assert_eq!((said.off[2] >= 1, said.totals.selected), (true, 2));
    assert_eq!((chosen(&world), ask(&world, &query(MailboxFilter::default())).undo), (8, None));
    let done = world.store.choose_listed(world.client, &list, Taking::default(), at(3)).unwrap();
    assert_eq!((done, chosen(&world)), (said, 2));
    world.store.choice_undo(world.client).unwrap();
    assert_eq!(chosen(&world), 8);
    let keep = Taking { keep_others: true, ..Taking::default() };
    let kept = world.store.choose_listed(world.client, &list, keep, at(4)).unwrap();
    assert_eq!((kept.recipients, kept.left_out, chosen(&world)), (2, 1, 7));
}

#[test]
fn w4_who_is_left_out_because_their_domain_is_comes_again_with_it_whatever_a_list_says() {
    let world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    let domain: DomainName = "larkfield.example".parse().unwrap();
    let domain_is = |on, minutes| {
        let change = DomainChange::select(domain.clone(), on);
        world.store.choose_domains(world.client, &[change], at(minutes)).unwrap();
    };
    domain_is(false, 4);
    let shown = ask(&world, &query(MailboxFilter::default()));
    let unedited: Vec<_> = (2..)
        .zip(&shown.rows)
        .map(|(n, row)| ListedRow { selected: row.selected, ..line(row.address.as_str(), n) })
        .collect();
    assert_eq!((unedited.len(), chosen(&world)), (8, 0));
    // Also whom the list does not name has no place to be left out of.
    for list in [&unedited[..], &unedited[..3]] {
        let told = world.store.choose_listed(world.client, list, Taking::default(), at(5)).unwrap();
        assert_eq!((told.recipients, told.unchanged, told.faults.len()), (0, 8, 0));
    }
    domain_is(true, 6);
    assert_eq!(chosen(&world), 8);
}

#[test]
fn r16_w4_of_two_lines_with_one_address_the_one_of_who_left_decides_nothing() {
    let world = world();
    let mut gateway = Gateway::default();
    world.sync(&mut gateway, 3);
    world.delta(&[], &[1], 4);
    let next = user(9, "Next", "p1@larkfield.example", &[]);
    let mut writer = world.store.begin_fetch(world.client).unwrap();
    writer.exchange(&[heard(&next, Kind::User)]).unwrap();
    writer.seen(&[next]).unwrap();
    writer.finish(world.end(false, ExchangeReading::Unchanged, at(5))).unwrap();
    world.sync(&mut gateway, 6);
    let shown = ask(&world, &query(MailboxFilter::default()));
    let mut unedited: Vec<_> = (2..)
        .zip(&shown.rows)
        .map(|(n, row)| ListedRow { selected: row.selected, ..line(row.address.as_str(), n) })
        .collect();
    assert_eq!(unedited.iter().filter(|row| row.address == address("p1@larkfield.example")).count(), 2);
    for _ in 0..2 {
        unedited.reverse();
        let told = world.store.choose_listed(world.client, &unedited, Taking::default(), at(7)).unwrap();
        assert_eq!((told.recipients, told.unchanged, told.faults), (0, 9, Vec::new()));
    }
    // Both are left out now: the follower is.
    let edited: Vec<_> = unedited
        .into_iter()
        .map(|row| ListedRow { selected: row.selected && row.address != address("p1@larkfield.example"), ..row })
        .collect();
    let told = world.store.choose_listed(world.client, &edited, Taking::default(), at(7)).unwrap();
    assert_eq!((told.recipients, told.left_out), (1, 1));
    assert!(!world.store.mailbox(world.client, id(9), at(8)).unwrap().unwrap().row.selected);
}

#[test]
fn w4_wrong_lines_are_told_all_at_once_and_nothing_is_stored() {
    let world = world();
    let list = [
        line("nobody@larkfield.example", 2),
        line("desk@larkfield.example", 3),
        line("reception@larkfield.example", 4),
        ListedRow { incoming: Some(false), ..line("reception@larkfield.example", 5) },
        line("nowhere@orchard.example", 6),
    ];
    let told = world.store.choose_listed(world.client, &list, Taking::default(), at(3)).unwrap();
    let twice = ListFault::Twice { address: address("reception@larkfield.example"), earlier: 3 };
    let unknown = |text| ListFault::Unknown(address(text));
    assert_eq!(
        told.faults,
        [(2, unknown("nobody@larkfield.example")), (5, twice), (6, unknown("nowhere@orchard.example"))]
    );
    assert_eq!(chosen(&world), 8);
}

#[test]
fn w4_saved_views_have_one_name_each_and_belong_to_their_client() {
    let world = world();
    world.store.saved_view_set(world.client, "Rooms", "{}").unwrap();
    world.store.saved_view_set(world.client, "Rooms", "{\"a\":1}").unwrap();
    let views = world.store.saved_views(world.client).unwrap();
    assert_eq!((views.len(), views[0].view.as_str()), (1, "{\"a\":1}"));
    let other = world.store.add_client(&crate::tenant::new_client("Other"), at(1)).unwrap();
    assert!(!world.store.saved_view_remove(other, views[0].id).unwrap());
    assert!(world.store.saved_view_remove(world.client, views[0].id).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// What is shown in memory is what a change by the same filter meets in SQL, after any changes.
    #[test]
    fn w4_a_filter_in_memory_and_in_sql_means_the_same_rows(
        steps in prop::collection::vec((0u32..8, any::<bool>(), any::<bool>()), 0..6),
        search in prop::sample::select(vec!["", "son", "p1", "desk@", "person 2", "zzz", "LARK", "o"]),
        kinds in prop::sample::subsequence(vec![Kind::User, Kind::Shared, Kind::DistributionList], 0..3),
        selected in prop::option::of(any::<bool>()),
        look in prop::option::of(any::<bool>()),
        domain in prop::option::of(prop::sample::select(vec!["larkfield.example", "orchard.example"])),
    ) {
        let world = world();
        for (step, (who, choose, archiving)) in steps.into_iter().enumerate() {
            let change = MailboxChange {
                selected: Some(choose),
                archiving: choose.then_some(archiving),
                ..MailboxChange::default()
            };
            world.store.choose_with_undo(world.client, &Target::Ids(vec![id(who + 1)]), &change, at(3)).unwrap();
            if step % 2 == 0 {
                ask(&world, &MailboxQuery::default());
            }
        }
        let filter = MailboxFilter {
            kinds,
            domain: domain.map(str::to_owned),
            search: search.to_owned(),
            selected,
            look,
            ..MailboxFilter::default()
        };
        let shown = ask(&world, &query(filter.clone()));
        let ids = world.store.target_ids(world.client, &Target::Filter(filter), at(9)).unwrap();
        let mut seen: Vec<_> = shown.rows.iter().map(|row| row.id).collect();
        seen.sort_unstable();
        let mut meant = ids;
        meant.sort_unstable();
        prop_assert_eq!(seen, meant);
        prop_assert_eq!(shown.totals, world.store.totals(world.client, at(9)).unwrap());
        let on = shown.rows.iter().filter(|row| row.selected).count();
        prop_assert_eq!(shown.chosen as usize, on);
        prop_assert!(shown.rows.iter().all(|row| row.selected || row.services == Services::NONE));
    }
}
