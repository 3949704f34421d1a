//! M8: access tokens in an application's own name, which nobody signs in for.

use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use crate::app_key;
use crate::assertion::assertion;
use crate::discovery::TenantFound;
use crate::error::SignInError;
use crate::exchange::{Denied, read};
use crate::http::post;
use crate::identity::Identity;
use crate::known::RefusalKind;
use crate::pending::AccessToken;
use crate::tokens::Held;
use crate::vault::Vault;

/// RFC 7523, section 2.2.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// A certificate that was registered a moment ago is not known everywhere: so often is it tried again, after so long.
const TRIES: u32 = 3;
const WAIT: Duration = Duration::from_secs(10);

/// The tokens of one application in one tenant, in memory only. Its key stays in the vault.
#[derive(Clone)]
pub struct AppTokens(Arc<Inner>);

struct Inner {
    identity: Arc<Identity>,
    tenant: TenantFound,
    vault: Arc<Vault>,
    key: String,
    app_id: String,
    wait: Duration,
    /// Held while a token is asked for: whoever comes meanwhile finds it.
    held: Mutex<Held>,
}

impl std::fmt::Debug for AppTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Inner { tenant, key, app_id, .. } = &*self.0;
        let mut shown = f.debug_struct("AppTokens");
        shown.field("tenant", &tenant.tenant_id).field("key", key).field("app_id", app_id).finish_non_exhaustive()
    }
}

impl AppTokens {
    /// `key` names the key in the vault that [`crate::AppKey::make`] made, `app_id` is the application's client id.
    pub fn new(identity: Arc<Identity>, tenant: TenantFound, vault: Arc<Vault>, key: String, app_id: String) -> Self {
        Self(Arc::new(Inner { identity, tenant, vault, key, app_id, wait: WAIT, held: Mutex::default() }))
    }

    /// The same with another wait before a certificate that is not known yet is tried again; three times it is.
    #[must_use]
    pub fn with_wait(self, wait: Duration) -> Self {
        let Inner { identity, tenant, vault, key, app_id, .. } = &*self.0;
        let (identity, vault) = (Arc::clone(identity), Arc::clone(vault));
        let (tenant, key, app_id) = (tenant.clone(), key.clone(), app_id.clone());
        Self(Arc::new(Inner { identity, tenant, vault, key, app_id, wait, held: Mutex::default() }))
    }

    /// An access token to `resource`, e.g. `https://graph.microsoft.com`, good for two minutes or more, with every
    /// application permission that was granted when it was issued. `refuse` is one that was answered 401, or whose
    /// permissions are too old: another one is given.
    ///
    /// # Errors
    /// [`SignInError::NoAppKey`], [`SignInError::AppKey`], and those of the token endpoint.
    pub async fn token(&self, resource: &str, refuse: Option<&AccessToken>) -> Result<AccessToken, SignInError> {
        let inner = &*self.0;
        let resource = resource.trim_end_matches('/');
        let mut held = inner.held.lock().await;
        let now = inner.identity.now();
        if let Some(token) = held.fresh(resource, refuse, now) {
            return Ok(token);
        }
        if let Some(error) = held.forbids(now) {
            return Err(error);
        }
        let asked = inner.ask_patiently(resource).await;
        held.settle(resource, asked, now)
    }
}

impl Inner {
    async fn ask_patiently(&self, resource: &str) -> Result<AccessToken, SignInError> {
        let mut tries = TRIES;
        loop {
            match self.ask(resource).await {
                Err(SignInError::Microsoft(refusal))
                    if tries > 0 && refusal.kind == RefusalKind::CertificateNotReady =>
                {
                    tokio::time::sleep(self.wait).await;
                    tries -= 1;
                }
                settled => return settled,
            }
        }
    }

    /// One request (Microsoft Learn: "OAuth 2.0 client credentials flow on the Microsoft identity platform").
    async fn ask(&self, resource: &str) -> Result<AccessToken, SignInError> {
        let (key, certificate) = app_key::open(&self.vault, &self.key).await?.ok_or(SignInError::NoAppKey)?;
        let (endpoint, now) = (&self.tenant.token_endpoint, self.identity.now());
        let proof = assertion(&key, &certificate.der, &self.app_id, endpoint.as_str(), now)?;
        let scope = format!("{resource}/.default");
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.app_id),
            ("scope", &scope),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", proof.expose_secret()),
        ];
        let answer = post(self.identity.http(), endpoint, &form).await?;
        match read(answer.status, &answer.body, &self.tenant) {
            Ok(granted) => {
                Ok(AccessToken { secret: granted.access, expires_at: now.saturating_add(granted.expires_in) })
            }
            Err(Denied::Refused(refusal)) => Err(SignInError::Microsoft(refusal)),
            Err(Denied::Failed(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests;
