//! The plan: ordered steps from what the gateway has to what it should have, each with its reason.
//!
//! [`decide_domain`] and [`decide_recipient`] look at one object each and know nothing of the others, so a
//! plan over a million recipients is a merge of sorted streams, and every rule can be read and tested alone.

mod case;
mod closed;
mod domain;
mod lost;
mod reason;
mod recipient;
mod step;
mod undo;

pub use case::{Choice, Left, RecipientCase, Remembered, Standing};
pub use closed::{Closed, Planned};
pub use domain::{DomainCase, decide_domain};
pub use lost::Lost;
pub use reason::{Hold, Reason};
pub use recipient::decide_recipient;
pub use step::{Action, Object, Step};
pub use undo::{Observed, Undo, undo};

/// A person's exception about an object: while it stands, the object is neither added, changed nor removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exempt {
    /// It stands.
    Stands,
    /// Its time is over: a person looks before anything happens.
    Expired,
}

/// What the planner says about one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Gateway and wish agree.
    Nothing,
    /// A change is due.
    Step(Box<Step>),
    /// A person's exception stands; nothing happens, whatever the wish is.
    Exempt,
    /// A domain that another account or client holds: reported and skipped, the rest goes on (R11, R15).
    HeldByAnother {
        /// Who holds it.
        owner: String,
    },
}

impl Verdict {
    pub(crate) fn step(action: Action, object: Object, reason: Reason, standing: Standing) -> Self {
        Self::Step(Box::new(Step {
            action,
            object,
            reason,
            held: None,
            standing,
            confirmed: false,
            drifted: None,
            loses_address: false,
            hands_over: false,
        }))
    }

    pub(crate) fn held(self, hold: Option<Hold>) -> Self {
        self.with(|step| step.held = hold)
    }

    pub(crate) fn with(self, change: impl FnOnce(&mut Step)) -> Self {
        match self {
            Self::Step(mut step) => {
                change(&mut step);
                Self::Step(step)
            }
            other => other,
        }
    }
}
