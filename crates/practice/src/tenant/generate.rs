//! Tenants of any size: every object is a pure function of seed and slot, so nothing is stored.

use std::borrow::Cow;
use std::sync::RwLock;

use uuid::Uuid;

use super::directory::Found;
use super::entry::{Collection, Entry, Kind, Removal};
use super::names::{self, GIVEN, PLACES, SURNAME};
use super::small::{self, DELI, INITIAL, MAIN, PUNYCODE, ROOM};
use super::sorted::Indexes;
use super::{Directory, Domain, Tenant, guid, mix};
use crate::national::National;

/// Every recipient of [`MAIN`] has the same local part here, and nobody else has one.
pub(super) const MIRROR: &str = "larkfoods.example";

#[derive(Debug)]
pub(crate) struct Generator {
    pub(super) seed: u64,
    users: u32,
    pub(super) accounts: Vec<Entry>,
    pub(super) indexes: Indexes,
}

pub(super) fn tenant(seed: u64, users: u32) -> Tenant {
    let mut accounts = small::account_entries(seed);
    for entry in accounts.iter_mut().filter(|entry| entry.primary().is_some()) {
        let alias = format!("smtp:{}@{MIRROR}", entry.nickname());
        entry.addresses.push(alias);
    }
    let mut domains = small::domains();
    domains.push(Domain::mail(MIRROR));
    Tenant {
        id: guid(seed, ROOM, 0),
        name: "Larkfield Foods".to_owned(),
        national: National::Global,
        domains: RwLock::new(domains),
        directory: RwLock::new(Directory::generated(Generator { seed, users, accounts, indexes: Indexes::default() })),
    }
}

impl Generator {
    pub(super) fn len(&self, collection: Collection) -> u32 {
        match collection {
            Collection::Users => self.users,
            Collection::Groups => self.users / 10,
            Collection::Contacts => self.users / 50,
            Collection::ExchangeOnly => self.users / 100,
        }
    }

    pub(super) fn get(&self, collection: Collection, slot: u32) -> Found<'_> {
        if collection == Collection::Users {
            if let Some(entry) = self.accounts.get(slot as usize) {
                return Found::Present(Cow::Borrowed(entry));
            }
            // Soft-deleted users: a first delta round may well mention them.
            if is_gone(slot) {
                let id = self.id(collection, slot, 0);
                return Found::Gone { id, removal: Removal::Changed };
            }
        }
        Found::Present(Cow::Owned(self.entry(collection, slot)))
    }

    /// How many have the same name at most.
    pub(super) fn namesakes(&self) -> u32 {
        names::namesakes(self.users)
    }

    /// How many of the slots hold something.
    pub(super) fn count(&self, collection: Collection) -> usize {
        let gone = match collection {
            Collection::Users => (self.accounts.len() as u32..self.users).filter(|slot| is_gone(*slot)).count(),
            _ => 0,
        };
        self.len(collection) as usize - gone
    }

    fn id(&self, collection: Collection, slot: u32, room: u64) -> Uuid {
        guid(self.seed, 10 + room + collection as u64, u64::from(slot))
    }

    fn entry(&self, collection: Collection, slot: u32) -> Entry {
        let chance = mix(self.seed ^ (u64::from(slot) << 3) ^ collection as u64);
        let kind = kind(collection, chance % 100);
        let (id, guid) = (self.id(collection, slot, 0), self.id(collection, slot, 50));
        let mut entry = Entry::new(id, guid, kind, "");
        let local = match kind {
            Kind::User | Kind::Unlicensed | Kind::Guest | Kind::MailUser => person(&mut entry, self.seed, slot),
            _ => place(&mut entry, chance, slot),
        };
        entry.enabled = !matches!(kind, Kind::Shared | Kind::Room | Kind::Equipment);
        entry.synced = chance & 0x700 == 0;
        entry.archive = kind == Kind::User && chance & 0x3800 == 0;
        addresses(&mut entry, &local, chance);
        if kind == Kind::Microsoft365Group && chance & 0x380000 == 0 {
            entry.rule = Some(format!("user.department -eq \"{}\"", entry.name));
        }
        if collection == Collection::Groups {
            entry.members = (0..chance >> 60)
                .map(|n| self.id(Collection::Users, (slot * 7 + n as u32) % self.users.max(1), 0))
                .collect();
        }
        entry
    }
}

fn is_gone(slot: u32) -> bool {
    slot % 997 == 996
}

fn kind(collection: Collection, percent: u64) -> Kind {
    match (collection, percent) {
        (Collection::Users, 0..84) => Kind::User,
        (Collection::Users, 84..90) => Kind::Shared,
        (Collection::Users, 90..93) => Kind::Room,
        (Collection::Users, 93..95) => Kind::Equipment,
        (Collection::Users, 95..96) => Kind::MailUser,
        (Collection::Users, 96..98) => Kind::Guest,
        (Collection::Users, _) => Kind::Unlicensed,
        (Collection::Groups, 0..40) => Kind::Microsoft365Group,
        (Collection::Groups, 40..75) => Kind::DistributionList,
        (Collection::Groups, 75..85) => Kind::MailEnabledSecurityGroup,
        (Collection::Groups, _) => Kind::SecurityGroup,
        (Collection::Contacts, _) => Kind::MailContact,
        (Collection::ExchangeOnly, 0..60) => Kind::DynamicDistributionList,
        (Collection::ExchangeOnly, _) => Kind::PublicFolder,
    }
}

fn pick<T>(from: &[T], chance: u64) -> &T {
    &from[(chance % from.len() as u64) as usize]
}

fn person(entry: &mut Entry, seed: u64, slot: u32) -> String {
    let (given, surname, before) = names::pair(seed, slot);
    let ((given, given_ascii), (surname, surname_ascii)) = (GIVEN[given], SURNAME[surname]);
    entry.name = format!("{given} {surname}");
    entry.given = Some(given.to_owned());
    entry.surname = Some(surname.to_owned());
    // The second of a name gets a number, as administrators do it.
    let number = if before == 0 { String::new() } else { (before + 1).to_string() };
    format!("{given_ascii}.{surname_ascii}{number}")
}

fn place(entry: &mut Entry, chance: u64, slot: u32) -> String {
    let place = pick(PLACES, chance >> 8);
    let what = match entry.kind {
        Kind::Shared => "desk",
        Kind::Room => "room",
        Kind::Equipment => "equipment",
        Kind::MailContact => "supplier",
        Kind::PublicFolder => "folder",
        Kind::DynamicDistributionList => "staff",
        _ => "team",
    };
    entry.name = format!("{place} {what} {slot}");
    format!("{}-{what}{slot}", place.to_ascii_lowercase())
}

/// Proxy addresses in no particular order and case, as directories have them.
fn addresses(entry: &mut Entry, local: &str, chance: u64) {
    let domain = match (chance >> 24) % 20 {
        0..12 => MAIN,
        12..19 => DELI,
        _ => PUNYCODE,
    };
    let outside = format!("{local}@brightwater.example");
    match entry.kind {
        Kind::SecurityGroup => return,
        Kind::Unlicensed => {
            entry.upn = Some(format!("{local}@{domain}"));
            return;
        }
        Kind::Guest => {
            let name = outside.replace('@', "_");
            entry.upn = Some(format!("{name}#EXT#@{INITIAL}"));
            entry.addresses = vec![format!("SMTP:{outside}")];
            entry.external = Some(outside);
            return;
        }
        Kind::MailUser => entry.external = Some(outside),
        Kind::MailContact => {
            entry.external = Some(outside.clone());
            if chance & 0x4000 != 0 {
                entry.addresses = vec![format!("SMTP:{outside}")];
                return;
            }
        }
        _ => {}
    }
    let spelled = if chance & 0x8000 == 0 { local.to_owned() } else { capitalise(local) };
    let list = &mut entry.addresses;
    list.push(format!("SMTP:{spelled}@{domain}"));
    if domain == MAIN {
        list.push(format!("smtp:{local}@{MIRROR}"));
    } else if chance & 0x10000 == 0 {
        list.push(format!("smtp:{local}.2@{domain}"));
    }
    list.push(format!("smtp:{local}@{INITIAL}"));
    if entry.kind == Kind::User {
        list.push(format!("SIP:{local}@{domain}"));
    }
    if chance & 0x60000 == 0 {
        list.push(format!("X500:/o=Larkfield/ou=Recipients/cn={local}"));
    }
    let turn = (chance >> 32) as usize % list.len();
    list.rotate_left(turn);
    if entry.kind.collection() == Collection::Users {
        entry.upn = Some(format!("{local}@{domain}"));
    }
}

fn capitalise(local: &str) -> String {
    let mut letters = local.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
