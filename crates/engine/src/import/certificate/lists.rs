//! The certificate as three lists, for spreadsheets and scripts.

use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};
use jiff::Timestamp;
use store::{ImportId, Store};

use super::{CertificateFiles, ImportCertificate, ledger};
use crate::handover::private;
use crate::{EngineError, csv_cell};

/// Skipped messages read together.
const PAGE: u32 = 500;

/// Writes the three, each whole or not at all.
pub(super) fn write(
    store: &Store,
    certificate: &ImportCertificate,
    files: &CertificateFiles,
) -> Result<(), EngineError> {
    private(&files.mailboxes, |out| mailboxes(store, certificate, out))?;
    private(&files.not_reached, |out| not_reached(certificate, out))?;
    private(&files.skipped, |out| skipped(store, certificate.import.job.id, out))
}

fn lines<W: Write>(to: W) -> Writer<W> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to)
}

const MAILBOXES: [&str; 16] = [
    "mailbox",
    "state",
    "reason",
    "server",
    "listed",
    "imported",
    "duplicates",
    "skipped",
    "left",
    "gone",
    "open",
    "difference",
    "bytes",
    "at",
    "ledger",
    "maybe_twice",
];

fn mailboxes(store: &Store, certificate: &ImportCertificate, to: impl Write) -> Result<(), EngineError> {
    let mut out = lines(to);
    let ledgers = ledger::of_mailboxes(store, &certificate.import)?;
    out.write_record(MAILBOXES)?;
    for mailbox in &certificate.import.mailboxes {
        let sums = &mailbox.sums;
        out.write_record([
            &*csv_cell(&mailbox.address),
            mailbox.state.as_str(),
            &csv_cell(mailbox.reason.as_deref().unwrap_or_default()),
            &sums.server().to_string(),
            &sums.listed.to_string(),
            &sums.imported.to_string(),
            &sums.duplicates.to_string(),
            &sums.skipped().to_string(),
            &sums.left.to_string(),
            &sums.gone.to_string(),
            &sums.open.to_string(),
            &sums.difference().to_string(),
            &sums.bytes.to_string(),
            &mailbox.counted_at().map(|at| at.to_string()).unwrap_or_default(),
            &ledgers.as_ref().and_then(|all| all.get(&mailbox.id)).map(ledger::digits).unwrap_or_default(),
            &sums.again.to_string(),
        ])?;
    }
    Ok(out.flush()?)
}

fn not_reached(certificate: &ImportCertificate, to: impl Write) -> Result<(), EngineError> {
    let mut out = lines(to);
    out.write_record(["mailbox", "what", "name", "messages", "why"])?;
    let of_mailboxes = certificate.import.mailboxes.iter();
    let of_mailboxes =
        of_mailboxes.flat_map(|mailbox| mailbox.not_reached.iter().map(|what| (&*mailbox.address, what)));
    for (mailbox, what) in of_mailboxes.chain(certificate.not_reached.iter().map(|what| ("", what))) {
        let messages = what.messages.map(|number| number.to_string()).unwrap_or_default();
        let name = csv_cell(what.name.as_deref().unwrap_or_default());
        out.write_record([&*csv_cell(mailbox), &what.what, &name, &messages, &what.why])?;
    }
    Ok(out.flush()?)
}

fn skipped(store: &Store, job: ImportId, to: impl Write) -> Result<(), EngineError> {
    let mut out = lines(to);
    out.write_record(["mailbox", "folder", "received", "message_id", "bytes", "reason"])?;
    for mailbox in store.import_mailboxes(job)? {
        let mut after = None;
        loop {
            let page = store.import_skipped(mailbox.id, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.key);
            for message in page {
                let received = message
                    .received
                    .and_then(|at| Timestamp::from_second(at).ok())
                    .map(|at| at.to_string())
                    .unwrap_or_default();
                let size = message.size.map(|size| size.to_string()).unwrap_or_default();
                out.write_record([
                    &*csv_cell(&mailbox.address),
                    &csv_cell(&message.folder),
                    &received,
                    &csv_cell(message.message_id.as_deref().unwrap_or_default()),
                    &size,
                    &csv_cell(&message.code),
                ])?;
            }
        }
    }
    Ok(out.flush()?)
}
