//! Domains that mirror another one, so that the gateway may have them as its aliases (R14).

use std::collections::{BTreeMap, BTreeSet};

use model::{DomainFacts, DomainName};
use rusqlite::{Connection, params};

use crate::{
    ClientId, Store, StoreError,
    choice::{next_revision, undo},
    codec::domain_of,
    database::Fault,
    domain::{facts, ids},
    domain_set,
};

impl Store {
    /// Domains that could be an alias of another one, each with that one: every recipient with an address in it has
    /// the same one there.
    pub fn alias_offers(&self, client: ClientId) -> Result<Vec<(DomainName, DomainName)>, StoreError> {
        self.read("comparing the domains", |db| Ok(offers(db, client)?))
    }

    /// Makes a domain an alias of another one, or a domain of its own again. Recipients keep every address either
    /// way: an alias adds what nobody has in the domain itself. Plans made before are stale.
    ///
    /// # Errors
    /// [`StoreError::UnknownDomain`], [`StoreError::NoAliasTarget`]; [`StoreError::NotMirrored`] with an address that
    /// the target lacks.
    pub fn set_alias(
        &self,
        client: ClientId,
        domain: &DomainName,
        target: Option<&DomainName>,
    ) -> Result<(), StoreError> {
        self.write("making a domain an alias", |db| {
            if let Some(target) = target {
                may_be_alias(db, client, domain, target)?;
            }
            let sql = "UPDATE domain SET alias_of = ?3, chosen = 1 WHERE client = ?1 AND name = ?2 AND present = 1";
            if db.execute(sql, params![client, domain.as_str(), target.map(DomainName::as_str)])? == 0 {
                return Err(StoreError::UnknownDomain { domain: domain.clone() }.into());
            }
            undo::forget(db, client)?;
            next_revision(db, client)?;
            Ok(())
        })
    }
}

/// The aliases that hold, each with its target: both are selected, and the tenant has both.
pub(crate) fn aliases(db: &Connection, client: ClientId) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut query = db.prepare_cached(
        "SELECT d.name, t.name FROM domain d JOIN domain t ON t.client = d.client AND t.name = d.alias_of
         WHERE d.client = ?1 AND d.selected = 1 AND d.present = 1 AND t.selected = 1 AND t.present = 1
           AND t.alias_of IS NULL",
    )?;
    query.query_map([client], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn may_be_alias(db: &Connection, client: ClientId, domain: &DomainName, target: &DomainName) -> Result<(), Fault> {
    let refuse = || StoreError::NoAliasTarget { domain: domain.clone(), target: target.clone() };
    let sql = "SELECT 1 FROM domain WHERE client = ?1 AND name = ?2 AND selected = 1 AND present = 1
               AND alias_of IS NULL AND NOT EXISTS (SELECT 1 FROM domain WHERE client = ?1 AND alias_of = ?3)";
    let own = db.prepare(sql)?.exists(params![client, target.as_str(), domain.as_str()])?;
    if !own || domain == target {
        return Err(refuse().into());
    }
    let (mut mirrors, mut lost) = (Mirrors::new([(domain.as_str(), target.as_str())].into()), None);
    each_recipient(db, client, |_, lines| {
        lost = lost.take().or_else(|| mirrors.note(lines));
        lost.is_none()
    })?;
    match lost {
        Some(address) => {
            Err(StoreError::NotMirrored { domain: domain.clone(), target: target.clone(), address }.into())
        }
        None => Ok(()),
    }
}

fn offers(db: &Connection, client: ClientId) -> rusqlite::Result<Vec<(DomainName, DomainName)>> {
    let aliases = aliases(db, client)?;
    let taken = |name: &str| aliases.contains_key(name) || aliases.values().any(|target| target == name);
    let domains: Vec<DomainFacts> = facts(db, client)?.into_iter().filter(|d| d.unselectable().is_none()).collect();
    let names: Vec<&str> = domains.iter().map(|domain| domain.name.as_str()).collect();
    let pairs = names.iter().filter(|domain| !taken(domain)).flat_map(|domain| {
        let others = names.iter().filter(move |target| *target != domain);
        others.filter(|target| !aliases.contains_key(**target)).map(|target| (*domain, *target))
    });
    let numbers = ids(db, client)?;
    let mut mirrors = Mirrors::new(pairs.collect());
    if mirrors.pairs.is_empty() {
        return Ok(Vec::new());
    }
    let mut met = BTreeSet::new();
    let mut failed = None;
    each_recipient(db, client, |set, lines| {
        if met.insert(set) {
            let members = domain_set::domains(db, set).unwrap_or_else(|error| {
                failed = Some(error);
                Vec::new()
            });
            // Whoever is in the one and not in the other parts them; most pairs end here.
            let has = |name: &str| numbers.get(name).is_some_and(|id| members.contains(id));
            mirrors.pairs.retain(|(domain, target)| !has(domain) || has(target));
        }
        mirrors.note(lines);
        failed.is_none() && !mirrors.pairs.is_empty()
    })?;
    failed.map_or(Ok(()), Err)?;
    Ok(best(&domains, &mirrors))
}

/// For each domain the one that it is an alias of: of two that mirror each other, the more important one is the target.
fn best(domains: &[DomainFacts], mirrors: &Mirrors<'_>) -> Vec<(DomainName, DomainName)> {
    let rank = |name: &str| {
        let default = domains.iter().any(|domain| domain.default && domain.name.as_str() == name);
        (default, mirrors.primaries.get(name).copied().unwrap_or(0), std::cmp::Reverse(name.to_owned()))
    };
    let holds = |pair: &(&str, &str)| mirrors.pairs.contains(pair) && mirrors.met.contains(pair.0);
    let target = |domain: &str| {
        let fits = |target: &&DomainFacts| {
            let target = target.name.as_str();
            holds(&(domain, target)) && (!holds(&(target, domain)) || rank(target) > rank(domain))
        };
        domains.iter().filter(fits).max_by_key(|target| rank(target.name.as_str()))
    };
    let offer = |domain: &DomainFacts| {
        let mut found = target(domain.name.as_str())?;
        // What mirrors a mirror mirrors what that one mirrors.
        for _ in domains {
            match target(found.name.as_str()) {
                Some(next) => found = next,
                None => break,
            }
        }
        Some((domain.name.clone(), found.name.clone()))
    };
    domains.iter().filter_map(offer).collect()
}

/// Pairs of domains of which the first may mirror into the second.
struct Mirrors<'a> {
    pairs: BTreeSet<(&'a str, &'a str)>,
    /// Domains in which somebody has an address.
    met: BTreeSet<&'a str>,
    /// How many have their primary address in a domain.
    primaries: BTreeMap<String, u32>,
}

impl<'a> Mirrors<'a> {
    fn new(pairs: BTreeSet<(&'a str, &'a str)>) -> Self {
        Self { pairs, met: BTreeSet::new(), primaries: BTreeMap::new() }
    }

    /// Looks at one recipient's addresses; tells one that a pair lacks.
    fn note(&mut self, lines: &str) -> Option<String> {
        let Self { pairs, met, primaries } = self;
        if let Some(primary) = lines.lines().next().map(domain_of) {
            match primaries.get_mut(primary) {
                Some(count) => *count += 1,
                None => drop(primaries.insert(primary.to_owned(), 1)),
            }
        }
        let local = |line: &str| line.rsplit_once('@').map_or("", |(local, _)| local).to_ascii_lowercase();
        let mut lost = None;
        pairs.retain(|(domain, target)| {
            let there: BTreeSet<String> = lines.lines().filter(|l| domain_of(l) == *target).map(local).collect();
            let mut here = lines.lines().filter(|line| domain_of(line) == *domain).peekable();
            met.extend(here.peek().map(|_| *domain));
            let missing = here.find(|line| !there.contains(&local(line)));
            let mirrored = missing.is_none();
            lost = missing.map(str::to_owned).or(lost.take());
            mirrored
        });
        lost
    }
}

/// Every recipient's set of domains and addresses, until it has heard enough.
fn each_recipient(db: &Connection, client: ClientId, mut each: impl FnMut(i64, &str) -> bool) -> rusqlite::Result<()> {
    let mut query = db.prepare("SELECT domain_set, addresses FROM object WHERE client = ?1 AND taken = 1")?;
    let mut rows = query.query([client])?;
    while let Some(row) = rows.next()? {
        if !each(row.get(0)?, row.get_ref(1)?.as_str()?) {
            break;
        }
    }
    Ok(())
}
