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
        Self { code, message, hints, detail, facts, exit }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        error.fault().into()
    }
}

/// The request itself cannot be understood.
pub(crate) fn usage(message: impl Into<String>, hint: &str) -> Problem {
    Problem {
        code: "usage".to_owned(),
        message: message.into(),
        hints: vec![hint.to_owned()],
        detail: None,
        facts: std::collections::BTreeMap::new(),
        exit: Exit::Usage,
    }
}
