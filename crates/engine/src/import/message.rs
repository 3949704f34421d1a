//! S3: one message, from the server through a file on disk into the archive, exactly once.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use archive::{Concern, Delivered, Message, SinkError, Spooled};
use jiff::{SignedDuration, Timestamp};
use microsoft::MicrosoftError;
use microsoft::mail::{MailItemError, Reach};
use store::{ImportMailboxId, ImportMessageId, ImportTurn, Outcome, PendingMessage, Store, StoreError};
use tokio::sync::Mutex;

use super::job::sink_error;
use super::run::Run;
use crate::EngineError;

/// So many tries of a message may fail before it is skipped with the last reason. One counts only where it was the message
/// for all that is known, and long after the one before: trouble of Microsoft's or of an archive's passes sooner as a rule.
const TRIES: u32 = 10;
const APART: SignedDuration = SignedDuration::from_hours(1);
/// The same where it may have been the mailbox: no trouble of Microsoft's lasts for ten days, and messages that are damaged,
/// more in a row than are asked for, would wait for ever.
const FAR_APART: SignedDuration = SignedDuration::from_hours(24);
/// So many failures without a message that comes, and the rest is not asked for in this run. So many that the archive does
/// not take, and none that it takes, and it is the archive.
const IN_A_ROW: usize = 30;
/// So often within one try the body may break off.
const BODIES: u32 = 3;
/// So often a message is offered to an archive that cannot take it now.
const OFFERS: u32 = 4;

/// A mailbox whose messages are in hand, for one run.
pub(super) struct Hand {
    pub id: ImportMailboxId,
    object: String,
    address: String,
    /// One is delivered and written down at a time, so that of two with the same content the second is known as such.
    delivering: Mutex<()>,
    luck: std::sync::Mutex<Luck>,
}

/// What failed of a mailbox in this run.
#[derive(Default)]
struct Luck {
    /// So many since the last message that came.
    in_a_row: usize,
    /// Those that failed, and why: none is asked for twice in a run.
    failed: BTreeMap<ImportMessageId, String>,
    /// Of these, those since the last message that came: as long as none does, it may be the mailbox.
    alone: Vec<Failure>,
}

/// A message that failed, be it by its own fault.
pub(super) struct Failure {
    mailbox: ImportMailboxId,
    key: ImportMessageId,
    code: String,
}

/// Messages that the archive did not take since the last that it took: as long as it takes none, it may be the archive.
pub(super) type NotTaken = std::sync::Mutex<Vec<Failure>>;

impl Hand {
    pub(super) fn of(mailbox: &ImportTurn) -> Self {
        let (object, address) = (mailbox.object.to_string(), mailbox.address.clone());
        Self { id: mailbox.id, object, address, delivering: Mutex::default(), luck: std::sync::Mutex::default() }
    }

    /// So many failed in a row that the rest would fail, too.
    pub(super) fn gives_up(&self) -> bool {
        self.luck().in_a_row >= IN_A_ROW
    }

    fn luck(&self) -> std::sync::MutexGuard<'_, Luck> {
        self.luck.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A message came: what failed before it was not the mailbox's fault.
    fn came(&self) -> Vec<Failure> {
        let mut luck = self.luck();
        luck.in_a_row = 0;
        std::mem::take(&mut luck.alone)
    }

    fn failure(&self, message: &PendingMessage, code: &str) -> Failure {
        Failure { mailbox: self.id, key: message.key, code: code.to_owned() }
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

/// What the archive did with a message.
enum Given {
    /// It is known what became of it.
    Known(Outcome),
    /// It was not taken now.
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

fn at(seconds: Option<i64>) -> Option<Timestamp> {
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok())
}

impl Run {
    pub(super) async fn message(&self, hand: &Hand, message: PendingMessage) -> Result<Step, EngineError> {
        if let Some(why) = hand.luck().failed.get(&message.key) {
            return Ok(Step::Waits(why.clone()));
        }
        let spooled = match self.fetch(hand, &message).await? {
            Fetched::Whole(spooled) => spooled,
            Fetched::Never(outcome) => return self.settle(hand, &message, outcome).await,
            Fetched::NotNow(step) => return Ok(step),
        };
        self.count(hand.came(), APART).await?;
        let _turn = hand.delivering.lock().await;
        match self.deliver(hand, &message, &spooled).await? {
            Given::Known(outcome) => self.settle(hand, &message, outcome).await,
            Given::NotNow(step) => Ok(step),
        }
    }

    /// Everything that was open of a mailbox was asked for, and nothing tells any more that it is not the messages that
    /// failed. Tells how many of them were skipped.
    pub(super) async fn all_asked(&self, hand: &Hand) -> Result<u32, EngineError> {
        self.count(hand.came(), APART).await
    }

    /// The mailbox gives no messages, for all that is known, and the rest is not asked for in this run.
    pub(super) async fn gave_up(&self, hand: &Hand) -> Result<(), EngineError> {
        let alone = std::mem::take(&mut hand.luck().alone);
        self.count(alone, FAR_APART).await.map(drop)
    }

    /// The same of what the archive did not take, once every mailbox was read.
    pub(super) async fn all_offered(&self) -> Result<(), EngineError> {
        self.count(self.taken(), APART).await.map(drop)
    }

    /// The archive takes messages: what it did not take before was not its fault.
    fn taken(&self) -> Vec<Failure> {
        std::mem::take(&mut *self.not_taken.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A try of each of these messages counts, so long after the one before; which has had all of its tries is skipped.
    /// Tells how many were.
    async fn count(&self, failures: Vec<Failure>, apart: SignedDuration) -> Result<u32, EngineError> {
        if failures.is_empty() {
            return Ok(0);
        }
        let now = self.engine.now();
        let counted = move |store: &Store| {
            let mut skipped = 0;
            for Failure { mailbox, key, code } in failures {
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
            let error = match self.mail.mime(&hand.object, &message.id, &mut spool).await {
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
                matches!(self.mail.reachable(&hand.object).await?, Reach::Yes)
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
            luck.failed.insert(message.key, why.clone());
            luck.alone.push(hand.failure(message, error.code()));
        }
        Ok(Fetched::NotNow(Step::Waits(why)))
    }

    /// Gives it to the archive. One that this mailbox delivered already is not sent twice where the archive could not tell.
    async fn deliver(&self, hand: &Hand, message: &PendingMessage, spooled: &Spooled) -> Result<Given, EngineError> {
        let (hash, size) = (spooled.hash().0, spooled.size());
        if !self.sink.tells_twice() {
            let (id, key) = (hand.id, message.key);
            let known = self
                .engine
                .stored(move |store| {
                    let known = store.import_has(id, &hash)?;
                    if !known {
                        store.import_take(key, &hash, size)?;
                    }
                    Ok::<_, StoreError>(known)
                })
                .await?;
            if known {
                return Ok(Given::Known(Outcome::Duplicate { hash, size }));
            }
        }
        let error = match self.offer(hand, message, spooled).await {
            Ok(delivered) => {
                self.count(self.taken(), APART).await?;
                let already = delivered == Delivered::Already;
                return Ok(Given::Known(Outcome::Delivered { hash, size, already }));
            }
            Err(error) if error.permanent() => {
                return Ok(Given::Known(Outcome::Skipped { code: error.code().into_owned() }));
            }
            Err(error) => error,
        };
        if !self.sink.tells_twice() && !error.may_have_taken() {
            let key = message.key;
            self.engine.stored(move |store| store.import_not_taken(key)).await?;
        }
        self.not_taken(hand, message, &error)
    }

    /// Of a message that an archive does not take now it is told like of one that Microsoft does not give; once it takes
    /// none, the import ends with it.
    fn not_taken(&self, hand: &Hand, message: &PendingMessage, error: &SinkError) -> Result<Given, EngineError> {
        if error.concern() == Concern::Sink {
            return Err(sink_error(&self.job, error));
        }
        let (code, why) = (error.code(), format!("{}: {error}", error.code()));
        let mut not_taken = self.not_taken.lock().unwrap_or_else(PoisonError::into_inner);
        not_taken.push(hand.failure(message, &code));
        if not_taken.len() >= IN_A_ROW {
            return Err(sink_error(&self.job, error));
        }
        hand.luck().failed.insert(message.key, why.clone());
        Ok(Given::NotNow(Step::Waits(why)))
    }

    /// Offers it until the archive says what becomes of it, or it is too often. One that it may have taken is not offered
    /// once more before the next run.
    async fn offer(&self, hand: &Hand, message: &PendingMessage, spooled: &Spooled) -> Result<Delivered, SinkError> {
        let (mut offers, mut wait) = (1, self.engine.0.patience.first_wait);
        loop {
            let given = Message { mailbox: &hand.address, spooled, received: at(message.received), read: message.read };
            let error = match self.sink.deliver(&given).await {
                Ok(delivered) => return Ok(delivered),
                Err(error) => error,
            };
            let again = !error.permanent() && !error.may_have_taken();
            if !again || offers >= OFFERS || self.stop.is_cancelled() {
                return Err(error);
            }
            tracing::info!(%error, offers, "the archive does not take a message now");
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
            }
            (offers, wait) = (offers + 1, wait * 4);
        }
    }

    async fn settle(&self, hand: &Hand, message: &PendingMessage, outcome: Outcome) -> Result<Step, EngineError> {
        let (id, key) = (hand.id, message.key);
        self.engine.stored(move |store| store.import_settle(id, &[(key, outcome)])).await?;
        self.under.settled(id, self.engine.now());
        Ok(Step::Settled)
    }
}
