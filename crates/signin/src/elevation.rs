//! A sign-in for one step that takes more than reading (M8): registering an application, or removing it.
//!
//! The permissions are asked for when the step is taken, and not before ("Incremental and dynamic consent",
//! learn.microsoft.com). No refresh token is asked for and nothing is kept here: the access token ends within hours. In the
//! tenant the consent stays, and the later tokens of whoever gave it carry it, for `.default` brings all that was ever
//! consented to; [`crate::registration::consent`] takes it out.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::discovery::TenantFound;
use crate::error::SignInError;
use crate::identity::{Identity, SignInRequest};
use crate::pending::{AccessToken, Pending, Proved};
use crate::permission::{Permission, Resource};

/// An ID token with a name, and no refresh token.
const WHO: &str = "openid profile";

const fn writes(scope: &'static str, key: &'static str, id: &'static str) -> Permission {
    Permission { scope, resource: Resource::Graph, key, writes: true, id }
}

/// What is asked for ("Microsoft Graph permissions reference", learn.microsoft.com).
pub const ELEVATION: &[Permission] = &[
    writes("Application.ReadWrite.All", "permission-applications", "bdfbf15f-ee85-4955-8675-146e8e5296b5"),
    writes("AppRoleAssignment.ReadWrite.All", "permission-app-roles", "84bccea3-f856-4a8a-967b-dbe0a3d53a64"),
];

/// Somebody who signed in for the step.
#[derive(Debug, Clone)]
pub struct Elevated {
    /// The account's user name, to show.
    pub account: String,
    /// See [`crate::SignedIn::object_id`].
    pub object_id: String,
    /// The scopes of the token answer.
    pub granted: Vec<String>,
    /// To Microsoft Graph.
    pub access: AccessToken,
    /// Unix seconds.
    pub at: i64,
}

/// One such sign-in under way. Dropping it closes the door the browser would return through.
#[derive(Debug)]
pub struct PendingElevation(Pending);

impl Identity {
    /// Has the browser ask an administrator of this tenant for [`ELEVATION`]. `graph` is such as
    /// `https://graph.microsoft.com`, `login_hint` the account that is offered first.
    ///
    /// # Errors
    /// [`SignInError::PortOccupied`], [`SignInError::NoLoopback`], [`SignInError::InsecureAuthority`].
    pub async fn begin_elevation(
        &self,
        tenant: &TenantFound,
        graph: &str,
        login_hint: Option<String>,
    ) -> Result<PendingElevation, SignInError> {
        let graph = graph.trim_end_matches('/');
        let scopes: Vec<String> = ELEVATION.iter().map(|permission| format!("{graph}/{}", permission.scope)).collect();
        // `.default` would bring what was granted before, and not what is asked for now.
        let resource = scopes.join(" ");
        let request = SignInRequest { login_hint, ..SignInRequest::new(scopes, resource) };
        Ok(PendingElevation(self.begin_as(tenant, request, WHO, "select_account").await?))
    }
}

impl PendingElevation {
    /// For the browser only: it holds the state and must not be logged.
    pub fn authorize_url(&self) -> &Url {
        self.0.authorize_url()
    }

    /// How long the browser still has.
    pub fn expires_in(&self) -> Duration {
        self.0.expires_in()
    }

    /// Waits for the one callback and proves who came, and that they are of this tenant (R11).
    ///
    /// # Errors
    /// Those of [`Pending::wait`], but for a missing refresh token.
    pub async fn wait(self, cancel: CancellationToken) -> Result<Elevated, SignInError> {
        self.0.wait_as(cancel, elevated).await
    }
}

fn elevated(proved: Proved) -> Result<Elevated, SignInError> {
    let object_id = proved.object_id()?;
    let Proved { claims, at, scopes, access, .. } = proved;
    Ok(Elevated { account: claims.account(), object_id, granted: scopes, access, at })
}
