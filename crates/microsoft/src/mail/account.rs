//! What one mailbox has left of its allowance: arithmetic on times that it is told (S2).

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// Requests in any ten minutes; a hundred are left for what is under way, and for other clocks.
pub(super) const MOST: u32 = 9_900;
pub(super) const PERIOD: Duration = Duration::from_secs(600);
/// Requests are remembered by slots of this length, not one by one.
pub(super) const SLOT: Duration = Duration::from_secs(10);
/// So many requests are kept at a time before the first of them leaves, and the rest of them leave in this time or are
/// kept anew: one that asks little has a block a minute, which in ten minutes is far from what is allowed.
pub(super) const BLOCK: u32 = 250;
pub(super) const LASTS: Duration = Duration::from_secs(60);
/// What Microsoft asks for beyond this is no wait of anybody's.
pub(super) const LONGEST: Duration = Duration::from_secs(86_400);

/// What is kept of a mailbox for the time after the program ended: requests that may have left, or a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// So many may have left in the minute that then began.
    pub requests: u32,
    /// For so long Microsoft then wanted to be left alone.
    pub wait: Duration,
}

impl Kept {
    /// For how long it has to be known.
    #[must_use]
    pub fn matters(&self) -> Duration {
        self.wait.max(LASTS + PERIOD)
    }
}

#[derive(Debug, Default)]
pub(super) struct Account {
    /// When each slot began, and the requests in it.
    slots: VecDeque<(Instant, u32)>,
    spent: u32,
    /// What is left of the block that was kept last, and until when.
    block: Option<(Instant, u32)>,
    /// Until when Microsoft wants to be left alone.
    held: Option<Instant>,
}

/// Whether a request may leave.
pub(super) enum Spent {
    Leaves,
    /// Not before another block is kept.
    WantsBlock,
    /// Not before then.
    Waits(Instant),
}

impl Account {
    /// What was kept before the program began. A clock that was put back makes nothing younger than now.
    pub(super) fn take_over(&mut self, kept: &[(Duration, Kept)], now: Instant) {
        for (ago, kept) in kept {
            let wait = kept.wait.min(LONGEST).saturating_sub(*ago);
            self.held = self.held.max((!wait.is_zero()).then(|| now + wait));
            // All of them may have left at the end of their time: in the last moment of a slot that began so long ago.
            let ago = ago.saturating_sub(LASTS - SLOT);
            let requests = kept.requests.min(MOST);
            if requests > 0 && ago < SLOT + PERIOD {
                self.slots.push_back((now.checked_sub(ago).unwrap_or(now), requests));
                self.spent += requests;
            }
        }
    }

    /// Microsoft wants to be left alone until then.
    pub(super) fn hold(&mut self, until: Instant) {
        self.held = self.held.max(Some(until));
    }

    /// Another block was kept.
    pub(super) fn begin_block(&mut self, now: Instant) {
        self.block = Some((now + LASTS, BLOCK));
    }

    /// Whether nothing may leave before another block is kept.
    pub(super) fn wants_block(&mut self, now: Instant) -> bool {
        self.left(now).is_none()
    }

    /// Whether nothing would be lost with it.
    pub(super) fn is_whole(&mut self, now: Instant) -> bool {
        self.full_until(now).is_none() && self.spent == 0
    }

    /// How long Microsoft still wants to be left alone.
    pub(super) fn held_for(&self, now: Instant) -> Option<Duration> {
        self.held.map(|until| until.saturating_duration_since(now)).filter(|held| !held.is_zero())
    }

    /// Until when nothing may be asked.
    pub(super) fn full_until(&mut self, now: Instant) -> Option<Instant> {
        if let Some(until) = self.held.filter(|until| *until > now) {
            return Some(until);
        }
        self.forget(now);
        let (oldest, _) = self.slots.front().filter(|_| self.spent >= MOST)?;
        Some(*oldest + SLOT + PERIOD)
    }

    /// What may leave of the block that was kept last.
    fn left(&mut self, now: Instant) -> Option<&mut u32> {
        self.block.as_mut().filter(|(until, left)| *until > now && *left > 0).map(|(_, left)| left)
    }

    /// Takes one request from the account, or tells what it waits for.
    pub(super) fn spend(&mut self, now: Instant) -> Spent {
        if let Some(until) = self.full_until(now) {
            return Spent::Waits(until);
        }
        let Some(left) = self.left(now) else { return Spent::WantsBlock };
        *left -= 1;
        match self.slots.back_mut() {
            Some((began, count)) if now.saturating_duration_since(*began) < SLOT => *count += 1,
            _ => self.slots.push_back((now, 1)),
        }
        self.spent += 1;
        Spent::Leaves
    }

    /// A slot counts until its last moment is a period ago.
    fn forget(&mut self, now: Instant) {
        while let Some(&(began, count)) = self.slots.front()
            && now.saturating_duration_since(began) >= SLOT + PERIOD
        {
            self.slots.pop_front();
            self.spent -= count;
        }
    }
}
