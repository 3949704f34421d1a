//! How long readings, plans and runs take in the store alone, and how much memory they need: `cargo run --profile measured -p tenantry-store --example reading -- 100000`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::{collections::BTreeMap, ops::Range, time::Instant};

use jiff::Timestamp;
use model::{
    Address, DirectoryId, DomainFacts, ExchangeReading, Kind, KindSource, ObservedDomain, ObservedRecipient, Options,
    Owner, Resource, Seen, SeenByExchange,
    plan::{Object, Verdict, decide_domain, decide_recipient},
};
use store::{Among, ClientId, DomainChange, DoneStep, FetchEnd, NewClient, PlanEnd, PlanRecord, Store};

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
        accepted: Some(model::Accepted::Authoritative),
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

/// Says what something took.
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (began, before) = (Instant::now(), busy());
    let answer = work();
    println!("{what:24} {:>6} ms busy {:>10.1?} {}", busy() - before, began.elapsed(), peak());
    answer
}

struct Tenant {
    store: Store,
    client: ClientId,
    users: u32,
}

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

impl Tenant {
    fn pages(&self) -> impl Iterator<Item = Range<u32>> {
        let all = self.users + self.users / 10;
        (0..all).step_by(999).map(move |from| from..all.min(from + 999))
    }

    fn read(&self, what: &str, full: bool) {
        let mut writer = self.store.begin_fetch(self.client).unwrap();
        let mut staged = 0;
        for page in self.pages().filter(|_| full) {
            let page: Vec<Seen> = page.map(|n| seen(n, self.users)).collect();
            let listed: Vec<SeenByExchange> = page.iter().map(heard).collect();
            let before = busy();
            writer.seen(&page).unwrap();
            writer.exchange(&listed).unwrap();
            staged += busy() - before;
        }
        println!("{what:24} {staged:>6} ms busy to stage");
        let end = FetchEnd {
            full: if full { Resource::ALL.into() } else { [].into() },
            delta_links: Resource::ALL.map(|r| (r, "https://graph.example/".to_owned())).into(),
            domains: vec![domain("larkfield.example"), domain("larkfield.onmicrosoft.com")],
            exchange: if full { ExchangeReading::Complete } else { ExchangeReading::Unchanged },
            counted: BTreeMap::new(),
            requests: 1,
            now: NOW,
        };
        timed(what, || writer.finish(end).unwrap());
    }

    fn plan(&self) -> PlanRecord {
        let options = self.store.options(self.client).unwrap();
        let mut writer = self.store.begin_plan(self.client, NOW).unwrap();
        let mut step = |verdict: Verdict| match verdict {
            Verdict::Step(step) => writer.step(&step),
            Verdict::Nothing | Verdict::Exempt | Verdict::HeldByAnother { .. } => Ok(()),
        };
        self.store.domain_cases(self.client, NOW, |case| step(decide_domain(&case))).unwrap();
        self.store.recipient_cases(self.client, NOW, |case| step(decide_recipient(&case, &options))).unwrap();
        writer.finish(PlanEnd { brake: options.brake.read(&model::BrakeInput::default()) }).unwrap()
    }

    fn apply(&self, plan: &PlanRecord) {
        let run = self.store.begin_run(self.client, plan.id, "technician", "sam", NOW).unwrap();
        let mut after = None;
        loop {
            let steps = self.store.due_steps(run, after, 500).unwrap();
            let Some((last, _)) = steps.last() else { return };
            after = Some(*last);
            self.store.mark_sent(run, &steps.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), NOW).unwrap();
            let done: Vec<DoneStep<'_>> = steps.iter().map(|(seq, step)| DoneStep { seq: *seq, step }).collect();
            self.store.mark_done(run, &done, NOW).unwrap();
        }
    }

    /// The gateway has what the plan wished.
    fn observe(&self, plan: &PlanRecord) {
        let mut writer = self.store.begin_observation(self.client).unwrap();
        let mut after = None;
        loop {
            let rows = self.store.plan_rows(plan.id, Among::All, after, 500).unwrap();
            let Some(last) = rows.last() else { break };
            after = Some(last.seq);
            for row in rows {
                match row.step.object {
                    Object::Domain { name, after, .. } => {
                        writer.domains(&[ObservedDomain { name, owner: Owner::Us, shape: after }]).unwrap();
                    }
                    Object::Recipient { id, after, .. } => {
                        writer.recipients(&[ObservedRecipient { id: Some(id), shape: after }]).unwrap();
                    }
                    Object::DomainOut { .. } | Object::RecipientOut { .. } => {}
                }
            }
        }
        writer.finish(NOW).unwrap();
    }
}

fn main() {
    let users: u32 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir_in(std::env::current_dir().unwrap()).unwrap();
    let store = Store::open(&folder.path().join("tenantry.db"), NOW).unwrap().store;
    let new = NewClient {
        name: "Larkfield".to_owned(),
        colour: "teal".to_owned(),
        cloud: "practice".to_owned(),
        gateway: "local".to_owned(),
        tenant: None,
        options: Options::default(),
    };
    let client = store.add_client(&new, NOW).unwrap();
    let tenant = Tenant { store, client, users };
    tenant.read("first reading", true);
    tenant.read("the same again", true);
    tenant.read("nothing changed", false);
    let choose = [DomainChange::select("larkfield.example".parse().unwrap(), true)];
    timed("a domain selected", || tenant.store.choose_domains(client, &choose, NOW).unwrap());
    let plan = timed("plan, everything new", || tenant.plan());
    timed("applied", || tenant.apply(&plan));
    timed("observed", || tenant.observe(&plan));
    let plan = timed("plan, nothing changed", || tenant.plan());
    timed("grid", || tenant.store.totals(client, NOW).unwrap());
    assert_eq!(plan.counts.total(), 0);
}
