//! S3, S4: in which order the open messages of a mailbox are asked for.

use store::{ImportMailboxId, ImportMessageId, PendingMessage};

use crate::{Engine, EngineError};

/// Messages asked of the ledger together.
const PAGE: u32 = 200;

/// Open messages of a mailbox, read from the ledger a page at a time: those that no try counts of first, and whoever failed
/// most often last. Damaged messages, be they many side by side, do not keep others from their turn.
pub(super) struct Queue {
    mailbox: ImportMailboxId,
    /// Of those that are asked for now so many tries count.
    tries: u32,
    /// The fewest tries beyond those that a message of this round has.
    then: Option<u32>,
    after: Option<ImportMessageId>,
    page: std::vec::IntoIter<PendingMessage>,
    pub(super) ended: bool,
}

impl Queue {
    pub(super) fn of(mailbox: ImportMailboxId) -> Self {
        Self { mailbox, tries: 0, then: None, after: None, page: Vec::new().into_iter(), ended: false }
    }

    pub(super) async fn next(&mut self, engine: &Engine) -> Result<Option<PendingMessage>, EngineError> {
        while !self.ended {
            for message in self.page.by_ref() {
                if message.tries == self.tries {
                    return Ok(Some(message));
                }
                if message.tries > self.tries {
                    self.then = Some(self.then.map_or(message.tries, |then| then.min(message.tries)));
                }
            }
            let (mailbox, after) = (self.mailbox, self.after);
            let page = engine.stored(move |store| store.import_next(mailbox, after, PAGE)).await?;
            self.after = page.last().map(|last| last.key);
            if page.is_empty() {
                match self.then.take() {
                    Some(tries) => self.tries = tries,
                    None => self.ended = true,
                }
            }
            self.page = page.into_iter();
        }
        Ok(None)
    }
}
