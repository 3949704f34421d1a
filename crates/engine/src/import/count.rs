//! S2: what an import will take, before it begins: folders, messages and bytes of its mailboxes, no message read.

use std::sync::Arc;

use microsoft::mail::Mail;
use store::{ImportId, ImportMailboxId, ImportRecord, ImportTurn, SeenFolder};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::ImportError;
use super::folders::{FolderRule, Place};
use super::list::{place, to_see};
use super::mailbox::concerns_one;
use super::run::AT_ONCE;
use crate::joint::Seat;
use crate::{Engine, EngineError, Topic};

/// Counts mailboxes of an import that wait for their turn.
#[derive(Clone)]
pub(super) struct Counter {
    pub engine: Engine,
    pub job: ImportId,
    pub mail: Arc<Mail>,
    pub rule: Arc<FolderRule>,
    pub stop: CancellationToken,
}

impl Engine {
    /// Counts folders, messages and bytes of every mailbox that was not counted yet and waits for its turn, and waits for
    /// the end; [`ImportOverview::estimate`](super::ImportOverview::estimate) is then what it takes. A count that is under
    /// way is joined; [`Engine::import_pause`] stops it.
    ///
    /// # Errors
    /// What concerns more than one mailbox: no permission, a sign-in, the network, the database.
    pub async fn import_count(&self, job: ImportId) -> Result<(), EngineError> {
        let record = self.stored(move |store| store.import(job)).await?;
        self.begin_count(&record).outcome().await
    }

    /// The same in the background: it returns at once, and what stops it is the import's problem until it is counted again
    /// or let go on, or the program ends.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_count_go(&self, job: ImportId) -> Result<(), EngineError> {
        let record = self.stored(move |store| store.import(job)).await?;
        let (engine, seat) = (self.clone(), self.begin_count(&record));
        self.0.tasks.spawn(async move {
            let Err(error) = seat.outcome().await else { return };
            engine.0.imports.count_failed(job, error.fault());
            engine.stale(record.client, &[Topic::Import]);
        });
        Ok(())
    }

    fn begin_count(&self, record: &ImportRecord) -> Seat<()> {
        let joint = Arc::clone(&self.0.imports.counts);
        joint.seat(record.id, |finish| {
            let (engine, record, stop) = (self.clone(), record.clone(), self.0.closing.child_token());
            self.0.imports.count_begun(record.id, &stop);
            self.0.tasks.spawn(async move {
                let (job, client) = (record.id, record.client);
                let work = async {
                    let counted = engine.count_mailboxes(&record, stop).await;
                    engine.0.imports.count_ended(job);
                    counted
                };
                finish.with(Box::pin(work)).await;
                engine.stale(client, &[Topic::Import]);
            });
        })
    }

    async fn count_mailboxes(&self, record: &ImportRecord, stop: CancellationToken) -> Result<(), EngineError> {
        let Some(mail) = stop.run_until_cancelled(self.mail(record.client)).await else { return Ok(()) };
        let counter = Counter {
            engine: self.clone(),
            job: record.id,
            mail: Arc::new(mail?),
            rule: Arc::new(record.wish.folders.parse::<FolderRule>().map_err(ImportError::from)?),
            stop,
        };
        let (mut after, mut running, mut first) = (None, JoinSet::new(), Ok(()));
        let mut told = tokio::time::interval(std::time::Duration::from_secs(1));
        loop {
            while running.len() < AT_ONCE
                && first.is_ok()
                && let Some(turn) = counter.next(after).await?
            {
                after = Some(turn.id);
                let counter = counter.clone();
                running.spawn(async move { counter.count(turn).await });
            }
            tokio::select! {
                ended = running.join_next() => match ended {
                    Some(ended) => first = first.and(ended?),
                    None => return first,
                },
                _ = told.tick() => self.stale(record.client, &[Topic::Import]),
            }
        }
    }
}

impl Counter {
    pub(super) async fn next(&self, after: Option<ImportMailboxId>) -> Result<Option<ImportTurn>, EngineError> {
        if self.stop.is_cancelled() {
            return Ok(None);
        }
        let job = self.job;
        self.engine.stored(move |store| store.import_uncounted(job, after)).await
    }

    /// Counts one; one that may not be read, or does not answer, is told when its turn comes.
    pub(super) async fn count(&self, turn: ImportTurn) -> Result<(), EngineError> {
        let object = turn.object.to_string();
        let Some(folders) = self.stop.run_until_cancelled(self.mail.folders(&object)).await else { return Ok(()) };
        let folders = match folders {
            Ok(folders) => folders,
            Err(error) if concerns_one(&error) => {
                tracing::debug!(%error, mailbox = turn.address, "the folders of a mailbox were not counted");
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let places: Vec<Place> = folders.iter().map(place).collect();
        let chosen = folders.into_iter().zip(self.rule.choose(&places));
        let seen: Vec<SeenFolder> = chosen.filter_map(|(folder, takes)| takes.then(|| to_see(folder))).collect();
        self.engine.stored(move |store| store.import_count_folders(turn.id, &seen)).await
    }

    /// Counts one after the other while an import is under way, so that what is left is known; trouble is told by the
    /// import itself.
    pub(super) async fn ahead(&self) {
        let mut after = None;
        loop {
            let counted = match self.next(after).await {
                Ok(Some(turn)) => {
                    after = Some(turn.id);
                    self.count(turn).await
                }
                Ok(None) => return,
                Err(error) => Err(error),
            };
            if let Err(error) = counted {
                tracing::info!(%error, "mailboxes were not counted ahead");
                return;
            }
        }
    }
}
