//! Random lives of a tenant, read in every way: the store holds what a naive model holds.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    DirectoryId, ExchangeReading, Kind, KindSeen, KindSource, NotTaken, Recipient, Resource, Seen, SeenByExchange, Who,
    weigh,
};
use proptest::prelude::*;
use store::{FetchEnd, StoreError};

use crate::tenant::{World, address, at, group, guest, id, user};

const OBJECTS: u32 = 6;
pub const SOURCES: [KindSource; 3] = [KindSource::ExchangeAdminApi, KindSource::UsageReport, KindSource::UserPurpose];
pub const MAILBOXES: [Kind; 4] = [Kind::User, Kind::Shared, Kind::Room, Kind::Equipment];

#[derive(Debug, Clone)]
pub enum Word {
    Seen(Seen),
    Gone,
}

#[derive(Debug, Clone)]
pub enum Exchange {
    Complete(Vec<SeenByExchange>),
    Kinds(KindSource, Vec<(u32, Kind, bool)>),
    Unchanged,
    Unavailable,
}

#[derive(Debug, Clone)]
enum Event {
    Reading { full: BTreeSet<Resource>, words: Vec<(u32, Word)>, exchange: Exchange, complete: bool },
    Decide(u32, Option<Kind>),
}

/// What of an object the store has to know.
#[derive(Debug, Clone, Default)]
struct Known {
    graph: Option<Seen>,
    exchange: Option<SeenByExchange>,
    heard: bool,
    kinds: BTreeMap<KindSource, Kind>,
    decided: Option<Kind>,
}

fn seen(n: u32) -> impl Strategy<Value = Seen> {
    (0..5_u8, prop::collection::vec(0..3_usize, 0..3), any::<bool>()).prop_map(move |(shape, others, passes)| {
        let name = format!("Object {n}.{shape}");
        let primary = format!("o{n}@{}", if shape == 3 { "elsewhere.example" } else { "larkfield.example" });
        let domains = ["orchard.example", "larkfield.onmicrosoft.com", "elsewhere.example"];
        let aliases: BTreeSet<String> = others.iter().map(|at| format!("A{n}@{}", domains[*at])).collect();
        let aliases: Vec<&str> = aliases.iter().map(String::as_str).collect();
        match (n, shape) {
            (0, _) => group(n, &name, &primary),
            (_, 4) => Seen { id: id(n), ..guest(n) },
            _ => Seen { passes_without_exchange: passes, ..user(n, &name, &primary, &aliases) },
        }
    })
}

fn listed() -> impl Strategy<Value = SeenByExchange> {
    let kind = prop_oneof![
        4 => prop::sample::select(&MAILBOXES[..]).prop_map(Ok),
        1 => Just(Err(NotTaken::SystemMailbox)),
    ];
    (0..OBJECTS, kind, any::<bool>()).prop_map(|(n, kind, alias)| SeenByExchange {
        id: id(n),
        // The last one is known by Exchange alone, except when Graph shows it after all.
        exchange_only: n == OBJECTS - 1,
        name: format!("Listed {n}"),
        primary: Some(address(&format!("o{n}@larkfield.example"))),
        aliases: if alias { vec![address(&format!("x{n}@orchard.example"))] } else { vec![] },
        kind,
    })
}

fn event() -> impl Strategy<Value = Event> {
    let word = (0..OBJECTS)
        .prop_flat_map(|n| (Just(n), prop_oneof![4 => seen(n).prop_map(Word::Seen), 1 => Just(Word::Gone)]));
    let said = prop::collection::vec((0..OBJECTS, prop::sample::select(&MAILBOXES[..]), any::<bool>()), 0..4);
    let exchange = prop_oneof![
        2 => prop::collection::vec(listed(), 0..6).prop_map(Exchange::Complete),
        2 => (prop::sample::select(&SOURCES[..]), said).prop_map(|(source, said)| Exchange::Kinds(source, said)),
        1 => Just(Exchange::Unchanged),
        1 => Just(Exchange::Unavailable),
    ];
    let full = prop_oneof![
        2 => Just(BTreeSet::from(Resource::ALL)),
        1 => Just(BTreeSet::from([Resource::Groups])),
        2 => Just(BTreeSet::new()),
    ];
    prop_oneof![
        5 => (full, prop::collection::vec(word, 0..8), exchange, prop::bool::weighted(0.8))
            .prop_map(|(full, words, exchange, complete)| Event::Reading { full, words, exchange, complete }),
        1 => (0..OBJECTS, any::<Option<bool>>())
            .prop_map(|(n, shared)| Event::Decide(n, shared.map(|s| if s { Kind::Shared } else { Kind::MailUser }))),
    ]
}

#[derive(Debug, Clone, Default)]
struct Naive(BTreeMap<u32, Known>);

impl Naive {
    fn read(&mut self, full: &BTreeSet<Resource>, words: &[(u32, Word)], exchange: &Exchange) {
        for n in 0..OBJECTS {
            let was = self.0.remove(&n);
            let before = was.clone().unwrap_or_default();
            let graph = match words.iter().rfind(|(of, _)| *of == n) {
                Some((_, Word::Seen(seen))) => Some(seen.clone()),
                Some((_, Word::Gone)) => None,
                None => before.graph.clone().filter(|seen| !full.contains(&seen.resource)),
            };
            let left = before.graph.is_some() && graph.is_none();
            let same_life = was.is_some() && before.graph.is_some() == graph.is_some();
            let mut now = Known { heard: before.heard && same_life, decided: before.decided, ..Known::default() };
            now.exchange = before.exchange.filter(|listed| !left || listed.exchange_only);
            now.kinds = before.kinds;
            match exchange {
                Exchange::Complete(listed) => {
                    now.heard = true;
                    now.exchange = listed.iter().rfind(|l| l.id == id(n)).cloned();
                    now.exchange = now.exchange.filter(|listed| !left || listed.exchange_only);
                    now.kinds.clear();
                }
                Exchange::Kinds(source, said) => {
                    now.kinds.retain(|stronger, _| stronger > source);
                    // By id, or by an address that Graph shows of it; the id is the better name.
                    let has = |of: u32| {
                        graph.iter().flat_map(|g| g.primary.iter().chain(&g.aliases)).any(|a| *a == by_address(of))
                    };
                    let by_id = said.iter().rfind(|(of, _, by_id)| *by_id && *of == n);
                    let said = by_id.or_else(|| said.iter().rfind(|(of, _, by_id)| !by_id && has(*of)));
                    now.kinds.extend(said.map(|(_, kind, _)| (*source, *kind)));
                }
                Exchange::Unchanged | Exchange::Unavailable => {}
            }
            if graph.is_none() {
                now.kinds.clear();
            }
            now.graph = graph;
            if now.graph.is_some() || now.exchange.is_some() {
                self.0.insert(n, now);
            }
        }
    }

    /// B2: whether Exchange leaves more than one out whom it listed before and whom Graph shows to receive mail.
    fn cut_short(&self, read: &Self, exchange: &Exchange) -> bool {
        let Exchange::Complete(listed) = exchange else { return false };
        let lists = |n: u32| listed.iter().any(|l| l.id == id(n));
        let listed_before = |n: &u32| self.0.get(n).is_some_and(|known| known.exchange.is_some());
        let shown = |n: &u32| {
            let graph = read.0.get(n).and_then(|known| known.graph.as_ref());
            graph.is_some_and(|seen| seen.passes_without_exchange)
        };
        (0..OBJECTS).filter(|n| !lists(*n) && listed_before(n) && shown(n)).count() > 1
    }

    fn shown(&self, resource: Resource) -> u64 {
        let graph = self.0.values().filter_map(|known| known.graph.as_ref());
        graph.filter(|seen| seen.resource == resource).count() as u64
    }

    fn recipient(&self, n: u32) -> Option<Recipient> {
        let known = self.0.get(&n)?;
        let kinds = known.kinds.iter().max_by_key(|(source, _)| **source).map(|(source, kind)| (*kind, *source));
        let mut recipient =
            weigh(known.graph.as_ref(), known.exchange.as_ref(), known.heard, kinds, known.decided).ok()?;
        let inside = |a: &model::Address| a.domain() != "elsewhere.example";
        recipient.aliases.retain(inside);
        if !inside(&recipient.primary) {
            if recipient.aliases.is_empty() {
                return None;
            }
            recipient.primary = recipient.aliases.remove(0);
        }
        Some(recipient)
    }

    fn recipients(&self) -> BTreeMap<DirectoryId, Recipient> {
        (0..OBJECTS).filter_map(|n| self.recipient(n)).map(|recipient| (recipient.id, recipient)).collect()
    }
}

fn by_address(n: u32) -> model::Address {
    address(&format!("O{n}@LARKFIELD.example"))
}

pub fn stage(world: &World, words: &[(u32, Word)], exchange: &Exchange) -> (store::FetchWriter, ExchangeReading) {
    let mut writer = world.store.begin_fetch(world.client).unwrap();
    for (n, word) in words {
        match word {
            Word::Seen(seen) => writer.seen(std::slice::from_ref(seen)).unwrap(),
            Word::Gone => writer.gone(Resource::Users, &[id(*n)]).unwrap(),
        }
    }
    let reading = match exchange {
        Exchange::Complete(listed) => {
            writer.exchange(listed).unwrap();
            ExchangeReading::Complete
        }
        Exchange::Kinds(source, said) => {
            let who = |n: u32, by_id: bool| if by_id { Who::Id(id(n)) } else { Who::Address(by_address(n)) };
            let page =
                said.iter().map(|(n, kind, by_id)| KindSeen { who: who(*n, *by_id), kind: *kind, source: *source });
            writer.kinds(&page.collect::<Vec<_>>()).unwrap();
            ExchangeReading::Kinds { source: *source, why: "403".to_owned() }
        }
        Exchange::Unchanged => ExchangeReading::Unchanged,
        Exchange::Unavailable => ExchangeReading::Unavailable("403".to_owned()),
    };
    (writer, reading)
}

pub fn stored(world: &World) -> BTreeMap<DirectoryId, Recipient> {
    let page = world.store.recipients_page(world.client, None, 100, at(0)).unwrap();
    page.into_iter().map(|row| (row.recipient.id, row.recipient)).collect()
}

/// Everything that is kept up with the objects agrees with them.
fn agree(world: &World, naive: &Naive, digests: &mut BTreeMap<String, String>) -> Result<(), TestCaseError> {
    let (now, expected) = (stored(world), naive.recipients());
    prop_assert_eq!(&now, &expected);
    let spelled = |all: &BTreeMap<DirectoryId, Recipient>| {
        all.values().map(|r| (r.primary.as_str().to_owned(), format!("{:?}", r.aliases))).collect::<Vec<_>>()
    };
    prop_assert_eq!(spelled(&now), spelled(&expected), "as the directory spells them");
    for record in world.store.domain_records(world.client).unwrap() {
        let mut by_kind: BTreeMap<Kind, u32> = BTreeMap::new();
        let name = record.facts.name.as_str();
        for recipient in expected.values() {
            if std::iter::once(&recipient.primary).chain(&recipient.aliases).any(|a| a.domain() == name) {
                *by_kind.entry(recipient.kind).or_default() += 1;
            }
        }
        prop_assert_eq!(record.by_kind, by_kind, "{}", name);
    }
    // The same content, however it came, has the same digest.
    if let Some(snapshot) = world.store.snapshot(world.client).unwrap() {
        prop_assert_eq!(snapshot.recipients as usize, expected.len());
        let content = format!("{:?}", expected.values().collect::<Vec<_>>());
        prop_assert_eq!(digests.entry(content).or_insert_with(|| snapshot.digest.clone()), &snapshot.digest);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn m6_whatever_readings_come_the_snapshot_is_that_of_a_naive_model(events in prop::collection::vec(event(), 1..9)) {
        let world = World::new();
        let (mut naive, mut digests) = (Naive::default(), BTreeMap::new());
        for (at_minute, event) in (1..).zip(events) {
            match event {
                Event::Reading { full, words, exchange, complete } => {
                    let before = (world.store.snapshot(world.client).unwrap(), stored(&world));
                    let (writer, reading) = stage(&world, &words, &exchange);
                    if !complete {
                        drop(writer);
                        prop_assert_eq!((world.store.snapshot(world.client).unwrap(), stored(&world)), before);
                        continue;
                    }
                    let mut read = naive.clone();
                    read.read(&full, &words, &exchange);
                    let counted = Resource::ALL.map(|resource| (resource, read.shown(resource))).into();
                    let end = FetchEnd { full: full.clone(), counted, ..world.end(false, reading, at(at_minute)) };
                    if naive.cut_short(&read, &exchange) {
                        let refused = writer.finish(end);
                        prop_assert!(matches!(refused, Err(StoreError::Unlisted { .. })), "{refused:?}");
                        prop_assert_eq!((world.store.snapshot(world.client).unwrap(), stored(&world)), before);
                        continue;
                    }
                    let counts = writer.finish(end).unwrap();
                    naive = read;
                    let now = naive.recipients();
                    let added = now.keys().filter(|id| !before.1.contains_key(id)).count();
                    let removed = before.1.keys().filter(|id| !now.contains_key(id)).count();
                    prop_assert_eq!((counts.added as usize, counts.removed as usize), (added, removed));
                }
                Event::Decide(n, kind) => match naive.recipient(n) {
                    Some(_) => {
                        world.store.set_kind(world.client, id(n), kind).unwrap();
                        naive.0.get_mut(&n).unwrap().decided = kind;
                    }
                    None => {
                        let refused = world.store.set_kind(world.client, id(n), kind);
                        prop_assert!(matches!(refused, Err(StoreError::NoRecipient(_))));
                    }
                },
            }
            agree(&world, &naive, &mut digests)?;
        }
    }
}
