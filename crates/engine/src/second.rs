//! B3: a second person approves a plan by signing in with an account of their own.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use signin::{Confirmed, PendingConfirmation, SignInError};
use store::{ApprovalRecord, ClientId, PlanId, PlanKind, StoreError};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::accept::Attempt;
use crate::approve::is_approver;
use crate::connect::{BrowserAddress, Visits};
use crate::{Engine, EngineError, Fault, Moved, Topic};

/// How a second person's approval stands.
#[derive(Debug, Clone)]
pub enum SecondState {
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
    /// The answer came; account and tenant are checked.
    Checking,
    /// Approved.
    Done(ApprovalRecord),
    /// It ended without an approval.
    Failed(Arc<EngineError>),
}

impl SecondState {
    /// Why it failed, in words.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        if let Self::Failed(error) = self { Some(error.fault()) } else { None }
    }
}

/// The approvals under way or just ended, by client, each with its plan.
pub(crate) type Seconds = Visits<(PlanId, SecondState)>;

impl Engine {
    /// Has a second person sign in to approve a plan, and opens the browser if wished; an earlier attempt of this
    /// client is given up. Nothing but the identity is asked for, and no token is kept.
    ///
    /// # Errors
    /// [`EngineError::Store`] when the client has no such plan, [`EngineError::Rehearsed`], one that was applied
    /// ([`EngineError::Stale`]), or the sign-in's own.
    pub async fn second_start(
        &self,
        client: ClientId,
        plan: PlanId,
        open_browser: bool,
    ) -> Result<SecondState, EngineError> {
        let record = self.plan(client, plan).await?;
        if record.kind == PlanKind::Rehearsal {
            return Err(EngineError::Rehearsed { plan: plan.0 });
        }
        if record.run.is_some() {
            return Err(EngineError::stale(plan, Moved::Applied));
        }
        let (attempt, identity) = self.prepare(client, None).await?;
        let pending = identity.begin_confirmation(&attempt.found).await?;
        let since = self.now();
        let left = SignedDuration::try_from(pending.expires_in()).unwrap_or(SignedDuration::ZERO);
        let shown = SecondState::Waiting {
            address: BrowserAddress(pending.authorize_url().to_string()),
            since,
            until: since.saturating_add(left).unwrap_or(Timestamp::MAX),
        };
        let (state, cancel) = self.0.seconds.begin(client, (plan, shown.clone()));
        self.stale(client, &[Topic::SignIn]);
        if open_browser && let Err(error) = self.second_open_again(client, plan) {
            tracing::warn!(%error, "no browser was opened");
        }
        let (engine, tasks) = (self.clone(), self.0.tasks.clone());
        tasks.spawn(async move { engine.wait_for_second(&attempt, plan, pending, state, cancel).await });
        Ok(shown)
    }

    /// How the second person's approval of a plan stands.
    #[must_use]
    pub fn second_state(&self, client: ClientId, plan: PlanId) -> SecondState {
        let state = self.0.seconds.state(client).map(|state| state.borrow().clone());
        state.filter(|(of, _)| *of == plan).map_or(SecondState::Idle, |(_, state)| state)
    }

    /// Waits until the second person approved.
    ///
    /// # Errors
    /// Why not; [`EngineError::NoSignInWaits`] when none was begun.
    pub async fn second_ended(&self, client: ClientId, plan: PlanId) -> Result<ApprovalRecord, EngineError> {
        let nobody = || EngineError::NoSignInWaits { client: client.to_string() };
        let mut state = self.0.seconds.state(client).filter(|state| state.borrow().0 == plan).ok_or_else(nobody)?;
        let over = |(_, state): &(PlanId, SecondState)| matches!(state, SecondState::Done(_) | SecondState::Failed(_));
        let ended = state.wait_for(over).await.map_err(|_| EngineError::Closing)?.1.clone();
        match ended {
            SecondState::Done(approval) => Ok(approval),
            SecondState::Failed(error) => Err(EngineError::Joined(error)),
            _ => Err(nobody()),
        }
    }

    /// Opens the browser once more for the second person.
    ///
    /// # Errors
    /// [`EngineError::NoSignInWaits`], [`EngineError::Browser`].
    pub fn second_open_again(&self, client: ClientId, plan: PlanId) -> Result<(), EngineError> {
        let SecondState::Waiting { address, .. } = self.second_state(client, plan) else {
            return Err(EngineError::NoSignInWaits { client: client.to_string() });
        };
        self.0.host.open_url(address.expose()).map_err(EngineError::Browser)
    }

    /// Gives the second person's approval up; one that already ended, or none, is left as it is.
    pub fn second_cancel(&self, client: ClientId) {
        self.0.seconds.cancel(client);
    }

    async fn wait_for_second(
        self,
        attempt: &Attempt,
        plan: PlanId,
        pending: PendingConfirmation,
        state: watch::Sender<(PlanId, SecondState)>,
        cancel: CancellationToken,
    ) {
        let client = attempt.record.id;
        let waited = tokio::select! {
            biased;
            () = self.0.closing.cancelled() => Err(SignInError::Cancelled),
            waited = pending.wait(cancel) => waited,
        };
        let ended = match waited {
            Ok(confirmed) => {
                state.send_replace((plan, SecondState::Checking));
                self.stale(client, &[Topic::SignIn]);
                self.accept_second(client, plan, confirmed).await
            }
            Err(error) => Err(self.with_names(attempt, error).await),
        };
        let ended = ended.map_or_else(|error| SecondState::Failed(Arc::new(error)), SecondState::Done);
        state.send_replace((plan, ended));
        self.stale(client, &[Topic::SignIn, Topic::Plan]);
    }

    /// Takes the approval over, once it is another person's than those who had a hand in the plan already.
    async fn accept_second(
        &self,
        client: ClientId,
        plan: PlanId,
        confirmed: Confirmed,
    ) -> Result<ApprovalRecord, EngineError> {
        let Confirmed { account, name, object_id, .. } = confirmed;
        let connected = self.record(client).await?.sign_in.map(|sign_in| (Some(sign_in.account), sign_in.object_id));
        let (approvals, options) =
            self.stored(move |store| Ok::<_, StoreError>((store.approvals(plan)?, store.options(client)?))).await?;
        let approved = approvals.into_iter().map(|approval| (approval.account, approval.subject));
        // Everybody proved to be of the client's own tenant. A user name can change; the id in the tenant cannot.
        let same = |(name, id): (Option<String>, Option<String>)| match id {
            Some(id) => id == object_id,
            None => name.is_some_and(|name| name.to_lowercase() == account.to_lowercase()),
        };
        if connected.into_iter().chain(approved).any(same) {
            return Err(EngineError::SamePerson { account });
        }
        if !is_approver(&options, Some(&account)) {
            return Err(EngineError::NotApprover { account, approvers: options.approvers });
        }
        let who = name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| account.clone());
        let (account, subject) = (Some(account), Some(object_id));
        let approval = ApprovalRecord { second: true, who, account, subject, at: self.now() };
        let noted = approval.clone();
        self.stored(move |store| store.approve(plan, &noted)).await?;
        Ok(approval)
    }
}
