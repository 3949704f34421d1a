//! Client assertions: what an application signs with its certificate to prove itself (RFC 7523).
//!
//! learn.microsoft.com, "Microsoft identity platform application authentication certificate credentials".

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::error::AadError;
use crate::apps::{Application, Certificate};

/// Clocks may differ by this many seconds.
const SKEW: i64 = 300;

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    #[serde(rename = "x5t#S256")]
    sha256: Option<String>,
    x5t: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    sub: String,
    jti: Option<String>,
    exp: i64,
    nbf: Option<i64>,
}

/// What is compared with an assertion.
#[derive(Debug)]
pub(super) struct Expected<'a> {
    pub app: &'a Application,
    /// The addresses an assertion may be meant for.
    pub audiences: &'a [String],
    /// Unix seconds on the client's clock and ours.
    pub now: i64,
}

/// The `jti` of a good assertion and what it was signed with; whoever asks makes sure that it comes once, and that the
/// certificate is still good.
pub(super) fn verify(assertion: &str, expected: &Expected<'_>) -> Result<(String, Certificate), AadError> {
    let (message, signature) = assertion.rsplit_once('.').ok_or_else(malformed)?;
    let (header, claims) = message.split_once('.').ok_or_else(malformed)?;
    let header: Header = part(header)?;
    let certificate = certificate(&header, expected.app)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| malformed())?;
    let algorithm: &dyn VerificationAlgorithm = match header.alg.as_str() {
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        _ => return Err(malformed()),
    };
    if UnparsedPublicKey::new(algorithm, &certificate.key).verify(message.as_bytes(), &signature).is_err() {
        return Err(unsigned("Key was found, but use of the key to verify the signature failed.", &certificate));
    }
    Ok((check(&part(claims)?, expected)?, certificate))
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, AadError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed())?;
    serde_json::from_slice(&bytes).map_err(|_| malformed())
}

/// The registered certificate that the header names.
fn certificate(header: &Header, app: &Application) -> Result<Certificate, AadError> {
    let named = |certificate: &Certificate| {
        let is = |told: &Option<String>, hash: &[u8]| {
            told.as_ref().is_some_and(|told| told.trim_end_matches('=') == URL_SAFE_NO_PAD.encode(hash))
        };
        if header.sha256.is_some() {
            is(&header.sha256, &certificate.sha256)
        } else {
            is(&header.x5t, &certificate.sha1)
        }
    };
    let found = app.keys.iter().map(|key| &key.certificate).find(|certificate| named(certificate));
    found.cloned().ok_or_else(|| {
        let thumbprint = header.sha256.as_ref().or(header.x5t.as_ref());
        let text = format!(
            "Client assertion contains an invalid signature. [Reason - The key was not found., Thumbprint of key used \
             by client: '{}'. The application '{}' has no such certificate.]",
            thumbprint.map_or("", String::as_str),
            app.app_id
        );
        AadError::new("invalid_client", 700_027, text)
    })
}

fn check(claims: &Claims, expected: &Expected<'_>) -> Result<String, AadError> {
    let app = expected.app.app_id;
    if [&claims.iss, &claims.sub].iter().any(|id| Uuid::try_parse(id) != Ok(app)) {
        let text = "Client assertion application identifier doesn't match 'client_id' parameter.";
        return Err(AadError::new("invalid_client", 700_021, text));
    }
    if !expected.audiences.contains(&claims.aud) {
        let text = "Client assertion audience claim does not match Realm issuer.";
        return Err(AadError::new("invalid_client", 700_023, text));
    }
    let begins = claims.nbf.unwrap_or(expected.now);
    if claims.exp + SKEW <= expected.now || begins - SKEW > expected.now {
        let told = |at: i64| Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default();
        let text = format!(
            "Client assertion is not within its valid time range. Current time: {}, assertion valid from {}, expiry \
             time of assertion {}.",
            told(expected.now),
            told(begins),
            told(claims.exp)
        );
        return Err(AadError::new("invalid_client", 700_024, text));
    }
    claims.jti.clone().filter(|jti| !jti.is_empty()).ok_or_else(malformed)
}

fn unsigned(reason: &str, certificate: &Certificate) -> AadError {
    let thumbprint = URL_SAFE_NO_PAD.encode(&certificate.sha256);
    let text = format!(
        "Client assertion contains an invalid signature. [Reason - {reason}, Thumbprint of key used by client: \
         '{thumbprint}']"
    );
    AadError::new("invalid_client", 700_027, text)
}

pub(super) fn malformed() -> AadError {
    AadError::new("invalid_client", 50027, "Invalid JWT token. The client assertion is malformed or was used before.")
}
