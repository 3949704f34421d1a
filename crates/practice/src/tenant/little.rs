//! Tenants of a few people, enough to sign in to and to tell from the others.

use std::sync::RwLock;

use super::entry::{Entry, Kind};
use super::{Account, Directory, Domain, Role, Tenant, guid};
use crate::national::National;

pub(super) struct Little {
    /// Room of its ids, see [`guid`].
    pub room: u64,
    pub name: &'static str,
    pub domain: &'static str,
    pub initial: &'static str,
    pub national: National,
    /// Name and local part; the first one administers the tenant.
    pub people: &'static [(&'static str, &'static str)],
    /// A shared mailbox.
    pub desk: (&'static str, &'static str),
}

impl Little {
    pub(super) fn tenant(&self, seed: u64) -> Tenant {
        let mut entries: Vec<Entry> = (1_u64..).zip(self.people).map(|(n, who)| self.entry(seed, n, *who)).collect();
        let mut desk = self.entry(seed, 1 + self.people.len() as u64, self.desk);
        desk.kind = Kind::Shared;
        desk.enabled = false;
        entries.push(desk);
        Tenant {
            id: guid(seed, self.room, 0),
            name: self.name.to_owned(),
            national: self.national,
            domains: RwLock::new(vec![
                Domain { initial: true, ..Domain::mail(self.initial) },
                Domain { default: true, ..Domain::mail(self.domain) },
            ]),
            directory: RwLock::new(Directory::of(entries)),
        }
    }

    fn entry(&self, seed: u64, number: u64, (name, local): (&str, &str)) -> Entry {
        let (id, exchange) = (guid(seed, self.room, number), guid(seed, self.room + 100, number));
        let mut entry = Entry::new(id, exchange, Kind::User, name);
        entry.upn = Some(format!("{local}@{}", self.domain));
        entry.addresses = vec![format!("SMTP:{local}@{}", self.domain)];
        entry
    }

    /// The account of one of the people, counted from 0, in the tenant at this position.
    pub(super) fn account(&self, seed: u64, tenant: usize, person: usize) -> Account {
        let (name, local) = self.people.get(person).copied().unwrap_or_default();
        let role = if person == 0 { Role::GlobalAdministrator } else { Role::Member };
        let address = format!("{local}@{}", self.domain);
        Account::new(&address, name, tenant, guid(seed, self.room, 1 + person as u64), role)
    }
}
