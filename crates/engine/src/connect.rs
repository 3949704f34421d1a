//! M1 to M4, R11: finding a tenant, signing in to it, and refusing any other one before a thing is stored.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use model::TenantId;
use signin::{Pending, SignInError, SignInRequest, TenantFound};
use store::ClientId;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::accept::Attempt;
use crate::{Cloud, Engine, EngineError, Fault, Receipt, Topic};

/// A tenant that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// GUID.
    pub tenant: TenantId,
    /// Name of the cloud that knows it.
    pub cloud: String,
    /// It is another one than the client was set to.
    pub other_cloud: bool,
    /// Another client that already has this tenant (R11).
    pub taken_by: Option<String>,
}

/// How a sign-in stands.
#[derive(Debug, Clone)]
pub enum SignInState {
    /// None is under way.
    Idle,
    /// The browser is open; the answer is awaited.
    Waiting {
        /// To open again or copy.
        address: BrowserAddress,
        /// When it began.
        since: Timestamp,
        /// When it ends by itself.
        until: Timestamp,
    },
    /// The page on which an administrator approves the application for the whole tenant is open.
    Approving {
        /// To open again or copy.
        address: BrowserAddress,
        /// When it began.
        since: Timestamp,
        /// When it ends by itself.
        until: Timestamp,
    },
    /// The administrator approved; the next is a sign-in.
    Approved,
    /// A code is to be typed in a browser on any computer.
    Device {
        /// What is typed.
        user_code: String,
        /// Where it is typed.
        verification_uri: String,
        /// When it began.
        since: Timestamp,
        /// When the code ends.
        until: Timestamp,
    },
    /// The answer came; tenant and permissions are checked.
    Checking,
    /// Signed in.
    Done(Box<Receipt>),
    /// It ended without a sign-in.
    Failed(Arc<EngineError>),
}

impl SignInState {
    /// Why it failed, in words.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        if let Self::Failed(error) = self { Some(error.fault()) } else { None }
    }
}

/// The address that the browser opens. It binds this sign-in to its answer, so `Debug` leaves it out.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserAddress(String);

impl BrowserAddress {
    /// For the browser and nobody else: never logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for BrowserAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BrowserAddress([redacted])")
    }
}

/// The sign-ins under way or just ended, by client.
#[derive(Debug, Default)]
pub(crate) struct SignIns(Mutex<BTreeMap<ClientId, SignIn>>);

#[derive(Debug)]
struct SignIn {
    state: watch::Sender<SignInState>,
    cancel: CancellationToken,
}

impl SignIns {
    fn begin(&self, client: ClientId, state: SignInState) -> (watch::Sender<SignInState>, CancellationToken) {
        let cancel = CancellationToken::new();
        let state = watch::Sender::new(state);
        let sign_in = SignIn { state: state.clone(), cancel: cancel.clone() };
        // A new sign-in takes the place of an earlier one.
        if let Some(earlier) = self.lock().insert(client, sign_in) {
            earlier.cancel.cancel();
        }
        (state, cancel)
    }

    fn state(&self, client: ClientId) -> Option<watch::Receiver<SignInState>> {
        self.lock().get(&client).map(|sign_in| sign_in.state.subscribe())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<ClientId, SignIn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// The tenant of a domain or GUID in the client's cloud (M1).
    ///
    /// # Errors
    /// [`EngineError::SignIn`] in the sign-in's own words.
    pub async fn discover(&self, client: ClientId, query: &str) -> Result<Discovered, EngineError> {
        let record = self.record(client).await?;
        let cloud = self.live_cloud(&record).await?;
        let mut found = self.discover_in(&cloud, query).await?;
        found.taken_by = found.taken_by.filter(|by| *by != record.name);
        Ok(found)
    }

    pub(crate) async fn discover_in(&self, cloud: &Cloud, query: &str) -> Result<Discovered, EngineError> {
        let found = self.identity(cloud, String::new()).discover(query).await?;
        let tenant = tenant_id(&found)?;
        let taken = self.stored(move |store| store.client_of_tenant(tenant)).await?;
        Ok(Discovered { tenant, cloud: cloud.name.clone(), other_cloud: false, taken_by: taken.map(|(_, name)| name) })
    }

    /// Begins a sign-in and, if wished, opens the browser; an earlier one of this client is given up.
    ///
    /// `tenant` is a domain or GUID; it is needed while no tenant is pinned.
    ///
    /// # Errors
    /// [`EngineError::RegistrationNeeded`], [`EngineError::TenantNotNamed`], [`EngineError::TenantTaken`], or
    /// the sign-in's own.
    pub async fn sign_in_start(
        &self,
        client: ClientId,
        tenant: Option<&str>,
        open_browser: bool,
    ) -> Result<SignInState, EngineError> {
        let record = self.record(client).await?;
        let cloud = self.live_cloud(&record).await?;
        let query = match (&record.tenant, tenant) {
            (Some(pinned), _) => pinned.id.to_string(),
            (None, Some(typed)) => typed.trim().to_owned(),
            (None, None) => return Err(EngineError::TenantNotNamed { client: record.name }),
        };
        let identity = self.registered(&cloud)?;
        let found = identity.discover(&query).await?;
        let id = tenant_id(&found)?;
        let taken = self.stored(move |store| store.client_of_tenant(id)).await?;
        if let Some((_, by)) = taken.filter(|(owner, _)| *owner != client) {
            return Err(EngineError::TenantTaken { by });
        }
        let (graph, exchange) = (cloud.graph_resource(), cloud.exchange_resource());
        let mut request = SignInRequest::new(signin::scopes(graph, exchange), format!("{graph}/.default"));
        request.login_hint = record.sign_in.as_ref().map(|sign_in| sign_in.account.clone());
        let pending = identity.begin(&found, request).await?;
        let waiting = self.waiting(&pending);
        let (state, cancel) = self.0.sign_ins.begin(client, waiting.clone());
        self.stale(client, &[Topic::SignIn]);
        if open_browser {
            self.sign_in_open_again(client)?;
        }
        let attempt = Attempt { record, cloud, found, tenant: id, typed: query };
        self.watch_sign_in(attempt, pending, state, cancel);
        Ok(waiting)
    }

    /// Opens the page on which an administrator approves the application for the whole tenant.
    ///
    /// # Errors
    /// Those of a sign-in.
    pub async fn approval_start(
        &self,
        client: ClientId,
        tenant: Option<&str>,
        open_browser: bool,
    ) -> Result<SignInState, EngineError> {
        self.sign_in_start(client, tenant, open_browser).await
    }

    /// Begins a sign-in by a code that is typed in a browser on any computer.
    ///
    /// # Errors
    /// Those of a sign-in.
    pub async fn device_sign_in_start(
        &self,
        client: ClientId,
        tenant: Option<&str>,
        open_browser: bool,
    ) -> Result<SignInState, EngineError> {
        self.sign_in_start(client, tenant, open_browser).await
    }

    fn waiting(&self, pending: &Pending) -> SignInState {
        let since = self.now();
        let left = SignedDuration::try_from(pending.expires_in()).unwrap_or(SignedDuration::ZERO);
        let until = since.saturating_add(left).unwrap_or(Timestamp::MAX);
        SignInState::Waiting { address: BrowserAddress(pending.authorize_url().to_string()), since, until }
    }

    fn watch_sign_in(
        &self,
        attempt: Attempt,
        pending: Pending,
        state: watch::Sender<SignInState>,
        cancel: CancellationToken,
    ) {
        let engine = self.clone();
        let closing = self.0.closing.clone();
        self.0.tasks.spawn(async move {
            let client = attempt.record.id;
            let stop = cancel.clone();
            let waited = tokio::select! {
                biased;
                () = closing.cancelled() => Err(SignInError::Cancelled),
                waited = pending.wait(stop) => waited,
            };
            let ended = match waited {
                Ok(signed_in) => {
                    state.send_replace(SignInState::Checking);
                    engine.stale(client, &[Topic::SignIn]);
                    engine.accept(&attempt, &signed_in).await
                }
                Err(error) => Err(engine.with_names(&attempt, error).await),
            };
            state.send_replace(match ended {
                Ok(receipt) => SignInState::Done(Box::new(receipt)),
                Err(error) => SignInState::Failed(Arc::new(error)),
            });
            engine.stale(client, &[Topic::SignIn, Topic::Client]);
            engine.stale(None, &[Topic::Clients]);
            engine.0.poke.notify_one();
        });
    }

    /// How the client's sign-in stands.
    #[must_use]
    pub fn sign_in_state(&self, client: ClientId) -> SignInState {
        self.0.sign_ins.state(client).map_or(SignInState::Idle, |state| state.borrow().clone())
    }

    /// Waits for the end of the client's sign-in.
    ///
    /// # Errors
    /// Why it failed; [`EngineError::NoSignInWaits`] when none was begun.
    pub async fn sign_in_ended(&self, client: ClientId) -> Result<Receipt, EngineError> {
        let nobody = || EngineError::NoSignInWaits { client: client.to_string() };
        let mut state = self.0.sign_ins.state(client).ok_or_else(nobody)?;
        let over = |state: &SignInState| matches!(state, SignInState::Done(_) | SignInState::Failed(_));
        let ended = state.wait_for(over).await.map_err(|_| EngineError::Closing)?.clone();
        match ended {
            SignInState::Done(receipt) => Ok(*receipt),
            SignInState::Failed(error) => Err(EngineError::Joined(error)),
            _ => Err(nobody()),
        }
    }

    /// Opens the browser once more for the sign-in that waits.
    ///
    /// # Errors
    /// [`EngineError::NoSignInWaits`], [`EngineError::Browser`].
    pub fn sign_in_open_again(&self, client: ClientId) -> Result<(), EngineError> {
        match self.sign_in_state(client) {
            SignInState::Waiting { address, .. } => {
                self.0.host.open_url(address.expose()).map_err(EngineError::Browser)
            }
            _ => Err(EngineError::NoSignInWaits { client: client.to_string() }),
        }
    }

    /// Gives the sign-in up; one that already ended, or none, is left as it is.
    pub fn sign_in_cancel(&self, client: ClientId) {
        if let Some(sign_in) = self.0.sign_ins.lock().get(&client) {
            sign_in.cancel.cancel();
        }
    }

    /// Forgets the sign-in on this computer. The consent in the tenant stays until it is revoked there.
    ///
    /// # Errors
    /// The vault's ([`EngineError::SignIn`]).
    pub async fn sign_out(&self, client: ClientId) -> Result<(), EngineError> {
        self.sign_in_cancel(client);
        self.forget_tokens(client).await?;
        self.stored(move |store| store.set_sign_in(client, None)).await?;
        self.0.sign_ins.lock().remove(&client);
        self.stale(client, &[Topic::SignIn, Topic::Client]);
        self.stale(None, &[Topic::Clients]);
        Ok(())
    }
}

fn tenant_id(found: &TenantFound) -> Result<TenantId, EngineError> {
    let nonsense = |_| SignInError::TenantNotFound { query: found.tenant_id.clone() };
    Ok(found.tenant_id.parse().map_err(nonsense)?)
}
