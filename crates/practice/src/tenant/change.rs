//! The single changes a day consists of.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::day::Day;
use super::directory::{Directory, Slot};
use super::edit::promote;
use super::entry::{Collection, Entry, Kind, Removal};
use super::generate::MIRROR;
use super::names::{GIVEN, SURNAME};
use super::{guid, mix, small};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Join,
    Leave,
    Rename,
    Promote,
    MoveDomain,
    HandAliasOver,
    Convert,
    RenameGroup,
    AddContact,
    RemoveContact,
    AddDynamicList,
    RemoveDynamicList,
}

impl Sort {
    pub(super) const ALL: [Self; 12] = [
        Self::Join,
        Self::Leave,
        Self::Rename,
        Self::Convert,
        Self::Promote,
        Self::MoveDomain,
        Self::HandAliasOver,
        Self::RenameGroup,
        Self::AddContact,
        Self::RemoveContact,
        Self::AddDynamicList,
        Self::RemoveDynamicList,
    ];
}

/// Room of the ids of whoever joins, see [`guid`].
const JOINERS: u64 = 500;
/// How far a generated tenant is searched for somebody a change fits.
const TRIES: u32 = 500;

#[derive(Debug)]
pub(super) struct Changer<'a> {
    pub directory: &'a mut Directory,
    /// Nothing happens to these: they must be able to sign in.
    pub kept: &'a BTreeSet<Uuid>,
    /// The tenant's own mail domains.
    domains: Vec<String>,
    seed: u64,
    dice: u64,
    touched: BTreeSet<Uuid>,
    pub day: Day,
}

impl<'a> Changer<'a> {
    pub(super) fn new(directory: &'a mut Directory, kept: &'a BTreeSet<Uuid>, domains: Vec<String>, seed: u64) -> Self {
        directory.days += 1;
        let dice = mix(seed ^ u64::from(directory.days));
        Self { directory, kept, domains, seed, dice, touched: BTreeSet::new(), day: Day::default() }
    }

    /// A change that fits nobody any more does not happen.
    pub(super) fn play(&mut self, sort: Sort, turn: u32) {
        let _ = match sort {
            Sort::Join => self.join(),
            Sort::Leave => self.leave(turn),
            Sort::Rename => self.rename(),
            Sort::Convert => self.convert(turn),
            Sort::Promote => self.promote(),
            Sort::MoveDomain => self.move_domain(),
            Sort::HandAliasOver => self.hand_alias_over(),
            Sort::RenameGroup => self.rename_group(),
            Sort::AddContact => self.add(Kind::MailContact, "Supplier"),
            Sort::RemoveContact => self.remove(Collection::Contacts),
            Sort::AddDynamicList => self.add(Kind::DynamicDistributionList, "Staff"),
            Sort::RemoveDynamicList => self.remove(Collection::ExchangeOnly),
        };
    }

    fn roll(&mut self) -> u64 {
        self.dice = mix(self.dice);
        self.dice
    }

    /// Somebody whom nothing has happened to today, from a place nobody can guess.
    fn pick(&mut self, collection: Collection, fits: impl Fn(&Entry) -> bool) -> Option<(u32, Entry)> {
        let len = self.directory.len(collection);
        let start = (self.roll() % u64::from(len.max(1))) as u32;
        let tries = if self.directory.is_generated() { len.min(TRIES) } else { len };
        (0..tries).map(|step| (start + step) % len).find_map(|slot| {
            let entry = self.directory.entry(collection, slot)?;
            let free = !self.kept.contains(&entry.id) && !self.touched.contains(&entry.id);
            (free && fits(&entry)).then(|| (slot, entry.into_owned()))
        })
    }

    fn pick_mailbox(&mut self, fits: impl Fn(&Entry) -> bool) -> Option<(u32, Entry)> {
        let mailbox = |entry: &Entry| entry.kind.has_mailbox() && entry.kind != Kind::DiscoveryMailbox;
        self.pick(Collection::Users, |entry| mailbox(entry) && fits(entry))
    }

    fn put(&mut self, slot: Option<u32>, entry: Entry) -> String {
        let collection = entry.kind.collection();
        self.touched.insert(entry.id);
        let id = if collection == Collection::ExchangeOnly { entry.guid } else { entry.id };
        self.directory.put(collection, slot, Slot::present(entry));
        id.to_string()
    }

    /// Names, and a local part that nobody has or had.
    fn somebody_new(&mut self) -> ((&'static str, &'static str), String) {
        let chance = self.roll();
        let (given, given_ascii) = GIVEN[(chance % GIVEN.len() as u64) as usize];
        let (surname, surname_ascii) = SURNAME[((chance >> 20) % SURNAME.len() as u64) as usize];
        ((given, surname), format!("{given_ascii}.{surname_ascii}{}", self.directory.fresh_number()))
    }

    /// The main domain for most.
    fn domain(&mut self) -> Option<String> {
        let chance = self.roll();
        let main = self.domains.iter().find(|domain| *domain == small::MAIN);
        let any = self.domains.get((chance % self.domains.len().max(1) as u64) as usize);
        main.filter(|_| chance & 0x300 != 0).or(any).cloned()
    }

    /// Where two domains mirror each other, an address in the one is one in the other, too.
    fn mirror(&self, entry: &mut Entry) {
        if !self.domains.iter().any(|domain| domain == MIRROR) {
            return;
        }
        let of_main: Vec<String> = entry.addresses.iter().filter_map(|a| smtp_in(a, small::MAIN)).collect();
        for local in of_main {
            if !entry.addresses.iter().filter_map(|a| smtp_in(a, MIRROR)).any(|there| there == local) {
                entry.addresses.push(format!("smtp:{local}@{MIRROR}"));
            }
        }
    }

    fn join(&mut self) -> Option<()> {
        let ((given, surname), local) = self.somebody_new();
        let domain = self.domain()?;
        let number = u64::from(self.directory.len(Collection::Users));
        let ids = (guid(self.seed, JOINERS, number), guid(self.seed, JOINERS + 1, number));
        let mut entry = Entry::new(ids.0, ids.1, Kind::User, &format!("{given} {surname}"));
        entry.given = Some(given.to_owned());
        entry.surname = Some(surname.to_owned());
        entry.upn = Some(format!("{local}@{domain}"));
        entry.addresses = vec![format!("SMTP:{local}@{domain}"), format!("smtp:{local}@{}", small::INITIAL)];
        self.mirror(&mut entry);
        let id = self.put(None, entry);
        self.day.joined.push(id);
        if let Some((slot, mut group)) = self.pick(Collection::Groups, |_| true) {
            group.members.push(ids.0);
            self.put(Some(slot), group);
        }
        Some(())
    }

    /// Some go to the deleted items, some are gone at once.
    fn leave(&mut self, turn: u32) -> Option<()> {
        let (slot, entry) = self.pick_mailbox(|entry| entry.kind == Kind::User)?;
        let soft = (turn + self.directory.days).is_multiple_of(2);
        let removal = if soft { Removal::Changed } else { Removal::Deleted };
        self.touched.insert(entry.id);
        self.directory.put(Collection::Users, Some(slot), Slot::Gone { id: entry.id, removal });
        self.day.left.push(entry.id.to_string());
        Some(())
    }

    fn rename(&mut self) -> Option<()> {
        let (slot, mut entry) = self.pick_mailbox(|entry| entry.kind == Kind::User)?;
        let ((_, surname), local) = self.somebody_new();
        let domain = entry.upn.as_deref()?.rsplit_once('@')?.1.to_owned();
        let given = entry.given.clone().unwrap_or_else(|| entry.name.clone());
        entry.name = format!("{given} {surname}");
        entry.surname = Some(surname.to_owned());
        entry.upn = Some(format!("{local}@{domain}"));
        promote(&mut entry, &format!("{local}@{domain}"));
        self.mirror(&mut entry);
        let id = self.put(Some(slot), entry);
        self.day.renamed.push(id);
        Some(())
    }

    /// Only Exchange tells: half of them keep licence and sign-in, so that Graph has nothing to say.
    fn convert(&mut self, turn: u32) -> Option<()> {
        let (slot, mut entry) = self.pick_mailbox(|entry| entry.kind == Kind::User)?;
        entry.kind = Kind::Shared;
        entry.kept_licence = (turn + self.directory.days).is_multiple_of(2);
        entry.enabled = entry.kept_licence && entry.enabled;
        let id = self.put(Some(slot), entry);
        self.day.converted.push(id);
        Some(())
    }

    fn promote(&mut self) -> Option<()> {
        let domains = self.domains.clone();
        let (slot, mut entry) = self.pick_mailbox(|entry| own_alias(entry, &domains).is_some())?;
        let alias = own_alias(&entry, &domains)?;
        promote(&mut entry, &alias);
        let id = self.put(Some(slot), entry);
        self.day.aliases.push(id);
        Some(())
    }

    fn move_domain(&mut self) -> Option<()> {
        let target = self.domains.iter().find(|domain| *domain != small::MAIN && *domain != MIRROR)?.clone();
        let ending = format!("@{target}");
        let elsewhere = |entry: &Entry| entry.primary().is_some_and(|at| !at.to_lowercase().ends_with(&ending));
        let (slot, mut entry) = self.pick_mailbox(elsewhere)?;
        let address = format!("{}@{target}", entry.nickname());
        if !self.directory.is_free(&address, entry.id) {
            return None;
        }
        promote(&mut entry, &address);
        entry.upn = Some(address);
        let id = self.put(Some(slot), entry);
        self.day.aliases.push(id);
        Some(())
    }

    fn hand_alias_over(&mut self) -> Option<()> {
        let domains = self.domains.clone();
        let (from, mut giver) = self.pick_mailbox(|entry| own_alias(entry, &domains).is_some())?;
        let alias = own_alias(&giver, &domains)?;
        self.touched.insert(giver.id);
        let (to, mut taker) = self.pick_mailbox(|_| true)?;
        giver.addresses.retain(|a| a.strip_prefix("smtp:") != Some(alias.as_str()));
        taker.addresses.push(format!("smtp:{alias}"));
        for (slot, entry) in [(from, giver), (to, taker)] {
            let id = self.put(Some(slot), entry);
            self.day.aliases.push(id);
        }
        Some(())
    }

    fn rename_group(&mut self) -> Option<()> {
        let (slot, mut group) = self.pick(Collection::Groups, |_| true)?;
        group.name = format!("{} (formerly {})", pick_word(self.roll()), group.name);
        let id = self.put(Some(slot), group);
        self.day.renamed.push(id);
        Some(())
    }

    fn add(&mut self, kind: Kind, what: &str) -> Option<()> {
        let domain = self.domain()?;
        let (collection, fresh) = (kind.collection(), self.directory.fresh_number());
        let room = JOINERS + 10 + collection as u64;
        let number = u64::from(self.directory.len(collection));
        let mut entry = Entry::new(guid(self.seed, room, number), guid(self.seed, room + 50, number), kind, "");
        entry.name = format!("{what} {fresh}");
        let local = format!("{}{fresh}", what.to_lowercase());
        entry.external = (kind == Kind::MailContact).then(|| format!("{local}@brightwater.example"));
        entry.addresses = vec![format!("SMTP:{local}@{domain}")];
        self.mirror(&mut entry);
        let id = self.put(None, entry);
        self.day.joined.push(id);
        Some(())
    }

    /// Never the last one.
    fn remove(&mut self, collection: Collection) -> Option<()> {
        self.directory.present(collection, 0).nth(1)?;
        let removable = |entry: &Entry| matches!(entry.kind, Kind::MailContact | Kind::DynamicDistributionList);
        let (slot, entry) = self.pick(collection, removable)?;
        let id = if collection == Collection::ExchangeOnly { entry.guid } else { entry.id };
        self.touched.insert(entry.id);
        let gone = Slot::Gone { id: entry.id, removal: Removal::Deleted };
        self.directory.put(collection, Some(slot), gone);
        self.day.left.push(id.to_string());
        Some(())
    }
}

fn pick_word(chance: u64) -> &'static str {
    super::names::PLACES[(chance % super::names::PLACES.len() as u64) as usize]
}

/// The local part of an SMTP address of this domain.
fn smtp_in(address: &str, domain: &str) -> Option<String> {
    let bare = address.get(..5).filter(|prefix| prefix.eq_ignore_ascii_case("smtp:")).and(address.get(5..))?;
    let (local, at) = bare.rsplit_once('@')?;
    at.eq_ignore_ascii_case(domain).then(|| local.to_lowercase())
}

/// An alias in one of the domains that can be had alone: not half of a mirrored pair.
fn own_alias(entry: &Entry, domains: &[String]) -> Option<String> {
    let aliases = entry.addresses.iter().filter_map(|a| a.strip_prefix("smtp:"));
    let own = |alias: &&str| {
        let domain = alias.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default();
        domains.contains(&domain) && domain != MIRROR && !(domains.iter().any(|d| d == MIRROR) && domain == small::MAIN)
    };
    aliases.filter(own).map(str::to_owned).next()
}
