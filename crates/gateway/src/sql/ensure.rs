//! Making a recipient so: found by its directory id, then by its previous address, then by hand (R2, R3, R16).

use std::collections::{BTreeMap, BTreeSet};

use model::{Address, DirectoryId, Owner, Profile, RecipientShape};

use super::{
    domains,
    fold::folded,
    picture::{Fields, Key, Line, Picture, Place},
    profiles,
    recipients::{ALIAS, PRIMARY},
    seam::{Database, Fault},
};
use crate::{Applied, Change, GatewayError};

/// A key that only Postfix asks for.
const FOLDED: u8 = 2;
const BY_HAND: &str = "a recipient made by hand";

/// A row of `address` as it is to be.
struct Row<'a> {
    key: Key,
    role: u8,
    address: &'a Address,
}

/// Decides about recipients, one after the other, over a picture of what is there.
pub(super) struct Recipients {
    domains: BTreeMap<String, domains::Held>,
    profiles: Vec<(Profile, i64)>,
    picture: Picture,
}

impl Recipients {
    /// Reads what these changes may be about.
    pub(super) fn read(database: &mut dyn Database, account: i64, changes: &[&Change]) -> Result<Self, Fault> {
        let (mut sources, mut addresses, mut wanted) = (BTreeSet::new(), Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::EnsureRecipient { id, previous, shape } => {
                    sources.insert(id.0);
                    addresses.extend(shape.addresses().chain(previous));
                    wanted.extend(&shape.profile);
                }
                Change::EnsureAbsentRecipient { id, primary } => {
                    sources.insert(id.0);
                    addresses.push(primary);
                }
                Change::EnsureDomain { .. } | Change::EnsureAbsentDomain { .. } => {}
            }
        }
        let domains = domains::held(database, account, addresses.iter().map(|address| address.domain()))?;
        let mut keys = BTreeSet::new();
        for address in addresses {
            let Some(held) = domains.get(address.domain()) else { continue };
            let key = address.key();
            keys.extend(folded(&key).map(|key| (held.id, key)));
            keys.insert((held.id, key));
        }
        let mut picture = Picture::read(database, account, sources, keys)?;
        domains.values().for_each(|held| picture.know(held));
        let profiles = profiles::ensure(database, &wanted)?;
        Ok(Self { domains, profiles, picture })
    }

    /// Writes what was decided.
    pub(super) fn write(self, database: &mut dyn Database) -> Result<(), Fault> {
        self.picture.write(database)
    }

    /// One change; a refused one leaves the picture as it was.
    pub(super) fn decide(&mut self, change: &Change) -> Result<Applied, GatewayError> {
        match change {
            Change::EnsureRecipient { id, previous, shape } => self.ensure(*id, previous.as_ref(), shape),
            Change::EnsureAbsentRecipient { id, primary } => self.ensure_absent(*id, primary),
            // The caller ends a run of recipients before a domain.
            Change::EnsureDomain { name, .. } | Change::EnsureAbsentDomain { name } => {
                Err(GatewayError::Refused { object: name.to_string(), cause: "it is no recipient".to_owned() })
            }
        }
    }

    fn ensure(
        &mut self,
        id: DirectoryId,
        previous: Option<&Address>,
        shape: &RecipientShape,
    ) -> Result<Applied, GatewayError> {
        let mut rows = self.rows(shape)?;
        let target = self.target(id, previous);
        let now = self.fields(id, shape);
        let listed = target.is_some_and(|target| self.is_listed_so(target, &rows));
        if let Some(target) = target.filter(|_| listed)
            && self.picture.people[target].now.as_ref() == Some(&now)
        {
            return Ok(Applied::AlreadySo);
        }
        let losers = self.losers(&mut rows, target)?;
        let person = match target {
            Some(target) => {
                self.picture.change(target, now);
                target
            }
            None => self.picture.added(now),
        };
        if !listed {
            self.picture.clear(person);
            for Row { key, role, address } in rows {
                let spelling = spelling(address, role, &key).map(ToOwned::to_owned);
                self.picture.put(key, Line { person, role, spelling });
            }
        }
        losers.into_iter().for_each(|loser| self.picture.mend(loser));
        Ok(Applied::Changed)
    }

    /// Takes a recipient out that this account added. What has its address now and is not it stays.
    fn ensure_absent(&mut self, id: DirectoryId, primary: &Address) -> Result<Applied, GatewayError> {
        if let Some(known) = self.known(id) {
            self.picture.remove(known);
            return Ok(Applied::Changed);
        }
        if let Some(line) = self.at(primary) {
            match self.picture.owner(line.person) {
                (Owner::Another(name), _) => return Err(conflict(primary, &format!("the account {name}"))),
                (_, true) => return Err(conflict(primary, BY_HAND)),
                _ => {}
            }
        }
        Ok(Applied::AlreadySo)
    }

    /// Every address of the shape in its domain, which this account or nobody holds.
    fn rows<'s>(&self, shape: &'s RecipientShape) -> Result<Vec<Row<'s>>, GatewayError> {
        let mut rows: Vec<Row<'s>> = Vec::with_capacity(shape.aliases.len() + 1);
        let aliases = shape.aliases.iter().filter(|a| **a != shape.primary).map(|a| (a, ALIAS));
        for (address, role) in std::iter::once((&shape.primary, PRIMARY)).chain(aliases) {
            let domain = self.domain(address)?;
            let key = address.key();
            let folded = folded(&key);
            rows.push(Row { key: (domain, key), role, address });
            rows.extend(folded.map(|key| Row { key: (domain, key), role: FOLDED, address }));
        }
        // Of two rows with one key the address itself counts, not another one's folded form.
        if rows.iter().any(|row| row.role == FOLDED) {
            rows.sort_by_key(|row| row.role);
            let mut seen = BTreeSet::new();
            rows.retain(|row| seen.insert(row.key.clone()));
        }
        Ok(rows)
    }

    fn domain(&self, address: &Address) -> Result<i64, GatewayError> {
        match self.domains.get(address.domain()) {
            None => {
                let cause = format!("its domain {} is not in the gateway", address.domain());
                Err(GatewayError::Refused { object: address.to_string(), cause })
            }
            Some(domains::Held { owner: Owner::Another(name), .. }) => {
                Err(conflict(address, &format!("the account {name}")))
            }
            Some(domains::Held { id, .. }) => Ok(*id),
        }
    }

    fn at(&self, address: &Address) -> Option<&Line> {
        self.picture.line(&(self.domains.get(address.domain())?.id, address.key()))
    }

    /// The row that this recipient has already; it may lie under another address (R16).
    fn target(&self, id: DirectoryId, previous: Option<&Address>) -> Option<Place> {
        self.known(id).or_else(|| {
            let line = self.at(previous?).filter(|line| line.role == PRIMARY)?;
            let by_hand = matches!(self.picture.owner(line.person), (Owner::Us | Owner::Nobody, true));
            by_hand.then_some(line.person)
        })
    }

    /// The recipient with this directory id that no other account has.
    fn known(&self, id: DirectoryId) -> Option<Place> {
        let ours = |place: &Place| !matches!(self.picture.owner(*place), (Owner::Another(_), _));
        self.picture.with_source(id.0).find(ours)
    }

    fn fields(&self, id: DirectoryId, shape: &RecipientShape) -> Fields {
        let profile = |wanted: &Profile| self.profiles.iter().find(|(known, _)| known == wanted).map(|(_, id)| *id);
        Fields {
            source: Some(id.0),
            kind: shape.kind,
            listed: shape.listed,
            incoming: shape.services.incoming,
            outgoing: shape.services.outgoing,
            archiving: shape.services.archiving,
            profile: shape.profile.as_ref().and_then(profile),
        }
    }

    /// Whether its addresses are these, down to the spelling, which address equality leaves out.
    fn is_listed_so(&self, person: Place, rows: &[Row<'_>]) -> bool {
        let mut own = 0;
        let mut same = |row: &Row<'_>| match self.picture.line(&row.key) {
            None => false,
            Some(line) if line.person != person => row.role == FOLDED && line.role != FOLDED,
            Some(line) => {
                own += 1;
                (line.role, line.spelling.as_deref()) == (row.role, spelling(row.address, row.role, &row.key))
            }
        };
        rows.iter().all(&mut same) && own == self.picture.people[person].keys.len()
    }

    /// The recipients that lose an address to this one: a directory object gives way, a person's row does not.
    fn losers(&self, rows: &mut Vec<Row<'_>>, target: Option<Place>) -> Result<BTreeSet<Place>, GatewayError> {
        let mut losers = BTreeSet::new();
        let other = |row: &Row<'_>| {
            let line = self.picture.line(&row.key)?;
            (Some(line.person) != target && line.role != FOLDED).then_some(line.person)
        };
        rows.retain(|row| row.role != FOLDED || other(row).is_none());
        for row in rows.iter() {
            let Some(person) = other(row) else { continue };
            match self.picture.owner(person) {
                (Owner::Another(name), _) => return Err(conflict(row.address, &format!("the account {name}"))),
                (_, true) => return Err(conflict(row.address, BY_HAND)),
                _ => losers.insert(person),
            };
        }
        Ok(losers)
    }
}

/// What the column says: nothing where the key is the address.
fn spelling<'a>(address: &'a Address, role: u8, key: &Key) -> Option<&'a str> {
    Some(address.as_str()).filter(|text| role != FOLDED && *text != key.1)
}

fn conflict(address: &Address, owner: &str) -> GatewayError {
    GatewayError::Conflict { object: address.to_string(), owner: owner.to_owned() }
}
