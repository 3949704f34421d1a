//! Secrets in one encrypted file, for machines without a keyring.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use age::DecryptError;
use age::scrypt;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::VaultError;
use crate::text::causes;

/// What scrypt costs to write: N = 2^17 with r = 8 and p = 1 (OWASP, *Password Storage Cheat Sheet*). Left to itself, the
/// library measures this machine each time, and what an idle one wrote a busy one refused to read.
const WORK: u8 = 17;
/// What is read; measured earlier, files of fast machines cost more.
const MOST_WORK: u8 = 21;

/// An age file (age-encryption.org/v1, scrypt recipient) around a JSON map of secrets.
#[derive(Debug, Clone)]
pub struct FileVault(Arc<Opened>);

#[derive(Debug)]
struct Opened {
    path: PathBuf,
    passphrase: SecretString,
    /// What the file holds. Decrypting takes a while, so it is done once, and only when a secret is asked for.
    kept: Mutex<Option<BTreeMap<String, SecretString>>>,
}

impl Opened {
    fn read(&self) -> Result<BTreeMap<String, SecretString>, VaultError> {
        match std::fs::read(&self.path) {
            Ok(bytes) => decrypt(&self.path, &self.passphrase, &bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(failed(&self.path, &error)),
        }
    }
}

impl FileVault {
    pub(super) fn new(path: PathBuf, passphrase: SecretString) -> Self {
        Self(Arc::new(Opened { path, passphrase, kept: Mutex::new(None) }))
    }

    pub(super) async fn get(&self, key: String) -> Result<Option<SecretString>, VaultError> {
        let opened = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || {
            let mut kept = opened.kept.blocking_lock();
            let secret = match &*kept {
                Some(kept) => kept.get(&key).cloned(),
                None => kept.insert(opened.read()?).get(&key).cloned(),
            };
            Ok(secret)
        })
        .await
        .map_err(|_| VaultError::Interrupted)?
    }

    pub(super) async fn put(&self, key: String, secret: SecretString) -> Result<(), VaultError> {
        self.change(move |kept| {
            kept.insert(key, secret);
        })
        .await
    }

    pub(super) async fn delete(&self, key: String) -> Result<(), VaultError> {
        self.change(move |kept| {
            kept.remove(&key);
        })
        .await
    }

    /// Writes the changed map first and takes it over only when it is on the disk.
    async fn change(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, SecretString>) + Send + 'static,
    ) -> Result<(), VaultError> {
        let opened = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || {
            let mut kept = opened.kept.blocking_lock();
            let mut next = match &*kept {
                Some(kept) => kept.clone(),
                None => opened.read()?,
            };
            change(&mut next);
            let bytes = encrypt(&opened.path, &opened.passphrase, &next)?;
            replace(&opened.path, &bytes).map_err(|error| failed(&opened.path, &error))?;
            *kept = Some(next);
            Ok(())
        })
        .await
        .map_err(|_| VaultError::Interrupted)?
    }
}

fn encrypt(
    path: &Path,
    passphrase: &SecretString,
    kept: &BTreeMap<String, SecretString>,
) -> Result<Vec<u8>, VaultError> {
    let plain: BTreeMap<&str, &str> = kept.iter().map(|(key, secret)| (key.as_str(), secret.expose_secret())).collect();
    let json = serde_json::to_string(&plain).map(SecretString::from);
    let json = json.map_err(|_| VaultError::Interrupted)?;
    let mut recipient = scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(WORK);
    age::encrypt(&recipient, json.expose_secret().as_bytes())
        .map_err(|error| VaultError::File { path: path.to_owned(), reason: causes(&error) })
}

fn decrypt(path: &Path, passphrase: &SecretString, bytes: &[u8]) -> Result<BTreeMap<String, SecretString>, VaultError> {
    let unreadable = |reason: &str| VaultError::UnreadableFile { path: path.to_owned(), reason: reason.to_owned() };
    let mut identity = scrypt::Identity::new(passphrase.clone());
    identity.set_max_work_factor(MOST_WORK);
    let plain = match age::decrypt(&identity, bytes) {
        Ok(plain) => SecretString::from(String::from_utf8(plain).map_err(|_| unreadable("its content is not text"))?),
        // The header's key cannot be unwrapped: with one passphrase that means this one.
        Err(DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed) => {
            return Err(VaultError::WrongPassphrase { path: path.to_owned() });
        }
        Err(DecryptError::ExcessiveWork { .. }) => {
            return Err(unreadable("it asks for far too much work"));
        }
        Err(_) => return Err(unreadable("it is damaged or no age file")),
    };
    let map: BTreeMap<String, String> =
        serde_json::from_str(plain.expose_secret()).map_err(|_| unreadable("its content is damaged"))?;
    Ok(map.into_iter().map(|(key, secret)| (key, SecretString::from(secret))).collect())
}

/// Replaces the file whole: a reader, or a power cut, meets the old content or the new one.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let aside = path.with_extension("tmp");
    match std::fs::remove_file(&aside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(&aside, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn failed(path: &Path, error: &std::io::Error) -> VaultError {
    VaultError::File { path: path.to_owned(), reason: causes(error) }
}
