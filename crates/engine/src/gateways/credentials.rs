//! The credentials of gateways: in the vault, one entry per client, and nowhere else (B7).

use gateway::Credentials;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use signin::{SignInError, VaultError};
use store::ClientId;

use crate::{Engine, EngineError};

/// As they rest in the vault.
#[derive(Deserialize)]
struct Kept {
    user: String,
    password: String,
}

fn key(client: ClientId) -> String {
    format!("gateway/{client}")
}

impl Engine {
    /// What a client's gateway is opened with.
    pub(crate) async fn credentials(&self, client: ClientId) -> Result<Option<Credentials>, EngineError> {
        let Some(kept) = self.0.vault.get(&key(client)).await.map_err(SignInError::from)? else { return Ok(None) };
        let damaged = || SignInError::from(VaultError::Damaged { key: key(client) });
        let Kept { user, password } = serde_json::from_str(kept.expose_secret()).map_err(|_| damaged())?;
        Ok(Some(Credentials { user, password: password.into() }))
    }

    /// Keeps them in place of earlier ones.
    pub(crate) async fn keep_credentials(&self, client: ClientId, given: &Credentials) -> Result<(), EngineError> {
        let text = serde_json::json!({ "user": given.user, "password": given.password.expose_secret() }).to_string();
        Ok(self.0.vault.put(&key(client), &SecretString::from(text)).await.map_err(SignInError::from)?)
    }

    /// Forgets them.
    pub(crate) async fn forget_credentials(&self, client: ClientId) -> Result<(), EngineError> {
        Ok(self.0.vault.delete(&key(client)).await.map_err(SignInError::from)?)
    }
}
