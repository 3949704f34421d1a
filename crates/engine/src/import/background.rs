//! S2: imports in the background: begun, paused, held with everything else, and taken up after a restart.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use store::{ClientId, ImportId, ImportRecord, ImportState, StoreError};

use super::hours::minutes;
use super::imports::{By, Under};
use crate::joint::Seat;
use crate::settings::QuietHours;
use crate::{Engine, EngineError, Topic};

/// Whoever shows an import hears of it no more often.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// The duty to say that a run is over, whatever becomes of it.
struct Leaving {
    engine: Engine,
    job: ImportId,
    under: Arc<Under>,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.engine.0.imports.ended(self.job, &self.under);
        self.engine.stale(self.under.client, &[Topic::Import]);
        self.engine.0.poke.notify_one();
    }
}

impl Engine {
    /// Lets an import go on in the background, and returns at once; one that is under way is joined. It goes on over
    /// restarts of the program until it is done or paused, and what stops it is kept as its problem. While the background
    /// pauses ([`ImportHold`](super::ImportHold)) it waits. Once it had ended, every mailbox is looked at anew.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_go(&self, job: ImportId) -> Result<(), EngineError> {
        let client = self.resume_import(job).await?;
        self.stale(client, &[Topic::Import]);
        if self.0.imports.ending(job).is_none() {
            return self.begin_unless_held(job, client).await;
        }
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            if let Err(error) = engine.begin_unless_held(job, client).await {
                tracing::warn!(%error, %job, "an import did not go on after its pause");
            }
        });
        Ok(())
    }

    async fn begin_unless_held(&self, job: ImportId, client: ClientId) -> Result<(), EngineError> {
        if self.background_holds(client).await?.is_none() {
            drop(self.begin_import(job, By::Background).await?);
        }
        self.0.poke.notify_one();
        Ok(())
    }

    /// Imports until nothing is left to do, and waits for the end. An import that is under way is joined (B6). It may be
    /// killed at any moment and called again.
    ///
    /// # Errors
    /// What stops the whole import: no permission, an archive that does not take mail, a sign-in, the database. What
    /// concerns one mailbox is told by [`Engine::import_status`].
    pub async fn import_run(&self, job: ImportId) -> Result<(), EngineError> {
        self.resume_import(job).await?;
        match self.begin_import(job, By::Person).await? {
            Some(seat) => seat.outcome().await,
            None => Ok(()),
        }
    }

    /// Writes down at once that a person wants it to go on, and no other of the client's: what they want after that is
    /// heard, too, while a run that was stopped ends. One that is under way stays as it is, unless another address of its
    /// archive was wished for meanwhile: what is in hand comes to its end at the former one, and the rest goes to that.
    async fn resume_import(&self, job: ImportId) -> Result<ClientId, EngineError> {
        self.0.imports.at_once(job);
        let turn = self.0.imports.turn.lock().await;
        let record = self.stored(move |store| store.import(job)).await?;
        let client = record.client;
        let moves = self.0.imports.moves_to(job);
        let ending = match self.0.imports.under(job) {
            Some(under) if !under.stop.is_cancelled() && moves.is_none() => {
                self.stored(move |store| store.import_show(job)).await?;
                return Ok(client);
            }
            ending => ending,
        };
        let moved = moves.is_some();
        if let Some(to) = moves {
            let in_hand = ending.is_some();
            self.stored(move |store| store.import_move(job, &to.sink, in_hand)).await?;
            self.0.imports.stays(job);
        }
        let now = self.now();
        self.stored(move |store| store.import_resume(job, now)).await?;
        if let Some(ending) = ending {
            ending.give_way();
            ending.stop.cancel();
        }
        self.stop_imports_but(client, Some(job)).await?;
        drop(turn);
        if moved {
            self.sweep_sink_passwords().await;
        }
        Ok(client)
    }

    /// Begins a run of an import that is wanted, or joins it; `None`: nobody wants it any more. A run of it that was
    /// stopped is over first, and so are the messages that another one of the client has in hand: the same content might be
    /// among them (S3).
    async fn begin_import(&self, job: ImportId, by: By) -> Result<Option<Seat<()>>, EngineError> {
        let (_turn, record) = loop {
            let turn = self.0.imports.turn.lock().await;
            let record = self.stored(move |store| store.import(job)).await?;
            if record.state != ImportState::Running {
                return Ok(None);
            }
            let Some(ending) = self.0.imports.ending(job) else { break (turn, record) };
            drop(turn);
            ending.over.cancelled().await;
        };
        let joint = Arc::clone(&self.0.imports.joint);
        Ok(Some(joint.seat(job, |finish| {
            let under = Arc::new(Under::new(&record, by, self.0.closing.child_token()));
            let before = self.0.imports.under_of(record.client);
            self.0.imports.begun(job, &under);
            let seat = Leaving { engine: self.clone(), job, under };
            self.0.tasks.spawn(async move {
                let work = async {
                    for other in before {
                        other.over.cancelled().await;
                    }
                    seat.engine.import_told(record, Arc::clone(&seat.under)).await
                };
                finish.with(Box::pin(work)).await;
                drop(seat);
            });
        })))
    }

    /// A run, of which whoever shows it hears while it lasts.
    async fn import_told(&self, record: ImportRecord, under: Arc<Under>) -> Result<(), EngineError> {
        let told = Arc::clone(&under);
        let job = record.id;
        tokio::select! {
            ended = self.import_now(record, under) => {
                ended.inspect_err(|error| tracing::info!(%error, %job, "an import did not come to its end"))
            }
            never = self.tell_import(&told) => match never {},
        }
    }

    async fn tell_import(&self, under: &Under) -> Infallible {
        loop {
            if under.take_changed() {
                self.stale(under.client, &[Topic::Import]);
            }
            tokio::time::sleep(TELL_EVERY).await;
        }
    }

    /// Stops an import, and a count, after what is in hand. It stays stopped over a restart, until [`Engine::import_go`].
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_pause(&self, job: ImportId) -> Result<(), EngineError> {
        let turn = self.0.imports.turn.lock().await;
        let now = self.now();
        let client = self
            .stored(move |store| {
                let record = store.import(job)?;
                if record.state == ImportState::Running {
                    store.import_set_state(job, ImportState::Paused, None, now)?;
                }
                Ok::<_, StoreError>(record.client)
            })
            .await?;
        self.0.imports.stop(job);
        drop(turn);
        self.stale(client, &[Topic::Import]);
        Ok(())
    }

    /// Gives an import other hours, also while it is under way; `None`: at any time.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_set_hours(&self, job: ImportId, hours: Option<QuietHours>) -> Result<(), EngineError> {
        let client = self.stored(move |store| store.import(job)).await?.client;
        // A run that is about to begin reads them before that, or after.
        let turn = self.0.imports.turn.lock().await;
        self.put_hours(job, hours).await?;
        drop(turn);
        self.stale(client, &[Topic::Import]);
        Ok(())
    }

    /// Keeps its hours, and tells them to the run under way. Whoever calls has the turn.
    pub(super) async fn put_hours(&self, job: ImportId, hours: Option<QuietHours>) -> Result<(), EngineError> {
        self.stored(move |store| store.import_set_hours(job, hours.map(minutes))).await?;
        if let Some(under) = self.0.imports.under(job) {
            under.set_hours(hours);
        }
        Ok(())
    }

    /// An import is its client's newest from now on: the one that is shown.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_show(&self, job: ImportId) -> Result<(), EngineError> {
        let client = self.stored(move |store| {
            store.import_show(job)?;
            store.import(job)
        });
        let client = client.await?.client;
        self.stale(client, &[Topic::Import]);
        Ok(())
    }

    /// Pauses the imports of a client, and what counts for them.
    pub(crate) async fn stop_imports(&self, client: ClientId) -> Result<(), EngineError> {
        let turn = self.0.imports.turn.lock().await;
        let now = self.now();
        self.stored(move |store| {
            let imports = store.imports(client)?;
            let mut running = imports.iter().filter(|import| import.state == ImportState::Running);
            running.try_for_each(|import| store.import_set_state(import.id, ImportState::Paused, None, now))
        })
        .await?;
        self.stop_imports_but(client, None).await?;
        drop(turn);
        self.stale(client, &[Topic::Import]);
        Ok(())
    }

    /// The same, until what they have in hand is over: nothing of the client is read any more.
    pub(super) async fn rest_imports(&self, client: ClientId) -> Result<(), EngineError> {
        self.stop_imports(client).await?;
        for under in self.0.imports.under_of(client).into_iter().filter(|under| under.stop.is_cancelled()) {
            under.over.cancelled().await;
        }
        Ok(())
    }

    async fn stop_imports_but(&self, client: ClientId, but: Option<ImportId>) -> Result<(), EngineError> {
        for import in self.imports(client).await?.into_iter().filter(|import| Some(import.id) != but) {
            self.0.imports.stop(import.id);
        }
        Ok(())
    }

    /// Begins every import that is wanted and not held, stops what is held now, and tells how long until one that failed is
    /// begun again.
    pub(crate) async fn look_after_imports(&self) -> Duration {
        self.0.imports.wake();
        let running = match self.stored(|store| store.imports_running()).await {
            Ok(running) => running,
            Err(error) => {
                tracing::error!(%error, "imports could not be read");
                return Duration::MAX;
            }
        };
        let mut wait = Duration::MAX;
        for record in running {
            match self.look_after_import(&record).await {
                Ok(Some(again)) => wait = wait.min(again),
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, job = %record.id, "an import could not be begun"),
            }
        }
        wait
    }

    async fn look_after_import(&self, record: &ImportRecord) -> Result<Option<Duration>, EngineError> {
        let held = self.background_holds(record.client).await?.is_some();
        if let Some(under) = self.0.imports.under(record.id) {
            if held && under.by == By::Background {
                under.stop.cancel();
            }
            return Ok(None);
        }
        let again = self.0.imports.again(record.id, self.now());
        if !held && again.is_none() {
            drop(self.begin_import(record.id, By::Background).await?);
        }
        Ok(again.and_then(|at| Duration::try_from(at.duration_since(self.now())).ok()))
    }

    /// What was at work when the program ended is written down as interrupted.
    pub(crate) async fn recover_imports(&self) -> Result<(), EngineError> {
        let now = self.now();
        self.stored(move |store| store.imports_interrupted(now)).await?;
        self.sweep_after_start().await
    }
}
