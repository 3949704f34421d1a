//! S2: how many messages an import settles in a second, counted over the last minute.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use store::ImportMailboxId;

/// Over so many seconds it is counted.
const SPAN: i64 = 60;

/// Messages of the last minute, by second.
#[derive(Debug, Default)]
struct Rate {
    since: Option<i64>,
    seconds: VecDeque<(i64, u32)>,
}

impl Rate {
    fn note(&mut self, second: i64) {
        self.since.get_or_insert(second);
        match self.seconds.back_mut() {
            Some((at, messages)) if *at == second => *messages += 1,
            _ => self.seconds.push_back((second, 1)),
        }
        self.forget(second);
    }

    fn forget(&mut self, now: i64) {
        while self.seconds.front().is_some_and(|(at, _)| *at <= now - SPAN || *at > now) {
            self.seconds.pop_front();
        }
    }

    fn now(&self, now: i64) -> Option<f64> {
        let last = self.seconds.iter().filter(|(at, _)| (now - SPAN + 1..=now).contains(at));
        let messages: u32 = last.map(|(_, messages)| messages).sum();
        // What was begun a moment ago is not judged by a whole minute.
        let span = self.since.map_or(SPAN, |since| (now - since + 1).clamp(1, SPAN));
        (messages > 0).then(|| f64::from(messages) / f64::from(i32::try_from(span).unwrap_or(i32::MAX)))
    }
}

/// The speed of an import, and of each mailbox at work.
#[derive(Debug, Default)]
pub(super) struct Speed {
    all: Rate,
    each: BTreeMap<ImportMailboxId, Rate>,
}

impl Speed {
    /// A message of a mailbox was settled.
    pub(super) fn note(&mut self, mailbox: ImportMailboxId, now: Timestamp) {
        self.all.note(now.as_second());
        self.each.entry(mailbox).or_default().note(now.as_second());
    }

    /// A mailbox is not at work any more.
    pub(super) fn forget(&mut self, mailbox: ImportMailboxId) {
        self.each.remove(&mailbox);
    }

    /// Messages a second; `None`: none in the last minute.
    pub(super) fn all(&self, now: Timestamp) -> Option<f64> {
        self.all.now(now.as_second())
    }

    /// Those of one mailbox.
    pub(super) fn of(&self, mailbox: ImportMailboxId, now: Timestamp) -> Option<f64> {
        self.each.get(&mailbox)?.now(now.as_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn s2_the_rate_is_that_of_the_last_minute_and_of_each_mailbox_by_itself() {
        let (mut speed, one, two) = (Speed::default(), ImportMailboxId(1), ImportMailboxId(2));
        assert_eq!(speed.all(at(0)), None);
        for second in 0..10 {
            (0..6).for_each(|_| speed.note(one, at(second)));
            (0..2).for_each(|_| speed.note(two, at(second)));
        }
        assert_eq!((speed.all(at(9)), speed.of(one, at(9)), speed.of(two, at(9))), (Some(8.0), Some(6.0), Some(2.0)));
        assert_eq!(speed.all(at(19)), Some(4.0), "ten seconds of nothing count");
        assert_eq!(speed.all(at(63)), Some(6.0 * 8.0 / 60.0), "the first seconds are longer ago than a minute");
        assert_eq!(speed.all(at(70)), None);
        speed.forget(one);
        assert_eq!((speed.of(one, at(9)), speed.of(two, at(9))), (None, Some(2.0)));
    }

    #[test]
    fn a_clock_that_is_set_back_leaves_no_rate_of_the_future() {
        let mut speed = Speed::default();
        speed.note(ImportMailboxId(1), at(500));
        speed.note(ImportMailboxId(1), at(100));
        assert_eq!(speed.all(at(100)), Some(1.0));
    }
}
