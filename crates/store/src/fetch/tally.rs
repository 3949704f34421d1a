//! What a snapshot contains in numbers and in one digest, kept up with each object that changes.

use std::collections::BTreeMap;

use model::{DomainFacts, Kind, Recipient};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use crate::{
    ClientId,
    codec::{json, lines, to_json},
    hex::hex,
};

/// SHA-256 of what a recipient is, cut to 16 bytes.
pub(super) type Fingerprint = [u8; 16];

/// Of an object that is no recipient.
pub(super) const NOTHING: Fingerprint = [0; 16];

pub(super) fn fingerprint(recipient: &Recipient) -> Fingerprint {
    let mut hash = Sha256::new();
    hash.update(recipient.id.0);
    for part in [recipient.kind.as_str(), recipient.kind_source.as_str(), &recipient.name] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(lines(&recipient.primary, &recipient.aliases));
    hash.update([u8::from(recipient.exchange_only)]);
    let whole = hash.finalize();
    std::array::from_fn(|at| whole[at])
}

/// Numbers of a snapshot. The sum of fingerprints does not depend on the order in which objects came, and one
/// object's change costs one subtraction and one addition.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub by_kind: BTreeMap<Kind, u32>,
    sum: u128,
    pub added: u32,
    pub changed: u32,
    pub removed: u32,
}

impl Tally {
    /// The numbers of the snapshot before.
    pub fn before(db: &Connection, client: ClientId) -> rusqlite::Result<Self> {
        let sql = "SELECT by_kind, content FROM snapshot WHERE client = ?1";
        let found = db.query_row(sql, [client], |row| Ok((json(row, 0)?, row.get(1)?))).optional()?;
        Ok(found.map_or_else(Self::default, |(by_kind, sum)| Self {
            by_kind,
            sum: u128::from_be_bytes(sum),
            ..Self::default()
        }))
    }

    /// One object went from one state to another.
    pub fn count(&mut self, before: Option<(Kind, Fingerprint)>, after: Option<(Kind, Fingerprint)>) {
        match (&before, &after) {
            (None, Some(_)) => self.added += 1,
            (Some(_), None) => self.removed += 1,
            (Some((_, old)), Some((_, new))) if old != new => self.changed += 1,
            _ => {}
        }
        if let Some((kind, print)) = before {
            self.sum = self.sum.wrapping_sub(u128::from_be_bytes(print));
            if let Some(count) = self.by_kind.get_mut(&kind) {
                *count = count.saturating_sub(1);
            }
        }
        if let Some((kind, print)) = after {
            self.sum = self.sum.wrapping_add(u128::from_be_bytes(print));
            *self.by_kind.entry(kind).or_default() += 1;
        }
        self.by_kind.retain(|_, count| *count > 0);
    }

    /// Whether any recipient differs from the snapshot before.
    pub fn moved(&self) -> bool {
        self.added + self.changed + self.removed > 0
    }

    pub fn content(&self) -> [u8; 16] {
        self.sum.to_be_bytes()
    }

    /// Digest over all recipients and domains.
    pub fn digest(&self, domains: &[DomainFacts]) -> rusqlite::Result<String> {
        let mut domains: Vec<&DomainFacts> = domains.iter().collect();
        domains.sort_by(|a, b| a.name.cmp(&b.name));
        let mut hash = Sha256::new();
        hash.update(self.content());
        hash.update(to_json(&domains)?);
        Ok(hex(&hash.finalize()))
    }
}
