//! The approval of the app for a whole tenant, at the admin consent endpoint.

use std::time::Duration;

use secrecy::SecretString;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::discovery::TenantFound;
use crate::error::SignInError;
use crate::http;
use crate::identity::{ALWAYS, Identity};
use crate::loopback::{Loopback, Page, Purpose, Returned};
use crate::pending::at_the_browser;

/// What an administrator is asked to approve.
#[derive(Debug, Clone)]
pub struct ApprovalRequest {
    /// In full form, of several resources at will; `openid profile offline_access` are added.
    pub scopes: Vec<String>,
    /// How long the browser may take.
    pub limit: Duration,
    /// Normally none: a free port is chosen.
    pub port: Option<u16>,
}

impl ApprovalRequest {
    /// Five minutes, any free port.
    pub fn new(scopes: Vec<String>) -> Self {
        Self { scopes, limit: Duration::from_secs(300), port: None }
    }
}

/// One approval under way. Dropping it closes the door the browser would return through.
pub struct PendingApproval {
    url: Url,
    limit: Duration,
    deadline: Instant,
    loopback: Loopback,
}

impl std::fmt::Debug for PendingApproval {
    /// The address holds the state.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PendingApproval").field("redirect", &self.loopback.redirect()).finish_non_exhaustive()
    }
}

impl Identity {
    /// Builds the address at which an administrator approves the app for the whole tenant
    /// ("Admin consent on the Microsoft identity platform", learn.microsoft.com), and opens a
    /// loopback of its own for the return. Nothing is opened in the browser here.
    ///
    /// # Errors
    /// [`SignInError::PortOccupied`], [`SignInError::NoLoopback`], [`SignInError::InsecureAuthority`].
    pub async fn begin_approval(
        &self,
        tenant: &TenantFound,
        request: ApprovalRequest,
    ) -> Result<PendingApproval, SignInError> {
        let mut url = tenant.endpoint(&["v2.0", "adminconsent"])?;
        http::secure(&url)?;
        let state = oauth2::CsrfToken::new_random_len(32);
        let secret = SecretString::from(state.secret().clone());
        let loopback = Loopback::bind(request.port, secret, Purpose::Approval).await?;
        let scope = format!("{} {ALWAYS}", request.scopes.join(" "));
        url.query_pairs_mut()
            .append_pair("client_id", self.client_id())
            .append_pair("scope", scope.trim_start())
            .append_pair("redirect_uri", &loopback.redirect())
            .append_pair("state", state.secret());
        let deadline = Instant::now() + request.limit;
        Ok(PendingApproval { url, limit: request.limit, deadline, loopback })
    }
}

impl PendingApproval {
    /// For the browser only: it holds the state and must not be logged.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// How long the browser still has.
    pub fn expires_in(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Waits for the one callback. `Ok` says that somebody was told of success, and no more: who
    /// approved, and in which tenant, only a sign-in afterwards proves.
    pub async fn wait(self, cancel: CancellationToken) -> Result<(), SignInError> {
        let callback = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(SignInError::Cancelled),
            callback = self.loopback.receive() => callback,
            () = tokio::time::sleep_until(self.deadline) => return Err(self.loopback.overdue(self.limit)),
        };
        drop(self.loopback);
        match &callback.returned {
            Returned::Approved => {
                callback.answer(Page::Approved).await;
                Ok(())
            }
            Returned::Refused(refusal) => {
                let error = match at_the_browser(refusal.clone()) {
                    SignInError::ConsentRefused(refusal) => SignInError::ApprovalRefused(refusal),
                    other => other,
                };
                callback.answer(Page::NotApproved(&error.to_string())).await;
                Err(error)
            }
            // The door hands codes to sign-ins only.
            Returned::Code(_) => Err(SignInError::StateMismatch { refused: 1 }),
        }
    }
}
