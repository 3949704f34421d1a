//! Every reader of outside bytes, for fuzzing: whatever comes, none of them may panic.

use url::Url;

use crate::discovery::{self, TenantFound};
use crate::refusal::{ErrorBody, Refusal};
use crate::{device, exchange, id_token, loopback};

const AUTHORITIES: [&str; 2] = ["https://login.microsoftonline.com/t/oauth2/v2.0/token", "http://127.0.0.1:8080/"];

fn authorities() -> impl Iterator<Item = Url> {
    AUTHORITIES.into_iter().filter_map(|text| Url::parse(text).ok())
}

/// What a visitor sends to the loopback, during a sign-in and during an approval.
pub fn loopback_request(bytes: &[u8]) {
    loopback::visitor(bytes);
}

/// A body of the token endpoint.
pub fn token_response(body: &[u8]) {
    for at in authorities() {
        let tenant = TenantFound {
            tenant_id: String::new(),
            issuer: String::new(),
            authorization_endpoint: at.clone(),
            token_endpoint: at.clone(),
            jwks_uri: at,
            cloud_instance: None,
            region_scope: None,
            region_sub_scope: None,
            graph_host: None,
        };
        let _ = exchange::read(400, body, &tenant);
        let Ok(granted) = exchange::read(200, body, &tenant) else { continue };
        if let Some(token) = granted.id_token {
            let _ = id_token::kid(secrecy::ExposeSecret::expose_secret(&token));
        }
    }
}

/// An error body of any endpoint, to the words that a person reads.
pub fn error_body(body: &[u8]) {
    if let Ok(body) = serde_json::from_slice::<ErrorBody>(body) {
        let refusal = Refusal::from(body);
        let _ = (refusal.to_string(), refusal.next());
    }
}

/// A tenant's OpenID metadata.
pub fn metadata(body: &[u8]) {
    for authority in authorities() {
        if let Ok(tenant) = discovery::read(body, &authority) {
            let _ = (tenant.national(), tenant.endpoint(&["v2.0", "adminconsent"]));
        }
    }
}

/// An answer of the device endpoint.
pub fn device_response(body: &[u8]) {
    for url in authorities() {
        for status in [200, 400] {
            let _ = device::read(status, body, &url);
        }
    }
}

/// The keys of a tenant, and the claims of an ID token whose signature was valid.
pub fn keys_and_claims(body: &[u8]) {
    if let Ok(keys) = serde_json::from_slice::<id_token::Keys>(body) {
        let _ = keys.find("k");
    }
    if let Ok(claims) = serde_json::from_slice::<id_token::Claims>(body) {
        let _ = (claims.account(), claims.guest_of(), claims.wids());
    }
}

/// What a vault holds in the place of an application's key.
pub fn app_key(bytes: &[u8]) {
    crate::app_key::read_any(&String::from_utf8_lossy(bytes));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [fn(&[u8]); 7] =
        [loopback_request, token_response, error_body, metadata, device_response, keys_and_claims, app_key];

    /// A value as an answer might hold in the place of another.
    fn value() -> impl Strategy<Value = serde_json::Value> {
        prop_oneof![
            Just(serde_json::Value::Null),
            any::<i64>().prop_map(serde_json::Value::from),
            any::<f64>().prop_map(serde_json::Value::from),
            ".{0,30}".prop_map(serde_json::Value::from),
            "(https?|file)://[a-z.@:/%0-9-]{0,40}".prop_map(serde_json::Value::from),
            "AADSTS[0-9]{0,12}: .{0,20}(Trace ID:|Correlation ID:)?.{0,9}".prop_map(serde_json::Value::from),
            prop::collection::vec(any::<u32>(), 0..3).prop_map(serde_json::Value::from),
        ]
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            for read in ALL {
                read(&bytes);
            }
        }

        #[test]
        fn nearly_right_answers_are_read_without_a_panic(
            fields in prop::collection::btree_map(
                prop::sample::select(&[
                    "issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "msgraph_host",
                    "cloud_instance_name", "error", "error_description", "error_codes", "claims", "suberror",
                    "correlation_id", "access_token", "id_token", "refresh_token", "token_type", "expires_in",
                    "scope", "device_code", "user_code", "verification_uri", "interval", "message", "keys",
                    "tid", "idp", "key", "certificate", "not_after", "wids", "oid", "exp",
                ][..]),
                value(),
                0..16,
            ),
        ) {
            let body = serde_json::to_vec(&fields).unwrap();
            for read in ALL {
                read(&body);
            }
        }
    }
}
