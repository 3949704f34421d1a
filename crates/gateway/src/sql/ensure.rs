//! Making a recipient so: found by its directory id, then by its previous address, then by hand (R2, R3, R16).

use std::collections::{BTreeMap, BTreeSet};

use model::{Address, DirectoryId, Owner, Profile, RecipientShape};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Fault, domains,
    fold::folded,
    recipients::{ALIAS, PRIMARY},
};
use crate::{Applied, GatewayError};

/// A key that only Postfix asks for.
const FOLDED: u8 = 2;
const BY_HAND: &str = "a recipient made by hand";

/// Writes recipients within one transaction and remembers what many of them share.
pub(super) struct Writer<'a> {
    connection: &'a Connection,
    account: i64,
    domains: BTreeMap<String, domains::Held>,
    profiles: Vec<(Profile, i64)>,
}

/// A row of `address` as it is to be, and whose the key is now.
struct Row<'a> {
    domain: i64,
    key: String,
    role: u8,
    address: &'a Address,
    held: Option<Held>,
}

/// An existing row of `address`.
struct Held {
    recipient: i64,
    role: u8,
    spelling: Option<String>,
}

impl<'a> Writer<'a> {
    pub(super) const fn new(connection: &'a Connection, account: i64) -> Self {
        Self { connection, account, domains: BTreeMap::new(), profiles: Vec::new() }
    }

    /// Adds a recipient of which the gateway has nothing yet, as an import adds thousands; `None`, and nothing done,
    /// when it may have something and [`Self::ensure`] has to look. What fails leaves nothing behind either.
    pub(super) fn add(&mut self, id: DirectoryId, shape: &RecipientShape) -> Result<Option<Applied>, Fault> {
        if !shape.addresses().all(|address| address.as_str().is_ascii()) {
            return Ok(None);
        }
        let domains = shape.addresses().map(|a| self.domain(a)).collect::<Result<Vec<_>, _>>()?;
        let profile = shape.profile.as_ref().map(|p| self.profile(p)).transpose()?;
        if self.connection.prepare_cached("SELECT 1 FROM recipient WHERE source_id = ?1")?.exists([id.0])? {
            return Ok(None);
        }
        let recipient = self.write(None, id, profile, shape)?;
        let added = self.add_addresses(recipient, &domains, shape);
        if !matches!(added, Ok(true)) {
            self.connection.prepare_cached("DELETE FROM address WHERE recipient_id = ?1")?.execute([recipient])?;
            self.connection.prepare_cached("DELETE FROM recipient WHERE id = ?1")?.execute([recipient])?;
        }
        Ok(added?.then_some(Applied::Changed))
    }

    /// Whether none of the addresses was there.
    fn add_addresses(&self, recipient: i64, domains: &[i64], shape: &RecipientShape) -> rusqlite::Result<bool> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO address (domain_id, key, recipient_id, role, spelling) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?;
        for ((at, address), domain) in shape.addresses().enumerate().zip(domains) {
            let (key, role) = (address.key(), if at == 0 { PRIMARY } else { ALIAS });
            let spelling = Some(address.as_str()).filter(|text| *text != key);
            if insert.execute(params![domain, key, recipient, role, spelling])? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn ensure(
        &mut self,
        id: DirectoryId,
        previous: Option<&Address>,
        shape: &RecipientShape,
    ) -> Result<Applied, Fault> {
        let mut rows = self.rows(shape)?;
        let target = self.target(id, previous)?;
        let profile = shape.profile.as_ref().map(|p| self.profile(p)).transpose()?;
        let listed = target.map(|target| self.is_listed_so(target, &rows)).transpose()?.unwrap_or(false);
        if let Some(target) = target.filter(|_| listed)
            && self.is_so(target, id, profile, shape)?
        {
            return Ok(Applied::AlreadySo);
        }
        let losers = self.losers(&mut rows, target)?;
        let recipient = self.write(target, id, profile, shape)?;
        if !listed {
            self.address(recipient, target.is_some(), &rows)?;
        }
        losers.into_iter().try_for_each(|loser| self.mend(loser))?;
        Ok(Applied::Changed)
    }

    /// Takes a recipient out that this account added. What has its address now and is not it stays.
    pub(super) fn ensure_absent(&self, id: DirectoryId, primary: &Address) -> Result<Applied, Fault> {
        let known = self.known(id)?;
        if known.is_none()
            && let Some(domain) = domains::held(self.connection, self.account, primary.domain())?
            && let Some(held) = self.held(domain.id, &primary.key())?
        {
            match self.owner(held.recipient)? {
                (Owner::Another(name), _) => return Err(conflict(primary, &format!("the account {name}"))),
                (_, true) => return Err(conflict(primary, BY_HAND)),
                _ => {}
            }
        }
        let Some(recipient) = known else { return Ok(Applied::AlreadySo) };
        self.connection.prepare_cached("DELETE FROM address WHERE recipient_id = ?1")?.execute([recipient])?;
        self.connection.prepare_cached("DELETE FROM recipient WHERE id = ?1")?.execute([recipient])?;
        Ok(Applied::Changed)
    }

    /// Every address of the shape with the domain it lies in, which this account or nobody holds.
    fn rows<'s>(&mut self, shape: &'s RecipientShape) -> Result<Vec<Row<'s>>, Fault> {
        let mut rows: Vec<Row<'s>> = Vec::with_capacity(shape.aliases.len() + 1);
        let aliases = shape.aliases.iter().filter(|a| **a != shape.primary).map(|a| (a, ALIAS));
        for (address, role) in std::iter::once((&shape.primary, PRIMARY)).chain(aliases) {
            let domain = self.domain(address)?;
            let key = address.key();
            let folded = folded(&key);
            rows.push(Row { domain, key, role, address, held: None });
            rows.extend(folded.map(|key| Row { domain, key, role: FOLDED, address, held: None }));
        }
        // Of two rows with one key the address itself counts, not another one's folded form.
        if rows.iter().any(|row| row.role == FOLDED) {
            rows.sort_by_key(|row| row.role);
            let mut seen = BTreeSet::new();
            rows.retain(|row| seen.insert(row.key.clone()));
        }
        for row in &mut rows {
            row.held = self.held(row.domain, &row.key)?;
        }
        Ok(rows)
    }

    fn held(&self, domain: i64, key: &str) -> rusqlite::Result<Option<Held>> {
        self.connection
            .prepare_cached("SELECT recipient_id, role, spelling FROM address WHERE domain_id = ?1 AND key = ?2")?
            .query_row(params![domain, key], |row| {
                Ok(Held { recipient: row.get(0)?, role: row.get(1)?, spelling: row.get(2)? })
            })
            .optional()
    }

    fn domain(&mut self, address: &Address) -> Result<i64, Fault> {
        if !self.domains.contains_key(address.domain()) {
            let Some(held) = domains::held(self.connection, self.account, address.domain())? else {
                let cause = format!("its domain {} is not in the gateway", address.domain());
                return Err(Fault::Answer(GatewayError::Refused { object: address.to_string(), cause }));
            };
            self.domains.insert(address.domain().to_owned(), held);
        }
        match &self.domains[address.domain()] {
            domains::Held { owner: Owner::Another(name), .. } => Err(conflict(address, &format!("the account {name}"))),
            domains::Held { id, .. } => Ok(*id),
        }
    }

    /// The row that this recipient has already; it may lie under another address (R16).
    fn target(&self, id: DirectoryId, previous: Option<&Address>) -> rusqlite::Result<Option<i64>> {
        if let Some(recipient) = self.known(id)? {
            return Ok(Some(recipient));
        }
        let previous = match previous {
            Some(address) => match domains::held(self.connection, self.account, address.domain())? {
                Some(domain) => self.held(domain.id, &address.key())?,
                None => None,
            },
            None => None,
        };
        let Some(held) = previous.filter(|held| held.role == PRIMARY) else { return Ok(None) };
        let by_hand = matches!(self.owner(held.recipient)?, (Owner::Us | Owner::Nobody, true));
        Ok(by_hand.then_some(held.recipient))
    }

    /// The recipient with this directory id that no other account has.
    fn known(&self, id: DirectoryId) -> rusqlite::Result<Option<i64>> {
        let mut known = self.connection.prepare_cached("SELECT id FROM recipient WHERE source_id = ?1")?;
        for recipient in known.query_map([id.0], |row| row.get(0))? {
            let recipient = recipient?;
            if !matches!(self.owner(recipient)?, (Owner::Another(_), _)) {
                return Ok(Some(recipient));
            }
        }
        Ok(None)
    }

    /// Whose a recipient is, by the domain of its primary address, and whether a person made it.
    fn owner(&self, recipient: i64) -> rusqlite::Result<(Owner, bool)> {
        self.connection
            .prepare_cached(
                "SELECT d.account_id, c.name, r.source_id IS NULL
                 FROM recipient r LEFT JOIN address a ON a.recipient_id = r.id AND a.role = 0
                 LEFT JOIN domain d ON d.id = a.domain_id LEFT JOIN account c ON c.id = d.account_id
                 WHERE r.id = ?1",
            )?
            .query_row([recipient], |row| Ok((domains::owner(self.account, row.get(0)?, row.get(1)?), row.get(2)?)))
    }

    /// Whether its addresses are these, down to the spelling, which address equality leaves out.
    fn is_listed_so(&self, recipient: i64, rows: &[Row<'_>]) -> rusqlite::Result<bool> {
        let own = |row: &&Row<'_>| row.held.as_ref().is_some_and(|held| held.recipient == recipient);
        let same = |row: &Row<'_>| match &row.held {
            None => false,
            Some(held) if held.recipient != recipient => row.role == FOLDED && held.role != FOLDED,
            Some(held) => (held.role, held.spelling.as_deref()) == (row.role, row.spelling()),
        };
        if !rows.iter().all(same) {
            return Ok(false);
        }
        let count: usize = self
            .connection
            .prepare_cached("SELECT count(*) FROM address WHERE recipient_id = ?1")?
            .query_row([recipient], |row| row.get::<_, u32>(0))?
            .try_into()
            .unwrap_or(usize::MAX);
        Ok(rows.iter().filter(own).count() == count)
    }

    fn is_so(
        &self,
        recipient: i64,
        id: DirectoryId,
        profile: Option<i64>,
        shape: &RecipientShape,
    ) -> rusqlite::Result<bool> {
        let services = shape.services;
        self.connection
            .prepare_cached(
                "SELECT source_id IS ?2 AND kind = ?3 AND listed = ?4 AND incoming = ?5 AND outgoing = ?6
                   AND archiving = ?7 AND profile_id IS ?8 FROM recipient WHERE id = ?1",
            )?
            .query_row(
                params![
                    recipient,
                    id.0,
                    shape.kind.as_str(),
                    shape.listed,
                    services.incoming,
                    services.outgoing,
                    services.archiving,
                    profile
                ],
                |row| row.get(0),
            )
    }

    /// The recipients that lose an address to this one: a directory object gives way, a person's row does not.
    fn losers(&self, rows: &mut Vec<Row<'_>>, target: Option<i64>) -> Result<BTreeSet<i64>, Fault> {
        let mut losers = BTreeSet::new();
        let others = |held: &Held| Some(held.recipient) != target && held.role != FOLDED;
        rows.retain(|row| row.role != FOLDED || !row.held.as_ref().is_some_and(others));
        for row in rows.iter() {
            let Some(held) = row.held.as_ref().filter(|held| others(held)) else { continue };
            match self.owner(held.recipient)? {
                (Owner::Another(name), _) => return Err(conflict(row.address, &format!("the account {name}"))),
                (_, true) => return Err(conflict(row.address, BY_HAND)),
                _ => losers.insert(held.recipient),
            };
        }
        Ok(losers)
    }

    fn write(
        &self,
        target: Option<i64>,
        id: DirectoryId,
        profile: Option<i64>,
        shape: &RecipientShape,
    ) -> rusqlite::Result<i64> {
        let services = shape.services;
        self.connection
            .prepare_cached(
                "INSERT INTO recipient VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (id) DO UPDATE SET source_id = ?2, kind = ?3, listed = ?4, incoming = ?5, outgoing = ?6,
                   archiving = ?7, profile_id = ?8",
            )?
            .execute(params![
                target,
                id.0,
                shape.kind.as_str(),
                shape.listed,
                services.incoming,
                services.outgoing,
                services.archiving,
                profile
            ])?;
        Ok(target.unwrap_or_else(|| self.connection.last_insert_rowid()))
    }

    fn profile(&mut self, profile: &Profile) -> rusqlite::Result<i64> {
        if let Some((_, id)) = self.profiles.iter().find(|(known, _)| known == profile) {
            return Ok(*id);
        }
        let times: Vec<String> = profile.report.times().iter().map(ToString::to_string).collect();
        let report = if times.is_empty() { "off".to_owned() } else { times.join(",") };
        let id = self
            .connection
            .prepare_cached(
                "INSERT INTO profile (time_zone, date_format, time_format, report, language, sso)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET sso = excluded.sso RETURNING id",
            )?
            .query_row(
                params![
                    profile.time_zone,
                    profile.date_format.as_str(),
                    profile.time_format.as_str(),
                    report,
                    profile.language,
                    profile.sso
                ],
                |row| row.get(0),
            )?;
        self.profiles.push((profile.clone(), id));
        Ok(id)
    }

    fn address(&self, recipient: i64, existed: bool, rows: &[Row<'_>]) -> rusqlite::Result<()> {
        if existed {
            self.connection.prepare_cached("DELETE FROM address WHERE recipient_id = ?1")?.execute([recipient])?;
        }
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO address (domain_id, key, recipient_id, role, spelling) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (domain_id, key) DO UPDATE SET recipient_id = ?3, role = ?4, spelling = ?5",
        )?;
        for row in rows {
            insert.execute(params![row.domain, row.key, recipient, row.role, row.spelling()])?;
        }
        Ok(())
    }

    /// A recipient that lost its primary address is listed under its first alias; without any it is no more.
    fn mend(&self, loser: i64) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE address SET role = 0 WHERE recipient_id = ?1 AND role = 1
                   AND NOT EXISTS (SELECT 1 FROM address WHERE recipient_id = ?1 AND role = 0)
                   AND key = (SELECT min(key) FROM address WHERE recipient_id = ?1 AND role = 1)",
            )?
            .execute([loser])?;
        self.connection
            .prepare_cached(
                "DELETE FROM recipient WHERE id = ?1
                   AND NOT EXISTS (SELECT 1 FROM address WHERE recipient_id = ?1 AND role = 0)",
            )?
            .execute([loser])
            .map(drop)
    }
}

impl Row<'_> {
    /// What the column says: nothing where the key is the address.
    fn spelling(&self) -> Option<&str> {
        Some(self.address.as_str()).filter(|text| self.role != FOLDED && *text != self.key)
    }
}

fn conflict(address: &Address, owner: &str) -> Fault {
    Fault::Answer(GatewayError::Conflict { object: address.to_string(), owner: owner.to_owned() })
}
