//! Runs under way: paused, resumed and cancelled at their safe points.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use store::{ClientId, PlanId, RunId, RunRecord, RunState};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{Engine, EngineError};

/// What a person wants of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Go,
    Pause,
    Cancel,
}

/// The runs of this process that did not end.
#[derive(Debug, Default)]
pub(crate) struct Runs(Mutex<BTreeMap<RunId, Control>>);

/// One run, as seen from outside and by itself.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    client: ClientId,
    plan: PlanId,
    wish: watch::Sender<Wish>,
    ended: CancellationToken,
}

/// What a run finds at a safe point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SafePoint {
    /// Nobody objects.
    Go,
    /// A person wants it to wait.
    Pause,
    /// A person wants it to end here.
    Cancel,
}

impl Runs {
    pub(crate) fn begin(&self, client: ClientId, plan: PlanId, run: RunId) -> Control {
        let control = Control { client, plan, wish: watch::Sender::new(Wish::Go), ended: CancellationToken::new() };
        self.lock().insert(run, control.clone());
        control
    }

    pub(crate) fn end(&self, run: RunId) {
        if let Some(control) = self.lock().remove(&run) {
            control.ended.cancel();
        }
    }

    /// The run that applies a plan now.
    pub(crate) fn applying(&self, client: ClientId, plan: PlanId) -> Option<RunId> {
        let runs = self.lock();
        runs.iter().find(|(_, control)| (control.client, control.plan) == (client, plan)).map(|(run, _)| *run)
    }

    /// Ends every run of a client at its next safe point.
    pub(crate) fn cancel_all(&self, client: ClientId) {
        self.lock().values().filter(|control| control.client == client).for_each(|control| control.set(Wish::Cancel));
    }

    /// Whether any run of a client is under way.
    pub(crate) fn has(&self, client: ClientId) -> bool {
        self.lock().values().any(|control| control.client == client)
    }

    pub(crate) fn is_under_way(&self, run: RunId) -> bool {
        self.lock().contains_key(&run)
    }

    fn control(&self, client: ClientId, run: RunId) -> Option<Control> {
        self.lock().get(&run).filter(|control| control.client == client).cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<RunId, Control>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Control {
    /// A cancelled run does not come back.
    fn set(&self, wish: Wish) {
        self.wish.send_if_modified(|now| {
            let changes = *now != Wish::Cancel && *now != wish;
            if changes {
                *now = wish;
            }
            changes
        });
    }

    pub(crate) fn safe_point(&self) -> SafePoint {
        match *self.wish.borrow() {
            Wish::Go => SafePoint::Go,
            Wish::Pause => SafePoint::Pause,
            Wish::Cancel => SafePoint::Cancel,
        }
    }

    /// Waits until a paused run is resumed or cancelled.
    pub(crate) async fn unpaused(&self) {
        let mut wish = self.wish.subscribe();
        // The sender lives as long as this control.
        let _ = wish.wait_for(|wish| *wish != Wish::Pause).await;
    }
}

impl Engine {
    /// Lets a run wait at its next safe point.
    ///
    /// # Errors
    /// [`EngineError::NotRunning`].
    pub async fn run_pause(&self, client: ClientId, run: RunId) -> Result<RunRecord, EngineError> {
        self.wish(client, run, Wish::Pause)?;
        self.run(client, run).await
    }

    /// Lets a paused run go on; one that a crash cut short is taken up again where it stood (B4).
    ///
    /// # Errors
    /// [`EngineError::NotRunning`]; [`EngineError::Stale`] when tenant or choices moved since an interrupted run.
    pub async fn run_resume(&self, client: ClientId, run: RunId) -> Result<RunRecord, EngineError> {
        if self.0.runs.is_under_way(run) {
            self.wish(client, run, Wish::Go)?;
            return self.run(client, run).await;
        }
        let turn = self.turn(client).await?;
        match self.run(client, run).await?.state {
            RunState::Running | RunState::Paused | RunState::Interrupted => {
                let engine = self.clone();
                self.0.tasks.spawn(async move { engine.take_up(client, run, BTreeSet::new(), turn).await }).await?
            }
            RunState::Ended | RunState::Cancelled => Err(EngineError::NotRunning(run.0)),
        }
    }

    /// Ends a run at its next safe point. What was done stays.
    ///
    /// # Errors
    /// [`EngineError::NotRunning`].
    pub async fn run_cancel(&self, client: ClientId, run: RunId) -> Result<RunRecord, EngineError> {
        self.wish(client, run, Wish::Cancel)?;
        self.run(client, run).await
    }

    /// Waits until a run of this process ended or paused no longer keeps it; at once for one that is over.
    ///
    /// # Errors
    /// [`EngineError::UnknownRun`].
    pub async fn run_ended(&self, client: ClientId, run: RunId) -> Result<RunRecord, EngineError> {
        if let Some(control) = self.0.runs.control(client, run) {
            control.ended.cancelled().await;
        }
        self.run(client, run).await
    }

    fn wish(&self, client: ClientId, run: RunId, wish: Wish) -> Result<(), EngineError> {
        let control = self.0.runs.control(client, run).ok_or(EngineError::NotRunning(run.0))?;
        control.set(wish);
        Ok(())
    }
}
