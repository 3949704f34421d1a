//! The signing key: made once per process, published as JWKS, used for ID tokens.

use std::sync::OnceLock;

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::Arc;

use super::segment::resolve;
use crate::world::World;

static KEY: OnceLock<KeyPair> = OnceLock::new();

/// Starts making the key, so that it is there when the first token is due.
pub(crate) fn prepare() {
    if KEY.get().is_none() {
        tokio::task::spawn_blocking(key);
    }
}

fn key() -> &'static KeyPair {
    KEY.get_or_init(|| match KeyPair::generate(KeySize::Rsa2048) {
        Ok(pair) => pair,
        // Only an exhausted system fails here, and without a key nobody can sign in.
        Err(_) => std::process::abort(),
    })
}

fn modulus(key: &KeyPair) -> String {
    URL_SAFE_NO_PAD.encode(key.public_key().modulus().big_endian_without_leading_zero())
}

fn key_id(key: &KeyPair) -> String {
    let hash = digest::digest(&digest::SHA256, modulus(key).as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..20])
}

pub(super) async fn show(State(world): State<Arc<World>>, Path(segment): Path<String>) -> Response {
    if let Err(error) = resolve(&world, &segment) {
        return error.into_response();
    }
    let Ok(key) = tokio::task::spawn_blocking(key).await else {
        return axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let exponent = key.public_key().exponent().big_endian_without_leading_zero().to_vec();
    Json(json!({"keys": [{
        "kty": "RSA",
        "use": "sig",
        "kid": key_id(key),
        "x5t": key_id(key),
        "n": modulus(key),
        "e": URL_SAFE_NO_PAD.encode(exponent),
        "issuer": format!("{}/{{tenantid}}/v2.0", world.base),
    }]}))
    .into_response()
}

/// A JSON Web Token signed with RS256 (RFC 7515, RFC 7518 §3.3). With `spoil` the signature does
/// not belong to the content.
pub(super) fn sign(claims: &Value, spoil: bool) -> String {
    let key = key();
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": key_id(key)});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&header), part(claims));
    let mut signature = vec![0; key.public_modulus_len()];
    let random = SystemRandom::new();
    if key.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).is_err() {
        // Cannot happen with a whole key; an empty signature is refused by every client.
        signature.clear();
    }
    if spoil {
        signature.reverse();
    }
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}
