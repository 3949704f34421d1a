//! S3: one message, from the server through a file on disk into the archive, exactly once.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use archive::Spooled;
use jiff::SignedDuration;
use microsoft::MicrosoftError;
use microsoft::mail::{MailItemError, Reach};
use store::{ImportMailboxId, ImportMessageId, ImportTurn, Outcome, PendingMessage, Store, StoreError};
use tokio::sync::Mutex;

use super::deliver::Given;
use super::job::sink_error;
use super::mailbox::STOPPED;
use super::run::Run;
use crate::EngineError;

/// So many tries of a message may fail before it is skipped with the last reason. One counts only where it was the message
/// for all that is known, and long after the one before: trouble of Microsoft's or of an archive's passes sooner as a rule.
const TRIES: u32 = 10;
const APART: SignedDuration = SignedDuration::from_hours(1);
/// The same where it may have been the mailbox or the archive, because nothing tells otherwise in that run: no such trouble
/// lasts for ten days, and what is damaged, or never taken, would be tried for ever.
const FAR_APART: SignedDuration = SignedDuration::from_hours(24);
/// So many failures without a message that comes, and the rest is not asked for in this run.
pub(super) const IN_A_ROW: usize = 30;
/// So often within one try the body may break off.
const BODIES: u32 = 3;
/// A mailbox whose messages are in hand, for one run.
pub(super) struct Hand {
    pub id: ImportMailboxId,
    object: String,
    pub address: String,
    /// One is delivered and written down at a time, so that of two with the same content the second is known as such.
    delivering: Mutex<()>,
    luck: std::sync::Mutex<Luck>,
}

/// What failed of a mailbox in this run.
#[derive(Default)]
struct Luck {
    /// So many since the last message that came.
    in_a_row: usize,
    /// Some message came: the mailbox gives what is whole.
    came: bool,
    /// Those that failed: none is asked for twice in a run.
    failed: BTreeSet<ImportMessageId>,
    /// Why the last of them did.
    why: String,
    /// Of these, those since the last message that came: as long as none does, it may be the mailbox.
    alone: Vec<Failure>,
    /// Why the archive takes nothing of this mailbox, and whether it said so for good.
    refused: Option<(String, bool)>,
}

impl Luck {
    fn fails(&mut self, key: ImportMessageId, why: &str) {
        self.failed.insert(key);
        why.clone_into(&mut self.why);
    }
}

/// A message that failed, be it by its own fault.
pub(super) struct Failure {
    pub mailbox: ImportMailboxId,
    key: ImportMessageId,
    code: String,
    /// No earlier try of it counts.
    pub new: bool,
    /// The archive may have it: each further try may be one more copy of it.
    pub lost: bool,
}

impl Hand {
    pub(super) fn of(mailbox: &ImportTurn) -> Self {
        let (object, address) = (mailbox.object.to_string(), mailbox.address.clone());
        Self { id: mailbox.id, object, address, delivering: Mutex::default(), luck: std::sync::Mutex::default() }
    }

    /// The rest would fail, too: so many did in a row, or the archive takes nothing of this mailbox.
    pub(super) fn gives_up(&self) -> bool {
        let luck = self.luck();
        luck.refused.is_some() || luck.in_a_row >= IN_A_ROW
    }

    fn refused(&self) -> Option<String> {
        self.luck().refused.as_ref().map(|(why, _)| why.clone())
    }

    /// The archive said for good that it takes nothing of this mailbox.
    pub(super) fn refused_for_good(&self) -> bool {
        self.luck().refused.as_ref().is_some_and(|(_, for_good)| *for_good)
    }

    /// Nothing more of this mailbox is offered in this run.
    pub(super) fn refuse(&self, why: String, for_good: bool) {
        self.luck().refused = Some((why, for_good));
    }

    /// The archive did not take this message, for that reason.
    pub(super) fn put_off(&self, message: &PendingMessage, why: &str) {
        self.luck().fails(message.key, why);
    }

    /// It failed in this run; the reason is that of the last one that did.
    fn failed(&self, message: &PendingMessage) -> Option<String> {
        let luck = self.luck();
        luck.failed.contains(&message.key).then(|| luck.why.clone())
    }

    fn luck(&self) -> std::sync::MutexGuard<'_, Luck> {
        self.luck.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A message came: what failed before it was not the mailbox's fault.
    fn came(&self) -> Vec<Failure> {
        let mut luck = self.luck();
        (luck.in_a_row, luck.came) = (0, true);
        std::mem::take(&mut luck.alone)
    }

    pub(super) fn failure(&self, message: &PendingMessage, code: &str, lost: bool) -> Failure {
        Failure { mailbox: self.id, key: message.key, code: code.to_owned(), new: message.tries == 0, lost }
    }
}

/// How far a message came.
enum Fetched {
    /// It is on the disk.
    Whole(Spooled),
    /// It cannot be had, for good.
    Never(Outcome),
    /// Not in this try.
    NotNow(Step),
}

/// What became of a message in this try.
#[derive(Debug)]
pub(super) enum Step {
    /// It is written down for good.
    Settled,
    /// It cannot be had now: in another run, or when its reason passes.
    Waits(String),
}

impl Run {
    pub(super) async fn message(&self, hand: &Hand, message: PendingMessage) -> Result<Step, EngineError> {
        if let Some(why) = hand.failed(&message) {
            return Ok(Step::Waits(why));
        }
        let spooled = match self.fetch(hand, &message).await? {
            Fetched::Whole(spooled) => spooled,
            Fetched::Never(outcome) => return self.settle(hand, &message, outcome).await,
            Fetched::NotNow(step) => return Ok(step),
        };
        self.count(hand.came(), true).await?;
        let _turn = hand.delivering.lock().await;
        if let Some(why) = hand.refused() {
            return Ok(Step::Waits(why));
        }
        let outcome = match self.deliver(hand, &message, &spooled).await? {
            Given::Known(outcome) => outcome,
            Given::NotNow(step) => return Ok(step),
        };
        let taken = matches!(outcome, Outcome::Delivered { .. });
        let step = self.settle(hand, &message, outcome).await?;
        if taken {
            self.taken().await?;
        }
        Ok(step)
    }

    /// Nothing more of a mailbox is asked for in this run: all of it was, or it gives up. What failed since the last message
    /// that came is the messages' own if one came at all. Tells how many of them were skipped.
    pub(super) async fn all_asked(&self, hand: &Hand) -> Result<u32, EngineError> {
        let (alone, came) = {
            let mut luck = hand.luck();
            (std::mem::take(&mut luck.alone), luck.came)
        };
        self.count(alone, came).await
    }

    /// A try of each of these messages counts, so long after the one before; which has had all of its tries is skipped.
    /// `own`: it is the messages' own matter for all that is known. Tells how many were skipped.
    pub(super) async fn count(&self, failures: Vec<Failure>, own: bool) -> Result<u32, EngineError> {
        if failures.is_empty() {
            return Ok(0);
        }
        let now = self.engine.now();
        let counted = move |store: &Store| {
            let mut skipped = 0;
            for Failure { mailbox, key, code, lost, .. } in failures {
                let apart = if own || lost { APART } else { FAR_APART };
                if store.import_defer(key, &code, now, apart)? >= TRIES {
                    store.import_settle(mailbox, &[(key, Outcome::Skipped { code })])?;
                    skipped += 1;
                }
            }
            Ok::<_, StoreError>(skipped)
        };
        let skipped = self.engine.stored(counted).await?;
        self.under.touch();
        Ok(skipped)
    }

    /// Streams the message onto the disk.
    async fn fetch(&self, hand: &Hand, message: &PendingMessage) -> Result<Fetched, EngineError> {
        let mut spool = self.sink.spool(&hand.address).await.map_err(|error| sink_error(&self.job, &error))?;
        let mut bodies = 1;
        loop {
            let read = self.stop.run_until_cancelled(self.mail.mime(&hand.object, &message.id, &mut spool)).await;
            let Some(read) = read else { return Ok(Fetched::NotNow(Step::Waits(STOPPED.to_owned()))) };
            let error = match read {
                Ok(_) => {
                    let spooled = spool.finish().await.map_err(|error| sink_error(&self.job, &error))?;
                    return Ok(Fetched::Whole(spooled));
                }
                Err(MailItemError::Gone) => return Ok(Fetched::Never(Outcome::Gone)),
                Err(MailItemError::Unreadable { code }) => return Ok(Fetched::Never(Outcome::Skipped { code })),
                Err(MailItemError::Write(error)) => {
                    return Err(sink_error(&self.job, &self.sink.trouble(error)));
                }
                Err(MailItemError::Microsoft(error)) => error,
            };
            if error.passes() && bodies < BODIES && !self.stop.is_cancelled() {
                bodies += 1;
                spool.restart().await.map_err(|error| sink_error(&self.job, &error))?;
                continue;
            }
            return self.not_now(hand, message, error).await;
        }
    }

    /// Only what Microsoft answers about this message, or what breaks off of it, may be the message's own fault; a network
    /// that is away, a sign-in or a keyring that is locked never is.
    async fn not_now(
        &self,
        hand: &Hand,
        message: &PendingMessage,
        error: MicrosoftError,
    ) -> Result<Fetched, EngineError> {
        let (why, passes) = (format!("{}: {error}", error.code()), error.passes());
        let of_message = match &error {
            // A permission that was taken away is told of the mailbox, too, and so is that the whole mailbox is not there.
            MicrosoftError::PermissionMissing { .. } | MicrosoftError::Graph { status: 401 | 403 | 404, .. } => {
                let reach = self.stop.run_until_cancelled(self.mail.reachable(&hand.object)).await.transpose()?;
                let Some(reach) = reach else { return Ok(Fetched::NotNow(Step::Waits(STOPPED.to_owned()))) };
                reach == Reach::Yes
            }
            MicrosoftError::Graph { .. } | MicrosoftError::Truncated { .. } | MicrosoftError::Stalled { .. } => true,
            _ => false,
        };
        if !of_message && !passes {
            return Err(error.into());
        }
        let mut luck = hand.luck();
        luck.in_a_row += 1;
        if of_message {
            luck.fails(message.key, &why);
            luck.alone.push(hand.failure(message, error.code(), false));
        }
        Ok(Fetched::NotNow(Step::Waits(why)))
    }

    async fn settle(&self, hand: &Hand, message: &PendingMessage, outcome: Outcome) -> Result<Step, EngineError> {
        let (id, key) = (hand.id, message.key);
        self.engine.stored(move |store| store.import_settle(id, &[(key, outcome)])).await?;
        self.under.settled(id, self.engine.now());
        Ok(Step::Settled)
    }
}
