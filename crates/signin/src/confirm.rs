//! A second person says who they are, and leaves nothing behind (B3): no scope but their identity, no token kept.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::discovery::TenantFound;
use crate::error::SignInError;
use crate::identity::{Identity, SignInRequest};
use crate::pending::{Pending, Proved};
use crate::text::shown;

/// An ID token with a name: no permission, and no refresh token.
const WHO: &str = "openid profile";

/// Somebody who proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The account's user name, to show.
    pub account: String,
    pub name: Option<String>,
    /// The account's immutable id in the tenant, or within this app where the tenant holds no object of it.
    pub object_id: String,
    /// See [`crate::SignedIn::guest_of`].
    pub guest_of: Option<String>,
    /// Unix seconds.
    pub at: i64,
}

/// One confirmation under way. Dropping it closes the door the browser would return through.
#[derive(Debug)]
pub struct PendingConfirmation(Pending);

impl Identity {
    /// Has the browser ask somebody of this tenant who they are. Whoever is signed in there already has to say it
    /// again (`prompt=login`: "OpenID Connect on the Microsoft identity platform", learn.microsoft.com), so that
    /// nobody is a second person by a session that another left open.
    ///
    /// # Errors
    /// [`SignInError::PortOccupied`], [`SignInError::NoLoopback`], [`SignInError::InsecureAuthority`].
    pub async fn begin_confirmation(&self, tenant: &TenantFound) -> Result<PendingConfirmation, SignInError> {
        let request = SignInRequest::new(Vec::new(), "");
        Ok(PendingConfirmation(self.begin_as(tenant, request, WHO, "login").await?))
    }
}

impl PendingConfirmation {
    /// For the browser only: it holds the state and must not be logged.
    pub fn authorize_url(&self) -> &Url {
        self.0.authorize_url()
    }

    /// How long the browser still has.
    pub fn expires_in(&self) -> Duration {
        self.0.expires_in()
    }

    /// Waits for the one callback and proves who came. The tokens of the answer are dropped here.
    ///
    /// # Errors
    /// Those of [`Pending::wait`], but for a missing refresh token.
    pub async fn wait(self, cancel: CancellationToken) -> Result<Confirmed, SignInError> {
        self.0.wait_as(cancel, confirmed).await
    }
}

fn confirmed(proved: Proved) -> Result<Confirmed, SignInError> {
    let object_id = proved.object_id()?;
    let Proved { claims, at, .. } = proved;
    let name = claims.name.as_deref().map(shown);
    Ok(Confirmed { account: claims.account(), name, object_id, guest_of: claims.guest_of(), at })
}
