//! S2: an import at work: several mailboxes side by side, until the numbers agree or something stops it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use archive::{Limits, Sink};
use jiff::tz::TimeZone;
use microsoft::mail::{Allowance, Mail};
use model::DirectoryId;
use store::{ClientId, ImportId, ImportMailboxRecord, ImportMailboxState, ImportRecord, ImportState};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::ImportError;
use super::folders::FolderRule;
use super::job::sink_error;
use super::range::Range;
use crate::joint::Joint;
use crate::schedule::quiet_until;
use crate::settings::QuietHours;
use crate::{Engine, EngineError};

/// Mailboxes read at the same time. Microsoft's limits count per mailbox, so they do not disturb each other.
const AT_ONCE: usize = 4;
/// Begins the reason of a mailbox that the application may not read, for all that Microsoft tells.
pub(super) const NO_PERMISSION: &str = "no-permission: ";
/// How often it is looked whether the hours have come.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The imports under way.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    joint: Arc<Joint<ImportId, ()>>,
    stops: Mutex<BTreeMap<ImportId, CancellationToken>>,
    /// What each mailbox has left of Microsoft's limits, whichever import asks.
    pub(super) allowance: Allowance,
}

impl Imports {
    pub(super) fn under_way(&self, job: ImportId) -> bool {
        self.joint.under_way(&job)
    }

    fn stop(&self, job: ImportId) {
        if let Some(stop) = self.stops.lock().unwrap_or_else(PoisonError::into_inner).get(&job) {
            stop.cancel();
        }
    }
}

/// What all mailboxes of a run share.
pub(super) struct Run {
    pub engine: Engine,
    pub job: ImportRecord,
    pub mail: Mail,
    pub sink: Sink,
    pub limits: Limits,
    pub range: Range,
    pub rule: FolderRule,
    /// Mailboxes with an in-place archive, which Graph cannot read; `None`: Exchange was not asked.
    pub archives: Option<Vec<DirectoryId>>,
    /// The only hours in which messages are read, and their zone.
    pub hours: Option<(QuietHours, TimeZone)>,
    pub stop: CancellationToken,
}

impl Engine {
    /// Imports until nothing is left to do, and waits for the end. An import that is under way is joined (B6). `hours`:
    /// messages are read in these hours of the client's zone only. It may be killed at any moment and called again.
    ///
    /// # Errors
    /// What stops the whole import: no permission, an archive that does not take mail, a sign-in, the database. What
    /// concerns one mailbox is told by [`Engine::import_status`].
    pub async fn import_run(&self, job: ImportId, hours: Option<QuietHours>) -> Result<(), EngineError> {
        let (engine, stop) = (self.clone(), self.0.closing.child_token());
        let joint = Arc::clone(&self.0.imports.joint);
        let seat = joint.seat(job, |finish| {
            let tasks = self.0.tasks.clone();
            self.0.imports.stops.lock().unwrap_or_else(PoisonError::into_inner).insert(job, stop.clone());
            tasks.spawn(finish.with(async move {
                let ended = Box::pin(engine.import_now(job, hours, stop)).await;
                engine.0.imports.stops.lock().unwrap_or_else(PoisonError::into_inner).remove(&job);
                ended
            }));
        });
        seat.outcome().await
    }

    /// Stops an import after the messages in hand; one that is not under way is left as it is.
    pub fn import_stop(&self, job: ImportId) {
        self.0.imports.stop(job);
    }

    /// Stops the imports of a client, which then has none under way.
    pub(crate) async fn stop_imports(&self, client: ClientId) -> Result<(), EngineError> {
        for import in self.imports(client).await? {
            self.import_stop(import.id);
        }
        Ok(())
    }

    async fn import_now(
        &self,
        job: ImportId,
        hours: Option<QuietHours>,
        stop: CancellationToken,
    ) -> Result<(), EngineError> {
        let record = self.stored(move |store| store.import(job)).await?;
        let client = record.client;
        let mail = self.mail(client).await?;
        let sink = self.open_sink(&record).await?;
        let limits = sink.check().await.map_err(|error| sink_error(&record, &error))?;
        let zone = TimeZone::get(&self.options(client).await?.time_zone).unwrap_or(TimeZone::UTC);
        let run = Arc::new(Run {
            engine: self.clone(),
            mail,
            sink,
            limits,
            range: Range { since: record.wish.since, until: record.wish.until },
            rule: record.wish.folders.parse().map_err(ImportError::from)?,
            archives: self.in_place_archives(client).await,
            hours: hours.map(|hours| (hours, zone)),
            stop,
            job: record,
        });
        let now = self.now();
        self.stored(move |store| store.import_set_state(job, ImportState::Running, now)).await?;
        let ended = match run.clone().all_mailboxes().await {
            Ok(()) => run.somebody_may_be_read().await,
            failed => failed,
        };
        run.sink.close().await;
        let state = run.state_at_the_end(ended.is_ok()).await?;
        let now = self.now();
        self.stored(move |store| store.import_set_state(job, state, now)).await?;
        ended
    }

    /// Which mailboxes have an in-place archive, as far as a sign-in lets Exchange say so.
    async fn in_place_archives(&self, client: ClientId) -> Option<Vec<DirectoryId>> {
        let (record, tenant) = self.pinned(client).await.ok()?;
        let cloud = self.live_cloud(&record).await.ok()?;
        let tokens = self.tokens(&record, &cloud).await.ok()?;
        let asked = self.directory(&cloud, tenant, tokens).archives().await;
        asked.inspect_err(|error| tracing::info!(%error, "in-place archives were not told")).ok()
    }
}

impl Run {
    async fn all_mailboxes(self: Arc<Self>) -> Result<(), EngineError> {
        let job = self.job.id;
        let mailboxes = self.engine.stored(move |store| store.import_mailboxes(job)).await?;
        let (mut waiting, mut running, mut first) = (mailboxes.into_iter(), JoinSet::new(), Ok(()));
        loop {
            while running.len() < AT_ONCE
                && first.is_ok()
                && !self.stop.is_cancelled()
                && let Some(mailbox) = waiting.next()
            {
                let run = Arc::clone(&self);
                running.spawn(async move { Box::pin(run.mailbox(mailbox)).await });
            }
            match running.join_next().await {
                Some(ended) => {
                    if let Err(error) = ended?
                        && first.is_ok()
                    {
                        // The others come to their safe points.
                        self.stop.cancel();
                        first = Err(error);
                    }
                }
                None => return first,
            }
        }
    }

    /// Of an application that may read nobody's mail the whole import is told, and not each mailbox.
    async fn somebody_may_be_read(&self) -> Result<(), EngineError> {
        let (job, client) = (self.job.id, self.job.client);
        let mailboxes = self.engine.stored(move |store| store.import_mailboxes(job)).await?;
        let mut words = mailboxes.iter().map(|mailbox| mailbox.reason.as_deref()?.strip_prefix(NO_PERMISSION));
        let Some(Some(said)) = words.next().filter(|_| words.all(|word| word.is_some())) else { return Ok(()) };
        let app = self.engine.stored(move |store| store.import_app(client)).await?;
        let app_id = app.map(|app| app.app_id).unwrap_or_default();
        Err(ImportError::NoPermission { app_id, said: said.to_owned() }.into())
    }

    async fn state_at_the_end(&self, well: bool) -> Result<ImportState, EngineError> {
        use ImportMailboxState::{Done, Exceptions, Refused};
        let job = self.job.id;
        let mailboxes = self.engine.stored(move |store| store.import_mailboxes(job)).await?;
        let over = mailboxes.iter().all(|mailbox| matches!(mailbox.state, Done | Exceptions | Refused));
        Ok(if well && over { ImportState::Ended } else { ImportState::Paused })
    }

    pub(super) async fn note(
        &self,
        mailbox: &ImportMailboxRecord,
        state: ImportMailboxState,
        reason: Option<String>,
    ) -> Result<(), EngineError> {
        let (id, now) = (mailbox.id, self.engine.now());
        self.engine.stored(move |store| store.import_set_mailbox(id, state, reason.as_deref(), now)).await
    }

    /// Waits for the hours in which messages are read; `false`: it is to stop.
    pub(super) async fn may_go_on(&self, mailbox: &ImportMailboxRecord) -> Result<bool, EngineError> {
        let Some((hours, zone)) = &self.hours else { return Ok(!self.stop.is_cancelled()) };
        let mut waited = false;
        while quiet_until(*hours, zone, self.engine.now()).is_none() && !self.stop.is_cancelled() {
            if !waited {
                self.note(mailbox, ImportMailboxState::Waiting, None).await?;
                waited = true;
            }
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        if waited && !self.stop.is_cancelled() {
            self.note(mailbox, ImportMailboxState::Running, None).await?;
        }
        Ok(!self.stop.is_cancelled())
    }
}
