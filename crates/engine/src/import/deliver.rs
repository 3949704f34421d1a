//! S3: a message that is on the disk, into the archive, and what its answers say of the message, the mailbox and itself.

use std::sync::PoisonError;

use archive::{Concern, Delivered, Message, SinkError, Spooled};
use jiff::Timestamp;
use store::{Outcome, PendingMessage, StoreError};

use super::ImportError;
use super::job::sink_error;
use super::message::{Failure, Hand, IN_A_ROW, Step};
use super::run::Run;
use crate::EngineError;

/// So often a message is offered to an archive that cannot take it now.
const OFFERS: u32 = 4;

/// What an archive did not take in a run.
#[derive(Default)]
pub(super) struct NotTaken {
    /// It took some message.
    takes: bool,
    /// Those since the last that it took: as long as it takes none, it may be the archive.
    alone: Vec<Failure>,
    /// What it said of the last one.
    cause: String,
}

/// What the archive did with a message.
pub(super) enum Given {
    /// It is known what became of it.
    Known(Outcome),
    /// It was not taken now.
    NotNow(Step),
}

fn at(seconds: Option<i64>) -> Option<Timestamp> {
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok())
}

impl Run {
    /// Gives it to the archive. One that this mailbox delivered already is not sent twice where the archive could not tell.
    pub(super) async fn deliver(
        &self,
        hand: &Hand,
        message: &PendingMessage,
        spooled: &Spooled,
    ) -> Result<Given, EngineError> {
        let (hash, size) = (spooled.hash().0, spooled.size());
        let (id, key) = (hand.id, message.key);
        let taken = if self.sink.tells_twice() {
            None
        } else {
            let taken = self.engine.stored(move |store| match store.import_has(id, &hash)? {
                true => Ok::<_, StoreError>(None),
                false => store.import_take(key, &hash, size).map(Some),
            });
            let Some(taken) = taken.await? else { return Ok(Given::Known(Outcome::Duplicate { hash, size })) };
            Some(taken)
        };
        let error = match self.offer(hand, message, spooled).await {
            Ok(delivered) => {
                let already = delivered == Delivered::Already;
                return Ok(Given::Known(Outcome::Delivered { hash, size, already }));
            }
            Err(error) => error,
        };
        if let Some(taken) = taken
            && !error.may_have_taken()
        {
            self.engine.stored(move |store| store.import_not_taken(key, &taken)).await?;
        }
        if error.permanent() {
            return Ok(Given::Known(Outcome::Skipped { code: error.code().into_owned() }));
        }
        self.was_not_taken(hand, message, &error).await
    }

    /// Of a message that an archive does not take now it is told like of one that Microsoft does not give, and of a mailbox
    /// of which it takes nothing like of one that cannot be read. Once it takes none of many that are new to it, the import
    /// ends with it; what it did not take before keeps nobody from their turn, and a mailbox with many of them waits.
    async fn was_not_taken(
        &self,
        hand: &Hand,
        message: &PendingMessage,
        error: &SinkError,
    ) -> Result<Given, EngineError> {
        let (code, why) = (error.code(), format!("{}: {error}", error.code()));
        match error.concern() {
            Concern::Message => {}
            Concern::Mailbox => {
                hand.refuse(why.clone(), error.for_good());
                return Ok(Given::NotNow(Step::Waits(why)));
            }
            Concern::Sink => return Err(sink_error(&self.job, error)),
        }
        let (many, of_mailbox) = {
            let mut not_taken = self.not_taken();
            not_taken.alone.push(hand.failure(message, &code, error.may_have_taken()));
            not_taken.cause = error.to_string();
            let new = not_taken.alone.iter().filter(|failure| failure.new || failure.lost).count();
            let of_mailbox = not_taken.alone.iter().filter(|failure| failure.mailbox == hand.id).count();
            ((new >= IN_A_ROW).then(|| std::mem::take(&mut *not_taken)), of_mailbox)
        };
        if many.is_none() && of_mailbox < IN_A_ROW {
            hand.put_off(message, &why);
            return Ok(Given::NotNow(Step::Waits(why)));
        }
        // What is in hand of this mailbox is not offered, either.
        hand.refuse(why.clone(), false);
        match many {
            Some(many) => Err(self.takes_none(many).await?),
            None => Ok(Given::NotNow(Step::Waits(why))),
        }
    }

    /// Of many that it was offered in a row the archive took none: a try of them counts, for it may be they.
    async fn takes_none(&self, NotTaken { takes, alone, cause }: NotTaken) -> Result<EngineError, EngineError> {
        let (messages, lost) = (alone.len(), alone.iter().filter(|failure| failure.lost).count());
        self.count(alone, takes).await?;
        let sink = self.job.wish.sink.clone();
        // Where it is answers that are lost, every further run would leave copies, so that a person decides.
        let ends = match lost * 2 > messages {
            true => ImportError::Unanswered { sink, messages: messages as u64, cause },
            false => ImportError::Sink { sink, cause },
        };
        Ok(ends.into())
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
            let again = !error.permanent() && !error.for_good() && !error.may_have_taken();
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

    /// Once every mailbox was read: what the archive did not take since the last message that it took is the messages' own
    /// if it took one at all. If it took none of many, the import ends with that.
    pub(super) async fn all_offered(&self) -> Result<(), EngineError> {
        let not_taken = std::mem::take(&mut *self.not_taken());
        if !not_taken.takes && not_taken.alone.len() >= IN_A_ROW {
            return Err(self.takes_none(not_taken).await?);
        }
        self.count(not_taken.alone, not_taken.takes).await.map(drop)
    }

    /// The archive took a message: what it did not take before was not its fault.
    pub(super) async fn taken(&self) -> Result<(), EngineError> {
        let alone = {
            let mut not_taken = self.not_taken();
            not_taken.takes = true;
            std::mem::take(&mut not_taken.alone)
        };
        self.count(alone, true).await.map(drop)
    }

    fn not_taken(&self) -> std::sync::MutexGuard<'_, NotTaken> {
        self.not_taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
