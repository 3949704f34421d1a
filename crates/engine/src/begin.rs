//! M1 to M4: beginning a sign-in by browser or by code, or an approval for the whole tenant, and waiting for its end.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use signin::{
    ApprovalRequest, Identity, Pending, PendingApproval, PendingDevice, SignInError, SignInRequest, SignedIn,
};
use store::ClientId;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::accept::Attempt;
use crate::connect::{BrowserAddress, SignInState};
use crate::{Engine, EngineError, Topic};

/// What waits for a person.
enum Waiting {
    Browser(Pending),
    Device(PendingDevice),
    Approval(PendingApproval),
}

impl Waiting {
    fn expires_in(&self) -> Duration {
        match self {
            Self::Browser(pending) => pending.expires_in(),
            Self::Device(pending) => pending.expires_in(),
            Self::Approval(pending) => pending.expires_in(),
        }
    }

    /// Who signed in; an approval signs nobody in.
    async fn ended(self, cancel: CancellationToken) -> Result<Option<SignedIn>, SignInError> {
        match self {
            Self::Browser(pending) => pending.wait(cancel).await.map(Some),
            Self::Device(pending) => pending.wait(cancel).await.map(Some),
            Self::Approval(pending) => pending.wait(cancel).await.map(|()| None),
        }
    }

    fn state(&self, since: Timestamp) -> SignInState {
        let left = SignedDuration::try_from(self.expires_in()).unwrap_or(SignedDuration::ZERO);
        let until = since.saturating_add(left).unwrap_or(Timestamp::MAX);
        match self {
            Self::Browser(pending) => {
                let address = BrowserAddress(pending.authorize_url().to_string());
                SignInState::Waiting { address, since, until }
            }
            Self::Device(pending) => SignInState::Device {
                user_code: pending.user_code().to_owned(),
                verification_uri: pending.verification_uri().to_string(),
                since,
                until,
            },
            Self::Approval(pending) => {
                let address = BrowserAddress(pending.url().to_string());
                SignInState::Approving { address, since, until }
            }
        }
    }
}

impl Engine {
    /// Begins a sign-in and, if wished, opens the browser; an earlier one of this client is given up. Where no
    /// browser can be opened it waits all the same: a person can copy the address.
    ///
    /// `tenant` is a domain or GUID; it is needed while no tenant is pinned. While none is, the client moves to the
    /// cloud that the tenant lives in (M1).
    ///
    /// # Errors
    /// [`EngineError::RegistrationNeeded`], [`EngineError::TenantNotNamed`], [`EngineError::TenantTaken`],
    /// [`EngineError::OtherCloud`], or the sign-in's own.
    pub async fn sign_in_start(
        &self,
        client: ClientId,
        tenant: Option<&str>,
        open_browser: bool,
    ) -> Result<SignInState, EngineError> {
        let (attempt, identity) = self.prepare(client, tenant).await?;
        let pending = identity.begin(&attempt.found, self.request(&attempt).await?).await?;
        Ok(self.watch(attempt, Waiting::Browser(pending), open_browser))
    }

    /// The same by a code that is typed in a browser on any computer, for where no browser can come back here.
    ///
    /// # Errors
    /// Those of [`Engine::sign_in_start`].
    pub async fn device_sign_in_start(
        &self,
        client: ClientId,
        tenant: Option<&str>,
        open_browser: bool,
    ) -> Result<SignInState, EngineError> {
        let (attempt, identity) = self.prepare(client, tenant).await?;
        let pending = identity.begin_device(&attempt.found, self.request(&attempt).await?).await?;
        Ok(self.watch(attempt, Waiting::Device(pending), open_browser))
    }

    /// Opens the page on which an administrator approves the application for the whole tenant. It proves nothing:
    /// who is who is told by the sign-in that follows it.
    ///
    /// # Errors
    /// Those of [`Engine::sign_in_start`].
    pub async fn approval_start(
        &self,
        client: ClientId,
        tenant: Option<&str>,
        open_browser: bool,
    ) -> Result<SignInState, EngineError> {
        let (attempt, identity) = self.prepare(client, tenant).await?;
        let scopes = signin::scopes(attempt.cloud.graph_resource(), attempt.cloud.exchange_resource());
        let pending = identity.begin_approval(&attempt.found, ApprovalRequest::new(scopes)).await?;
        Ok(self.watch(attempt, Waiting::Approval(pending), open_browser))
    }

    /// The tenant to sign in to, in its cloud, as the registered application.
    pub(crate) async fn prepare(
        &self,
        client: ClientId,
        tenant: Option<&str>,
    ) -> Result<(Attempt, Identity), EngineError> {
        let record = self.record(client).await?;
        let cloud = self.live_cloud(&record).await?;
        let typed = match (&record.tenant, tenant) {
            (Some(pinned), _) => pinned.id.to_string(),
            (None, Some(typed)) => typed.trim().to_owned(),
            (None, None) => return Err(EngineError::TenantNotNamed { client: record.name }),
        };
        let located = self.locate(&cloud, &typed).await?;
        if let Some(by) = self.taken_by(located.tenant, Some(client)).await? {
            return Err(EngineError::TenantTaken { by });
        }
        if located.cloud.name != cloud.name {
            if record.tenant.is_some() {
                let lives = located.label();
                return Err(EngineError::OtherCloud { client: record.name, cloud: cloud.name, lives });
            }
            let name = located.cloud.name.clone();
            self.stored(move |store| store.set_cloud(client, &name)).await?;
            self.stale(client, &[Topic::Client]);
        }
        let identity = self.registered(&located.cloud).await?;
        let attempt = Attempt { record, cloud: located.cloud, found: located.found, tenant: located.tenant, typed };
        Ok((attempt, identity))
    }

    async fn request(&self, attempt: &Attempt) -> Result<SignInRequest, EngineError> {
        let (graph, exchange) = (attempt.cloud.graph_resource(), attempt.cloud.exchange_resource());
        let mut request = SignInRequest::new(signin::scopes(graph, exchange), format!("{graph}/.default"));
        request.login_hint = attempt.record.sign_in.as_ref().map(|sign_in| sign_in.account.clone());
        let client = attempt.record.id;
        request.claims = self.stored(move |store| store.challenge(client)).await?;
        Ok(request)
    }

    fn watch(&self, attempt: Attempt, waiting: Waiting, open_browser: bool) -> SignInState {
        let client = attempt.record.id;
        let shown = waiting.state(self.now());
        let (state, cancel) = self.0.sign_ins.begin(client, shown.clone());
        self.stale(client, &[Topic::SignIn]);
        if open_browser && let Err(error) = self.sign_in_open_again(client) {
            tracing::warn!(%error, "no browser was opened");
        }
        let (engine, tasks) = (self.clone(), self.0.tasks.clone());
        tasks.spawn(async move { engine.wait_for_person(attempt, waiting, state, cancel).await });
        shown
    }

    async fn wait_for_person(
        self,
        attempt: Attempt,
        waiting: Waiting,
        state: watch::Sender<SignInState>,
        cancel: CancellationToken,
    ) {
        let client = attempt.record.id;
        let waited = tokio::select! {
            biased;
            () = self.0.closing.cancelled() => Err(SignInError::Cancelled),
            waited = waiting.ended(cancel) => waited,
        };
        let ended = match waited {
            Ok(None) => Ok(SignInState::Approved),
            Ok(Some(signed_in)) => {
                state.send_replace(SignInState::Checking);
                self.stale(client, &[Topic::SignIn]);
                self.accept(&attempt, &signed_in).await.map(|receipt| SignInState::Done(Box::new(receipt)))
            }
            Err(error) => Err(self.with_names(&attempt, error).await),
        };
        if let Err(error) = &ended {
            self.note_challenge(client, error).await;
        }
        let signed_in = matches!(ended, Ok(SignInState::Done(_)));
        state.send_replace(ended.unwrap_or_else(|error| SignInState::Failed(Arc::new(error))));
        self.stale(client, &[Topic::SignIn, Topic::Client]);
        self.stale(None, &[Topic::Clients]);
        // One signs in to have the tenant read, wherever one looks by then; a command reads when it says so.
        if signed_in && self.0.scheduled.load(Ordering::SeqCst) {
            self.begin_fetch(client);
        }
        self.0.poke.notify_one();
    }

    /// Keeps what the next sign-in has to bring along, where Microsoft said so (M4).
    pub(crate) async fn note_challenge(&self, client: ClientId, error: &EngineError) {
        let claims = match error.origin() {
            EngineError::SignIn(error) => error.claims(),
            EngineError::Microsoft(microsoft::MicrosoftError::ClaimsChallenge { claims, .. }) => Some(claims.as_str()),
            _ => None,
        };
        let Some(claims) = claims.map(str::to_owned) else { return };
        if let Err(error) = self.stored(move |store| store.set_challenge(client, &claims)).await {
            tracing::warn!(%error, "a challenge was not kept; the next reading tells it again");
        }
    }
}
