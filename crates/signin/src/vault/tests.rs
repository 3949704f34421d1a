//! Every vault keeps, replaces and forgets alike.

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Error, mock};
use secrecy::ExposeSecret;

use super::*;

const LONG: usize = 6_000;

fn secret(letter: char, length: usize) -> SecretString {
    SecretString::from(letter.to_string().repeat(length))
}

fn ring() -> (Arc<mock::Store>, Vault) {
    let store = mock::Store::new().unwrap();
    (Arc::clone(&store), Vault::in_store(store, "tenantry-test"))
}

async fn read(vault: &Vault, key: &str) -> Option<String> {
    let found = vault.get(key).await.unwrap();
    found.map(|s| s.expose_secret().to_owned())
}

/// What the store holds, by entry name.
fn held(store: &mock::Store) -> BTreeMap<String, usize> {
    let all = store.inner.lock().unwrap();
    let all = all.borrow();
    all.iter()
        .filter_map(|cred| {
            let data = cred.inner.lock().unwrap();
            let data = data.borrow();
            Some((cred.specifiers.1.clone(), data.secret.as_ref()?.len()))
        })
        .collect()
}

/// The next call on that entry fails.
fn break_entry(store: &mock::Store, name: &str) {
    let entry = store.build("tenantry-test", name, None).unwrap();
    let cred: &mock::Cred = entry.as_any().downcast_ref().unwrap();
    cred.set_error(Error::PlatformFailure("pulled out".into()));
}

#[tokio::test]
async fn m4_a_long_secret_is_split_below_the_limit_of_windows() {
    let (store, vault) = ring();
    for length in [0, 1, 2_400, 2_401, LONG] {
        vault.put("client", &secret('x', length)).await.unwrap();
        assert_eq!(read(&vault, "client").await.unwrap().len(), length);
        assert!(held(&store).values().all(|&bytes| bytes <= 2_560));
        // One index entry and the pieces in use: nothing old is left behind.
        assert_eq!(held(&store).len(), 1 + length.div_ceil(2_400));
    }
    vault.delete("client").await.unwrap();
    assert!(held(&store).is_empty());
    assert_eq!(read(&vault, "client").await, None);
}

#[tokio::test]
async fn m4_a_write_that_breaks_anywhere_leaves_the_old_secret_readable() {
    let (store, vault) = ring();
    vault.put("client", &secret('o', LONG)).await.unwrap();
    for name in ["client#b0", "client#b1", "client#b2", "client#b3", "client"] {
        break_entry(&store, name);
        let broken = vault.put("client", &secret('n', LONG + 2_400)).await;
        assert!(broken.is_err(), "{name}");
        assert_eq!(read(&vault, "client").await, Some("o".repeat(LONG)), "{name}");
    }
    vault.put("client", &secret('n', 10)).await.unwrap();
    assert_eq!(read(&vault, "client").await, Some("n".repeat(10)));
    assert_eq!(held(&store).len(), 2, "the broken writes were tidied up");
}

#[tokio::test]
async fn a_tidying_that_breaks_costs_nothing_and_is_made_up_for() {
    let (store, vault) = ring();
    vault.put("client", &secret('o', LONG)).await.unwrap();
    break_entry(&store, "client#a1");
    vault.put("client", &secret('n', 5)).await.unwrap();
    assert_eq!(read(&vault, "client").await, Some("n".repeat(5)));
    vault.put("client", &secret('p', 5)).await.unwrap();
    assert_eq!(held(&store).len(), 2);
}

#[tokio::test]
async fn a_damaged_entry_is_told_and_can_be_replaced() {
    let (store, vault) = ring();
    vault.put("client", &secret('o', LONG)).await.unwrap();
    let piece = store.build("tenantry-test", "client#a1", None).unwrap();
    piece.delete_credential().unwrap();
    assert_eq!(vault.get("client").await.unwrap_err().code(), "vault-damaged");
    vault.put("client", &secret('n', 5)).await.unwrap();
    assert_eq!(read(&vault, "client").await, Some("n".repeat(5)));
    store.build("tenantry-test", "client", None).and_then(|entry| entry.set_secret(b"nonsense")).unwrap();
    assert_eq!(vault.get("client").await.unwrap_err().code(), "vault-damaged");
}

#[tokio::test]
async fn a_locked_and_a_failing_keyring_have_their_own_words() {
    let (store, vault) = ring();
    let entry = store.build("tenantry-test", "client", None).unwrap();
    let cred: &mock::Cred = entry.as_any().downcast_ref().unwrap();
    cred.set_error(Error::NoStorageAccess("prompt dismissed".into()));
    let error = vault.get("client").await.unwrap_err();
    assert_eq!(error.code(), "keyring-locked");
    assert!(error.hint().contains("Unlock"));
    cred.set_error(Error::BadEncoding(b"hunter2".to_vec()));
    let error = vault.get("client").await.unwrap_err();
    assert_eq!(error.code(), "keyring-failed");
    assert!(!format!("{error}{error:?}").contains("hunter2"));
}

#[tokio::test]
async fn secrets_of_different_keys_do_not_meet() {
    for vault in [ring().1, Vault::memory()] {
        vault.put("client/1", &secret('a', LONG)).await.unwrap();
        vault.put("gateway/1", &secret('b', 20)).await.unwrap();
        vault.delete("client/1").await.unwrap();
        vault.delete("client/1").await.unwrap();
        assert_eq!(read(&vault, "client/1").await, None);
        assert_eq!(read(&vault, "gateway/1").await, Some("b".repeat(20)));
    }
}

#[tokio::test]
async fn b7_a_file_vault_shows_nothing_and_opens_with_its_passphrase_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.age");
    let vault = Vault::file(path.clone(), SecretString::from("right"));
    assert_eq!(read(&vault, "client").await, None);
    vault.put("client", &SecretString::from("refresh-token-1")).await.unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(7).any(|w| w == b"refresh"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = Vault::file(path.clone(), SecretString::from("right"));
    assert_eq!(read(&again, "client").await.as_deref(), Some("refresh-token-1"));
    let wrong = Vault::file(path.clone(), SecretString::from("wrong")).get("client").await.unwrap_err();
    assert_eq!(wrong.code(), "vault-passphrase");
    assert!(!format!("{again:?}{vault:?}").contains("refresh-token-1"));
    std::fs::write(&path, b"not age").unwrap();
    let other = Vault::file(path, SecretString::from("right")).get("client").await.unwrap_err();
    assert_eq!(other.code(), "vault-unreadable");
}

#[tokio::test]
async fn b7_what_a_file_vault_costs_does_not_depend_on_how_busy_the_machine_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets.age");
    Vault::file(path.clone(), SecretString::from("right")).put("client", &secret('x', 9)).await.unwrap();
    let file = std::fs::read(&path).unwrap();
    let head = String::from_utf8_lossy(&file);
    // age-encryption.org/v1: `-> scrypt SALT LOG_N`.
    let costs = head.lines().find_map(|line| line.strip_prefix("-> scrypt ")?.split(' ').nth(1)).unwrap();
    assert_eq!(costs, "17");
}

#[tokio::test]
async fn m4_a_file_that_cannot_be_written_keeps_the_old_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone").join("vault.age");
    let vault = Vault::file(path, SecretString::from("p"));
    let error = vault.put("client", &secret('x', 3)).await.unwrap_err();
    assert_eq!(error.code(), "vault-file");
    assert_eq!(read(&vault, "client").await, None);
}
