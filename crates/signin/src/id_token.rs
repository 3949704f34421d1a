//! The ID token: signature by the tenant's published keys, then every claim that binds it to us.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use crate::error::{SignInError, check_tenant};
use crate::text::{guid, shown};

/// How far two clocks may differ, in seconds.
pub(crate) const SKEW: i64 = 300;

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
    /// None in a flow that carries no nonce.
    pub nonce: Option<&'a str>,
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
    /// The account within this app alone; there even when the tenant holds no object of it.
    pub sub: Option<String>,
    /// Who proved the account, when that was not this tenant.
    idp: Option<String>,
    #[serde(default)]
    wids: Vec<String>,
}

impl Claims {
    /// The account's display name for people: mutable, never an identity.
    pub(crate) fn account(&self) -> String {
        let named = self.preferred_username.as_deref().or(self.name.as_deref());
        shown(named.unwrap_or("an account without a name"))
    }

    /// Where a guest or a partner's technician is at home: a tenant's GUID, or the name of another
    /// identity provider such as `live.com`.
    ///
    /// `idp` differs from the issuer only for accounts of elsewhere ("ID token claims reference",
    /// learn.microsoft.com). That it names the partner's tenant under GDAP is inferred.
    pub(crate) fn guest_of(&self) -> Option<String> {
        let idp = self.idp.as_deref().map(str::trim).filter(|idp| !idp.is_empty())?;
        let home = idp.split('/').find_map(guid).unwrap_or_else(|| shown(idp));
        let here = self.tid.as_deref().and_then(guid);
        (self.iss.as_deref() != Some(idp) && Some(&home) != here.as_ref()).then_some(home)
    }

    /// The template ids of the account's directory roles; mostly not told in an ID token.
    pub(crate) fn wids(&self) -> Vec<String> {
        self.wids.iter().filter_map(|id| guid(id)).take(64).collect()
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
    if expected.nonce.is_some_and(|nonce| claims.nonce.as_deref() != Some(nonce)) {
        return Err(SignInError::NonceMismatch);
    }
    let tid = claims.tid.as_deref().and_then(guid);
    let tid = tid.ok_or(SignInError::NoTenantNamed)?;
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
            Err(SignInError::IdTokenExpired { seconds: now.saturating_sub(nbf) })
        }
        _ => Ok(()),
    }
}

pub(crate) fn invalid(reason: &str) -> SignInError {
    SignInError::SignatureInvalid { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const TENANT: &str = "11111111-2222-3333-4444-555555555555";
    const NOW: i64 = 1_800_000_000;

    fn expected() -> Expected<'static> {
        Expected { client_id: "app", tenant_id: TENANT, issuer: "https://login.example/t/v2.0", nonce: Some("n") }
    }

    /// A sound token's claims, with `name` changed to `value`.
    fn verdict(name: &str, value: Value) -> Result<(), SignInError> {
        check(&claims(name, value), &expected(), NOW)
    }

    fn claims(name: &str, value: Value) -> Claims {
        let mut claims = json!({
            "aud": "app", "iss": "https://login.example/t/v2.0", "nonce": "n", "tid": TENANT,
            "exp": NOW + 3600, "nbf": NOW - 10, "oid": "o", "preferred_username": "it@client.example",
        });
        claims[name] = value;
        serde_json::from_value(claims).unwrap()
    }

    #[test]
    fn m2_a_token_made_for_us_passes() {
        verdict("name", json!("IT")).unwrap();
        verdict("tid", json!(TENANT.to_uppercase())).unwrap();
    }

    #[test]
    fn m2_each_claim_that_does_not_fit_has_its_own_error() {
        let code = |name, value| verdict(name, value).unwrap_err().code();
        assert_eq!(code("aud", json!("other")), "audience-mismatch");
        assert_eq!(code("aud", Value::Null), "audience-mismatch");
        assert_eq!(code("nonce", json!("other")), "nonce-mismatch");
        assert_eq!(code("nonce", Value::Null), "nonce-mismatch");
        assert_eq!(code("iss", json!("https://evil.example/v2.0")), "issuer-mismatch");
        assert_eq!(code("tid", json!(TENANT.replace('1', "9"))), "wrong-tenant");
        assert_eq!(code("tid", Value::Null), "no-tenant-named");
        assert_eq!(code("exp", Value::Null), "signature-invalid");
        assert_eq!(code("exp", json!(NOW - SKEW - 1)), "id-token-expired");
        assert_eq!(code("nbf", json!(NOW + SKEW + 1)), "id-token-expired");
    }

    #[test]
    fn m2_clocks_may_differ_by_five_minutes() {
        verdict("exp", json!(NOW - SKEW)).unwrap();
        verdict("nbf", json!(NOW + SKEW)).unwrap();
        verdict("exp", json!(i64::MAX)).unwrap();
        assert!(verdict("exp", json!(i64::MIN)).is_err());
    }

    #[test]
    fn m7_the_direction_in_which_a_token_is_out_of_time_is_told() {
        let off = |name, value| match verdict(name, json!(value)) {
            Err(SignInError::IdTokenExpired { seconds }) => seconds,
            other => panic!("{other:?}"),
        };
        assert_eq!(off("exp", NOW - 900), 900);
        assert_eq!(off("nbf", NOW + 900), -900);
    }

    #[test]
    fn m2_without_a_browser_no_nonce_is_asked_for() {
        let expected = Expected { nonce: None, ..expected() };
        assert!(check(&claims("nonce", Value::Null), &expected, NOW).is_ok());
        assert!(check(&claims("aud", json!("other")), &expected, NOW).is_err());
    }

    #[test]
    fn r11_a_guest_is_told_by_its_home_and_is_no_account_of_another_tenant() {
        let home = TENANT.replace('1', "9");
        let at = |idp: &str| claims("idp", json!(idp));
        let guest = at(&format!("https://sts.windows.net/{}/", home.to_uppercase()));
        assert_eq!(guest.guest_of(), Some(home));
        assert!(check(&guest, &expected(), NOW).is_ok());
        assert_eq!(at("live.com").guest_of().as_deref(), Some("live.com"));
        for own in [format!("https://sts.windows.net/{TENANT}/"), "https://login.example/t/v2.0".into(), " ".into()] {
            assert_eq!(at(&own).guest_of(), None, "{own}");
        }
        assert_eq!(claims("idp", Value::Null).guest_of(), None);
    }

    #[test]
    fn m2_only_rs256_is_taken_whatever_the_header_asks_for() {
        for alg in ["none", "HS256", "RS512", "ES256", "PS256"] {
            let header = URL_SAFE_NO_PAD.encode(json!({"alg": alg, "kid": "k"}).to_string());
            let outcome = kid(&format!("{header}.e30.c2ln"));
            assert!(matches!(outcome, Err(SignInError::SignatureInvalid { .. })), "{alg}");
        }
        let header = URL_SAFE_NO_PAD.encode(json!({"alg": "RS256", "kid": "k"}).to_string());
        assert_eq!(kid(&format!("{header}.e30.c2ln")).unwrap(), "k");
    }

    #[test]
    fn a_key_of_another_kind_is_not_used() {
        let keys: Keys = serde_json::from_value(json!({"keys": [
            {"kid": "e", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
            {"kid": "r", "kty": "RSA", "n": "AQAB", "e": "AQAB"},
            {"kty": "RSA"}
        ]}))
        .unwrap();
        assert!(keys.find("e").is_none());
        assert!(keys.find("r").is_some());
    }

    proptest! {
        #[test]
        fn any_text_in_place_of_a_token_is_refused(text in ".*") {
            prop_assert!(kid(&text).is_err());
        }
    }
}
