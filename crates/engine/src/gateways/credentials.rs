//! The credentials of gateways: in the vault, one entry per client, and nowhere else (B7).

use gateway::Credentials;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use signin::{SignInError, VaultError};
use store::{ClientId, ClientRecord};

use crate::{Engine, EngineError};

/// As they rest in the vault. They count for the gateway that they were given for alone, so that nothing that ends
/// between the vault and the store shows them to another.
#[derive(Deserialize)]
struct Kept {
    user: String,
    password: String,
    gateway: String,
}

/// What the vault held under some keys, to be put back when what was to follow fails.
pub(crate) struct Former(Vec<(String, Option<SecretString>)>);

/// Names a client's gateway in the vault.
pub(crate) fn key(client: ClientId) -> String {
    format!("gateway/{client}")
}

impl Engine {
    /// What a client's gateway is opened with.
    pub(crate) async fn credentials(&self, record: &ClientRecord) -> Result<Option<Credentials>, EngineError> {
        let key = key(record.id);
        let Some(kept) = self.0.vault.get(&key).await.map_err(SignInError::from)? else { return Ok(None) };
        let damaged = |_| SignInError::from(VaultError::Damaged { key });
        let Kept { user, password, gateway } = serde_json::from_str(kept.expose_secret()).map_err(damaged)?;
        Ok((gateway == record.gateway).then(|| Credentials { user, password: password.into() }))
    }

    /// Keeps what a client's gateway is opened with in place of what was kept, `None`: nothing.
    pub(crate) async fn keep_credentials(
        &self,
        client: ClientId,
        gateway: &str,
        given: Option<&Credentials>,
    ) -> Result<(), EngineError> {
        let text = given.map(|given| {
            let password = given.password.expose_secret();
            let kept = serde_json::json!({ "user": given.user, "password": password, "gateway": gateway });
            SecretString::from(kept.to_string())
        });
        self.put(&key(client), text.as_ref()).await
    }

    /// What the vault holds under these keys.
    pub(crate) async fn former<const N: usize>(&self, keys: [String; N]) -> Result<Former, EngineError> {
        let mut former = Vec::with_capacity(N);
        for key in keys {
            let held = self.0.vault.get(&key).await.map_err(SignInError::from)?;
            former.push((key, held));
        }
        Ok(Former(former))
    }

    /// Puts back what the vault held, unless what followed was done.
    pub(crate) async fn or_put_back<T>(&self, former: Former, done: Result<T, EngineError>) -> Result<T, EngineError> {
        if done.is_err() {
            for (key, held) in former.0 {
                if let Err(error) = self.put(&key, held.as_ref()).await {
                    tracing::error!(%key, %error, "a secret could not be put back");
                }
            }
        }
        done
    }

    async fn put(&self, key: &str, secret: Option<&SecretString>) -> Result<(), EngineError> {
        let put = match secret {
            Some(secret) => self.0.vault.put(key, secret).await,
            None => self.0.vault.delete(key).await,
        };
        Ok(put.map_err(SignInError::from)?)
    }
}
