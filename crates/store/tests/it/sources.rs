//! Who says what a recipient is, and directories that do not show what they hold.

use std::collections::{BTreeMap, BTreeSet};

use model::{ExchangeReading, Kind, KindSource, Resource, Seen, SeenByExchange};
use proptest::prelude::*;
use store::{FetchEnd, StoreError};

use crate::readings::{Exchange, MAILBOXES, SOURCES, Word, stage, stored};
use crate::tenant::{World, at, heard, id, user};

/// What one source, or a person, says of a mailbox that Graph shows.
#[derive(Debug, Clone, Copy)]
enum Say {
    Exchange(Option<Kind>),
    Weaker(KindSource, Option<Kind>),
    Nobody,
    Technician(Option<Kind>),
}

fn say() -> impl Strategy<Value = Say> {
    let kind = || prop::option::weighted(0.7, prop::sample::select(&MAILBOXES[..]));
    prop_oneof![
        kind().prop_map(Say::Exchange),
        (prop::sample::select(&SOURCES[..]), kind()).prop_map(|(source, kind)| Say::Weaker(source, kind)),
        Just(Say::Nobody),
        kind().prop_map(Say::Technician),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn m5_the_strongest_word_is_the_kind_and_a_weaker_one_never_overwrites_it(says in prop::collection::vec(say(), 1..12)) {
        let world = World::new();
        let desk = user(1, "Desk", "desk@larkfield.example", &[]);
        let mut words: BTreeMap<KindSource, Kind> = BTreeMap::new();
        let (mut decided, mut no_mailbox) = (None, false);
        for (minute, say) in (1..).zip(says) {
            let exchange = match say {
                Say::Technician(kind) => {
                    if world.store.set_kind(world.client, id(1), kind).is_ok() {
                        decided = kind;
                    }
                    continue;
                }
                Say::Nobody => Exchange::Unavailable,
                Say::Exchange(kind) => {
                    words.clear();
                    words.extend(kind.map(|kind| (KindSource::Exchange, kind)));
                    no_mailbox = kind.is_none();
                    let listed = kind.map(|kind| SeenByExchange { kind: Ok(kind), ..heard(&desk, kind) });
                    Exchange::Complete(listed.into_iter().collect())
                }
                Say::Weaker(source, kind) => {
                    words.retain(|stronger, _| *stronger > source);
                    words.extend(kind.map(|kind| (source, kind)));
                    Exchange::Kinds(source, kind.map(|kind| (1, kind, true)).into_iter().collect())
                }
            };
            let (writer, reading) = stage(&world, &[(1, Word::Seen(desk.clone()))], &exchange);
            writer.finish(world.end(true, reading, at(minute))).unwrap();

            let strongest = words.iter().max_by_key(|(source, _)| **source).map(|(source, kind)| (*kind, *source));
            let said = strongest.or((!no_mailbox).then_some((Kind::User, KindSource::Guess)));
            let expected = said.map(|said| decided.map_or(said, |kind| (kind, KindSource::Technician)));
            let now = stored(&world).remove(&id(1)).map(|desk| (desk.kind, desk.kind_source));
            prop_assert_eq!(now, expected);
        }
    }
}

#[test]
fn m5_r16_a_conversion_that_exchange_shows_is_one_change_and_the_detail_tells_who_said_what() {
    let world = World::new();
    let desk = user(1, "Desk", "desk@larkfield.example", &[]);
    world.fetch(std::slice::from_ref(&desk), 1);
    world.select(&["larkfield.example"], 2);
    let weaker = Exchange::Kinds(KindSource::UsageReport, vec![(1, Kind::Room, true)]);
    let (writer, reading) = stage(&world, &[(1, Word::Seen(desk.clone()))], &weaker);
    let counts = writer.finish(world.end(true, reading, at(3))).unwrap();
    assert_eq!((counts.added, counts.changed, counts.removed), (0, 0, 0), "Exchange said before that it is a user");
    let detail = world.store.mailbox(world.client, id(1), at(4)).unwrap().unwrap();
    let words =
        [(KindSource::Exchange, Kind::User), (KindSource::UsageReport, Kind::Room), (KindSource::Guess, Kind::User)];
    assert_eq!((detail.said.as_slice(), detail.decided), (&words[..], None));

    let counts = world.fetch_with(std::slice::from_ref(&desk), Some(&[heard(&desk, Kind::Shared)]), 5);
    assert_eq!((counts.added, counts.changed, counts.removed), (0, 1, 0), "user to shared is one change");
    let detail = world.store.mailbox(world.client, id(1), at(6)).unwrap().unwrap();
    assert_eq!(detail.said, [(KindSource::Exchange, Kind::Shared), (KindSource::Guess, Kind::User)]);
}

#[test]
fn m5_a_plan_is_stale_once_the_technician_decides_a_kind_and_the_word_can_be_taken_back() {
    let world = World::new();
    world.fetch(&[user(1, "Desk", "desk@larkfield.example", &[])], 1);
    world.select(&["larkfield.example"], 2);
    let before = world.plan(3);
    world.store.set_kind(world.client, id(1), Some(Kind::Shared)).unwrap();
    let decided = world.plan(4);
    assert_ne!((&before.hash, &before.snapshot_digest), (&decided.hash, &decided.snapshot_digest));
    let detail = world.store.mailbox(world.client, id(1), at(5)).unwrap().unwrap();
    assert_eq!(
        (detail.row.kind, detail.row.kind_source, detail.decided),
        (Kind::Shared, KindSource::Technician, Some(Kind::Shared))
    );
    let again = world.fetch(&[user(1, "Desk", "desk@larkfield.example", &[])], 6);
    assert_eq!(again.changed, 0, "the word stands");
    world.store.set_kind(world.client, id(1), None).unwrap();
    assert_eq!(world.plan(7).snapshot_digest, before.snapshot_digest);
}

#[test]
fn b2_half_a_directory_is_refused_and_changes_nothing() {
    let world = World::new();
    let all: Vec<Seen> = (0..20).map(|n| user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &[])).collect();
    world.fetch(&all, 1);
    let before = (world.store.snapshot(world.client).unwrap(), stored(&world));
    let half = |full: bool, counted| {
        let mut writer = world.store.begin_fetch(world.client).unwrap();
        writer.seen(if full { &all[..10] } else { &[] }).unwrap();
        let unavailable = ExchangeReading::Unavailable("403".to_owned());
        let end = world.end(full, unavailable, at(2));
        writer.finish(FetchEnd { counted: [(Resource::Users, counted)].into(), ..end })
    };
    let refused = half(true, 20).unwrap_err();
    assert!(matches!(refused, StoreError::Short { resource: Resource::Users, seen: 10, counted: 20 }), "{refused}");
    assert_eq!(refused.to_string(), "the tenant shows 10 of the 20 users that it counts");
    let refused = half(false, 40).unwrap_err();
    assert!(
        matches!(refused, StoreError::Short { seen: 20, counted: 40, .. }),
        "a round of changes counts what is known"
    );
    assert_eq!((world.store.snapshot(world.client).unwrap(), stored(&world)), before);
    half(false, 21).unwrap();
    assert_eq!(half(true, 11).unwrap().removed, 10, "counts may lag by one, or by one in a hundred");
}

#[test]
fn b2_a_list_of_exchanges_that_leaves_out_whom_it_named_before_is_refused_and_changes_nothing() {
    let world = World::new();
    let all: Vec<Seen> = (0..20).map(|n| user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &[])).collect();
    let listed: Vec<SeenByExchange> = all.iter().map(|seen| heard(seen, Kind::User)).collect();
    world.fetch_with(&all, Some(&listed), 1);
    let before = (world.store.snapshot(world.client).unwrap(), stored(&world));
    let read = |all: &[Seen], listed: &[SeenByExchange]| {
        let mut writer = world.store.begin_fetch(world.client).unwrap();
        writer.seen(all).unwrap();
        writer.exchange(listed).unwrap();
        let counted = [(Resource::Users, all.len() as u64)].into();
        writer.finish(FetchEnd { counted, ..world.end(true, ExchangeReading::Complete, at(2)) })
    };
    let refused = read(&all, &listed[..10]).unwrap_err();
    assert!(matches!(refused, StoreError::Unlisted { seen: 10, counted: 20 }), "{refused}");
    assert_eq!((world.store.snapshot(world.client).unwrap(), stored(&world)), before);
    // Whoever lost the licence, or left, is not missed in it.
    let unlicensed = |seen: &Seen| Seen { passes_without_exchange: false, ..seen.clone() };
    let fewer: Vec<Seen> = all[..10].iter().cloned().chain(all[10..15].iter().map(unlicensed)).collect();
    assert_eq!(read(&fewer, &listed[..10]).unwrap().removed, 10);
}

#[test]
fn b2_where_microsoft_gives_no_count_what_was_there_before_stands_in_for_it() {
    let world = World::new();
    let all: Vec<Seen> = (0..40).map(|n| user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &[])).collect();
    world.fetch_with(&all, None, 1);
    let before = (world.store.snapshot(world.client).unwrap(), stored(&world));
    let read = |shown: usize, counted: Option<u64>| {
        let mut writer = world.store.begin_fetch(world.client).unwrap();
        writer.seen(&all[..shown]).unwrap();
        let counted = counted.map(|counted| (Resource::Users, counted)).into_iter().collect();
        let unavailable = ExchangeReading::Unavailable("403".to_owned());
        writer.finish(FetchEnd { counted, ..world.end(true, unavailable, at(2)) })
    };
    let refused = read(35, None).unwrap_err();
    assert!(matches!(refused, StoreError::Short { resource: Resource::Users, seen: 35, counted: 40 }), "{refused}");
    assert_eq!((world.store.snapshot(world.client).unwrap(), stored(&world)), before);
    assert_eq!(read(36, None).unwrap().removed, 4, "a tenth may leave between two readings");
    assert_eq!(read(10, Some(10)).unwrap().removed, 26, "a count is believed");
    assert_eq!(read(7, None).unwrap().removed, 3, "three may leave a small tenant");
}

#[test]
fn b2_whom_exchange_leaves_out_is_told_by_its_earlier_word_and_by_the_directory() {
    let world = World::new();
    let all: Vec<Seen> = (0..10).map(|n| user(n, &format!("U{n}"), &format!("u{n}@larkfield.example"), &[])).collect();
    let mut listed: Vec<SeenByExchange> = all.iter().map(|seen| heard(seen, Kind::User)).collect();
    let list = heard(&user(50, "Everybody", "all@larkfield.example", &[]), Kind::DynamicDistributionList);
    listed.push(SeenByExchange { exchange_only: true, ..list });
    let unlisted = |seen: &[Seen], gone: &[u32], listed: &[SeenByExchange], full: bool| {
        let mut writer = world.store.begin_fetch(world.client).unwrap();
        writer.exchange(listed).unwrap();
        writer.seen(seen).unwrap();
        writer.gone(Resource::Users, &gone.iter().map(|n| id(*n)).collect::<Vec<_>>()).unwrap();
        let left = writer.unlisted(&if full { BTreeSet::from(Resource::ALL) } else { BTreeSet::new() }).unwrap();
        (left.listed, left.known, left.fresh, left.first)
    };
    assert_eq!(unlisted(&all, &[], &listed[..7], true), (7, 0, 3, true), "the directory alone tells");
    world.fetch_with(&all, Some(&listed), 1);
    assert_eq!(unlisted(&all, &[], &listed, true), (11, 0, 0, false));
    assert_eq!(unlisted(&all, &[], &listed[..7], true), (7, 4, 0, false), "what only Exchange knows is missed too");
    assert_eq!(unlisted(&all[..8], &[], &listed[..7], true), (7, 2, 0, false), "who left is not missed");
    assert_eq!(unlisted(&[], &[9], &listed[..7], false), (7, 3, 0, false), "nor who leaves with the changes");
    let newcomer = user(11, "New", "new@larkfield.example", &[]);
    assert_eq!(unlisted(&[newcomer], &[], &listed, false), (11, 0, 1, false), "nobody asked of a newcomer before");
    world.fetch_with(&all, Some(&listed[..9]), 2);
    assert_eq!(unlisted(&all, &[], &listed[..9], true), (9, 0, 0, false), "what was believed once is no news");
}
