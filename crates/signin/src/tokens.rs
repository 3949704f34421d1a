//! M4: a fresh access token for one client, whenever it is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::discovery::TenantFound;
use crate::error::{SignInError, check_tenant};
use crate::exchange::Denied;
use crate::identity::Identity;
use crate::known::RefusalKind;
use crate::pending::{AccessToken, SignedIn};
use crate::refusal::Refusal;
use crate::text::{expose, hide};
use crate::vault::{Vault, VaultError};

/// An access token is replaced this many seconds before it expires.
const EARLY: i64 = 120;
/// A refresh token dies after this many days without use ("Refresh tokens in the Microsoft
/// identity platform", learn.microsoft.com).
const IDLE_DAYS: i64 = 90;
const DAY: i64 = 86_400;
/// After Microsoft saw a loop (50196) it is not asked for so many seconds.
const QUIET: i64 = 300;

/// The tokens of one client: the refresh token in the vault, access tokens in memory only.
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

struct Inner {
    identity: Arc<Identity>,
    tenant: TenantFound,
    vault: Arc<Vault>,
    key: String,
    /// Held across a refresh: whoever comes meanwhile waits and finds its result. One lock for
    /// all resources, since every refresh replaces the one refresh token.
    held: Mutex<Held>,
}

/// Tokens in memory, and what stands against asking for others.
#[derive(Default)]
pub(crate) struct Held {
    /// By resource.
    access: BTreeMap<String, AccessToken>,
    /// Why the refresh token is dead: asking again with it would only annoy Microsoft (50196).
    dead: Option<Box<Refusal>>,
    /// Since when, and why, nothing is asked for a while.
    quiet: Option<(i64, Box<Refusal>)>,
}

impl Held {
    /// The token to `resource` that may still be used; `refuse` may not.
    pub(crate) fn fresh(&self, resource: &str, refuse: Option<&AccessToken>, now: i64) -> Option<AccessToken> {
        let token = self.access.get(resource)?;
        let refused = refuse.is_some_and(|r| r.secret.expose_secret() == token.secret.expose_secret());
        (!refused && token.expires_at - now > EARLY).then(|| token.clone())
    }

    /// Keeps what came of asking for a token.
    pub(crate) fn settle(
        &mut self,
        resource: &str,
        asked: Result<AccessToken, SignInError>,
        now: i64,
    ) -> Result<AccessToken, SignInError> {
        match &asked {
            Ok(token) => {
                self.access.insert(resource.to_owned(), token.clone());
            }
            Err(error) => {
                self.access.remove(resource);
                self.note(error, now);
            }
        }
        asked
    }

    /// What stands against asking Microsoft now.
    pub(crate) fn forbids(&self, now: i64) -> Option<SignInError> {
        if let Some(refusal) = &self.dead {
            return Some(SignInError::Revoked { refusal: refusal.clone() });
        }
        let (since, refusal) = self.quiet.as_ref()?;
        // A clock that was set back must not make the pause longer.
        let over = now.saturating_sub(*since) >= QUIET || now < *since;
        (!over).then(|| SignInError::Microsoft(refusal.clone()))
    }

    /// Remembers why asking again would only do harm.
    fn note(&mut self, error: &SignInError, now: i64) {
        match error {
            SignInError::Revoked { refusal } => {
                self.access.clear();
                self.dead = Some(refusal.clone());
            }
            SignInError::Microsoft(refusal) if refusal.kind == RefusalKind::TooManyRequests => {
                self.quiet = Some((now, refusal.clone()));
            }
            _ => {}
        }
    }
}

/// What the vault keeps of a sign-in.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(serialize_with = "expose", deserialize_with = "hide")]
    refresh_token: SecretString,
    /// Unix seconds of the last issue.
    issued_at: i64,
    /// Scopes by the resource whose token answer named them.
    granted: BTreeMap<String, Vec<String>>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("tenant", &self.0.tenant.tenant_id)
            .field("key", &self.0.key)
            .finish_non_exhaustive()
    }
}

impl Tokens {
    /// `key` names this client in the vault.
    pub fn new(identity: Arc<Identity>, tenant: TenantFound, vault: Arc<Vault>, key: String) -> Self {
        Self(Arc::new(Inner { identity, tenant, vault, key, held: Mutex::default() }))
    }

    /// Takes over a finished sign-in: the refresh token goes to the vault, then the access token
    /// may be used. R11: refuses a sign-in to another tenant.
    pub async fn adopt(&self, signed_in: &SignedIn) -> Result<(), SignInError> {
        let inner = &self.0;
        check_tenant(&inner.tenant.tenant_id, &signed_in.tenant_id, &signed_in.account)?;
        let mut held = inner.held.lock().await;
        let kept = Kept {
            refresh_token: signed_in.refresh_token.clone(),
            issued_at: signed_in.at,
            granted: BTreeMap::from([(signed_in.resource.clone(), signed_in.granted.clone())]),
        };
        inner.keep(&kept).await?;
        *held = Held::default();
        held.access.insert(signed_in.resource.clone(), signed_in.access.clone());
        Ok(())
    }

    /// An access token to `resource`, e.g. `https://graph.microsoft.com`, good for two minutes or
    /// more. `refuse` is one that was answered 401: another one is given.
    pub async fn access(&self, resource: &str, refuse: Option<&AccessToken>) -> Result<AccessToken, SignInError> {
        let inner = Arc::clone(&self.0);
        let resource = resource.trim_end_matches('/').to_owned();
        let refuse = refuse.cloned();
        // On a task of its own: a caller who gives up half-way must not lose a refresh token that
        // was received and not yet stored.
        tokio::spawn(async move { inner.access(resource, refuse).await })
            .await
            .map_err(|_| SignInError::Vault(VaultError::Interrupted))?
    }

    /// Every scope that a token answer of this sign-in named, sorted.
    pub async fn granted(&self) -> Result<Vec<String>, SignInError> {
        let _held = self.0.held.lock().await;
        let kept = self.0.kept().await?;
        let mut all: Vec<String> = kept.granted.into_values().flatten().collect();
        all.sort();
        all.dedup();
        Ok(all)
    }

    /// Days until the refresh token dies of idleness; none when not signed in, 0 when it has.
    pub async fn days_left(&self, now: i64) -> Result<Option<i64>, SignInError> {
        let _held = self.0.held.lock().await;
        match self.0.kept().await {
            Ok(kept) => {
                let idle = now.saturating_sub(kept.issued_at).max(0) / DAY;
                Ok(Some((IDLE_DAYS - idle).max(0)))
            }
            Err(SignInError::NotSignedIn) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Signs out: nothing of this sign-in stays on this computer. The consent in the tenant stays.
    pub async fn forget(&self) -> Result<(), SignInError> {
        let mut held = self.0.held.lock().await;
        *held = Held::default();
        Ok(self.0.vault.delete(&self.0.key).await?)
    }
}

impl Inner {
    async fn access(&self, resource: String, refuse: Option<AccessToken>) -> Result<AccessToken, SignInError> {
        let mut held = self.held.lock().await;
        let now = self.identity.now();
        if let Some(token) = held.fresh(&resource, refuse.as_ref(), now) {
            return Ok(token);
        }
        if let Some(error) = held.forbids(now) {
            return Err(error);
        }
        let kept = self.kept().await?;
        let refreshed = self.refresh(kept, &resource, now).await;
        held.settle(&resource, refreshed, now)
    }

    /// The new refresh token is in the vault before the new access token is given to anyone.
    async fn refresh(&self, mut kept: Kept, resource: &str, now: i64) -> Result<AccessToken, SignInError> {
        let granted = match self.identity.refresh(&self.tenant, &kept.refresh_token, resource).await {
            Ok(granted) => granted,
            Err(Denied::Failed(error)) => return Err(error),
            Err(Denied::Refused(refusal)) => {
                // Consent was taken back: what is shown as granted must not outlive it.
                if refusal.kind == RefusalKind::ConsentMissing && kept.granted.remove(resource).is_some() {
                    self.keep(&kept).await?;
                }
                return Err(at_the_refresh(refusal));
            }
        };
        if let Some(rotated) = granted.refresh {
            kept.refresh_token = rotated;
        }
        kept.issued_at = now;
        let mut scopes = granted.scopes;
        scopes.push("offline_access".to_owned());
        kept.granted.insert(resource.to_owned(), scopes);
        self.keep(&kept).await?;
        Ok(AccessToken { secret: granted.access, expires_at: now.saturating_add(granted.expires_in) })
    }

    async fn keep(&self, kept: &Kept) -> Result<(), SignInError> {
        let text = serde_json::to_string(kept).map_err(|_| VaultError::Interrupted)?;
        Ok(self.vault.put(&self.key, &SecretString::from(text)).await?)
    }

    async fn kept(&self) -> Result<Kept, SignInError> {
        let text = self.vault.get(&self.key).await?;
        let text = text.ok_or(SignInError::NotSignedIn)?;
        serde_json::from_str(text.expose_secret())
            .map_err(|_| SignInError::Vault(VaultError::Damaged { key: self.key.clone() }))
    }
}

/// `invalid_grant` without a better known reason means that the refresh token is not taken any
/// more (RFC 6749 §5.2); a policy, a challenge or a missing consent leaves it alive.
fn at_the_refresh(refusal: Box<Refusal>) -> SignInError {
    let unknown = refusal.kind == RefusalKind::Other && refusal.error == "invalid_grant";
    if unknown || refusal.kind.ends_the_sign_in() {
        SignInError::Revoked { refusal }
    } else {
        SignInError::Microsoft(refusal)
    }
}
