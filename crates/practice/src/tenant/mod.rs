//! Tenants and the people who may sign in to them.

mod change;
mod day;
mod directory;
mod domain;
mod edit;
mod entry;
mod generate;
mod little;
mod lookup;
mod names;
mod other;
mod small;
mod sorted;
mod truth;

use std::sync::RwLock;

use uuid::Uuid;

pub use day::Day;
pub(crate) use directory::{Directory, Found};
pub(crate) use domain::Domain;
pub use domain::{Accepted, DomainEdit};
pub use edit::{Edit, EditError};
pub use entry::{Collection, Kind};
pub(crate) use entry::{Entry, Removal};
pub(crate) use names::{GIVEN, SURNAME};
pub(crate) use sorted::Name;
pub use truth::Truth;

use crate::national::National;
use crate::size::Size;
use crate::world::write;

pub(crate) const MAIN_DOMAIN: &str = small::MAIN;
pub(crate) const OTHER_DOMAIN: &str = other::DOMAIN;

#[derive(Debug)]
pub(crate) struct Tenant {
    pub id: Uuid,
    pub name: String,
    pub national: National,
    pub domains: RwLock<Vec<Domain>>,
    pub directory: RwLock<Directory>,
}

impl Tenant {
    pub(crate) fn upsert_domain(&self, name: &str, edit: &DomainEdit) {
        let mut domains = write(&self.domains);
        if !domains.iter().any(|domain| domain.name == name) {
            domains.push(Domain::mail(name));
        }
        for domain in domains.iter_mut().filter(|domain| domain.name == name) {
            domain.apply(edit);
        }
    }

    pub(crate) fn remove_domain(&self, name: &str) -> Result<(), EditError> {
        let mut domains = write(&self.domains);
        let before = domains.len();
        domains.retain(|domain| domain.name != name);
        if domains.len() == before {
            return Err(EditError::UnknownDomain(name.to_owned()));
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    GlobalAdministrator,
    GlobalReader,
    Member,
}

/// Somebody who can be chosen on the sign-in page.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub address: String,
    pub name: String,
    /// Position of the tenant whose directory holds the account.
    pub tenant: usize,
    pub id: Uuid,
    pub role: Role,
    /// Whether the role covers Exchange's listings.
    pub exchange: bool,
    /// The sign-in error this account always meets.
    pub refused: Option<u32>,
    /// Where a guest comes from.
    pub home: Option<usize>,
    /// The tenant that delegated administration to this account, which has no object there.
    pub delegated: Option<usize>,
}

impl Account {
    fn new(address: &str, name: &str, tenant: usize, id: Uuid, role: Role) -> Self {
        Self {
            address: address.to_owned(),
            name: name.to_owned(),
            tenant,
            id,
            role,
            exchange: role != Role::Member,
            refused: None,
            home: None,
            delegated: None,
        }
    }

    /// Whether the account may sign in to a tenant: as one of its people, as the guest at home, or
    /// because administration was delegated to it.
    pub(crate) fn acts_in(&self, tenant: usize) -> bool {
        tenant == self.tenant || self.home == Some(tenant) || self.delegated == Some(tenant)
    }

    /// A delegated role counts in the tenant that delegated it, and nowhere else.
    pub(crate) fn role_in(&self, tenant: usize) -> Role {
        if tenant == self.delegated.unwrap_or(self.tenant) { self.role } else { Role::Member }
    }
}

/// The main tenant, the other tenant, those beyond, and everybody who may sign in.
pub(crate) fn cast(size: Size, seed: u64) -> (Vec<Tenant>, Vec<Account>) {
    let main = match size {
        Size::Small => small::tenant(seed),
        sized => generate::tenant(seed, sized.count()),
    };
    let mut accounts = small::accounts(seed);
    accounts.extend(other::accounts(seed));
    if size == Size::Small {
        accounts.extend(small::guest(seed));
    }
    (std::iter::once(main).chain(other::tenants(seed)).collect(), accounts)
}

/// A domain of the tenant in a national cloud: gcc, gcc-high, dod or china.
pub(crate) fn national_domain(cloud: &str) -> Option<&'static str> {
    National::named(cloud).and_then(other::national)
}

/// A GUID that depends on nothing but its arguments (RFC 9562 version 4 layout).
pub(crate) fn guid(seed: u64, room: u64, number: u64) -> Uuid {
    let high = mix(mix(seed ^ room.rotate_left(32)) ^ number);
    let low = mix(high ^ 0x9e37_79b9_7f4a_7c15);
    uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
}

/// SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014): the same numbers on every machine.
pub(crate) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
