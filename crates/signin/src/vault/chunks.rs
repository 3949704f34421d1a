//! Secrets in a keyring whose entries are small: split into pieces, replaced without a gap.
//!
//! Windows Credential Manager holds 2,560 bytes per entry (`CRED_MAX_CREDENTIAL_BLOB_SIZE`,
//! learn.microsoft.com, "CREDENTIALW structure"), and a refresh token can be longer. A secret is
//! written in pieces to the one of two slots that is not in use, then the index entry is turned to
//! that slot, then the other slot is emptied. Until the index is turned the earlier secret can be
//! read, whatever happens in between, and the next change tidies up.

use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use super::VaultError;
use crate::text::{causes, shown};

/// Bytes per entry, with room below the limit of Windows.
const PIECE: usize = 2_400;

/// A keyring store under one service name.
pub(super) struct Chunks {
    store: Arc<CredentialStore>,
    service: String,
}

impl std::fmt::Debug for Chunks {
    /// Stores may print what they hold.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chunks").field("service", &self.service).finish_non_exhaustive()
    }
}

/// What an index entry says: `1 <slot> <pieces> <bytes>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Index {
    slot: char,
    pieces: usize,
    bytes: usize,
}

impl Index {
    fn write(self) -> String {
        format!("1 {} {} {}", self.slot, self.pieces, self.bytes)
    }

    fn read(text: &[u8]) -> Option<Self> {
        let mut words = std::str::from_utf8(text).ok()?.split(' ');
        if words.next()? != "1" {
            return None;
        }
        let slot = match words.next()? {
            "a" => 'a',
            "b" => 'b',
            _ => return None,
        };
        Some(Self { slot, pieces: words.next()?.parse().ok()?, bytes: words.next()?.parse().ok()? })
    }
}

impl Chunks {
    pub(super) fn new(store: Arc<CredentialStore>, service: &str) -> Self {
        Self { store, service: service.to_owned() }
    }

    pub(super) fn put(&self, key: &str, secret: &SecretString) -> Result<(), VaultError> {
        let bytes = secret.expose_secret().as_bytes();
        // A damaged index points nowhere, so either slot may be written.
        let slot = match self.index(key)? {
            Some(Ok(index)) if index.slot == 'a' => 'b',
            _ => 'a',
        };
        let mut pieces = 0;
        for piece in bytes.chunks(PIECE) {
            self.set(&piece_key(key, slot, pieces), piece)?;
            pieces += 1;
        }
        let index = Index { slot, pieces, bytes: bytes.len() };
        self.set(key, index.write().as_bytes())?;
        // The new secret is kept. What tidying leaves behind, the next change removes.
        let other = if slot == 'a' { 'b' } else { 'a' };
        let _ = self.empty(key, other, 0);
        let _ = self.empty(key, slot, pieces);
        Ok(())
    }

    pub(super) fn get(&self, key: &str) -> Result<Option<SecretString>, VaultError> {
        let damaged = || VaultError::Damaged { key: shown(key) };
        let index = match self.index(key)? {
            None => return Ok(None),
            Some(index) => index.map_err(|()| damaged())?,
        };
        let mut whole = Vec::new();
        for at in 0..index.pieces {
            let piece = self.read(&piece_key(key, index.slot, at))?;
            whole.extend(piece.ok_or_else(damaged)?);
        }
        if whole.len() != index.bytes {
            return Err(damaged());
        }
        let text = String::from_utf8(whole).map_err(|_| damaged())?;
        Ok(Some(SecretString::from(text)))
    }

    /// The index goes first: what follows is unreachable at once, even if this is cut short.
    pub(super) fn delete(&self, key: &str) -> Result<(), VaultError> {
        self.remove(key)?;
        self.empty(key, 'a', 0)?;
        self.empty(key, 'b', 0)
    }

    /// The index of a key; the inner error means that it cannot be understood.
    fn index(&self, key: &str) -> Result<Option<Result<Index, ()>>, VaultError> {
        Ok(self.read(key)?.map(|text| Index::read(&text).ok_or(())))
    }

    /// Removes the pieces of a slot from `from` on. They are written upwards and removed
    /// downwards, so that they never have a gap that would hide the rest.
    fn empty(&self, key: &str, slot: char, from: usize) -> Result<(), VaultError> {
        let mut end = from;
        while self.read(&piece_key(key, slot, end))?.is_some() {
            end += 1;
        }
        for at in (from..end).rev() {
            self.remove(&piece_key(key, slot, at))?;
        }
        Ok(())
    }

    fn entry(&self, key: &str) -> Result<Entry, VaultError> {
        self.store.build(&self.service, key, None).map_err(|e| told(&e))
    }

    fn read(&self, key: &str) -> Result<Option<Vec<u8>>, VaultError> {
        match self.entry(key)?.get_secret() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(&error)),
        }
    }

    fn set(&self, key: &str, bytes: &[u8]) -> Result<(), VaultError> {
        self.entry(key)?.set_secret(bytes).map_err(|e| told(&e))
    }

    fn remove(&self, key: &str) -> Result<(), VaultError> {
        match self.entry(key)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(told(&error)),
        }
    }
}

fn piece_key(key: &str, slot: char, at: usize) -> String {
    format!("{key}#{slot}{at}")
}

fn told(error: &Error) -> VaultError {
    let reason = reason(error);
    match error {
        Error::NoStorageAccess(_) => VaultError::KeyringLocked { reason },
        Error::NoDefaultStore => VaultError::KeyringMissing { reason },
        _ => VaultError::KeyringFailed { reason },
    }
}

/// The words of a keyring error: those of the platform only where they cannot hold what was kept.
pub(super) fn reason(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => causes(cause.as_ref()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "the entry is not readable".into(),
        Error::BadStoreFormat(_) => "the store is not readable".into(),
        Error::Ambiguous(_) => "several entries have the same name".into(),
        Error::TooLong(field, limit) => format!("{} is longer than {limit}", shown(field)),
        Error::NoDefaultStore => "there is none".into(),
        Error::NotSupportedByStore(what) | Error::Invalid(_, what) => shown(what),
        _ => "for a reason it does not name".into(),
    }
}
