//! A sign-in that waits for the browser, and what it ends in.

use std::time::Duration;

use oauth2::{PkceCodeVerifier, RedirectUrl};
use secrecy::SecretString;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::discovery::TenantFound;
use crate::error::SignInError;
use crate::exchange::{Denied, Granted};
use crate::http::host;
use crate::id_token::{Claims, SKEW};
use crate::identity::Identity;
use crate::known::RefusalKind;
use crate::loopback::{Loopback, Page, Returned};
use crate::refusal::Refusal;
use crate::text::shown;

/// One sign-in under way. Dropping it closes the door the browser would return through.
pub struct Pending {
    pub(crate) identity: Identity,
    pub(crate) tenant: TenantFound,
    pub(crate) url: Url,
    pub(crate) redirect: RedirectUrl,
    pub(crate) verifier: PkceCodeVerifier,
    pub(crate) nonce: SecretString,
    pub(crate) resource: String,
    /// What the code is redeemed for.
    pub(crate) scope: String,
    pub(crate) limit: Duration,
    pub(crate) deadline: Instant,
    pub(crate) loopback: Loopback,
}

/// A finished sign-in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The tenant that the ID token names, in lower case; equal to the one that was asked for.
    pub tenant_id: String,
    /// The account's user name, to show.
    pub account: String,
    pub name: Option<String>,
    /// The account's immutable id in the tenant; of an account that the tenant holds no object of,
    /// as a partner's technician may be, its id within this app.
    pub object_id: String,
    /// The home of a guest's or partner's account: a tenant's GUID, or another identity provider's
    /// name. None for an account of the tenant itself.
    pub guest_of: Option<String>,
    /// Template ids of directory roles, where the token tells them; their absence proves nothing.
    pub wids: Vec<String>,
    /// The scopes of the token answer, and `offline_access` when a refresh token came with it.
    pub granted: Vec<String>,
    /// What `access` opens, e.g. `https://graph.microsoft.com`.
    pub resource: String,
    pub refresh_token: SecretString,
    pub access: AccessToken,
    /// Unix seconds.
    pub at: i64,
}

/// A token for one resource.
#[derive(Debug, Clone)]
pub struct AccessToken {
    pub secret: SecretString,
    /// Unix seconds.
    pub expires_at: i64,
}

impl std::fmt::Debug for Pending {
    /// The address holds state and nonce, so even its query stays out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending")
            .field("tenant", &self.tenant.tenant_id)
            .field("redirect", &self.redirect.as_str())
            .finish_non_exhaustive()
    }
}

impl Pending {
    /// For the browser only: it holds the state and must not be logged.
    pub fn authorize_url(&self) -> &Url {
        &self.url
    }

    /// How long the browser still has.
    pub fn expires_in(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Waits for the one callback, redeems its code once and proves who signed in.
    pub async fn wait(self, cancel: CancellationToken) -> Result<SignedIn, SignInError> {
        self.wait_as(cancel, Proved::signed_in).await
    }

    /// The same, with what is to become of the proof.
    pub(crate) async fn wait_as<T>(
        self,
        cancel: CancellationToken,
        of: fn(Proved) -> Result<T, SignInError>,
    ) -> Result<T, SignInError> {
        let callback = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(SignInError::Cancelled),
            callback = self.loopback.receive() => callback,
            () = tokio::time::sleep_until(self.deadline) => return Err(self.loopback.overdue(self.limit)),
        };
        let (door, rest) = self.split();
        drop(door);
        let outcome = match &callback.returned {
            Returned::Code(code) => tokio::select! {
                biased;
                () = cancel.cancelled() => Err(SignInError::Cancelled),
                outcome = rest.finish(code) => outcome.and_then(of),
            },
            Returned::Refused(refusal) => Err(at_the_browser(refusal.clone())),
            // The door hands approvals to those who wait for one.
            Returned::Approved => Err(SignInError::StateMismatch { refused: 1 }),
        };
        match &outcome {
            Ok(_) => callback.answer(Page::Done).await,
            Err(error) => callback.answer(Page::Failed(&error.to_string())).await,
        }
        outcome
    }

    fn split(self) -> (Loopback, Rest) {
        let rest = Rest {
            identity: self.identity,
            tenant: self.tenant,
            redirect: self.redirect,
            verifier: self.verifier,
            nonce: self.nonce,
            resource: self.resource,
            scope: self.scope,
        };
        (self.loopback, rest)
    }
}

/// What is needed once the browser is back.
struct Rest {
    identity: Identity,
    tenant: TenantFound,
    redirect: RedirectUrl,
    verifier: PkceCodeVerifier,
    nonce: SecretString,
    resource: String,
    scope: String,
}

impl Rest {
    async fn finish(self, code: &SecretString) -> Result<Proved, SignInError> {
        let granted = self
            .identity
            .redeem(&self.tenant, self.redirect, code, self.verifier, &self.scope)
            .await
            .map_err(at_the_code)?;
        prove(&self.identity, &self.tenant, granted, Some(&self.nonce), &self.resource).await
    }
}

/// What the token endpoint gave, once the ID token in it is known to be this tenant's.
pub(crate) struct Proved {
    pub tenant_id: String,
    pub claims: Claims,
    pub at: i64,
    /// Where it came from.
    pub host: String,
    resource: String,
    pub scopes: Vec<String>,
    refresh: Option<SecretString>,
    pub access: AccessToken,
}

/// From what the token endpoint gave to somebody who is known to be of this tenant.
pub(crate) async fn prove(
    identity: &Identity,
    tenant: &TenantFound,
    granted: Granted,
    nonce: Option<&SecretString>,
    resource: &str,
) -> Result<Proved, SignInError> {
    let host = host(&tenant.token_endpoint);
    let id_token = granted.id_token.as_ref().ok_or_else(|| missing(&host, "an ID token"))?;
    let now = identity.now();
    let access = AccessToken { secret: granted.access, expires_at: now.saturating_add(granted.expires_in) };
    let claims = match identity.prove(tenant, id_token, nonce, now).await {
        Err(SignInError::WrongTenant { expected, got, account, .. }) => {
            return Err(SignInError::WrongTenant { expected, got, account, access: Some(Box::new(access)) });
        }
        // Microsoft's own clock says whether it is ours that is wrong.
        Err(SignInError::IdTokenExpired { seconds }) => {
            let ahead = granted.date.map_or(0, |date| now.saturating_sub(date));
            return Err(match ahead.saturating_abs() {
                0..=SKEW => SignInError::IdTokenExpired { seconds },
                _ => SignInError::ClockSkew { host, seconds: ahead },
            });
        }
        proved => proved?,
    };
    Ok(Proved {
        tenant_id: tenant.tenant_id.clone(),
        claims,
        at: now,
        host,
        resource: resource.trim_end_matches("/.default").to_owned(),
        scopes: granted.scopes,
        refresh: granted.refresh,
        access,
    })
}

fn missing(host: &str, what: &str) -> SignInError {
    SignInError::UnexpectedAnswer { host: host.to_owned(), reason: format!("it came without {what}") }
}

impl Proved {
    /// The account's immutable id in the tenant, else within this app.
    pub(crate) fn object_id(&self) -> Result<String, SignInError> {
        let id = self.claims.oid.as_deref().or(self.claims.sub.as_deref());
        Ok(shown(id.ok_or_else(|| missing(&self.host, "the account's id"))?))
    }

    pub(crate) fn signed_in(self) -> Result<SignedIn, SignInError> {
        let object_id = self.object_id()?;
        let mut granted = self.scopes;
        // Microsoft does not repeat this one in the answer: the refresh token itself is the proof.
        if !granted.iter().any(|s| s.eq_ignore_ascii_case("offline_access")) {
            granted.push("offline_access".to_owned());
        }
        Ok(SignedIn {
            account: self.claims.account(),
            name: self.claims.name.as_deref().map(shown),
            object_id,
            guest_of: self.claims.guest_of(),
            wids: self.claims.wids(),
            granted,
            refresh_token: self.refresh.ok_or_else(|| missing(&self.host, "a refresh token"))?,
            tenant_id: self.tenant_id,
            resource: self.resource,
            access: self.access,
            at: self.at,
        })
    }
}

pub(crate) fn at_the_browser(refusal: Box<Refusal>) -> SignInError {
    match refusal.kind {
        RefusalKind::ConsentDeclined => SignInError::ConsentRefused(refusal),
        _ => SignInError::Microsoft(refusal),
    }
}

pub(crate) fn at_the_code(denied: Denied) -> SignInError {
    match denied {
        Denied::Failed(error) => error,
        Denied::Refused(refusal) => match refusal.kind {
            RefusalKind::TokenExpired | RefusalKind::Revoked => SignInError::CodeExpired(refusal),
            RefusalKind::ConsentDeclined => SignInError::ConsentRefused(refusal),
            _ => SignInError::Microsoft(refusal),
        },
    }
}
