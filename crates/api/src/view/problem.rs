//! Faults of the engine as problems of the page and the command line.

use engine::{EngineError, Fault, FaultSort};

use crate::dto::{Exit, Problem};

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let exit = match fault.sort {
            FaultSort::Other => Exit::Other,
            FaultSort::Usage => Exit::Usage,
            FaultSort::SignInNeeded => Exit::SignInNeeded,
            FaultSort::Held => Exit::Held,
            FaultSort::Outside => Exit::Outside,
            FaultSort::Refused => Exit::Refused,
        };
        let Fault { code, message, hints, detail, facts, .. } = fault;
        Self { code, message: sentence(&message), hints, detail, facts, exit }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        error.fault().into()
    }
}

/// Errors inside are phrases that fit into one another; what a person reads is a sentence.
fn sentence(phrase: &str) -> String {
    let phrase = phrase.trim();
    // A domain or an address that begins it is spelled as it is.
    let is_name = phrase.split_whitespace().next().is_some_and(|word| word.trim_end_matches('.').contains(['.', '@']));
    let mut letters = phrase.chars();
    let begun: String = match is_name {
        true => phrase.to_owned(),
        false => letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect(),
    };
    // A number in brackets may stand behind the sentence it belongs to.
    let ended = begun.ends_with(['.', '!', '?']) || (begun.ends_with(')') && begun.contains(". ("));
    if ended { begun } else { begun + "." }
}

/// The request itself cannot be understood.
pub(crate) fn usage(message: impl Into<String>, hint: &str) -> Problem {
    Problem {
        code: "usage".to_owned(),
        message: sentence(&message.into()),
        hints: vec![hint.to_owned()],
        detail: None,
        facts: std::collections::BTreeMap::new(),
        exit: Exit::Usage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_becomes_a_sentence_and_a_sentence_stays_one() {
        assert_eq!(sentence("there is no plan 7"), "There is no plan 7.");
        assert_eq!(sentence("client.example is not there"), "client.example is not there.");
        assert_eq!(sentence("The browser did not come back."), "The browser did not come back.");
    }
}
