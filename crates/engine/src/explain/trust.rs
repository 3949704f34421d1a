//! Words for approvals, undo, answers, rehearsals and plans in files.

use super::{Words, say};
use crate::{EngineError, FaultSort, SavedPlanError};

/// Code, sort and hints of what a person is asked for or may not do with a plan.
pub(super) fn trust(error: &EngineError) -> Words {
    use FaultSort::{Held, Refused, Usage};
    match error {
        EngineError::NameNeeded { .. } => (
            "name-needed",
            Held,
            say(&["Look at what would be removed. Then type the client's name to let it go.", "Nothing was changed."]),
        ),
        EngineError::SecondNeeded { .. } => (
            "second-needed",
            Held,
            say(&["Have a second person sign in and approve the plan, then apply it.", "Nothing was changed."]),
        ),
        EngineError::SamePerson { .. } => {
            ("same-person", Refused, say(&["Another person has to sign in with an account of their own."]))
        }
        EngineError::NotApprover { .. } => {
            ("not-approver", Refused, say(&["Have one of the named accounts sign in, or change who may approve."]))
        }
        EngineError::Rehearsed { .. } => {
            ("rehearsal", Refused, say(&["Store the choice or the options that were rehearsed, then plan."]))
        }
        EngineError::UndoUnderWay(_) => {
            ("undo-under-way", Refused, say(&["Wait for the end of the run, or cancel it."]))
        }
        EngineError::UndoTooLate { .. } => {
            ("undo-too-late", Refused, say(&["Set right what is wrong by choosing it, then plan and apply."]))
        }
        EngineError::UndoUnrecorded(_) => {
            ("undo-unrecorded", Refused, say(&["Set right what is wrong by choosing it, then plan and apply."]))
        }
        EngineError::UnknownRow { .. } => ("unknown-row", Usage, say(&["Look at the rows of the run."])),
        EngineError::NothingFailed(_) => ("nothing-failed", Usage, say(&["There is nothing to try again."])),
        EngineError::BadException(_) => ("bad-exception", Usage, say(&["Nothing was stored. Correct it."])),
        EngineError::AnswerMisfits { .. } => (
            "answer-misfits",
            Usage,
            say(&["Nothing was stored. Leavers can be confirmed, drift adopted; anything held can be exempted."]),
        ),
        EngineError::Output(_) => {
            ("output", FaultSort::Other, say(&["Check the place of the file and the room on the disk."]))
        }
        EngineError::Saved(error) => saved(error),
        _ => ("broken", FaultSort::Other, say(&["Send the diagnostics to support."])),
    }
}

fn saved(error: &SavedPlanError) -> Words {
    use FaultSort::{Other, Refused, Usage};
    match error {
        SavedPlanError::File { .. } => ("plan-file", Other, say(&["Check the place of the file."])),
        SavedPlanError::NotAPlan { .. } => {
            ("plan-file-unreadable", Usage, say(&["Choose a file that Tenantry exported. Nothing was stored."]))
        }
        SavedPlanError::Newer { .. } => ("plan-file-newer", Refused, say(&["Use the newer Tenantry."])),
        SavedPlanError::Tampered { .. } => (
            "plan-file-changed",
            Refused,
            say(&["Nothing was stored. Export the plan again where it was made.", "Ask who changed the file."]),
        ),
        SavedPlanError::Undo => ("plan-file-undo", Usage, say(&["Apply the undo here."])),
        SavedPlanError::OtherTenant { .. } | SavedPlanError::OtherGateway { .. } => {
            ("plan-file-elsewhere", Refused, say(&["Take it in for the client that it was made for."]))
        }
    }
}

/// The named things of the same errors.
pub(super) fn trust_facts(error: &EngineError) -> Vec<(&'static str, String)> {
    match error {
        EngineError::NameNeeded { removals, name } => {
            vec![("removals", removals.to_string()), ("client", name.clone())]
        }
        EngineError::SecondNeeded { plan } | EngineError::Rehearsed { plan } => vec![("plan", plan.to_string())],
        EngineError::SamePerson { account } => vec![("account", account.clone())],
        EngineError::NotApprover { account, approvers } => {
            vec![("account", account.clone()), ("approvers", approvers.join(", "))]
        }
        EngineError::UndoTooLate { run, ended } => vec![("run", run.to_string()), ("ended", ended.to_string())],
        EngineError::UnknownRow { run, row } => vec![("run", run.to_string()), ("row", row.to_string())],
        EngineError::UndoUnderWay(run) | EngineError::UndoUnrecorded(run) | EngineError::NothingFailed(run) => {
            vec![("run", run.to_string())]
        }
        EngineError::AnswerMisfits { answer, keys } => {
            vec![("answer", (*answer).to_owned()), ("keys", keys.join(" "))]
        }
        EngineError::Saved(SavedPlanError::Tampered { line }) => vec![("line", line.to_string())],
        EngineError::Saved(
            SavedPlanError::OtherTenant { expected, got } | SavedPlanError::OtherGateway { expected, got },
        ) => vec![("expected", expected.clone()), ("got", got.clone())],
        _ => Vec::new(),
    }
}
