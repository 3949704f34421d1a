//! Certificates as credentials of an application.
//!
//! learn.microsoft.com, "keyCredential resource type".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::desk::time;
use crate::apps::{Certificate, Key};
use crate::graph::error::GraphError;

/// What an application's list of keys becomes: those that are known by their `keyId` stay, new ones come with a
/// certificate, what is not in the list goes.
pub(super) fn read(list: &Value, before: &[Key]) -> Result<Vec<Key>, GraphError> {
    let list = list.as_array().ok_or_else(|| invalid("keyCredentials is not a list"))?;
    list.iter().map(|given| key(given.as_object().ok_or_else(|| invalid("a key is not an object"))?, before)).collect()
}

fn key(given: &Map<String, Value>, before: &[Key]) -> Result<Key, GraphError> {
    let text = |name: &str| given.get(name).and_then(Value::as_str);
    let id = text("keyId").and_then(|id| Uuid::try_parse(id).ok());
    let kept = before.iter().find(|key| Some(key.id) == id);
    if let (Some(kept), None) = (kept, text("key")) {
        return Ok(kept.clone());
    }
    if text("type") != Some("AsymmetricX509Cert") || text("usage") != Some("Verify") {
        return Err(invalid("type and usage must be AsymmetricX509Cert and Verify"));
    }
    let der = text("key").and_then(|key| STANDARD.decode(key).ok()).ok_or_else(|| invalid("key is not base64"))?;
    let certificate = Certificate::parse(&der).ok_or_else(|| invalid("key is not a certificate with an RSA key"))?;
    let name = text("displayName").map_or_else(|| certificate.subject.clone(), str::to_owned);
    Ok(Key { id: id.unwrap_or_else(Uuid::new_v4), name: Some(name), certificate })
}

fn invalid(why: &str) -> GraphError {
    GraphError::bad_request(format!("Key credential is invalid: {why}."))
}

/// Without the certificate itself, which is only shown to those who select it.
pub(super) fn show(keys: &[Key]) -> Value {
    let rows = keys.iter().map(|key| {
        json!({
            "customKeyIdentifier": key.certificate.thumbprint(),
            "displayName": key.name,
            "endDateTime": time(key.certificate.not_after),
            "key": null,
            "keyId": key.id,
            "startDateTime": time(key.certificate.not_before),
            "type": "AsymmetricX509Cert",
            "usage": "Verify",
        })
    });
    rows.collect()
}
