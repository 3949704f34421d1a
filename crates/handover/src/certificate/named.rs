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
    let reason: Option<String> = match mailbox.state {
        MailboxState::Refused | MailboxState::Paused | MailboxState::Queued => {
            mailbox.why.as_deref().and_then(|code| why(words, code)).map(str::to_owned)
        }
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

/// Why a mailbox was not read, or waits; nothing where the state has said it.
fn why<'a>(words: &CertificateWords, code: &'a str) -> Option<&'a str> {
    match code {
        "stopped" => None,
        "interrupted" => Some(words.why_interrupted),
        "once-more" => Some(words.why_once_more),
        "out-of-scope" => Some(words.why_scope),
        "no-mailbox" => Some(words.why_no_mailbox),
        "mailbox-away" => Some(words.why_away),
        "no-permission" => Some(words.why_permission),
        "unanswered" => Some(words.why_unanswered),
        "journal-refused" => Some(words.why_journal),
        "no-address" => Some(words.why_no_address),
        code if code.starts_with("smtp-") => Some(words.why_not_taken),
        other => Some(other),
    }
}

/// Microsoft's codes for what Exchange cannot give out.
const UNREADABLE: [&str; 6] = [
    "ErrorMimeContentConversionFailed",
    "ErrorContentConversionFailed",
    "ErrorUnsupportedMimeConversion",
    "ErrorMimeContentInvalid",
    "ErrorCorruptData",
    "ErrorItemCorrupt",
];

/// Why a message cannot be had.
pub(super) fn reason(words: &CertificateWords, code: &str) -> String {
    let with = |text: &str, code: &str| fill(text, &[("code", code)]);
    match (code, code.strip_prefix("smtp-")) {
        ("too-large", _) => words.skip_large.to_owned(),
        ("unsendable", _) => words.skip_unsendable.to_owned(),
        ("unanswered", _) => words.skip_unanswered.to_owned(),
        (_, Some(reply)) => with(words.skip_refused, reply),
        _ if UNREADABLE.contains(&code) => words.skip_unreadable.to_owned(),
        _ => with(words.skip_other, code),
    }
}

/// The same with the code and what it usually means, where it stands once.
pub(super) fn reason_in_full(words: &CertificateWords, code: &str) -> String {
    let reason = reason(words, code);
    match UNREADABLE.contains(&code) {
        true => fill(words.skip_unreadable_as, &[("reason", &reason), ("code", code)]),
        false => reason,
    }
}

/// A folder as the choice names it: Microsoft's own by the names that they have in every language.
pub(super) fn folder<'a>(words: &CertificateWords, name: &'a str) -> &'a str {
    match name {
        "inbox" => words.folder_inbox,
        "sent" => words.folder_sent,
        "archive" => words.folder_archive,
        "deleted" => words.folder_deleted,
        "junk" => words.folder_junk,
        "drafts" => words.folder_drafts,
        "outbox" => words.folder_outbox,
        "recoverable-items" => words.folder_recoverable,
        own => own,
    }
}

pub(super) fn place(words: &CertificateWords, place: &Place) -> String {
    match place {
        Place::Archive => words.place_archive.to_owned(),
        Place::ArchiveUnknown => words.place_unknown.to_owned(),
        Place::MissingFolder(name) => fill(words.place_missing, &[("name", name)]),
        Place::OtherItems => words.place_items.to_owned(),
        Place::PublicFolders => words.place_public.to_owned(),
        Place::Groups => words.place_group.to_owned(),
        Place::Joined => words.place_joined.to_owned(),
    }
}
