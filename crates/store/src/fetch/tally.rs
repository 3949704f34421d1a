//! What a snapshot contains in numbers and in one digest, kept up with each object that changes.

use std::collections::BTreeMap;

use model::{DirectoryId, Kind, KindSource, Resource};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{
    ClientId,
    codec::{json, to_json},
    domain, domain_set,
    hex::hex,
};

/// What a recipient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State<'a> {
    pub kind: Kind,
    pub kind_source: KindSource,
    pub name: &'a str,
    pub lines: &'a str,
    pub exchange_only: bool,
    pub domain_set: i64,
}

impl State<'_> {
    /// SHA-256 of what the recipient is, cut to 128 bits.
    fn fingerprint(&self, id: DirectoryId) -> u128 {
        let mut hash = Sha256::new();
        hash.update(id.0);
        for part in [self.kind.as_str(), self.kind_source.as_str(), self.name] {
            hash.update(part);
            hash.update([0]);
        }
        hash.update(self.lines);
        hash.update([u8::from(self.exchange_only)]);
        let whole = hash.finalize();
        u128::from_be_bytes(std::array::from_fn(|at| whole[at]))
    }
}

/// Numbers of a snapshot. The sum of fingerprints does not depend on the order in which objects came, and one
/// object's change costs one subtraction and one addition.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub by_kind: BTreeMap<Kind, u32>,
    sum: u128,
    /// Objects that Graph shows.
    pub present: BTreeMap<Resource, u64>,
    /// How the recipients of each kind changed in each set of domains.
    in_domains: BTreeMap<(i64, Kind), i64>,
    pub added: u32,
    pub changed: u32,
    pub removed: u32,
}

impl Tally {
    /// The numbers of the snapshot before.
    pub fn before(db: &Connection, client: ClientId) -> rusqlite::Result<Self> {
        let sql = "SELECT by_kind, content, present FROM snapshot WHERE client = ?1";
        let found = db.query_row(sql, [client], |row| Ok((json(row, 0)?, row.get(1)?, json(row, 2)?))).optional()?;
        Ok(found.map_or_else(Self::default, |(by_kind, sum, present)| Self {
            by_kind,
            sum: u128::from_be_bytes(sum),
            present,
            ..Self::default()
        }))
    }

    /// One object went from one state to another.
    pub fn count(&mut self, id: DirectoryId, before: Option<&State<'_>>, after: Option<&State<'_>>) {
        if before == after {
            return;
        }
        let prints = (before.map(|s| s.fingerprint(id)), after.map(|s| s.fingerprint(id)));
        match prints {
            (None, Some(_)) => self.added += 1,
            (Some(_), None) => self.removed += 1,
            (Some(old), Some(new)) if old != new => self.changed += 1,
            _ => {}
        }
        self.sum = self.sum.wrapping_sub(prints.0.unwrap_or(0)).wrapping_add(prints.1.unwrap_or(0));
        if let Some(before) = before {
            if let Some(count) = self.by_kind.get_mut(&before.kind) {
                *count = count.saturating_sub(1);
            }
            *self.in_domains.entry((before.domain_set, before.kind)).or_default() -= 1;
        }
        if let Some(after) = after {
            *self.by_kind.entry(after.kind).or_default() += 1;
            *self.in_domains.entry((after.domain_set, after.kind)).or_default() += 1;
        }
    }

    /// Graph showed an object in one resource, and shows it in another, or no longer.
    pub fn shown(&mut self, before: Option<Resource>, after: Option<Resource>) {
        if before == after {
            return;
        }
        if let Some(count) = before.and_then(|resource| self.present.get_mut(&resource)) {
            *count = count.saturating_sub(1);
        }
        if let Some(resource) = after {
            *self.present.entry(resource).or_default() += 1;
        }
    }

    /// Writes how many recipients of each kind each domain has now.
    pub fn write_domains(&mut self, db: &Connection) -> rusqlite::Result<()> {
        for ((set, kind), difference) in std::mem::take(&mut self.in_domains) {
            if difference == 0 {
                continue;
            }
            for domain in domain_set::domains(db, set)? {
                domain::count(db, domain, kind, difference)?;
            }
        }
        Ok(())
    }

    pub fn kinds(&mut self) -> &BTreeMap<Kind, u32> {
        self.by_kind.retain(|_, count| *count > 0);
        &self.by_kind
    }

    pub fn content(&self) -> [u8; 16] {
        self.sum.to_be_bytes()
    }

    /// Digest over all recipients and domains.
    pub fn digest(&self, db: &Connection, client: ClientId) -> rusqlite::Result<String> {
        let mut hash = Sha256::new();
        hash.update(self.content());
        hash.update(to_json(&domain::facts(db, client)?)?);
        Ok(hex(&hash.finalize()))
    }

    /// Puts the numbers into the snapshot as it is.
    pub fn write(&mut self, db: &Connection, client: ClientId) -> rusqlite::Result<()> {
        self.write_domains(db)?;
        let digest = self.digest(db, client)?;
        db.execute(
            "UPDATE snapshot SET by_kind = ?2, content = ?3, present = ?4, digest = ?5 WHERE client = ?1",
            params![client, to_json(self.kinds())?, self.content(), to_json(&self.present)?, digest],
        )?;
        Ok(())
    }
}
