//! Making a recipient so: found by its directory id, then by its previous address, then by hand (R2, R3, R16).

use std::collections::{BTreeMap, BTreeSet};

use model::{Address, DirectoryId, ObservedRecipient, Owner, Profile, RecipientShape};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Fault,
    domains::{self, Held},
    fold::folded,
    recipients::{self, ALIAS, PRIMARY},
};
use crate::{Applied, GatewayError};

/// A key that only Postfix asks for.
const FOLDED: u8 = 2;
const BY_HAND: &str = "a recipient made by hand";

/// Writes recipients within one transaction and remembers what many of them share.
pub(super) struct Writer<'a> {
    connection: &'a Connection,
    account: i64,
    domains: BTreeMap<String, Held>,
    profiles: Vec<(Profile, i64)>,
}

/// A row of `address` as it is to be.
struct Row<'a> {
    domain: i64,
    key: String,
    role: u8,
    address: &'a Address,
}

/// Who has an address now.
struct Holder {
    recipient: i64,
    role: u8,
    by_hand: bool,
    owner: Owner,
}

impl<'a> Writer<'a> {
    pub(super) const fn new(connection: &'a Connection, account: i64) -> Self {
        Self { connection, account, domains: BTreeMap::new(), profiles: Vec::new() }
    }

    pub(super) fn ensure(
        &mut self,
        id: DirectoryId,
        previous: Option<&Address>,
        shape: &RecipientShape,
    ) -> Result<Applied, Fault> {
        let mut rows = self.rows(shape)?;
        let target = self.target(id, previous, &shape.primary)?;
        let losers = self.losers(&mut rows, target)?;
        if let Some(target) = target {
            let now = recipients::load(self.connection, target)?;
            if losers.is_empty() && is_so(&now, id, shape) {
                return Ok(Applied::AlreadySo);
            }
        }
        let recipient = self.write(target, id, shape)?;
        self.address(recipient, target.is_some(), &rows)?;
        losers.into_iter().try_for_each(|loser| self.mend(loser))?;
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
            rows.push(Row { domain, key, role, address });
            rows.extend(folded.map(|key| Row { domain, key, role: FOLDED, address }));
        }
        // Of two rows with one key the address itself counts, not another one's folded form.
        if rows.iter().any(|row| row.role == FOLDED) {
            rows.sort_by_key(|row| row.role);
            let mut seen = BTreeSet::new();
            rows.retain(|row| seen.insert(row.key.clone()));
        }
        Ok(rows)
    }

    fn domain(&mut self, address: &Address) -> Result<i64, Fault> {
        if !self.domains.contains_key(address.domain()) {
            let Some(held) = domains::held(self.connection, self.account, address.domain())? else {
                let cause = format!("its domain {} is not in the gateway", address.domain());
                return Err(Fault::Answer(GatewayError::Refused { object: address.to_string(), cause }));
            };
            self.domains.insert(address.domain().to_owned(), held);
        }
        match self.domains.get(address.domain()) {
            Some(Held { owner: Owner::Another(name), .. }) => Err(conflict(address, &format!("the account {name}"))),
            Some(Held { id, .. }) => Ok(*id),
            None => Err(conflict(address, "nobody")),
        }
    }

    /// The row that this recipient has already; it may lie under another address (R16).
    fn target(&self, id: DirectoryId, previous: Option<&Address>, primary: &Address) -> rusqlite::Result<Option<i64>> {
        let known = self
            .connection
            .prepare_cached(
                "SELECT r.id FROM recipient r JOIN address a ON a.recipient_id = r.id AND a.role = 0
                 JOIN domain d ON d.id = a.domain_id
                 WHERE r.source_id = ?1 AND (d.account_id = ?2 OR d.account_id IS NULL)",
            )?
            .query_row(params![id.0, self.account], |row| row.get(0))
            .optional()?;
        if known.is_some() {
            return Ok(known);
        }
        for address in previous.into_iter().chain([primary]) {
            let Some(held) = domains::held(self.connection, self.account, address.domain())? else { continue };
            let holder = self.holder(held.id, &address.key())?;
            if let Some(Holder { recipient, role: PRIMARY, by_hand: true, owner: Owner::Us | Owner::Nobody }) = holder {
                return Ok(Some(recipient));
            }
        }
        Ok(None)
    }

    fn holder(&self, domain: i64, key: &str) -> rusqlite::Result<Option<Holder>> {
        self.connection
            .prepare_cached(
                "SELECT a.recipient_id, a.role, r.source_id IS NULL, d.account_id, c.name
                 FROM address a JOIN recipient r ON r.id = a.recipient_id
                 LEFT JOIN address p ON p.recipient_id = r.id AND p.role = 0
                 LEFT JOIN domain d ON d.id = p.domain_id LEFT JOIN account c ON c.id = d.account_id
                 WHERE a.domain_id = ?1 AND a.key = ?2",
            )?
            .query_row(params![domain, key], |row| {
                Ok(Holder {
                    recipient: row.get(0)?,
                    role: row.get(1)?,
                    by_hand: row.get(2)?,
                    owner: domains::owner(self.account, row.get(3)?, row.get(4)?),
                })
            })
            .optional()
    }

    /// The recipients that lose an address to this one: a directory object gives way, a person's row does not.
    fn losers(&self, rows: &mut Vec<Row<'_>>, target: Option<i64>) -> Result<BTreeSet<i64>, Fault> {
        let mut losers = BTreeSet::new();
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows.drain(..) {
            let holder = self.holder(row.domain, &row.key)?.filter(|h| Some(h.recipient) != target);
            match (holder, row.role) {
                (Some(holder), FOLDED) if holder.role != FOLDED => continue,
                (Some(Holder { role: FOLDED, .. }) | None, _) => {}
                (Some(Holder { owner: Owner::Another(name), .. }), _) => {
                    return Err(conflict(row.address, &format!("the account {name}")));
                }
                (Some(Holder { by_hand: true, .. }), _) => return Err(conflict(row.address, BY_HAND)),
                (Some(holder), _) => {
                    losers.insert(holder.recipient);
                }
            }
            kept.push(row);
        }
        *rows = kept;
        Ok(losers)
    }

    fn write(&mut self, target: Option<i64>, id: DirectoryId, shape: &RecipientShape) -> rusqlite::Result<i64> {
        let profile = shape.profile.as_ref().map(|p| self.profile(p)).transpose()?;
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
        for Row { domain, key, role, address } in rows {
            let spelling = (*role != FOLDED && address.as_str() != key).then(|| address.as_str());
            insert.execute(params![domain, key, recipient, role, spelling])?;
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

/// Equal down to the spelling, which address equality leaves out.
fn is_so(now: &ObservedRecipient, id: DirectoryId, shape: &RecipientShape) -> bool {
    let spelled = |s: &RecipientShape| -> BTreeSet<String> { s.aliases.iter().map(ToString::to_string).collect() };
    now.id == Some(id)
        && now.shape.primary.as_str() == shape.primary.as_str()
        && spelled(&now.shape) == spelled(shape)
        && (now.shape.kind, now.shape.listed, now.shape.services) == (shape.kind, shape.listed, shape.services)
        && now.shape.profile == shape.profile
}

fn conflict(address: &Address, owner: &str) -> Fault {
    Fault::Answer(GatewayError::Conflict { object: address.to_string(), owner: owner.to_owned() })
}
