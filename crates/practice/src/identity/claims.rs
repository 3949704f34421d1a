//! Claims challenges: what a resource demands of a token, and whether a sign-in was asked for it.
//!
//! Source: learn.microsoft.com, "Claims challenges, claims requests, and client capabilities".

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::catalogue::{For, error};
use super::error::AadError;

/// Whether the `claims` of a request answer the challenge. They are a JSON object or refused.
pub(super) fn answer_challenge(parameters: &BTreeMap<String, String>) -> Result<bool, AadError> {
    let Some(text) = parameters.get("claims") else {
        return Ok(false);
    };
    let claims: Map<String, Value> = serde_json::from_str(text).map_err(|_| {
        let text = "The request is not properly formatted. The parameter 'claims' is not a JSON object.";
        AadError::new("invalid_request", 9_000_411, text)
    })?;
    Ok(claims.get("access_token").is_some_and(|demand| demand["acrs"]["value"] == "c1"))
}

/// A refresh token cannot answer a challenge; only a person can.
pub(super) fn interaction_required(claims: &str) -> AadError {
    error(50076, For::Body).with_error("interaction_required").with_claims(claims)
}
