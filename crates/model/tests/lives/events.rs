//! What happens in the life of a client: in the tenant, at the technician's desk, and by hand in the gateway.

use proptest::prelude::*;
use tenantry_model::{
    Address, DirectoryId, DomainShape, Kind, KindSource, LeaverRule, ObservedDomain, ObservedRecipient, Options, Owner,
    Recipient, RecipientShape, Route, Services,
    plan::{Exempt, Left},
};

use crate::world::{DOMAINS, World};

pub const PEOPLE: u8 = 3;

/// A local part by its number, and a domain by its number.
type Place = (u8, usize);

#[derive(Debug, Clone)]
pub enum Event {
    Tenant(u8, Place, Vec<Place>, Kind),
    Leaves(u8, u32),
    Days(u32),
    /// The address of the office, which one of them has at a time.
    Shared(u8),
    /// One leaves, and another one has every address of theirs.
    Follows(u8, u8),
    Route(usize, u8),
    SelectDomain(usize, bool),
    Archiving(usize, bool),
    Region(usize, bool),
    Select(u8, Option<bool>),
    Toggle(u8, Services),
    Settings(u8),
    Leavers(LeaverRule),
    TimeZone(bool),
    Confirm(u8),
    Exempt(u8, Option<Exempt>),
    ExemptDomain(usize, Option<Exempt>),
    HandAlias(u8, u8),
    HandServices(u8, Services),
    HandOut(u8),
    HandUnlists(u8),
    HandAccepts(usize),
    HandRoute(usize),
    HandLdap(usize),
    Sync(bool),
}

pub const fn id(who: u8) -> DirectoryId {
    DirectoryId([who; 16])
}

pub fn address(who: u8, (n, domain): Place) -> Address {
    format!("p{who}x{n}@{}", DOMAINS[domain]).parse().unwrap()
}

pub fn services() -> impl Strategy<Value = Services> {
    any::<(bool, bool, bool)>().prop_map(|(incoming, outgoing, archiving)| Services { incoming, outgoing, archiving })
}

fn exempt() -> impl Strategy<Value = Option<Exempt>> {
    prop::sample::select(vec![None, None, Some(Exempt::Stands), Some(Exempt::Expired)])
}

pub fn tenant() -> impl Strategy<Value = Event> {
    let place = || (0..3_u8, 0..DOMAINS.len());
    (0..PEOPLE, place(), prop::collection::vec(place(), 0..3), prop::sample::select(&Kind::ALL[..]))
        .prop_map(|(who, primary, aliases, kind)| Event::Tenant(who, primary, aliases, kind))
}

pub fn desk() -> impl Strategy<Value = Event> {
    let domain = || 0..DOMAINS.len();
    let rules = vec![LeaverRule::Keep, LeaverRule::Stop, LeaverRule::StopAfter(30)];
    prop_oneof![
        (domain(), any::<bool>()).prop_map(|(d, on)| Event::SelectDomain(d, on)),
        (domain(), any::<bool>()).prop_map(|(d, on)| Event::Archiving(d, on)),
        (domain(), any::<bool>()).prop_map(|(d, on)| Event::Region(d, on)),
        (0..PEOPLE, any::<Option<bool>>()).prop_map(|(who, on)| Event::Select(who, on)),
        (0..PEOPLE, services()).prop_map(|(who, services)| Event::Toggle(who, services)),
        (0..PEOPLE).prop_map(Event::Settings),
        prop::sample::select(rules).prop_map(Event::Leavers),
        any::<bool>().prop_map(Event::TimeZone),
        (0..PEOPLE).prop_map(Event::Confirm),
    ]
}

pub fn exceptions() -> impl Strategy<Value = Event> {
    prop_oneof![
        (0..PEOPLE, exempt()).prop_map(|(who, exempt)| Event::Exempt(who, exempt)),
        (0..DOMAINS.len(), exempt()).prop_map(|(d, exempt)| Event::ExemptDomain(d, exempt)),
    ]
}

pub fn hands() -> impl Strategy<Value = Event> {
    prop_oneof![
        (0..PEOPLE, 0..3_u8).prop_map(|(who, n)| Event::HandAlias(who, n)),
        (0..PEOPLE, services()).prop_map(|(who, services)| Event::HandServices(who, services)),
        (0..PEOPLE).prop_map(Event::HandOut),
        (0..PEOPLE).prop_map(Event::HandUnlists),
        (0..DOMAINS.len()).prop_map(Event::HandAccepts),
        (0..DOMAINS.len()).prop_map(Event::HandRoute),
        (0..DOMAINS.len()).prop_map(Event::HandLdap),
    ]
}

pub fn coming_and_going() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => tenant(),
        1 => (0..PEOPLE, 0..40_u32).prop_map(|(who, days)| Event::Leaves(who, days)),
        1 => (1..40_u32).prop_map(Event::Days),
        1 => (0..DOMAINS.len(), 0..3_u8).prop_map(|(d, n)| Event::Route(d, n)),
    ]
}

/// A client of which the gateway has one domain and some mailboxes, made by hand before Tenantry came.
pub fn begun(there: &[Option<Services>]) -> World {
    let mut world = World::new(Options::default());
    let name: tenantry_model::DomainName = DOMAINS[0].parse().unwrap();
    let shape = DomainShape {
        routes: vec![Route { preference: 9, host: "hand.example".to_owned(), port: 25 }],
        region: None,
        protect_listed_only: false,
        reject_unlisted: false,
        products: Services::NONE,
        ldap_sync: true,
        outgoing_user: false,
        alias_of: None,
    };
    world.gateway.domains.insert(name.clone(), ObservedDomain { name, owner: Owner::Nobody, shape });
    for (who, there) in (0..).zip(there) {
        let Some(services) = *there else { continue };
        let (primary, aliases) = (address(who, (0, 0)), vec![format!("hand{who}@{}", DOMAINS[0]).parse().unwrap()]);
        let shape = RecipientShape { primary, aliases, kind: Kind::User, listed: true, services, profile: None };
        world.gateway.recipients.push(ObservedRecipient { id: None, shape });
    }
    (0..PEOPLE).for_each(|who| drop(world.people.insert(id(who), crate::world::Person::default())));
    world
}

impl World {
    pub fn play(&mut self, event: Event) {
        let shared: Address = format!("office@{}", DOMAINS[0]).parse().unwrap();
        match event {
            Event::Tenant(who, primary, aliases, kind) => {
                let primary = address(who, primary);
                let had = self.person(who).tenant.as_ref().is_some_and(|r| r.aliases.contains(&shared));
                let mut aliases: Vec<Address> =
                    aliases.into_iter().map(|a| address(who, a)).filter(|a| *a != primary).collect();
                aliases.extend(had.then_some(shared));
                aliases.sort();
                aliases.dedup();
                let (name, kind_source) = (String::new(), KindSource::Exchange);
                // An address has one owner.
                for other in self.people.values_mut().filter(|p| p.tenant.as_ref().is_some_and(|r| r.id != id(who))) {
                    let theirs = |a: &Address| *a == primary || aliases.contains(a);
                    let has = other.tenant.iter().any(|r| theirs(&r.primary) || r.aliases.iter().any(theirs));
                    other.tenant.take_if(|_| has);
                }
                let person = self.person(who);
                person.left = Left::default();
                person.tenant =
                    Some(Recipient { id: id(who), kind, kind_source, name, primary, aliases, exchange_only: false });
            }
            Event::Leaves(who, days) => {
                let person = self.person(who);
                if person.tenant.take().is_some() {
                    person.left = Left { days, confirmed: false };
                }
            }
            Event::Days(days) => {
                for person in self.people.values_mut().filter(|p| p.tenant.is_none()) {
                    person.left.days += days;
                }
            }
            Event::Shared(who) => {
                for (owner, person) in &mut self.people {
                    let Some(recipient) = &mut person.tenant else { continue };
                    recipient.aliases.retain(|a| *a != shared);
                    if *owner == id(who) {
                        recipient.aliases.push(shared.clone());
                        recipient.aliases.sort();
                    }
                }
            }
            Event::Follows(who, whom) => {
                if who != whom
                    && let Some(gone) = self.person(whom).tenant.take()
                {
                    self.person(whom).left = Left { days: 40, confirmed: false };
                    let person = self.person(who);
                    person.left = Left::default();
                    person.tenant = Some(Recipient { id: id(who), ..gone });
                }
            }
            Event::Route(at, n) => self.domain(at).0.facts.mx = Some((format!("mx{n}.example"), 0)),
            Event::SelectDomain(at, on) => self.domain(at).0.selected = on,
            Event::Archiving(at, on) => self.domain(at).0.archiving = on,
            Event::Region(at, eu) => self.domain(at).0.region = eu.then_some("eu"),
            Event::Select(who, selected) => self.person(who).choice.selected = selected,
            Event::Toggle(who, services) => {
                let choice = &mut self.person(who).choice;
                (choice.services, choice.services_are_news) = (Some(services), true);
            }
            Event::Settings(who) => self.person(who).choice.profile_is_news = true,
            Event::Leavers(rule) => (self.options.leavers.incoming, self.options.leavers.outgoing) = (rule, rule),
            Event::TimeZone(tokyo) => self.options.time_zone = if tokyo { "Asia/Tokyo" } else { "UTC" }.to_owned(),
            Event::Confirm(who) => {
                let person = self.person(who);
                if person.tenant.is_none() {
                    person.left = Left { days: 0, confirmed: true };
                }
            }
            Event::Exempt(who, exempt) => self.person(who).exception = exempt,
            Event::ExemptDomain(at, exempt) => self.domain(at).0.exception = exempt,
            Event::Sync(approve) => drop(self.sync(approve)),
            by_hand => self.by_hand(by_hand),
        }
    }

    fn by_hand(&mut self, event: Event) {
        let domains = &mut self.gateway.domains;
        match event {
            Event::HandAlias(who, n) => {
                let alias: Address = format!("hand{who}x{n}@{}", DOMAINS[0]).parse().unwrap();
                let there = domains.contains_key(&DOMAINS[0].parse().unwrap());
                // An address is in one row.
                let taken = self.gateway.recipients.iter().any(|r| r.shape.addresses().any(|a| *a == alias));
                for shape in self.rows(who).filter(|_| there && !taken).take(1) {
                    shape.aliases.push(alias.clone());
                    shape.aliases.sort();
                    shape.aliases.dedup();
                }
            }
            Event::HandServices(who, services) => self.rows(who).for_each(|shape| shape.services = services),
            Event::HandUnlists(who) => self.rows(who).for_each(|shape| shape.listed = false),
            Event::HandAccepts(at) => {
                let name = &DOMAINS[at].parse().unwrap();
                domains.get_mut(name).into_iter().for_each(|d| d.shape.reject_unlisted = false);
            }
            Event::HandOut(who) => self.gateway.recipients.retain(|r| !is_of(r, who)),
            Event::HandRoute(at) => {
                if let Some(domain) = domains.get_mut(&DOMAINS[at].parse().unwrap()) {
                    let route =
                        Route { preference: 7, host: format!("hand{}.example", domain.shape.routes.len()), port: 25 };
                    domain.shape.routes.push(route);
                    domain.shape.routes.sort();
                }
            }
            Event::HandLdap(at) => {
                domains.get_mut(&DOMAINS[at].parse().unwrap()).into_iter().for_each(|d| d.shape.ldap_sync = true);
            }
            other => panic!("{other:?}"),
        }
    }

    fn rows(&mut self, who: u8) -> impl Iterator<Item = &mut RecipientShape> {
        self.gateway.recipients.iter_mut().filter(move |r| is_of(r, who)).map(|r| &mut r.shape)
    }

    /// What the gateway has of a person; an adoption alone writes no directory id.
    pub fn row(&self, who: u8) -> Option<&ObservedRecipient> {
        self.gateway.of(id(who)).or_else(|| self.gateway.recipients.iter().find(|r| is_of(r, who)))
    }

    pub fn person(&mut self, who: u8) -> &mut crate::world::Person {
        self.people.get_mut(&id(who)).unwrap()
    }
}

fn is_of(row: &ObservedRecipient, who: u8) -> bool {
    row.id.map_or_else(|| row.shape.primary.local_part().starts_with(&format!("p{who}x")), |id| id.0[0] == who)
}
