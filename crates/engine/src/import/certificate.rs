//! S4: the completion certificate: what the server has, what was delivered, what could not be had, and whether it agrees.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use csv::{Terminator, Writer, WriterBuilder};
use jiff::Timestamp;
use model::Kind;
use store::{ClientId, ImportId, ImportMailboxState, Store};

use super::NotReached;
use super::status::ImportStatus;
use crate::{Engine, EngineError, csv_cell, write_private};

/// Skipped messages read together.
const PAGE: u32 = 500;

/// The certificate of an import.
#[derive(Debug, Clone)]
pub struct ImportCertificate {
    /// The client's name.
    pub client: String,
    /// The tenant's GUID.
    pub tenant: String,
    /// When it was made.
    pub made: Timestamp,
    /// The import with its numbers.
    pub import: ImportStatus,
    /// What no mailbox holds and no import reads.
    pub not_reached: Vec<NotReached>,
    /// Every mailbox is done, and the numbers of all agree.
    pub complete: bool,
}

/// The files of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFiles {
    /// A line per mailbox.
    pub mailboxes: PathBuf,
    /// A line per message that cannot be had.
    pub skipped: PathBuf,
    /// A line per place that was not read.
    pub not_reached: PathBuf,
}

impl Engine {
    /// The certificate of an import as it stands; it says itself whether it is complete.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn import_certificate(&self, job: ImportId) -> Result<ImportCertificate, EngineError> {
        let import = self.import_status(job).await?;
        let (record, tenant) = self.pinned(import.job.client).await?;
        let not_reached = self.in_no_mailbox(record.id).await?;
        let complete = is_complete(&import);
        let (client, tenant, made) = (record.name, tenant.to_string(), self.now());
        Ok(ImportCertificate { client, tenant, made, import, not_reached, complete })
    }

    /// Writes the certificate as three lists into a folder, each for its owner alone and whole or not at all.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::Output`].
    pub async fn import_certificate_files(
        &self,
        certificate: &ImportCertificate,
        folder: &Path,
    ) -> Result<CertificateFiles, EngineError> {
        let files = CertificateFiles {
            mailboxes: folder.join("import-certificate.csv"),
            skipped: folder.join("import-skipped.csv"),
            not_reached: folder.join("import-not-reached.csv"),
        };
        let (certificate, written) = (certificate.clone(), files.clone());
        self.stored(move |store| {
            private(&written.mailboxes, |out| mailboxes(&certificate, out))?;
            private(&written.not_reached, |out| not_reached(&certificate, out))?;
            private(&written.skipped, |out| skipped(store, certificate.import.job.id, out))
        })
        .await?;
        Ok(files)
    }

    /// Mail that is in no mailbox: of public folders and of groups.
    async fn in_no_mailbox(&self, client: ClientId) -> Result<Vec<NotReached>, EngineError> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.recipients_page(client, after, 1_000).await?;
            let Some(last) = page.last() else { return Ok(found) };
            after = Some(last.recipient.id);
            let places = page.into_iter().filter_map(|row| {
                let (what, why) = match row.recipient.kind {
                    Kind::PublicFolder => ("public-folder", "Microsoft Graph does not show public folders"),
                    Kind::Microsoft365Group => {
                        ("group", "what is sent to a group rests with the group, not in a mailbox")
                    }
                    _ => return None,
                };
                let name = Some(row.recipient.primary.to_string());
                Some(NotReached { what: what.to_owned(), name, messages: None, why: why.to_owned() })
            });
            found.extend(places);
        }
    }
}

/// S4: never while the numbers of one mailbox differ, or one was not read.
fn is_complete(import: &ImportStatus) -> bool {
    let over = |state| matches!(state, ImportMailboxState::Done | ImportMailboxState::Exceptions);
    !import.mailboxes.is_empty()
        && import.mailboxes.iter().all(|mailbox| over(mailbox.state) && mailbox.sums.difference() == 0)
}

fn private(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    write_private(path, |error| EngineError::Output(error.to_string()), write)
}

fn lines<W: Write>(to: W) -> Writer<W> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to)
}

const MAILBOXES: [&str; 14] = [
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
];

fn mailboxes(certificate: &ImportCertificate, to: impl Write) -> Result<(), EngineError> {
    let mut out = lines(to);
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
            &certificate.made.to_string(),
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
