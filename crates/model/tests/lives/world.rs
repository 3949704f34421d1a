//! A client: its tenant, what a technician chose, what is remembered, and its gateway.

use std::collections::BTreeMap;

use tenantry_model::{
    Accepted, Address, DirectoryId, DomainFacts, DomainName, DomainShape, ObservedRecipient, Options, Recipient,
    RecipientShape,
    plan::{
        Choice, Closed, DomainCase, Exempt, Left, Lost, Object, Observed, Planned, Remembered, Step, Undo, Verdict,
        decide_domain, undo,
    },
};

use crate::gateway::Gateway;

#[derive(Debug, Clone)]
pub struct Domain {
    pub facts: DomainFacts,
    pub selected: bool,
    pub archiving: bool,
    pub region: Option<&'static str>,
    pub exception: Option<Exempt>,
    pub remembered: Option<DomainShape>,
}

#[derive(Debug, Clone, Default)]
pub struct Person {
    pub tenant: Option<Recipient>,
    pub choice: Choice,
    pub left: Left,
    pub exception: Option<Exempt>,
    pub remembered: Option<Remembered>,
}

#[derive(Debug, Clone)]
pub struct World {
    pub options: Options,
    pub domains: Vec<Domain>,
    pub people: BTreeMap<DirectoryId, Person>,
    pub gateway: Gateway,
}

/// A step that was done, with what was remembered before.
#[derive(Debug, Clone)]
pub struct Done {
    pub step: Step,
    prior: Prior,
    /// From whom it took addresses, with what they had when the run began.
    losers: Vec<(DirectoryId, RecipientShape)>,
}

#[derive(Debug, Clone)]
enum Prior {
    Domain(Option<DomainShape>),
    Person(Option<Remembered>),
}

pub const DOMAINS: [&str; 3] = ["larkfield.example", "orchard.example", "quillon.example"];

impl World {
    pub fn new(options: Options) -> Self {
        let domain = |name: &&str| Domain {
            facts: DomainFacts {
                name: name.parse().unwrap(),
                verified: true,
                mail: true,
                default: false,
                initial: false,
                mx: Some((format!("mx.{name}"), 0)),
                accepted: Some(Accepted::Authoritative),
            },
            selected: true,
            archiving: true,
            region: None,
            exception: None,
            remembered: None,
        };
        let domains = DOMAINS.iter().map(domain).collect();
        Self { options, domains, people: BTreeMap::new(), gateway: Gateway::default() }
    }

    /// The steps, held ones too, in one order whatever the order of domains and people is.
    pub fn plan(&self, backwards: bool) -> Vec<(Step, Option<Step>)> {
        let (mut closed, mut steps) = (Closed::default(), Vec::new());
        let turned = |n: usize, at: usize| if backwards { n - 1 - at } else { at };
        let domains: Vec<&Domain> = self.domains.iter().filter(|d| d.selected).collect();
        for at in 0..domains.len() {
            let case = self.domain_case(domains[turned(domains.len(), at)]);
            match decide_domain(&case) {
                Verdict::Step(step) => {
                    closed.note(&step);
                    steps.push((*step, None));
                }
                Verdict::Exempt => closed.exempt(&case),
                Verdict::Nothing => {}
                Verdict::HeldByAnother { .. } => closed.taken(&case.facts.name),
            }
        }
        let people: Vec<_> = self.people.iter().collect();
        for at in 0..people.len() {
            let (id, person) = people[turned(people.len(), at)];
            steps.extend(self.with_case(*id, person, |case| match closed.decide(case, &self.options) {
                Planned::Nothing | Planned::Exempt => None,
                Planned::Step(step) => Some((*step, None)),
                Planned::InPart { part, whole } => Some((*part, Some(*whole))),
            }));
        }
        assert!(steps.iter().all(|(step, _)| !is_out(step)), "only an undo takes objects out");
        steps.sort_by_key(|(step, _)| place(step));
        steps
    }

    /// The steps that wait for nobody.
    pub fn due(&self) -> Vec<Step> {
        self.ready(false)
    }

    /// Those that a sync sends.
    pub fn ready(&self, approve: bool) -> Vec<Step> {
        let plan = self.plan(false);
        let waiting: Vec<String> =
            plan.iter().filter_map(|(s, _)| s.awaited_domain()).map(ToString::to_string).collect();
        let waits = |step: &Step| {
            step.held.is_some() || step.addresses().any(|a| waiting.iter().any(|domain| domain == a.domain()))
        };
        match approve {
            true => plan.into_iter().map(|(part, whole)| whole.unwrap_or(part)).collect(),
            false => plan.into_iter().map(|(part, _)| part).filter(|step| !waits(step)).collect(),
        }
    }

    /// Plans and applies, everything or only what waits for nobody.
    pub fn sync(&mut self, approve: bool) -> Vec<Done> {
        let (steps, began) = (self.ready(approve), self.gateway.clone());
        steps.into_iter().filter_map(|step| self.apply(step, &began)).collect()
    }

    fn apply(&mut self, step: Step, began: &Gateway) -> Option<Done> {
        if step.touches_gateway() {
            self.gateway.apply(&step.object).ok()?;
        }
        let prior = match &step.object {
            Object::Domain { name, after, foreign, .. } => {
                let ours = &mut self.domains.iter_mut().find(|d| d.facts.name == *name).unwrap().remembered;
                let mut shape = after.clone();
                shape.routes.retain(|route| !foreign.contains(route));
                Prior::Domain(ours.replace(shape))
            }
            Object::Recipient { id, .. } => {
                let person = self.people.get_mut(id).unwrap();
                let after = Remembered::after(&step, person.remembered.as_ref());
                person.choice = Choice { services_are_news: false, profile_is_news: false, ..person.choice };
                Prior::Person(std::mem::replace(&mut person.remembered, after))
            }
            Object::DomainOut { .. } | Object::RecipientOut { .. } => panic!("only an undo takes objects out"),
        };
        let losers = began.losers(&step);
        Some(Done { step, prior, losers })
    }

    /// Takes a run back by ways that are all found first, in any order, and remembers again what was remembered before.
    pub fn undo(&mut self, mut run: Vec<Done>, forwards: bool) {
        if !forwards {
            run.reverse();
        }
        let (mut lost, mut own): (BTreeMap<DirectoryId, Lost>, Vec<DirectoryId>) = Default::default();
        let mut ways = Vec::new();
        for Done { step, prior, losers } in run {
            if let Object::Recipient { id, .. } = &step.object {
                own.push(*id);
            }
            for (id, had) in losers {
                lost.entry(id).or_insert_with(|| Lost::nothing(id, String::new(), had)).note(&step, true);
            }
            if let Undo::Step(way) = undo(&step, self.observed(&step)) {
                ways.push((*way, Some((step, prior))));
            }
        }
        let rest = lost.into_values().filter(|lost| !own.contains(&lost.id));
        let rest = rest.filter_map(|lost| Some((lost.give_back(self.gateway.of(lost.id))?, None)));
        let at = if forwards { ways.len() } else { 0 };
        ways.splice(at..at, rest.collect::<Vec<_>>());
        ways.sort_by_key(|(way, _)| matches!(&way.object, Object::DomainOut { .. }));
        for (way, done) in ways {
            assert_eq!(way.held, None, "nobody touched the gateway since");
            if way.touches_gateway() {
                self.gateway.apply(&way.object).unwrap();
            }
            // Who lost addresses alone is remembered as before.
            let Some((step, prior)) = done else { continue };
            match (&step.object, prior) {
                (Object::Domain { name, .. }, Prior::Domain(prior)) => {
                    self.domains.iter_mut().find(|d| d.facts.name == *name).unwrap().remembered = prior;
                }
                (Object::Recipient { id, .. }, Prior::Person(prior)) => {
                    self.people.get_mut(id).unwrap().remembered = prior;
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn observed(&self, done: &Step) -> Option<Observed<'_>> {
        match &done.object {
            Object::Domain { name, .. } => self.gateway.domains.get(name).map(Observed::Domain),
            Object::Recipient { id, before, after, .. } => {
                let began = before.as_ref().map_or(&after.primary, |b| &b.primary);
                let own = |r: &&ObservedRecipient| r.id.is_none_or(|theirs| theirs == *id);
                let at = |address| self.gateway.at(address).filter(own);
                at(&after.primary).or_else(|| at(began)).map(Observed::Recipient)
            }
            other => panic!("{other:?}"),
        }
    }

    fn domain_case<'a>(&'a self, domain: &'a Domain) -> DomainCase<'a> {
        DomainCase {
            facts: &domain.facts,
            archiving: domain.archiving,
            region: domain.region,
            alias_of: None,
            exception: domain.exception,
            remembered: domain.remembered.as_ref(),
            observed: self.gateway.domains.get(&domain.facts.name),
            exchange_told: true,
        }
    }

    pub fn is_selected(&self, address: &Address) -> bool {
        self.domains.iter().any(|d| d.selected && d.facts.name.as_str() == address.domain())
    }

    pub fn domain(&mut self, at: usize) -> (&mut Domain, DomainName) {
        let domain = &mut self.domains[at % DOMAINS.len()];
        let name = domain.facts.name.clone();
        (domain, name)
    }
}

fn is_out(step: &Step) -> bool {
    matches!(step.object, Object::DomainOut { .. } | Object::RecipientOut { .. })
}

/// Domains first, then what changes, comes and goes; each by its key.
fn place(step: &Step) -> (bool, tenantry_model::plan::Action, String, Option<DirectoryId>) {
    match &step.object {
        Object::Recipient { id, after, .. } => (true, step.action, after.primary.key(), Some(*id)),
        Object::Domain { name, .. } => (false, step.action, name.to_string(), None),
        other => panic!("{other:?}"),
    }
}
