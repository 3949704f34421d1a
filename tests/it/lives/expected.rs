//! What the gateway should have, told by the tenant's truth and by what a test did, without the planner.

use std::collections::{BTreeMap, BTreeSet};

use practice::Truth;

/// A recipient of the gateway, as a person reads it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub listed: bool,
    /// incoming, outgoing, archiving
    pub services: [bool; 3],
    pub kind: String,
    pub addresses: BTreeSet<String>,
}

/// What a test knows of everybody who was ever there, by directory id without dashes.
#[derive(Debug, Clone, Default)]
pub struct Expected(pub BTreeMap<String, Person>);

/// One recipient.
#[derive(Debug, Clone)]
pub struct Person {
    pub row: Row,
    /// The services that it has while it is active.
    pub services: [bool; 3],
    pub selected: bool,
    /// Left alone: its row stays as it is.
    pub exempt: bool,
    pub there: bool,
}

impl Expected {
    /// A day later: who joined gets the services of their kind, who left loses the list and all but the archive, and
    /// everybody else has the addresses and the kind of now and what they had before.
    pub fn follow(&mut self, truth: Vec<Truth>) {
        let there: BTreeMap<String, Truth> = truth.into_iter().map(|one| (one.id.replace('-', ""), one)).collect();
        for (id, one) in &there {
            let (kind, addresses) = (kind_of(one), addresses(one).collect());
            let person = self.0.entry(id.clone()).or_insert_with(|| Person::joined(&kind));
            person.there = true;
            match (person.exempt, person.selected) {
                (true, _) => {}
                (false, true) => person.row = Row { listed: true, services: person.services, kind, addresses },
                (false, false) => person.row.services = [false; 3],
            }
        }
        for person in self.0.iter_mut().filter(|(id, _)| !there.contains_key(*id)).map(|(_, person)| person) {
            person.there = false;
            if !person.exempt {
                person.row.listed = false;
                person.row.services = [false, false, person.row.services[2]];
            }
        }
        self.hand_over();
    }

    /// R16: an address that a recipient who is looked after has now is theirs, and nobody else's any more.
    fn hand_over(&mut self) {
        let kept = |person: &Person| person.there && person.selected && !person.exempt;
        let owners = self.0.values().filter(|person| kept(person)).flat_map(|person| person.row.addresses.clone());
        let owned: BTreeSet<String> = owners.collect();
        for person in self.0.values_mut().filter(|person| !kept(person)) {
            person.row.addresses.retain(|address| !owned.contains(address));
        }
    }

    /// Everybody whom the gateway should have.
    pub fn rows(&self) -> BTreeMap<String, Row> {
        let listed = self.0.iter().filter(|(_, person)| !person.row.addresses.is_empty());
        listed.map(|(id, person)| (id.clone(), person.row.clone())).collect()
    }
}

impl Person {
    fn joined(kind: &str) -> Self {
        let mailbox = matches!(kind, "user" | "shared" | "room" | "equipment");
        let services = if mailbox { [true; 3] } else { [true, false, false] };
        let row = Row { listed: true, services, kind: kind.to_owned(), addresses: BTreeSet::new() };
        Self { row, services, selected: true, exempt: false, there: true }
    }
}

fn kind_of(truth: &Truth) -> String {
    serde_json::to_value(truth.kind).unwrap().as_str().unwrap().to_owned()
}

fn addresses(one: &Truth) -> impl Iterator<Item = String> + '_ {
    std::iter::once(&one.primary).chain(&one.aliases).cloned()
}
