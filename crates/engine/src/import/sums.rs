//! S4: the arithmetic of the completion certificate, and what it says of a mailbox.

use std::collections::BTreeMap;

/// One mailbox in numbers, as its certificate lists them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// Messages that the server listed in the chosen folders and days when it was last asked.
    pub listed: u64,
    /// Messages that the server counts in those folders; it cannot be asked for days.
    pub counted: Option<u64>,
    /// Messages that were delivered.
    pub imported: u64,
    /// Messages whose bytes were delivered already with another message of the same mailbox or, where one Maildir is for a
    /// whole domain, of another mailbox in it.
    pub duplicates: u64,
    /// Messages that cannot be had, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Of the three above: those that left the chosen folders after that.
    pub left: u64,
    /// Messages that left the chosen folders before they were read: deleted, or moved to where the import does not look.
    pub gone: u64,
    /// Messages that are still to be read.
    pub open: u64,
    /// Bytes delivered.
    pub bytes: u64,
    /// So often an archive that cannot be asked may have a message twice, or although it counts as gone or skipped. It is in
    /// no sum: what is there twice is imported once.
    pub again: u64,
}

/// What the numbers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The numbers agree and every message was delivered.
    Done,
    /// The numbers agree; some messages cannot be had, each with its reason.
    Exceptions,
    /// They do not agree, or something is still to be read.
    Differs,
}

impl Sums {
    /// Messages that cannot be had.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// What is accounted for, of what the server has now; below 0 when more left than ever was accounted for.
    #[must_use]
    pub fn accounted(&self) -> i64 {
        signed(self.imported + self.duplicates + self.skipped()).saturating_sub(signed(self.left))
    }

    /// Messages of the server: by its own count where it can be asked for it.
    #[must_use]
    pub fn server(&self) -> u64 {
        self.counted.unwrap_or(self.listed)
    }

    /// How many more the server has than are accounted for; 0 when the numbers agree.
    #[must_use]
    pub fn difference(&self) -> i64 {
        signed(self.server()).saturating_sub(self.accounted())
    }

    /// S4: *done* only when the server's count, its list and what was delivered agree, and nothing is open.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let agree = self.server() == self.listed && self.difference() == 0 && self.open == 0;
        match (agree, self.skipped()) {
            (false, _) => Verdict::Differs,
            (true, 0) => Verdict::Done,
            (true, _) => Verdict::Exceptions,
        }
    }

    /// Adds another mailbox.
    pub fn add(&mut self, other: &Self) {
        // The totals have a count only as long as every mailbox has one.
        self.counted = self.counted.zip(other.counted).map(|(one, more)| one + more);
        self.listed += other.listed;
        self.imported += other.imported;
        self.duplicates += other.duplicates;
        self.left += other.left;
        self.gone += other.gone;
        self.open += other.open;
        self.bytes += other.bytes;
        self.again += other.again;
        for (reason, number) in &other.skipped {
            *self.skipped.entry(reason.clone()).or_default() += number;
        }
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole() -> Sums {
        Sums { listed: 10, counted: Some(10), imported: 8, duplicates: 2, ..Sums::default() }
    }

    #[test]
    fn s4_a_mailbox_is_done_only_when_the_numbers_agree() {
        assert_eq!(whole().verdict(), Verdict::Done);
        assert_eq!(whole().difference(), 0);
        let one_more = Sums { listed: 11, counted: Some(11), ..whole() };
        assert_eq!((one_more.difference(), one_more.verdict()), (1, Verdict::Differs));
        let unlisted = Sums { counted: Some(11), ..whole() };
        assert_eq!((unlisted.difference(), unlisted.verdict()), (1, Verdict::Differs), "counted, but not listed");
        let one_less = Sums { listed: 9, counted: Some(9), ..whole() };
        assert_eq!((one_less.difference(), one_less.verdict()), (-1, Verdict::Differs));
        let left = Sums { left: 1, ..one_less };
        assert_eq!((left.difference(), left.verdict()), (0, Verdict::Done), "deleted after it was delivered");
        let lost = Sums { left: 1, ..Sums::default() };
        assert_eq!((lost.difference(), lost.verdict()), (1, Verdict::Differs), "one left that was never accounted for");
        let open = Sums { open: 1, ..whole() };
        assert_eq!(open.verdict(), Verdict::Differs);
    }

    #[test]
    fn s4_a_message_that_cannot_be_had_is_an_exception_and_is_accounted_for() {
        let skipped = Sums { imported: 7, skipped: BTreeMap::from([("unreadable".to_owned(), 1)]), ..whole() };
        assert_eq!((skipped.difference(), skipped.verdict()), (0, Verdict::Exceptions));
    }

    /// What may happen to one message of a mailbox, and how it ends in the ledger.
    #[derive(Debug, Clone, Copy)]
    enum Life {
        Imported,
        Duplicate,
        Skipped,
        ImportedThenLeft,
        GoneBefore,
        Open,
    }

    fn lives() -> impl Strategy<Value = Vec<Life>> {
        use Life::{Duplicate, GoneBefore, Imported, ImportedThenLeft, Open, Skipped};
        let life = prop::sample::select(vec![Imported, Duplicate, Skipped, ImportedThenLeft, GoneBefore, Open]);
        prop::collection::vec(life, 0..40)
    }

    fn sums(lives: &[Life], counts: bool) -> Sums {
        let mut sums = Sums { counted: counts.then_some(0), ..Sums::default() };
        for life in lives {
            let here = !matches!(life, Life::ImportedThenLeft | Life::GoneBefore);
            sums.listed += u64::from(here);
            sums.counted = sums.counted.map(|counted| counted + u64::from(here));
            match life {
                Life::Imported => sums.imported += 1,
                Life::Duplicate => sums.duplicates += 1,
                Life::Skipped => *sums.skipped.entry("unreadable".to_owned()).or_default() += 1,
                Life::ImportedThenLeft => (sums.imported, sums.left) = (sums.imported + 1, sums.left + 1),
                Life::GoneBefore => sums.gone += 1,
                Life::Open => sums.open += 1,
            }
        }
        sums
    }

    proptest! {
        #[test]
        fn s4_whatever_becomes_of_the_messages_the_difference_is_what_is_open(lives in lives(), counts: bool) {
            let sums = sums(&lives, counts);
            prop_assert_eq!(sums.difference(), i64::try_from(sums.open).unwrap());
            prop_assert_eq!(sums.verdict() == Verdict::Differs, sums.open > 0);
        }

        #[test]
        fn s4_one_message_that_is_lost_anywhere_is_never_done(lives in lives(), place in 0_usize..4) {
            let mut sums = sums(&lives, true);
            let lost = match place {
                0 => &mut sums.imported,
                1 => &mut sums.duplicates,
                2 => sums.skipped.entry("unreadable".to_owned()).or_default(),
                _ => &mut sums.listed,
            };
            if *lost == 0 {
                return Ok(());
            }
            *lost -= 1;
            prop_assert_eq!(sums.verdict(), Verdict::Differs);
        }

        #[test]
        fn s4_the_totals_are_the_sum_of_the_mailboxes(all in prop::collection::vec(lives(), 1..6)) {
            let mut total = Sums { counted: Some(0), ..Sums::default() };
            all.iter().for_each(|one| total.add(&sums(one, true)));
            prop_assert_eq!(total, sums(&all.concat(), true));
        }
    }
}
