//! M2: how the sign-ins of all clients stand, and what may be done with one that waits.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use store::ClientId;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{Engine, EngineError, Fault, Receipt, Topic};

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
    fn is_over(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_) | Self::Approved)
    }

    /// Why it failed, in words.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        if let Self::Failed(error) = self { Some(error.fault()) } else { None }
    }
}

/// The address that the browser opens. It binds this sign-in to its answer, so `Debug` leaves it out.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserAddress(pub(crate) String);

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

/// What waits in browsers or just ended, by client, and how each stands.
#[derive(Debug)]
pub(crate) struct Visits<S>(Mutex<BTreeMap<ClientId, Visit<S>>>);

impl<S> Default for Visits<S> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

#[derive(Debug)]
struct Visit<S> {
    state: watch::Sender<S>,
    cancel: CancellationToken,
}

impl<S> Visits<S> {
    pub(crate) fn begin(&self, client: ClientId, state: S) -> (watch::Sender<S>, CancellationToken) {
        let cancel = CancellationToken::new();
        let state = watch::Sender::new(state);
        let visit = Visit { state: state.clone(), cancel: cancel.clone() };
        // A new one takes the place of an earlier one.
        if let Some(earlier) = self.lock().insert(client, visit) {
            earlier.cancel.cancel();
        }
        (state, cancel)
    }

    pub(crate) fn state(&self, client: ClientId) -> Option<watch::Receiver<S>> {
        self.lock().get(&client).map(|visit| visit.state.subscribe())
    }

    /// Gives it up; what already ended is left as it is.
    pub(crate) fn cancel(&self, client: ClientId) {
        if let Some(visit) = self.lock().get(&client) {
            visit.cancel.cancel();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<ClientId, Visit<S>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
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
        match state.wait_for(SignInState::is_over).await.map_err(|_| EngineError::Closing)?.clone() {
            SignInState::Done(receipt) => Ok(*receipt),
            SignInState::Failed(error) => Err(EngineError::Joined(error)),
            _ => Err(nobody()),
        }
    }

    /// Waits until an administrator approved.
    ///
    /// # Errors
    /// Why not; [`EngineError::NoSignInWaits`] when no approval was begun.
    pub async fn approval_ended(&self, client: ClientId) -> Result<(), EngineError> {
        let nobody = || EngineError::NoSignInWaits { client: client.to_string() };
        let mut state = self.0.sign_ins.state(client).ok_or_else(nobody)?;
        match state.wait_for(SignInState::is_over).await.map_err(|_| EngineError::Closing)?.clone() {
            SignInState::Approved => Ok(()),
            SignInState::Failed(error) => Err(EngineError::Joined(error)),
            _ => Err(nobody()),
        }
    }

    /// Opens the browser once more for the sign-in that waits.
    ///
    /// # Errors
    /// [`EngineError::NoSignInWaits`], [`EngineError::Browser`].
    pub fn sign_in_open_again(&self, client: ClientId) -> Result<(), EngineError> {
        let state = self.sign_in_state(client);
        let address = match &state {
            SignInState::Waiting { address, .. } | SignInState::Approving { address, .. } => address.expose(),
            SignInState::Device { verification_uri, .. } => verification_uri,
            _ => return Err(EngineError::NoSignInWaits { client: client.to_string() }),
        };
        self.0.host.open_url(address).map_err(EngineError::Browser)
    }

    /// Gives the sign-in up; one that already ended, or none, is left as it is.
    pub fn sign_in_cancel(&self, client: ClientId) {
        self.0.sign_ins.cancel(client);
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
