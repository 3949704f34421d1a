//! The vault: the one place where secrets outlive the program.

mod chunks;
mod file;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use secrecy::SecretString;

pub use file::FileVault;

use chunks::Chunks;

/// Keeps secrets by key: the operating system's keyring, this process's memory, or an encrypted
/// file for machines without a keyring. Keys are not secret; values never leave but by
/// [`Vault::get`].
#[derive(Debug)]
pub enum Vault {
    Keyring(KeyringVault),
    Memory(MemoryVault),
    File(FileVault),
}

/// Why the vault did not do as told. None of them carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("This computer has no keyring that answers: {reason}.")]
    KeyringMissing { reason: String },
    #[error("The keyring is locked: {reason}.")]
    KeyringLocked { reason: String },
    #[error("The keyring refused: {reason}.")]
    KeyringFailed { reason: String },
    #[error("What the keyring holds for {key} is damaged.")]
    Damaged { key: String },
    #[error("The passphrase does not open {}.", .path.display())]
    WrongPassphrase { path: PathBuf },
    #[error("{} is not a vault this version can read: {reason}.", .path.display())]
    UnreadableFile { path: PathBuf, reason: String },
    #[error("{} could not be read or written: {reason}.", .path.display())]
    File { path: PathBuf, reason: String },
    #[error("The vault stopped half-way.")]
    Interrupted,
}

impl VaultError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::KeyringMissing { .. } => "keyring-missing",
            Self::KeyringLocked { .. } => "keyring-locked",
            Self::KeyringFailed { .. } => "keyring-failed",
            Self::Damaged { .. } => "vault-damaged",
            Self::WrongPassphrase { .. } => "vault-passphrase",
            Self::UnreadableFile { .. } => "vault-unreadable",
            Self::File { .. } => "vault-file",
            Self::Interrupted => "vault-interrupted",
        }
    }

    /// What the person can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::KeyringMissing { .. } => {
                "Start the keyring service (on Linux a Secret Service such as GNOME Keyring or KWallet), then start Tenantry again."
            }
            Self::KeyringLocked { .. } => "Unlock the keyring, then try again.",
            Self::KeyringFailed { .. } => "Look at the keyring program of this computer, then try again.",
            Self::Damaged { .. } => "Sign in again, or type the credentials again: that replaces it.",
            Self::WrongPassphrase { .. } => {
                "Give the passphrase that the file was made with; the command line takes it from TENANTRY_VAULT_PASSPHRASE."
            }
            Self::UnreadableFile { .. } => "Move the file aside, then sign in again.",
            Self::File { .. } => "Check that the disk has room and that the folder may be written.",
            Self::Interrupted => "Try again.",
        }
    }
}

/// The operating system's keyring: Secret Service, Windows Credential Manager, macOS Keychain.
#[derive(Debug, Clone)]
pub struct KeyringVault(Arc<Mutex<Chunks>>);

/// Secrets that end with the process.
#[derive(Debug, Default)]
pub struct MemoryVault(Mutex<BTreeMap<String, SecretString>>);

impl Vault {
    /// The operating system's keyring, under a service name of ours.
    pub fn keyring(service: &str) -> Result<Self, VaultError> {
        if let Err(error) = keyring::v1::Entry::store_status() {
            return Err(VaultError::KeyringMissing { reason: chunks::reason(error) });
        }
        let store = keyring_core::get_default_store()
            .ok_or_else(|| VaultError::KeyringMissing { reason: "it was closed".into() })?;
        Ok(Self::in_store(store, service))
    }

    /// A keyring store that the caller brings.
    pub fn in_store(store: Arc<keyring_core::CredentialStore>, service: &str) -> Self {
        Self::Keyring(KeyringVault(Arc::new(Mutex::new(Chunks::new(store, service)))))
    }

    pub fn memory() -> Self {
        Self::Memory(MemoryVault::default())
    }

    /// A file encrypted with a passphrase (age, scrypt). It is opened, which takes about a second by design,
    /// when a secret is first asked for; a wrong passphrase is told then.
    pub fn file(path: PathBuf, passphrase: SecretString) -> Self {
        Self::File(FileVault::new(path, passphrase))
    }

    /// Keeps `secret` under `key`; when this fails, the earlier secret is still there.
    pub async fn put(&self, key: &str, secret: &SecretString) -> Result<(), VaultError> {
        let (name, secret) = (key.to_owned(), secret.clone());
        match self {
            Self::Keyring(ring) => ring.run(move |chunks| chunks.put(&name, &secret)).await,
            Self::Memory(memory) => {
                memory.lock()?.insert(name, secret);
                Ok(())
            }
            Self::File(file) => file.put(name, secret).await,
        }
    }

    pub async fn get(&self, key: &str) -> Result<Option<SecretString>, VaultError> {
        match self {
            Self::Keyring(ring) => {
                let name = key.to_owned();
                ring.run(move |chunks| chunks.get(&name)).await
            }
            Self::Memory(memory) => Ok(memory.lock()?.get(key).cloned()),
            Self::File(file) => file.get(key.to_owned()).await,
        }
    }

    /// Removes the secret; a key that holds none is no error.
    pub async fn delete(&self, key: &str) -> Result<(), VaultError> {
        let name = key.to_owned();
        match self {
            Self::Keyring(ring) => ring.run(move |chunks| chunks.delete(&name)).await,
            Self::Memory(memory) => {
                memory.lock()?.remove(key);
                Ok(())
            }
            Self::File(file) => file.delete(name).await,
        }
    }
}

impl KeyringVault {
    /// Keyrings may wait for a person to unlock them, so they are asked off the async threads.
    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Chunks) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let chunks = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || {
            let chunks = chunks.lock().map_err(|_| VaultError::Interrupted)?;
            job(&chunks)
        })
        .await
        .map_err(|_| VaultError::Interrupted)?
    }
}

impl MemoryVault {
    fn lock(&self) -> Result<std::sync::MutexGuard<'_, BTreeMap<String, SecretString>>, VaultError> {
        self.0.lock().map_err(|_| VaultError::Interrupted)
    }
}

#[cfg(test)]
mod tests;
