//! The key by which an application proves who it is (M8): made on this machine, and nowhere but in the vault.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd,
};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::error::SignInError;
use crate::text::{causes, expose, hide};
use crate::vault::{Vault, VaultError};

/// Other clocks may be behind this one; the certificate counts from so many seconds ago.
const EARLY: i64 = 3_600;
/// The last second that a [`Timestamp`] holds, less the longest time that a certificate is made for. Certificates can
/// name no year after 9999 either (RFC 5280, section 4.1.2.5).
const LAST: i64 = 253_402_207_200 - 3_650 * DAY;
const DAY: i64 = 86_400;

/// Makes, finds and deletes the key of an application.
#[derive(Debug, Clone, Copy)]
pub struct AppKey;

/// The public half, to be registered with Microsoft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// X.509, self-signed.
    pub der: Vec<u8>,
    /// Hex of the SHA-256 of `der`, in capital letters.
    pub thumbprint_sha256: String,
    pub not_after: Timestamp,
}

/// What the vault keeps.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Base64 of PKCS #8.
    #[serde(serialize_with = "expose", deserialize_with = "hide")]
    key: SecretString,
    /// Base64 of X.509.
    certificate: String,
    /// Unix seconds.
    not_after: i64,
}

impl Certificate {
    fn new(der: Vec<u8>, not_after: Timestamp) -> Self {
        let thumbprint_sha256 = digest(&SHA256, &der).as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        Self { der, thumbprint_sha256, not_after }
    }

    /// As a file for Entra's page *Certificates & secrets* (RFC 7468).
    #[must_use]
    pub fn pem(&self) -> String {
        let text = STANDARD.encode(&self.der);
        let lines: Vec<String> =
            text.chars().collect::<Vec<_>>().chunks(64).map(|line| line.iter().collect()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }
}

impl AppKey {
    /// Makes a key pair (RSA, 2,048 bits) with a certificate of `subject` for `days` from `now` (unix seconds; ten
    /// years at most), and puts both into the vault under `key`. What was there is replaced.
    ///
    /// # Errors
    /// [`SignInError::AppKey`], [`SignInError::Vault`]; nothing was kept then.
    pub async fn make(
        vault: &Vault,
        key: &str,
        tenant_id: &str,
        subject: &str,
        now: i64,
        days: u32,
    ) -> Result<Certificate, SignInError> {
        let (tenant_id, subject) = (tenant_id.to_owned(), subject.to_owned());
        // It may take a second.
        let made = tokio::task::spawn_blocking(move || make(&tenant_id, &subject, now, days));
        let (kept, certificate) = made.await.map_err(|_| VaultError::Interrupted)??;
        let text = Zeroizing::new(serde_json::to_string(&kept).map_err(|_| VaultError::Interrupted)?);
        vault.put(key, &SecretString::from(text.as_str())).await?;
        Ok(certificate)
    }

    /// The certificate of the key that is in the vault.
    ///
    /// # Errors
    /// [`SignInError::Vault`].
    pub async fn read(vault: &Vault, key: &str) -> Result<Option<Certificate>, SignInError> {
        Ok(open(vault, key).await?.map(|(_, certificate)| certificate))
    }

    /// Deletes the key; none is no error.
    ///
    /// # Errors
    /// [`SignInError::Vault`].
    pub async fn remove(vault: &Vault, key: &str) -> Result<(), SignInError> {
        Ok(vault.delete(key).await?)
    }
}

/// The key (PKCS #8) and its certificate.
pub(crate) async fn open(vault: &Vault, key: &str) -> Result<Option<(Zeroizing<Vec<u8>>, Certificate)>, SignInError> {
    let Some(text) = vault.get(key).await? else { return Ok(None) };
    Ok(Some(read(text.expose_secret()).ok_or_else(|| VaultError::Damaged { key: key.to_owned() })?))
}

fn read(text: &str) -> Option<(Zeroizing<Vec<u8>>, Certificate)> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    let der = Zeroizing::new(STANDARD.decode(kept.key.expose_secret()).ok()?);
    let not_after = Timestamp::from_second(kept.not_after).ok()?;
    Some((der, Certificate::new(STANDARD.decode(kept.certificate).ok()?, not_after)))
}

fn make(tenant_id: &str, subject: &str, now: i64, days: u32) -> Result<(Kept, Certificate), SignInError> {
    let failed = |error: rcgen::Error| SignInError::AppKey { reason: causes(&error) };
    let now = now.clamp(EARLY, LAST);
    let not_after = now + i64::from(days.min(3_650)) * DAY;
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(failed)?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, subject);
    params.distinguished_name.push(DnType::OrganizationalUnitName, tenant_id);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let at = |second: i64| date_time_ymd(1970, 1, 1) + Duration::from_secs(second.unsigned_abs());
    (params.not_before, params.not_after) = (at(now - EARLY), at(not_after));
    let der = params.self_signed(&pair).map_err(failed)?.der().to_vec();
    let key = SecretString::from(STANDARD.encode(Zeroizing::new(pair.serialize_der()).as_slice()));
    let kept = Kept { key, certificate: STANDARD.encode(&der), not_after };
    let not_after =
        Timestamp::from_second(not_after).map_err(|error| SignInError::AppKey { reason: causes(&error) })?;
    Ok((kept, Certificate::new(der, not_after)))
}

/// What a vault may hold under the name of a key, for fuzzing.
pub(crate) fn read_any(text: &str) {
    if let Some((_, certificate)) = read(text) {
        let _ = certificate.pem();
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::LazyLock;

    use aws_lc_rs::signature::{KeyPair as _, RsaKeyPair};

    use super::*;

    const NOW: i64 = 1_790_000_000;
    const SUBJECT: &str = "Mail of a client";
    const TENANT: &str = "5e1f0c3a-7d42-4b8e-9a16-c0ffee5a1e00";

    /// A vault with a key under `app`, and its certificate; the same key for all, since making one takes its time.
    pub(crate) async fn vault() -> (Vault, Certificate) {
        static MADE: LazyLock<(String, Certificate)> = LazyLock::new(|| {
            let (kept, certificate) = make(TENANT, SUBJECT, NOW, 90).unwrap();
            (serde_json::to_string(&kept).unwrap(), certificate)
        });
        let vault = Vault::memory();
        vault.put("app", &SecretString::from(MADE.0.as_str())).await.unwrap();
        (vault, MADE.1.clone())
    }

    fn holds(whole: &[u8], part: &[u8]) -> bool {
        whole.windows(part.len()).any(|window| window == part)
    }

    #[tokio::test]
    async fn m8_the_key_is_made_here_and_kept_in_the_vault_alone_until_it_is_removed() {
        let vault = Vault::memory();
        let certificate = AppKey::make(&vault, "app", TENANT, SUBJECT, NOW, 90).await.unwrap();
        let (key, again) = open(&vault, "app").await.unwrap().unwrap();
        assert_eq!(again, certificate);
        let pair = RsaKeyPair::from_pkcs8(&key).unwrap();
        assert_eq!(pair.public_modulus_len(), 256);
        assert!(holds(&certificate.der, pair.public_key().as_ref()), "the certificate is that of the key");
        assert!(!holds(&certificate.der, &key[key.len() - 32..]), "and does not hold it");
        for name in [TENANT, SUBJECT] {
            assert!(holds(&certificate.der, name.as_bytes()), "{name}");
        }
        AppKey::remove(&vault, "app").await.unwrap();
        AppKey::remove(&vault, "app").await.unwrap();
        assert_eq!(AppKey::read(&vault, "app").await.unwrap(), None);
    }

    #[tokio::test]
    async fn m8_the_certificate_counts_from_an_hour_ago_for_the_days_that_were_asked_for() {
        let (_, certificate) = vault().await;
        assert_eq!(certificate.not_after.as_second(), NOW + 90 * DAY);
        for time in [Timestamp::from_second(NOW - 3_600).unwrap(), certificate.not_after] {
            let utc_time = time.strftime("%y%m%d%H%M%SZ").to_string();
            assert!(holds(&certificate.der, utc_time.as_bytes()), "{utc_time}");
        }
        for (now, days) in [(i64::MIN, 0), (i64::MAX, u32::MAX)] {
            assert!(make(TENANT, "at the ends of time", now, days).is_ok(), "{now}");
        }
    }

    #[tokio::test]
    async fn m8_the_certificate_is_a_file_for_the_portal_with_the_thumbprint_that_the_portal_shows() {
        let (_, certificate) = vault().await;
        let pem = certificate.pem();
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        assert_eq!(STANDARD.decode(body).unwrap(), certificate.der);
        assert!(pem.lines().all(|line| line.len() <= 64));
        let expected: String = digest(&SHA256, &certificate.der).as_ref().iter().map(|b| format!("{b:02X}")).collect();
        assert_eq!((certificate.thumbprint_sha256.len(), certificate.thumbprint_sha256), (64, expected));
    }

    #[tokio::test]
    async fn m8_a_vault_entry_that_is_no_key_is_told_as_damaged() {
        let vault = Vault::memory();
        for text in ["", "{}", r#"{"key":"!","certificate":"","not_after":1}"#] {
            vault.put("app", &SecretString::from(text)).await.unwrap();
            assert_eq!(AppKey::read(&vault, "app").await.unwrap_err().code(), "vault-damaged");
        }
    }
}
