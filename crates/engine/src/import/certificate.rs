//! S4: the completion certificate: what the server has, what was delivered, what could not be had, and whether it agrees.

mod ledger;
mod lists;

pub(crate) use ledger::of as ledger_of;

use std::path::{Path, PathBuf};

use ::handover::certificate::FILES;
use jiff::Timestamp;
use model::Kind;
use store::{ClientId, ImportId, ImportMailboxId, StoreError};

use super::NotReached;
use super::status::{ImportStatus, Standing};
use crate::{Engine, EngineError};

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
    /// It is of everybody's mail, of whom the tenant knew then; `None`: of chosen mailboxes.
    pub everybody: Option<Timestamp>,
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
        self.import_certificate_of(job, None).await
    }

    /// The same of one mailbox alone. What is in no mailbox is not its matter.
    pub(crate) async fn import_certificate_of(
        &self,
        job: ImportId,
        mailbox: Option<ImportMailboxId>,
    ) -> Result<ImportCertificate, EngineError> {
        // Before the mailboxes: who comes to the import meanwhile is told as missing, or is among them.
        let before = self.stored(move |store| {
            let record = store.import(job)?;
            let read = store.snapshot(record.client)?.map(|snapshot| snapshot.read_at);
            let joined = if mailbox.is_none() { store.import_joined_addresses(job)? } else { Vec::new() };
            Ok::<_, StoreError>((record.everybody, read, joined))
        });
        let (of_all, read, joined) = before.await?;
        let import = self.import_status_of(job, mailbox).await?;
        if mailbox.is_some() && import.mailboxes.is_empty() {
            return Err(StoreError::NoImport(job).into());
        }
        let (record, tenant) = self.pinned(import.job.client).await?;
        let (mut not_reached, mut everybody, mut complete) = (Vec::new(), None, is_complete(&import));
        if mailbox.is_none() {
            not_reached = self.in_no_mailbox(record.id).await?;
            if import.job.everybody {
                everybody = read;
                complete &= of_all && joined.is_empty();
                not_reached.extend(joined.iter().map(|address| NotReached::joined(address)));
            }
        }
        let (client, tenant, made) = (record.name, tenant.to_string(), self.now());
        Ok(ImportCertificate { client, tenant, made, import, not_reached, complete, everybody })
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
        let [mailboxes, skipped, not_reached] = FILES.map(|name| folder.join(name));
        let files = CertificateFiles { mailboxes, skipped, not_reached };
        let (certificate, written) = (certificate.clone(), files.clone());
        self.stored(move |store| lists::write(store, &certificate, &written)).await?;
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
                    Kind::PublicFolder => (NotReached::PUBLIC_FOLDER, "Microsoft Graph does not show public folders"),
                    Kind::Microsoft365Group => {
                        (NotReached::GROUP, "what is sent to a group rests with the group, not in a mailbox")
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
    !import.mailboxes.is_empty() && import.mailboxes.iter().all(|mailbox| mailbox.standing() == Standing::Agrees)
}
