//! The proof that an application brings in place of a secret: a JWT signed by its key.
//!
//! Microsoft Learn: "Microsoft identity platform application authentication certificate credentials"; RFC 7523.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PSS_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use crate::error::SignInError;

/// Seconds that a proof counts, and that it counts before now: clocks differ.
const LIFE: i64 = 600;
const EARLY: i64 = 60;

/// A proof for the token endpoint `audience`, signed with `key` (PKCS #8) whose certificate is registered there.
pub(crate) fn assertion(
    key: &[u8],
    certificate: &[u8],
    app_id: &str,
    audience: &str,
    now: i64,
) -> Result<SecretString, SignInError> {
    let unusable = |reason: String| SignInError::AppKey { reason };
    let pair = RsaKeyPair::from_pkcs8(key).map_err(|error| unusable(error.to_string()))?;
    let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, certificate));
    let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint });
    let claims = json!({
        "aud": audience, "iss": app_id, "sub": app_id, "jti": Uuid::new_v4(),
        "nbf": now.saturating_sub(EARLY), "iat": now, "exp": now.saturating_add(LIFE),
    });
    let encode = |part: &serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PSS_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
        .map_err(|_| unusable("it does not sign".to_owned()))?;
    Ok(SecretString::from(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
}
