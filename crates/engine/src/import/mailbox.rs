//! S1, S4: one mailbox, from its folders to numbers that agree.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use microsoft::MicrosoftError;
use microsoft::mail::Reach;
use store::{ImportGone, ImportMailboxId, ImportMailboxState, ImportTurn, StoreError};
use tokio::task::JoinSet;

use super::ImportError;
use super::message::{Hand, Step};
use super::queue::Queue;
use super::run::{NO_PERMISSION, Run};
use super::sums::{Sums, Verdict};
use crate::{Engine, EngineError};

/// Messages of one mailbox in hand at the same time, or folders: one less than Microsoft permits.
pub(super) const IN_HAND: usize = 3;
/// So often the numbers may disagree with nothing left to read, before the mailbox counts as differing. Mail that arrives
/// between the server's count and its list is the usual cause.
const RECOUNTS: u32 = 3;
/// So often they may where what was listed from nothing leaves items that are no messages: a mailbox in use changes while
/// so much is listed, and hardly in the short rounds after it.
const LAST_RECOUNT: u32 = 2 * RECOUNTS;
/// Why a mailbox waits that a person, or the end of the program, stopped.
pub(super) const STOPPED: &str = "stopped";
/// Why a mailbox waits that was there before, as one is for a while that is moved.
const AWAY: &str = "mailbox-away";
/// So long it is asked for again, before it counts as one that there is not.
const AWAY_FOR: SignedDuration = SignedDuration::from_hours(72);

impl Run {
    /// Reads a mailbox until the numbers agree. An error stops the whole import; what concerns this mailbox alone is
    /// written down with it.
    pub(super) async fn mailbox(self: Arc<Self>, mailbox: ImportTurn) -> Result<(), EngineError> {
        let ended = self.read(&mailbox).await;
        self.under.rests(mailbox.id);
        match ended {
            Err(EngineError::Microsoft(error)) if concerns_one(&error) => {
                let state = ImportMailboxState::Paused;
                self.note(&mailbox, state, Some(format!("{}: {error}", error.code()))).await
            }
            Err(error) => {
                let why = format!("{}: {error}", error.fault().code);
                // What stopped the import is told even where it cannot be written down.
                let noted = self.note(&mailbox, ImportMailboxState::Paused, Some(why)).await;
                noted.unwrap_or_else(|unnoted| tracing::warn!(%unnoted, "why a mailbox waits was not written down"));
                Err(error)
            }
            Ok(()) => Ok(()),
        }
    }

    async fn read(self: &Arc<Self>, mailbox: &ImportTurn) -> Result<(), EngineError> {
        let object = mailbox.object.to_string();
        // What Microsoft asks to wait for holds up nobody who wants to stop; only what an archive has in hand does.
        let Some(reach) = self.stop.run_until_cancelled(self.mail.reachable(&object)).await else {
            return self.note(mailbox, ImportMailboxState::Paused, Some(STOPPED.to_owned())).await;
        };
        let refused = match reach? {
            Reach::Yes => {
                let id = mailbox.id;
                self.engine.stored(move |store| store.import_back(id)).await?;
                None
            }
            Reach::OutOfScope { message, .. } => Some(format!("out-of-scope: {message}")),
            Reach::NoMailbox if self.may_return(mailbox).await? => {
                return self.note(mailbox, ImportMailboxState::Paused, Some(AWAY.to_owned())).await;
            }
            Reach::NoMailbox => Some("no-mailbox".to_owned()),
            // Microsoft does not always tell a mailbox that is not granted from a permission that is not there.
            Reach::NoPermission { message, .. } => Some(format!("{NO_PERMISSION}{message}")),
        };
        if refused.is_some() {
            return self.note(mailbox, ImportMailboxState::Refused, refused).await;
        }
        let (mut recounts, mut lists_anew, hand) = (0, 0, Arc::new(Hand::of(mailbox)));
        // Whether the next lists are from nothing, and of which messages such lists have shown that they are gone.
        let (mut doubts, mut proven, mut others) = (false, ImportGone::default(), BTreeMap::new());
        if mailbox.once_more {
            // When it was done, its lists had shown which messages are gone and how many items are none.
            (proven, others) = (self.gone(mailbox).await?, self.other_items(mailbox).await?);
        }
        loop {
            if !self.may_go_on(mailbox).await? {
                return self.note(mailbox, ImportMailboxState::Paused, Some(STOPPED.to_owned())).await;
            }
            self.note(mailbox, ImportMailboxState::Counting, None).await?;
            // The last time nothing that was listed before is believed.
            let anew = std::mem::take(&mut doubts) || recounts + 1 == RECOUNTS;
            lists_anew += u32::from(anew);
            let listed = self.stop.run_until_cancelled(self.list(mailbox, anew)).await.transpose()?;
            let Some((whole, broken)) = listed.filter(|_| !self.stop.is_cancelled()) else { continue };
            if whole {
                self.as_many_others(mailbox, &others).await?;
            }
            let sums = self.engine.import_sums(mailbox.id, &self.range).await?;
            let gone = self.gone(mailbox).await?;
            if anew && whole {
                proven = gone;
            }
            // What is listed anew each time and is not there when it is asked for, ends too.
            if sums.open > 0 && (lists_anew < RECOUNTS || !anew) {
                self.has_room(&sums, mailbox).await?;
                self.note(mailbox, ImportMailboxState::Running, None).await?;
                if let Some(why) = self.work(mailbox, &hand).await? {
                    // What is for good is not asked for again until a person wants it.
                    let for_good = hand.refused_for_good();
                    let state = if for_good { ImportMailboxState::Refused } else { ImportMailboxState::Paused };
                    return self.note(mailbox, state, Some(why)).await;
                }
                continue;
            }
            if let Some(broken) = broken {
                return Err(broken.into());
            }
            // Before such a mailbox is done, its lists have to say so from nothing.
            let sure = gone == proven;
            if !sure && whole && sums.verdict() != Verdict::Differs && lists_anew + 1 < RECOUNTS {
                doubts = true;
                continue;
            }
            recounts += 1;
            let differs = whole && recounts >= RECOUNTS && sums.verdict() == Verdict::Differs;
            let sums = match differs && sums.open == 0 {
                true => match self.stop.run_until_cancelled(self.only_messages(mailbox)).await.transpose()? {
                    Some(true) => self.engine.import_sums(mailbox.id, &self.range).await?,
                    Some(false) => sums,
                    None => continue,
                },
                false => sums,
            };
            let state = match sums.verdict() {
                Verdict::Done if whole && sure => ImportMailboxState::Done,
                Verdict::Exceptions if whole && sure => ImportMailboxState::Exceptions,
                _ => ImportMailboxState::Differs,
            };
            if state != ImportMailboxState::Differs || recounts >= if differs { LAST_RECOUNT } else { RECOUNTS } {
                let reason = (state == ImportMailboxState::Differs).then(|| told_difference(&sums, sure));
                return self.note(mailbox, state, reason).await;
            }
        }
    }

    /// What counts as gone without that a number of the server's shows it: with days there is none, and a message counts so
    /// where two folders' lists crossed while it moved.
    async fn gone(&self, mailbox: &ImportTurn) -> Result<ImportGone, EngineError> {
        if self.range.is_whole() {
            return Ok(ImportGone::default());
        }
        let id = mailbox.id;
        self.engine.stored(move |store| store.import_gone(id)).await
    }

    /// Whether a mailbox that is not there may be there again: it was before, and not long ago.
    async fn may_return(&self, mailbox: &ImportTurn) -> Result<bool, EngineError> {
        let (id, now) = (mailbox.id, self.engine.now());
        let since = self.engine.stored(move |store| store.import_away(id, now)).await?;
        Ok(since.is_some_and(|since| now.duration_since(since) < AWAY_FOR))
    }

    /// Reads and delivers what is open, each message once. Tells why the mailbox has to wait, if it has to. What stops it
    /// lets the messages in hand come to their end: one that an archive has taken is written down.
    async fn work(self: &Arc<Self>, mailbox: &ImportTurn, hand: &Arc<Hand>) -> Result<Option<String>, EngineError> {
        let (mut queue, mut running, mut waits, mut settled) = (Queue::of(mailbox.id), JoinSet::new(), None, 0_u32);
        let mut failed: Option<EngineError> = None;
        loop {
            while running.len() < IN_HAND
                && failed.is_none()
                && !hand.gives_up()
                && !self.stop.is_cancelled()
                && self.opens().is_none()
            {
                match queue.next(&self.engine).await {
                    Ok(Some(message)) => {
                        let (run, hand) = (Arc::clone(self), Arc::clone(hand));
                        running.spawn(async move { run.message(&hand, message).await });
                    }
                    Ok(None) => break,
                    Err(error) => failed = Some(error),
                }
            }
            match running.join_next().await.map(|ended| ended.map_err(EngineError::from).flatten()) {
                Some(Ok(Step::Settled)) => settled += 1,
                Some(Ok(Step::Waits(why))) => waits = Some(why),
                Some(Err(error)) => failed = failed.or(Some(error)),
                None => match failed {
                    Some(error) => return Err(error),
                    None if !self.may_go_on(mailbox).await? => return Ok(Some(STOPPED.to_owned())),
                    None if hand.gives_up() => {
                        self.all_asked(hand).await?;
                        return Ok(waits);
                    }
                    None if queue.ended => {
                        settled += self.all_asked(hand).await?;
                        break;
                    }
                    None => {}
                },
            }
        }
        // As long as something goes on, what waits is tried once more after the next list.
        Ok(waits.filter(|_| settled == 0))
    }

    /// Less room than the server's own sizes want is told before anything more is read.
    async fn has_room(&self, sums: &Sums, mailbox: &ImportTurn) -> Result<(), EngineError> {
        let (id, free) = (mailbox.id, self.limits.free);
        let folders = self.engine.stored(move |store| store.import_folders(id)).await?;
        let sizes: Option<Vec<u64>> = folders.iter().map(|folder| folder.seen.size).collect();
        let (Some(free), Some(sizes), true) = (free, sizes, self.range.is_whole()) else { return Ok(()) };
        // The part of it that is open: what was a duplicate, or was skipped, needs none.
        let all = u128::from(sizes.into_iter().sum::<u64>()) * u128::from(sums.open) / u128::from(sums.listed.max(1));
        let needed = u64::try_from(all).unwrap_or(u64::MAX);
        if needed > free { Err(ImportError::NoRoom { needed, free }.into()) } else { Ok(()) }
    }
}

impl Engine {
    /// A mailbox in numbers.
    pub(super) async fn import_sums(
        &self,
        mailbox: ImportMailboxId,
        range: &super::range::Range,
    ) -> Result<Sums, EngineError> {
        let whole = range.is_whole();
        self.stored(move |store| {
            let counts = store.import_counts(mailbox)?.remove(&mailbox).unwrap_or_default();
            let reasons = store.import_reasons(mailbox)?.remove(&mailbox).unwrap_or_default();
            let counted = whole.then(|| store.import_folders(mailbox)).transpose()?;
            let counted = counted.map(|folders| folders.iter().map(|folder| folder.seen.total).sum());
            Ok::<_, StoreError>(super::status::sums_of(&counts, reasons, counted))
        })
        .await
    }
}

/// Trouble that another mailbox need not have.
pub(super) fn concerns_one(error: &MicrosoftError) -> bool {
    !matches!(
        error,
        MicrosoftError::SignInNeeded(_)
            | MicrosoftError::TokenRefused { .. }
            | MicrosoftError::ClaimsChallenge { .. }
            | MicrosoftError::Unreachable { .. }
            | MicrosoftError::Proxy { .. }
    )
}

fn told_difference(sums: &Sums, sure: bool) -> String {
    if !sure && sums.verdict() != Verdict::Differs {
        return format!("{} left while they were listed, and every list told of others", sums.gone);
    }
    let (server, listed, accounted, open) = (sums.server(), sums.listed, sums.accounted(), sums.open);
    format!("the server counts {server} and lists {listed}, {accounted} are accounted for and {open} open")
}
