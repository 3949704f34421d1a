//! A small tenant, and the steps that many tests begin with.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};
use model::{
    Address, DirectoryId, DomainFacts, ExchangeReading, Kind, KindSource, NotTaken, ObservedDomain, ObservedRecipient,
    Options, Resource, Seen, SeenByExchange,
    plan::{Closed, Planned, Step, Verdict, decide_domain, decide_recipient},
};
use store::{
    ClientId, DomainChange, DoneStep, FetchCounts, FetchEnd, NewClient, PlanEnd, PlanRecord, RunId, RunState, Store,
    StoreError,
};

pub fn at(minutes: i64) -> Timestamp {
    "2026-03-02T08:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

pub fn id(n: u32) -> DirectoryId {
    let mut bytes = [7; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    DirectoryId(bytes)
}

pub fn address(text: &str) -> Address {
    text.parse().unwrap()
}

pub fn domain(name: &str) -> DomainFacts {
    DomainFacts {
        name: name.parse().unwrap(),
        verified: true,
        mail: true,
        default: false,
        initial: name.ends_with("onmicrosoft.com"),
        mx: Some((format!("{}.mail.protection.example", name.replace('.', "-")), 0)),
        accepted: Some(model::Accepted::Authoritative),
    }
}

pub fn user(n: u32, name: &str, primary: &str, aliases: &[&str]) -> Seen {
    Seen {
        id: id(n),
        resource: Resource::Users,
        name: name.to_owned(),
        primary: Some(address(primary)),
        aliases: aliases.iter().map(|a| address(a)).collect(),
        kind: Kind::User,
        kind_source: KindSource::Guess,
        not_taken: None,
        passes_without_exchange: true,
    }
}

pub fn group(n: u32, name: &str, primary: &str) -> Seen {
    let kind = Kind::DistributionList;
    let resource = Resource::Groups;
    Seen { resource, kind, kind_source: KindSource::Directory, ..user(n, name, primary, &[]) }
}

pub fn guest(n: u32) -> Seen {
    Seen { not_taken: Some(NotTaken::Guest), ..user(n, "Guest", "guest@elsewhere.example", &[]) }
}

pub fn heard(seen: &Seen, kind: Kind) -> SeenByExchange {
    SeenByExchange {
        id: seen.id,
        exchange_only: false,
        name: seen.name.clone(),
        primary: seen.primary.clone(),
        aliases: seen.aliases.clone(),
        kind: Ok(kind),
    }
}

/// A store with one client and its tenant.
pub struct World {
    pub store: Store,
    pub client: ClientId,
    pub domains: Vec<DomainFacts>,
}

impl World {
    pub fn new() -> Self {
        let store = Store::in_memory().unwrap();
        let client = store.add_client(&new_client("Larkfield"), at(0)).unwrap();
        let domains = ["larkfield.example", "orchard.example", "larkfield.onmicrosoft.com"].map(domain).to_vec();
        Self { store, client, domains }
    }

    pub fn end(&self, full: bool, exchange: ExchangeReading, now: Timestamp) -> FetchEnd {
        FetchEnd {
            full: if full { BTreeSet::from(Resource::ALL) } else { BTreeSet::new() },
            delta_links: Resource::ALL.map(|r| (r, format!("https://graph.example/{}?t=1", r.as_str()))).into(),
            domains: self.domains.clone(),
            exchange,
            counted: BTreeMap::new(),
            requests: 3,
            now,
        }
    }

    /// Reads everything; Exchange lists users as users.
    pub fn fetch(&self, seen: &[Seen], minutes: i64) -> FetchCounts {
        let listed: Vec<SeenByExchange> =
            seen.iter().filter(|s| s.not_taken.is_none()).map(|s| heard(s, s.kind)).collect();
        self.fetch_with(seen, Some(&listed), minutes)
    }

    pub fn fetch_with(&self, seen: &[Seen], exchange: Option<&[SeenByExchange]>, minutes: i64) -> FetchCounts {
        let mut writer = self.store.begin_fetch(self.client).unwrap();
        writer.seen(seen).unwrap();
        let reading = match exchange {
            Some(listed) => {
                writer.exchange(listed).unwrap();
                ExchangeReading::Complete
            }
            None => ExchangeReading::Unavailable("403".to_owned()),
        };
        let shown =
            |resource| seen.iter().filter(|seen| seen.resource == resource).map(|s| s.id).collect::<BTreeSet<_>>();
        let counted = Resource::ALL.map(|resource| (resource, shown(resource).len() as u64)).into();
        writer.finish(FetchEnd { counted, ..self.end(true, reading, at(minutes)) }).unwrap()
    }

    pub fn delta(&self, seen: &[Seen], gone: &[u32], minutes: i64) -> FetchCounts {
        let mut writer = self.store.begin_fetch(self.client).unwrap();
        writer.seen(seen).unwrap();
        writer.gone(Resource::Users, &gone.iter().map(|n| id(*n)).collect::<Vec<_>>()).unwrap();
        writer.finish(self.end(false, ExchangeReading::Unchanged, at(minutes))).unwrap()
    }

    pub fn select(&self, domains: &[&str], minutes: i64) {
        let changes: Vec<DomainChange> =
            domains.iter().map(|name| DomainChange::select(name.parse().unwrap(), true)).collect();
        self.store.choose_domains(self.client, &changes, at(minutes)).unwrap();
    }

    pub fn observe(&self, domains: &[ObservedDomain], recipients: &[ObservedRecipient], minutes: i64) -> String {
        let mut writer = self.store.begin_observation(self.client).unwrap();
        writer.domains(domains).unwrap();
        writer.recipients(recipients).unwrap();
        writer.finish(at(minutes)).unwrap()
    }

    pub fn options(&self) -> Options {
        self.store.options(self.client).unwrap()
    }

    pub fn steps(&self, minutes: i64) -> Vec<Step> {
        let options = self.options();
        let mut steps = Vec::new();
        self.store
            .domain_cases(self.client, at(minutes), |case| {
                steps.extend(step(decide_domain(&case)));
                Ok::<_, StoreError>(())
            })
            .unwrap();
        self.store
            .recipient_cases(self.client, at(minutes), |case| {
                steps.extend(step(decide_recipient(&case, &options)));
                Ok::<_, StoreError>(())
            })
            .unwrap();
        steps
    }

    pub fn plan(&self, minutes: i64) -> PlanRecord {
        let mut writer = self.store.begin_plan(self.client, at(minutes)).unwrap();
        let (options, mut closed) = (self.options(), Closed::default());
        self.store
            .domain_cases(self.client, at(minutes), |case| {
                let Some(step) = step(decide_domain(&case)) else { return Ok(()) };
                closed.note(&step);
                writer.step(&step)
            })
            .unwrap();
        self.store
            .recipient_cases(self.client, at(minutes), |case| match closed.decide(&case, &options) {
                Planned::Nothing => Ok(()),
                Planned::Exempt => {
                    writer.exempt();
                    Ok(())
                }
                Planned::Step(step) => writer.step(&step),
                Planned::InPart { part, whole } => writer.step_in_part(&part, &whole),
            })
            .unwrap();
        let scope = self.store.in_scope(self.client).unwrap();
        let whole = model::Removals { done: 0, planned: writer.removals().whole, of: scope };
        let brake = self.options().brake.read(&model::BrakeInput { whole, ..model::BrakeInput::default() });
        writer.finish(PlanEnd { brake }).unwrap()
    }

    /// Plans, plays a gateway that does everything that is due, and observes it.
    pub fn sync(&self, gateway: &mut Gateway, minutes: i64) -> RunId {
        self.observe(&gateway.domains(), &gateway.recipients(), minutes);
        let plan = self.plan(minutes);
        self.apply(&plan, gateway, minutes)
    }

    /// Does everything of a plan that is due, and observes it.
    pub fn apply(&self, plan: &PlanRecord, gateway: &mut Gateway, minutes: i64) -> RunId {
        let run = self.carry_out(plan, gateway, minutes);
        self.observe(&gateway.domains(), &gateway.recipients(), minutes);
        run
    }

    /// Does everything of a plan that is due, and looks at nothing.
    pub fn carry_out(&self, plan: &PlanRecord, gateway: &mut Gateway, minutes: i64) -> RunId {
        let run = self.store.begin_run(self.client, plan.id, "technician", "sam", at(minutes)).unwrap();
        for (seq, step) in self.store.due_steps(run, None, 10_000).unwrap() {
            self.store.mark_sent(run, &[seq], at(minutes)).unwrap();
            gateway.apply(&step);
            self.store.mark_done(run, &[DoneStep { seq, step: &step }], at(minutes)).unwrap();
        }
        self.store.end_run(run, RunState::Ended, None, None, at(minutes)).unwrap();
        run
    }
}

pub fn new_client(name: &str) -> NewClient {
    NewClient {
        name: name.to_owned(),
        colour: "teal".to_owned(),
        cloud: "practice".to_owned(),
        gateway: "local".to_owned(),
        tenant: None,
        options: Options::default(),
    }
}

fn step(verdict: Verdict) -> Option<Step> {
    match verdict {
        Verdict::Step(step) => Some(*step),
        Verdict::Nothing | Verdict::Exempt | Verdict::HeldByAnother { .. } => None,
    }
}

/// A gateway that does what it is told.
#[derive(Default)]
pub struct Gateway {
    domains: BTreeMap<String, ObservedDomain>,
    recipients: BTreeMap<String, ObservedRecipient>,
}

impl Gateway {
    pub fn domains(&self) -> Vec<ObservedDomain> {
        self.domains.values().cloned().collect()
    }

    pub fn recipients(&self) -> Vec<ObservedRecipient> {
        self.recipients.values().cloned().collect()
    }

    pub fn forget(&mut self, id: DirectoryId) {
        self.recipients.retain(|_, recipient| recipient.id != Some(id));
    }

    pub fn put(&mut self, recipient: ObservedRecipient) {
        self.recipients.insert(recipient.shape.primary.key(), recipient);
    }

    pub fn apply(&mut self, step: &Step) {
        use model::{Owner, plan::Object};
        match &step.object {
            Object::Domain { name, after, .. } => {
                let held = ObservedDomain { name: name.clone(), owner: Owner::Us, shape: after.clone() };
                self.domains.insert(name.to_string(), held);
            }
            Object::Recipient { id, before, after, .. } => {
                if let Some(before) = before {
                    self.recipients.remove(&before.primary.key());
                }
                self.put(ObservedRecipient { id: Some(*id), shape: after.clone() });
            }
            Object::DomainOut { name, .. } => {
                self.domains.remove(name.as_str());
            }
            Object::RecipientOut { before, .. } => {
                self.recipients.remove(&before.primary.key());
            }
        }
    }
}
