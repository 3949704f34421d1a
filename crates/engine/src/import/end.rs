//! S2: what a run of an import leaves behind: done, paused, or to be begun again by itself.

use store::{ImportMailboxState, ImportState, ImportTallies};

use super::ImportError;
use super::imports::By;
use crate::EngineError;
use crate::schedule::Ended;

/// How a run ended, as far as what comes next depends on it.
pub(super) struct Run<'a> {
    pub by: By,
    /// It was told to stop: by a person, by what holds the background, by the end of the program.
    pub stopped: bool,
    /// The program ends.
    pub closing: bool,
    /// What stopped the whole import.
    pub error: Option<&'a EngineError>,
    /// How its mailboxes stand.
    pub left: &'a ImportTallies,
}

/// What comes next.
#[derive(Debug)]
pub(super) struct Next {
    /// `None`: it stands as it stood.
    pub state: Option<ImportState>,
    pub problem: Option<EngineError>,
    pub again: bool,
}

impl Run<'_> {
    /// A person who waits for the end is told of trouble, and decides; in the background it is tried again.
    pub(super) fn next(&self) -> Next {
        use ImportMailboxState::{Differs, Done, Exceptions, Refused};
        let ended = |state| Next { state: Some(state), problem: None, again: false };
        if let Some(error) = self.error {
            let again = self.by == By::Background && Ended::of(error, 1) != Ended::NeedsPerson;
            let state = if again { ImportState::Running } else { ImportState::Paused };
            return Next { again, ..ended(state) };
        }
        if self.left.states.keys().all(|state| matches!(state, Done | Exceptions | Refused)) {
            return ended(ImportState::Ended);
        }
        if self.stopped {
            let state = (self.by == By::Person && self.closing).then_some(ImportState::Paused);
            return Next { state, problem: None, again: false };
        }
        let number = |which: &dyn Fn(ImportMailboxState) -> bool| {
            self.left.states.iter().filter(|(state, _)| which(**state)).map(|(_, tally)| tally.mailboxes).sum::<u64>()
        };
        let differ = number(&|state| state == Differs);
        let wait = number(&|state| !matches!(state, Done | Exceptions | Refused | Differs));
        if wait == 0 {
            let problem = Some(ImportError::Differs { mailboxes: differ }.into());
            return Next { problem, ..ended(ImportState::Paused) };
        }
        let again = self.by == By::Background;
        let state = if again { ImportState::Running } else { ImportState::Paused };
        Next { problem: Some(ImportError::Waits { mailboxes: wait }.into()), again, ..ended(state) }
    }
}

#[cfg(test)]
mod tests {
    use store::ImportTally;

    use super::*;

    fn next(by: By, stopped: bool, closing: bool, error: Option<&EngineError>, states: &[ImportMailboxState]) -> Next {
        let one = ImportTally { mailboxes: 1, ..ImportTally::default() };
        let left =
            ImportTallies { states: states.iter().map(|state| (*state, one)).collect(), ..ImportTallies::default() };
        Run { by, stopped, closing, error, left: &left }.next()
    }

    #[test]
    fn s2_an_import_has_ended_when_every_mailbox_has_and_never_while_one_differs() {
        use ImportMailboxState::{Differs, Done, Exceptions, Refused};
        let over = next(By::Background, false, false, None, &[Done, Exceptions, Refused]);
        assert_eq!((over.state, over.again), (Some(ImportState::Ended), false));
        let differs = next(By::Background, false, false, None, &[Done, Differs]);
        assert_eq!((differs.state, differs.again), (Some(ImportState::Paused), false));
        assert_eq!(differs.problem.unwrap().fault().code, "import-differs");
    }

    #[test]
    fn s2_what_passes_is_tried_again_in_the_background_and_told_to_a_person_who_waits() {
        let broken = EngineError::Import(ImportError::Sink { sink: "maildir:/x".to_owned(), cause: "full".to_owned() });
        let waits = &[ImportMailboxState::Paused];
        let background = next(By::Background, false, false, Some(&broken), waits);
        assert_eq!((background.state, background.again), (Some(ImportState::Running), true));
        let person = next(By::Person, false, false, Some(&broken), waits);
        assert_eq!((person.state, person.again), (Some(ImportState::Paused), false));
        let (sink, cause) = ("smtp://x".to_owned(), "552".to_owned());
        let all = ImportError::SinkNeedsPerson { sink: sink.clone(), cause: cause.clone() };
        for error in [ImportError::NoApplication, all, ImportError::SinkPassword { sink, cause }] {
            let refused = next(By::Background, false, false, Some(&error.into()), waits);
            assert_eq!((refused.state, refused.again), (Some(ImportState::Paused), false), "only a person can help");
        }
        let waiting = next(By::Background, false, false, None, waits);
        assert_eq!((waiting.state, waiting.again), (Some(ImportState::Running), true));
        assert_eq!(waiting.problem.unwrap().fault().code, "import-waits");
    }

    #[test]
    fn s2_what_was_stopped_stands_as_whoever_stopped_it_wrote_and_the_end_of_the_program_is_no_pause() {
        let waits = &[ImportMailboxState::Paused];
        assert_eq!(next(By::Background, true, false, None, waits).state, None);
        assert_eq!(next(By::Background, true, true, None, waits).state, None);
        assert_eq!(next(By::Person, true, true, None, waits).state, Some(ImportState::Paused));
        assert_eq!(
            next(By::Background, true, false, None, &[ImportMailboxState::Done]).state,
            Some(ImportState::Ended)
        );
    }
}
