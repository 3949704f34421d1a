//! Certificates of applications: who may sign for one, and from when to when.

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The public part of an X.509 certificate (RFC 5280) with an RSA key.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    /// The key as RFC 8017 writes it (`RSAPublicKey`).
    pub key: Vec<u8>,
    pub not_before: i64,
    pub not_after: i64,
    pub subject: String,
    pub sha1: Vec<u8>,
    pub sha256: Vec<u8>,
}

/// Algorithm identifier of RSA keys, 1.2.840.113549.1.1.1 (RFC 8017, appendix C).
const RSA: &str = "1.2.840.113549.1.1.1";

impl Certificate {
    /// Whole DER, nothing behind it, and an RSA key: other keys cannot sign client assertions.
    pub(crate) fn parse(der: &[u8]) -> Option<Self> {
        let (rest, certificate) = X509Certificate::from_der(der).ok()?;
        let key = certificate.public_key();
        if !rest.is_empty() || key.algorithm.algorithm.to_id_string() != RSA {
            return None;
        }
        let validity = certificate.validity();
        Some(Self {
            key: key.subject_public_key.data.to_vec(),
            not_before: validity.not_before.timestamp(),
            not_after: validity.not_after.timestamp(),
            subject: certificate.subject().to_string(),
            sha1: digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, der).as_ref().to_vec(),
            sha256: digest::digest(&SHA256, der).as_ref().to_vec(),
        })
    }

    /// The SHA-1 thumbprint in capitals, as the portals show it.
    pub(crate) fn thumbprint(&self) -> String {
        self.sha1.iter().map(|byte| format!("{byte:02X}")).collect()
    }
}
