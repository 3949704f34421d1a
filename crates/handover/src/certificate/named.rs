//! Codes of the import in words.

use super::{MailboxPart, MailboxState, Place};
use crate::words::{CertificateWords, fill};
use crate::{Cell, Formats, Tone};

pub(super) const fn state(words: &CertificateWords, state: MailboxState) -> (Tone, &'static str) {
    match state {
        MailboxState::Differs => (Tone::Bad, words.state_differs),
        MailboxState::Refused => (Tone::Bad, words.state_refused),
        MailboxState::Paused => (Tone::Look, words.state_paused),
        MailboxState::Waiting => (Tone::Look, words.state_waiting),
        MailboxState::Running => (Tone::Look, words.state_running),
        MailboxState::Counting => (Tone::Look, words.state_counting),
        MailboxState::Queued => (Tone::Look, words.state_queued),
        MailboxState::Exceptions => (Tone::Look, words.state_exceptions),
        MailboxState::Done => (Tone::Good, words.state_done),
    }
}

/// How a mailbox stands, with the difference or the reason where it is not done.
pub(super) fn standing(words: &CertificateWords, formats: &Formats, mailbox: &MailboxPart) -> Cell {
    let (tone, name) = state(words, mailbox.state);
    let reason = match mailbox.state {
        MailboxState::Refused | MailboxState::Paused => mailbox.why.as_deref().map(|code| why(words, code)),
        MailboxState::Differs | MailboxState::Done | MailboxState::Exceptions => {
            Some(mailbox.sums.difference).filter(|difference| *difference != 0).map(|number| formats.signed(number))
        }
        _ => None,
    };
    // Whatever a state says, one whose numbers do not agree is not shown as good.
    let tone = if tone == Tone::Good && !mailbox.sums.agree() { Tone::Bad } else { tone };
    Cell::state(
        tone,
        match reason {
            Some(why) => fill(words.state_why, &[("state", name), ("why", &why)]),
            None => name.to_owned(),
        },
    )
}

fn why(words: &CertificateWords, code: &str) -> String {
    match code {
        "stopped" => words.why_stopped.to_owned(),
        "interrupted" => words.why_interrupted.to_owned(),
        "out-of-scope" => words.why_scope.to_owned(),
        "no-mailbox" => words.why_no_mailbox.to_owned(),
        "no-permission" => words.why_permission.to_owned(),
        other => other.to_owned(),
    }
}

/// Why a message cannot be had.
pub(super) fn reason(words: &CertificateWords, code: &str) -> String {
    let with = |text: &str, code: &str| fill(text, &[("code", code)]);
    match code {
        "too-large" => words.skip_large.to_owned(),
        "unsendable" => words.skip_unsendable.to_owned(),
        "ErrorMimeContentConversionFailed"
        | "ErrorContentConversionFailed"
        | "ErrorUnsupportedMimeConversion"
        | "ErrorMimeContentInvalid"
        | "ErrorCorruptData"
        | "ErrorItemCorrupt" => with(words.skip_unreadable, code),
        other => match other.strip_prefix("smtp-") {
            Some(reply) => with(words.skip_refused, reply),
            None => with(words.skip_other, other),
        },
    }
}

pub(super) fn place(words: &CertificateWords, place: &Place) -> String {
    match place {
        Place::Archive => words.place_archive.to_owned(),
        Place::ArchiveUnknown => words.place_unknown.to_owned(),
        Place::MissingFolder(name) => fill(words.place_missing, &[("name", name)]),
        Place::PublicFolders => words.place_public.to_owned(),
        Place::Groups => words.place_group.to_owned(),
    }
}
