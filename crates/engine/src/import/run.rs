//! S2: an import at work: several mailboxes side by side, until the numbers agree or something stops it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use archive::{Filled, Limits, Sink};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use microsoft::mail::Mail;
use store::{ImportMailboxState, ImportRecord, ImportState, ImportTurn};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::archives::Known;
use super::count::Counter;
use super::deliver::NotTaken;
use super::folders::FolderRule;
use super::hours::opens;
use super::imports::Under;
use super::job::sink_error;
use super::range::Range;
use super::tried::no_permission;
use super::{ImportError, end};
use crate::schedule::Ended;
use crate::{Engine, EngineError};

/// Mailboxes read at the same time. Microsoft's limits count per mailbox, so they do not disturb each other.
pub(super) const AT_ONCE: usize = 4;
/// Mailboxes begun at the same time, those included that wait until Microsoft lets them go on.
const MOST: usize = 16;
/// How often it is looked whether one waits and gives its place away.
const PLACES_EVERY: Duration = Duration::from_secs(5);
/// Begins the reason of a mailbox that the application may not read, for all that Microsoft tells.
pub(super) const NO_PERMISSION: &str = "no-permission: ";
/// Begins the reason of a mailbox of which the archive takes nothing.
const JOURNAL_REFUSED: &str = "journal-refused: ";
/// The clock is looked at this often at least while the hours have not come: a computer that slept does not count its sleep.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// What all mailboxes of a run share.
pub(super) struct Run {
    pub engine: Engine,
    pub job: ImportRecord,
    pub mail: Arc<Mail>,
    pub sink: Sink,
    pub not_taken: Mutex<NotTaken>,
    pub limits: Limits,
    pub range: Range,
    pub rule: Arc<FolderRule>,
    pub archives: Known,
    /// The client's, in which its hours are meant.
    pub zone: TimeZone,
    pub under: Arc<Under>,
    pub stop: CancellationToken,
}

impl Engine {
    /// A run from beginning to end, with what it leaves behind.
    pub(super) async fn import_now(&self, record: ImportRecord, under: Arc<Under>) -> Result<(), EngineError> {
        let job = record.id;
        let ended = self.import_all(record, &under).await;
        // Whoever pauses it in this moment is heard, or finds it ended; whoever lets it go on from now on begins anew.
        let _turn = self.0.imports.turn.lock().await;
        let (stopped, error) = (under.stop.is_cancelled(), ended.as_ref().err());
        under.stop.cancel();
        if under.gives_way() {
            return ended;
        }
        let (now, left) = (self.now(), self.stored(move |store| store.import_tallies(job)).await?);
        let closing = self.0.closing.is_cancelled();
        let next = end::Run { by: under.by, stopped, closing, error, left: &left }.next();
        let problem = next.problem.as_ref().or(error);
        match problem.filter(|_| next.again) {
            Some(error) => self.0.imports.failed(job, |failures| Ended::of(error, failures), now),
            None => self.0.imports.at_once(job),
        }
        let told = problem.map(|error| error.fault().to_json());
        self.stored(move |store| {
            let paused = store.import(job)?.state == ImportState::Paused;
            match next.state {
                // A person paused it meanwhile, and it stays so.
                Some(ImportState::Running) if paused => Ok(()),
                Some(state) => store.import_set_state(job, state, told.as_deref(), now),
                None => Ok(()),
            }
        })
        .await?;
        ended
    }

    async fn import_all(&self, record: ImportRecord, under: &Arc<Under>) -> Result<(), EngineError> {
        // Nothing is in hand yet: a pause need not wait for an answer of Microsoft's or of the archive's.
        let run = Box::pin(self.run_of(record, under));
        let Some(run) = under.stop.run_until_cancelled(run).await else { return Ok(()) };
        let run = Arc::new(run?);
        let (job, now) = (run.job.id, self.now());
        let (mail, rule, stop) = (Arc::clone(&run.mail), Arc::clone(&run.rule), run.stop.clone());
        let counter = Counter { engine: self.clone(), job, mail, rule, stop };
        self.stored(move |store| {
            store.import_requeue(job, now)?;
            store.import_add_joined(job, now)
        })
        .await?;
        // Those at work are counted by themselves.
        let begun = Notify::new();
        let ahead = async {
            begun.notified().await;
            counter.ahead().await;
        };
        let mut work = std::pin::pin!(Arc::clone(&run).all_mailboxes(&begun));
        let ended = tokio::select! {
            biased;
            ended = &mut work => ended,
            () = ahead => work.await,
        };
        let ended = match ended {
            Ok(()) => run.all_were_read().await,
            failed => failed,
        };
        run.sink.close().await;
        ended
    }

    /// What a run needs before its first mailbox.
    async fn run_of(&self, record: ImportRecord, under: &Arc<Under>) -> Result<Run, EngineError> {
        let client = record.client;
        let mail = Arc::new(self.mail(client).await?);
        let sink = self.open_sink(&record).await?;
        let limits = self.begin_sink(&record, &sink).await?;
        let rule: FolderRule = record.wish.folders.parse().map_err(ImportError::from)?;
        Ok(Run {
            engine: self.clone(),
            mail,
            sink,
            not_taken: Mutex::default(),
            limits,
            range: Range { since: record.wish.since, until: record.wish.until },
            rule: Arc::new(rule),
            archives: self.known_archives(client).await,
            zone: self.import_zone(client).await?,
            under: Arc::clone(under),
            stop: under.stop.clone(),
            job: record,
        })
    }

    /// The archive takes mail, and is the one that the client's imports to it have delivered to; the id that it has is kept
    /// before anything is.
    async fn begin_sink(&self, record: &ImportRecord, sink: &Sink) -> Result<Limits, EngineError> {
        let job = record.id;
        let (filled, mark) = self.stored(move |store| store.import_archive(job)).await?;
        let filled = match &mark {
            _ if !filled => Filled::No,
            Some(mark) => Filled::Marked(mark.clone()),
            None => Filled::Unmarked,
        };
        let begun = sink.begin(&filled).await.map_err(|error| sink_error(record, &error))?;
        if begun.mark != mark {
            self.stored(move |store| store.import_set_mark(job, begun.mark.as_deref())).await?;
        }
        Ok(begun.limits)
    }
}

impl Run {
    /// `begun` hears when the first mailboxes were taken.
    async fn all_mailboxes(self: Arc<Self>, begun: &Notify) -> Result<(), EngineError> {
        let (mut running, mut at_work, mut first) = (JoinSet::new(), Vec::new(), Ok(()));
        let mut once_more = false;
        loop {
            while has_place(at_work.len(), self.held(&at_work)) && first.is_ok() && !self.stop.is_cancelled() {
                let mailbox = match self.next_mailbox().await {
                    Ok(Some(mailbox)) => mailbox,
                    Ok(None) => break,
                    Err(error) => {
                        first = self.ends_with(error);
                        break;
                    }
                };
                let (run, object) = (Arc::clone(&self), mailbox.object.to_string());
                let task = running.spawn(async move { Box::pin(run.mailbox(mailbox)).await });
                at_work.push((task.id(), object));
            }
            begun.notify_one();
            let ended = tokio::select! {
                ended = running.join_next_with_id() => ended,
                () = tokio::time::sleep(PLACES_EVERY) => continue,
            };
            let Some(ended) = ended else {
                if first.is_ok() && self.takes_who_joined().await? {
                    continue;
                }
                // Once a run: what changes in a mailbox meanwhile is not run after for ever.
                if first.is_err() || std::mem::replace(&mut once_more, true) || !self.counts_once_more().await? {
                    return first;
                }
                continue;
            };
            let (task, ended) = ended?;
            at_work.retain(|(id, _)| *id != task);
            if let Err(error) = ended
                && first.is_ok()
            {
                first = self.ends_with(error);
            }
        }
    }

    /// S4: nobody waits for a turn any more, unless somebody got a mailbox while the others were read, of everybody's
    /// import. Tells whether anybody did.
    async fn takes_who_joined(&self) -> Result<bool, EngineError> {
        if self.stop.is_cancelled() {
            return Ok(false);
        }
        let (job, now) = (self.job.id, self.engine.now());
        let joined = self.engine.stored(move |store| store.import_add_joined(job, now)).await? > 0;
        if joined {
            self.asks_for_archives_again().await;
        }
        Ok(joined)
    }

    /// S4: nobody waits for a turn any more. Mailboxes that were done before the last one was are counted once more, for the
    /// mail that came to them since. Tells whether there are any.
    async fn counts_once_more(&self) -> Result<bool, EngineError> {
        if self.stop.is_cancelled() {
            return Ok(false);
        }
        let (job, now) = (self.job.id, self.engine.now());
        Ok(self.engine.stored(move |store| store.import_count_once_more(job, now)).await? > 0)
    }

    /// The others come to their safe points.
    fn ends_with(&self, error: EngineError) -> Result<(), EngineError> {
        self.stop.cancel();
        Err(error)
    }

    /// How many of them wait for Microsoft, and for long.
    fn held(&self, at_work: &[(tokio::task::Id, String)]) -> usize {
        let allowance = &self.engine.0.imports.allowance;
        let waits = |object: &str| allowance.waits(object).is_some_and(|wait| wait > PLACES_EVERY);
        at_work.iter().filter(|(_, object)| waits(object)).count()
    }

    async fn next_mailbox(&self) -> Result<Option<ImportTurn>, EngineError> {
        let (job, now) = (self.job.id, self.engine.now());
        self.engine.stored(move |store| store.import_claim(job, now)).await
    }

    /// Every mailbox was read as far as it could be, unless something stopped them.
    async fn all_were_read(&self) -> Result<(), EngineError> {
        if !self.stop.is_cancelled() {
            self.all_offered().await?;
        }
        self.somebody_may_be_read().await?;
        self.somebody_is_taken().await
    }

    /// Of an application that may read nobody's mail the whole import is told, and not each mailbox.
    async fn somebody_may_be_read(&self) -> Result<(), EngineError> {
        let Some(said) = self.everybodys(NO_PERMISSION).await? else { return Ok(()) };
        let client = self.job.client;
        let app = self.engine.stored(move |store| store.import_app(client)).await?;
        Err(no_permission(app.as_ref(), said).into())
    }

    /// The same of an archive that takes nobody's mail.
    async fn somebody_is_taken(&self) -> Result<(), EngineError> {
        let Some(cause) = self.everybodys(JOURNAL_REFUSED).await? else { return Ok(()) };
        Err(ImportError::Sink { sink: self.job.wish.sink.clone(), cause }.into())
    }

    /// What the reason says of every mailbox that begins so, unless one has another.
    async fn everybodys(&self, begins: &'static str) -> Result<Option<String>, EngineError> {
        let job = self.job.id;
        let reason = self.engine.stored(move |store| store.import_only_reason(job, begins)).await?;
        Ok(reason.and_then(|reason| Some(reason.strip_prefix(begins)?.to_owned())))
    }

    pub(super) async fn note(
        &self,
        mailbox: &ImportTurn,
        state: ImportMailboxState,
        reason: Option<String>,
    ) -> Result<(), EngineError> {
        let (id, now) = (mailbox.id, self.engine.now());
        self.engine.stored(move |store| store.import_set_mailbox(id, state, reason.as_deref(), now)).await?;
        self.under.touch();
        Ok(())
    }

    /// When its hours come; `None`: messages may be read now.
    pub(super) fn opens(&self) -> Option<Timestamp> {
        opens(self.under.hours(), &self.zone, self.engine.now())
    }

    /// Waits for the hours in which messages are read; `false`: it is to stop.
    pub(super) async fn may_go_on(&self, mailbox: &ImportTurn) -> Result<bool, EngineError> {
        let mut waited = false;
        while !self.stop.is_cancelled() {
            let woken = self.under.wake.notified();
            let Some(opens) = self.opens() else { break };
            if !waited {
                self.note(mailbox, ImportMailboxState::Waiting, None).await?;
                waited = true;
            }
            let rest = Duration::try_from(opens.duration_since(self.engine.now())).unwrap_or_default();
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = woken => {}
                () = tokio::time::sleep(rest.min(LOOK_EVERY)) => {}
            }
        }
        if waited && !self.stop.is_cancelled() {
            self.note(mailbox, ImportMailboxState::Running, None).await?;
        }
        Ok(!self.stop.is_cancelled())
    }
}

/// Whether another mailbox may begin. One that used up what Microsoft lets it be asked in ten minutes waits for the rest
/// of them, and the others need not.
fn has_place(at_work: usize, held: usize) -> bool {
    at_work < MOST && at_work.saturating_sub(held) < AT_ONCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s2_a_mailbox_that_waits_for_microsoft_gives_its_place_to_another() {
        assert!(has_place(3, 0) && !has_place(4, 0));
        assert!(has_place(4, 1) && !has_place(5, 1));
        assert!(has_place(15, 15) && !has_place(16, 16), "what is begun is held open on the disk");
    }
}
