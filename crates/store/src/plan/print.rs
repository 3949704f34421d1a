//! Fingerprints: of all steps of a plan, and of what the gateway is to show of one.

use model::{
    RecipientShape,
    plan::{Object, Step},
};
use sha2::{Digest, Sha256};

use super::text::written;
use crate::codec::{Profiles, bits, lines};

/// The sum of the fingerprints of steps, modulo 2^128: the same for the same steps in any order, holds left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Content(u128);

impl Content {
    /// Adds a step.
    pub fn add(&mut self, step: &Step) {
        // What cannot be written is in no plan either.
        self.add_written(&written(step).unwrap_or_default());
    }

    pub(super) fn add_written(&mut self, text: &str) {
        self.0 = self.0.wrapping_add(u128::from_be_bytes(head(&Sha256::digest(text))));
    }

    pub(super) const fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    pub(super) const fn of_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

/// What the gateway is to show of a recipient that is to be gone.
pub(crate) const GONE: i64 = 0;

/// Prints shapes.
#[derive(Debug, Default)]
pub(super) struct Printer(Profiles);

impl Printer {
    /// What the gateway is to show after a step; `None` for domains, which are compared as they are, and for what is only told.
    pub fn wanted(&mut self, step: &Step) -> rusqlite::Result<Option<i64>> {
        match &step.object {
            // Another one's step makes it so, or none.
            _ if step.hands_over => Ok(None),
            Object::Recipient { after, .. } => self.print(after).map(Some),
            Object::RecipientOut { .. } => Ok(Some(GONE)),
            Object::Domain { .. } | Object::DomainOut { .. } => Ok(None),
        }
    }

    fn print(&mut self, shape: &RecipientShape) -> rusqlite::Result<i64> {
        let lines = lines(&shape.primary, &shape.aliases);
        let profile = self.0.json(shape.profile.as_ref())?;
        Ok(shown_print(&lines, shape.kind.as_str(), shape.listed, bits(shape.services), profile))
    }
}

/// The fingerprint of a recipient as the columns of an observation have it, the profile as JSON. Addresses that differ in
/// case only are the same.
pub(crate) fn shown_print(addresses: &str, kind: &str, listed: bool, services: i64, profile: &str) -> i64 {
    let mut hash = Sha256::new();
    hash.update(addresses.to_ascii_lowercase());
    for part in [kind, profile] {
        hash.update([0]);
        hash.update(part);
    }
    hash.update([0, u8::from(listed)]);
    hash.update(services.to_be_bytes());
    // Never that of what is gone.
    i64::from_be_bytes(head(&hash.finalize())) | 1
}

fn head<const N: usize>(digest: &[u8]) -> [u8; N] {
    let mut head = [0; N];
    head.iter_mut().zip(digest).for_each(|(byte, from)| *byte = *from);
    head
}
