//! How long readings take without Microsoft: `cargo run --profile measured -p tenantry-store --example reading -- 100000`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::{collections::BTreeMap, time::Instant};

use jiff::Timestamp;
use model::{
    Address, DirectoryId, DomainFacts, ExchangeReading, Kind, KindSource, Options, Resource, Seen, SeenByExchange,
};
use store::{ClientId, FetchEnd, NewClient, Store};

extern crate tenantry_store as store;

/// Ids as random as GUIDs are.
fn id(n: u32) -> DirectoryId {
    let mixed = u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    DirectoryId(mixed.to_be_bytes())
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn seen(n: u32, users: u32) -> Seen {
    let group = n >= users;
    let mut aliases = vec![address(&format!("p{n}@larkfield.onmicrosoft.com"))];
    if n.is_multiple_of(3) {
        aliases.insert(0, address(&format!("first.last{n}@larkfield.example")));
    }
    Seen {
        id: id(n),
        resource: if group { Resource::Groups } else { Resource::Users },
        name: format!("Person Number {n}"),
        primary: Some(address(&format!("person.number{n}@larkfield.example"))),
        aliases,
        kind: if group { Kind::DistributionList } else { Kind::User },
        kind_source: if group { KindSource::Directory } else { KindSource::Guess },
        not_taken: None,
        passes_without_exchange: true,
    }
}

fn heard(seen: &Seen) -> SeenByExchange {
    SeenByExchange {
        id: seen.id,
        exchange_only: false,
        name: seen.name.clone(),
        primary: seen.primary.clone(),
        aliases: seen.aliases.clone(),
        kind: Ok(seen.kind),
    }
}

fn domain(name: &str) -> DomainFacts {
    let mx = Some(("mx.example".to_owned(), 0));
    DomainFacts {
        name: name.parse().unwrap(),
        verified: true,
        mail: true,
        default: false,
        initial: false,
        mx,
        accepted: None,
    }
}

struct Reading<'a> {
    store: &'a Store,
    client: ClientId,
    pages: &'a [Vec<Seen>],
    listed: &'a [Vec<SeenByExchange>],
}

impl Reading<'_> {
    fn run(&self, what: &str, full: bool, exchange: ExchangeReading) {
        let (began, busy_before) = (Instant::now(), busy());
        let mut writer = self.store.begin_fetch(self.client).unwrap();
        let with_exchange = exchange == ExchangeReading::Complete;
        for (page, listed) in self.pages.iter().zip(self.listed).filter(|_| full) {
            writer.seen(page).unwrap();
            if with_exchange {
                writer.exchange(listed).unwrap();
            }
        }
        let staged = busy() - busy_before;
        let end = FetchEnd {
            full: if full { Resource::ALL.into() } else { [].into() },
            delta_links: Resource::ALL.map(|r| (r, "https://graph.example/".to_owned())).into(),
            domains: vec![domain("larkfield.example"), domain("larkfield.onmicrosoft.com")],
            exchange,
            counted: BTreeMap::new(),
            requests: 1,
            now: Timestamp::UNIX_EPOCH,
        };
        let counts = writer.finish(end).unwrap();
        let (all, worked) = (began.elapsed(), busy() - busy_before);
        println!(
            "{what:16} staged {staged:>5} ms, all {worked:>5} ms busy, {all:>9.1?}, +{} ~{}",
            counts.added, counts.changed
        );
    }
}

/// Milliseconds that this thread was on a processor: on a busy machine the time that counts.
fn busy() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse::<u64>().ok()).unwrap_or(0) / 1_000_000
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned()
}

fn main() {
    let users: u32 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let pages: Vec<Vec<Seen>> = (0..users + users / 10)
        .collect::<Vec<_>>()
        .chunks(999)
        .map(|chunk| chunk.iter().map(|n| seen(*n, users)).collect())
        .collect();
    let listed: Vec<Vec<SeenByExchange>> = pages.iter().map(|page| page.iter().map(heard).collect()).collect();
    println!("before {}", peak());
    for exchange in [ExchangeReading::Unavailable("403".to_owned()), ExchangeReading::Complete] {
        let folder = tempfile::tempdir_in(std::env::current_dir().unwrap()).unwrap();
        let store = Store::open(&folder.path().join("tenantry.db"), Timestamp::UNIX_EPOCH).unwrap().store;
        let new = NewClient {
            name: "Larkfield".to_owned(),
            colour: "teal".to_owned(),
            cloud: "practice".to_owned(),
            gateway: "local".to_owned(),
            tenant: None,
            options: Options::default(),
        };
        let client = store.add_client(&new, Timestamp::UNIX_EPOCH).unwrap();
        let reading = Reading { store: &store, client, pages: &pages, listed: &listed };
        println!("{exchange:?}");
        reading.run("first", true, exchange.clone());
        reading.run("full again", true, exchange.clone());
        reading.run("nothing changed", false, ExchangeReading::Unchanged);
        reading.run("nothing changed", false, ExchangeReading::Unchanged);
    }
    println!("after {}", peak());
}
