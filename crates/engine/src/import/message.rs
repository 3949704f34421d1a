//! S3: one message, from the server through a file on disk into the archive, exactly once.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use archive::{Delivered, Message, SinkError, Spooled};
use jiff::Timestamp;
use microsoft::MicrosoftError;
use microsoft::mail::{MailItemError, Reach};
use store::{ImportMailboxId, ImportMessageId, ImportTurn, Outcome, PendingMessage};
use tokio::sync::Mutex;

use super::job::sink_error;
use super::run::Run;
use crate::EngineError;

/// In so many runs a message may fail before it is skipped with the last reason. The background tries again after minutes
/// and later after an hour, so that this takes the better part of a day: trouble of Microsoft's passes sooner as a rule.
const TRIES: u32 = 10;
/// So many failures without a message that comes, and the rest is not asked for in this run.
const IN_A_ROW: u32 = 30;
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
    in_a_row: u32,
    /// Those that failed, and why: none is asked for twice in a run.
    failed: BTreeMap<ImportMessageId, String>,
}

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
        let _turn = hand.delivering.lock().await;
        let outcome = self.deliver(hand, &message, &spooled).await?;
        self.settle(hand, &message, outcome).await
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
        let (code, why, passes) = (error.code().to_owned(), format!("{}: {error}", error.code()), error.passes());
        let of_message = match &error {
            // A permission that was taken away is told of the mailbox, too.
            MicrosoftError::PermissionMissing { .. } | MicrosoftError::Graph { status: 401 | 403, .. } => {
                matches!(self.mail.reachable(&hand.object).await?, Reach::Yes)
            }
            MicrosoftError::Graph { .. } | MicrosoftError::Truncated { .. } | MicrosoftError::Stalled { .. } => true,
            _ => false,
        };
        if !of_message && !passes {
            return Err(error.into());
        }
        hand.luck().in_a_row += 1;
        if of_message {
            let (key, noted) = (message.key, code.clone());
            self.engine.stored(move |store| store.import_defer(key, &noted)).await?;
            if message.tries + 1 >= TRIES {
                return Ok(Fetched::Never(Outcome::Skipped { code }));
            }
            hand.luck().failed.insert(message.key, why.clone());
        }
        Ok(Fetched::NotNow(Step::Waits(why)))
    }

    /// Gives it to the archive. One that this mailbox delivered already is not sent twice where the archive could not tell.
    async fn deliver(&self, hand: &Hand, message: &PendingMessage, spooled: &Spooled) -> Result<Outcome, EngineError> {
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
                    Ok::<_, store::StoreError>(known)
                })
                .await?;
            if known {
                return Ok(Outcome::Duplicate { hash, size });
            }
        }
        match self.offer(hand, message, spooled).await {
            Ok(delivered) => Ok(Outcome::Delivered { hash, size, already: delivered == Delivered::Already }),
            Err(error) if error.permanent() => Ok(Outcome::Skipped { code: error.code().into_owned() }),
            Err(error) => Err(sink_error(&self.job, &error)),
        }
    }

    async fn offer(&self, hand: &Hand, message: &PendingMessage, spooled: &Spooled) -> Result<Delivered, SinkError> {
        let (mut offers, mut wait) = (1, self.engine.0.patience.first_wait);
        loop {
            let given = Message { mailbox: &hand.address, spooled, received: at(message.received), read: message.read };
            match self.sink.deliver(&given).await {
                Err(error) if !error.permanent() && offers < OFFERS && !self.stop.is_cancelled() => {
                    tracing::info!(%error, offers, "the archive does not take a message now");
                    tokio::select! {
                        () = self.stop.cancelled() => {}
                        () = tokio::time::sleep(wait) => {}
                    }
                    (offers, wait) = (offers + 1, wait * 4);
                }
                ended => return ended,
            }
        }
    }

    async fn settle(&self, hand: &Hand, message: &PendingMessage, outcome: Outcome) -> Result<Step, EngineError> {
        let (id, key) = (hand.id, message.key);
        if !matches!(outcome, Outcome::Skipped { .. }) {
            hand.luck().in_a_row = 0;
        }
        self.engine.stored(move |store| store.import_settle(id, &[(key, outcome)])).await?;
        self.under.settled(id, self.engine.now());
        Ok(Step::Settled)
    }
}
