//! The ID token: signature by the tenant's published keys, then every claim that binds it to us.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use crate::error::{SignInError, check_tenant};
use crate::text::{guid, shown};

/// How far two clocks may differ, in seconds.
const SKEW: i64 = 300;

/// The keys that a tenant signs with (RFC 7517).
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Keys {
    keys: Vec<Key>,
}

#[derive(Debug, Clone, Deserialize)]
struct Key {
    kid: Option<String>,
    kty: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl Keys {
    /// The RSA key of that id; keys of other kinds are not ours to use.
    pub(crate) fn find(&self, kid: &str) -> Option<DecodingKey> {
        let key = self.keys.iter().find(|k| k.kid.as_deref() == Some(kid) && k.kty.as_deref() == Some("RSA"))?;
        DecodingKey::from_rsa_components(key.n.as_deref()?, key.e.as_deref()?).ok()
    }
}

/// What the token has to agree with.
pub(crate) struct Expected<'a> {
    pub client_id: &'a str,
    pub tenant_id: &'a str,
    pub issuer: &'a str,
    pub nonce: &'a str,
}

/// What the token says of the person ("ID token claims reference", learn.microsoft.com).
#[derive(Debug, Deserialize)]
pub(crate) struct Claims {
    aud: Option<String>,
    iss: Option<String>,
    nonce: Option<String>,
    exp: Option<i64>,
    nbf: Option<i64>,
    tid: Option<String>,
    pub oid: Option<String>,
    pub preferred_username: Option<String>,
    pub name: Option<String>,
}

impl Claims {
    /// The account's display name for people: mutable, never an identity.
    pub(crate) fn account(&self) -> String {
        let named = self.preferred_username.as_deref().or(self.name.as_deref());
        shown(named.unwrap_or("an account without a name"))
    }
}

/// The id of the key that signed the token. Only RS256 is taken, whatever the header asks for.
pub(crate) fn kid(token: &str) -> Result<String, SignInError> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| invalid("its header cannot be read"))?;
    if header.alg != Algorithm::RS256 {
        return Err(invalid("its algorithm is not RS256"));
    }
    header.kid.ok_or_else(|| invalid("it names no key"))
}

/// The claims of a token whose signature is valid. Nothing else is checked here.
pub(crate) fn signed_claims(token: &str, key: &DecodingKey) -> Result<Claims, SignInError> {
    let mut rules = Validation::new(Algorithm::RS256);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    rules.validate_aud = false;
    match jsonwebtoken::decode::<Claims>(token, key, &rules) {
        Ok(data) => Ok(data.claims),
        Err(e) => Err(invalid(match e.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => "it does not fit the key",
            _ => "its content cannot be read",
        })),
    }
}

/// Refuses a token that was not made for this app, tenant, sign-in and time.
///
/// The tenant is looked at before the issuer: an issuer differs too when the account belongs to
/// another tenant, and that is what a person needs to read.
pub(crate) fn check(claims: &Claims, expected: &Expected<'_>, now: i64) -> Result<(), SignInError> {
    if claims.aud.as_deref() != Some(expected.client_id) {
        return Err(SignInError::AudienceMismatch { got: shown(claims.aud.as_deref().unwrap_or("nobody")) });
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(SignInError::NonceMismatch);
    }
    let tid = claims.tid.as_deref().and_then(guid);
    let tid = tid.ok_or_else(|| invalid("it names no tenant"))?;
    check_tenant(expected.tenant_id, &tid, &claims.account())?;
    let issuer = claims.iss.as_deref().unwrap_or_default();
    if issuer != expected.issuer {
        return Err(SignInError::IssuerMismatch { expected: expected.issuer.to_owned(), got: shown(issuer) });
    }
    let expiry = claims.exp.ok_or_else(|| invalid("it names no expiry"))?;
    if now > expiry.saturating_add(SKEW) {
        return Err(SignInError::IdTokenExpired { seconds: now.saturating_sub(expiry) });
    }
    match claims.nbf {
        Some(nbf) if now < nbf.saturating_sub(SKEW) => {
            Err(SignInError::IdTokenExpired { seconds: nbf.saturating_sub(now) })
        }
        _ => Ok(()),
    }
}

pub(crate) fn invalid(reason: &str) -> SignInError {
    SignInError::SignatureInvalid { reason: reason.to_owned() }
}
