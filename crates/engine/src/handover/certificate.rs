//! The completion certificate of an import as PDF (S4).

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use ::handover::Language;
use ::handover::certificate::{
    CertificatePaper, FoldersBegin, FoldersPart, LISTED, LISTED_FOLDERS, LISTED_OF_ONE, LISTED_SKIPPED, LeftOutPart,
    MailboxPart, MailboxState, NAMED, NotReachedPart, Place, SkippedPart, SumsPart,
};
use ::handover::pack::TenantPart;
use jiff::Timestamp;
use store::{ImportId, ImportMailboxId, ImportMailboxState, Store, StoreError};

use super::{colour, private, program};
use crate::import::{ImportCertificate, ImportStatus, MailboxImport, Sums, ledger_of};
use crate::{ClientStatus, Engine, EngineError, NotReached};

impl Engine {
    /// Writes the certificate of an import, or of one mailbox of it, as PDF into a file that only its owner may read;
    /// it is there whole or not at all. `language`: else that of the client's options. It says itself whether the
    /// import is complete.
    ///
    /// # Errors
    /// [`EngineError::Store`] when there is no such import or mailbox; [`EngineError::Output`].
    pub async fn import_certificate_pdf(
        &self,
        job: ImportId,
        mailbox: Option<ImportMailboxId>,
        language: Option<Language>,
        path: PathBuf,
    ) -> Result<(), EngineError> {
        let paper = self.import_certificate_paper(job, mailbox, language).await?;
        self.stored(move |_| {
            let pdf = paper.document().pdf()?;
            private(&path, |out| Ok(out.write_all(&pdf)?))
        })
        .await
    }

    pub(crate) async fn import_certificate_paper(
        &self,
        job: ImportId,
        mailbox: Option<ImportMailboxId>,
        language: Option<Language>,
    ) -> Result<CertificatePaper, EngineError> {
        let certificate = self.import_certificate_of(job, mailbox).await?;
        let status = self.client(certificate.import.job.client).await?;
        let made = (certificate.made, self.person().to_owned());
        self.stored(move |store| paper(store, certificate, status, made, (mailbox.is_some(), language))).await
    }
}

fn paper(
    store: &Store,
    certificate: ImportCertificate,
    status: ClientStatus,
    (written_at, written_by): (Timestamp, String),
    (one, language): (bool, Option<Language>),
) -> Result<CertificatePaper, StoreError> {
    let (not_reached, left_out) = elsewhere(&certificate);
    let ImportCertificate { import, complete, everybody, tenant: id, .. } = certificate;
    let options = store.options(import.job.client)?;
    let (name, initial_domain) = status
        .record
        .tenant
        .as_ref()
        .map(|tenant| (tenant.name.clone(), tenant.initial_domain.clone()))
        .unwrap_or_default();
    Ok(CertificatePaper {
        written_at,
        written_by,
        program: program(),
        language: language.unwrap_or_else(|| Language::of_tag(&options.language).unwrap_or_default()),
        colour: colour(&status.record),
        practice: status.practice,
        options,
        tenant: TenantPart { name, id, initial_domain },
        mailbox: import.mailboxes.first().filter(|_| one).map(|mailbox| mailbox.address.clone()),
        since: import.job.wish.since,
        until: import.job.wish.until,
        folders: folders(&import.job.wish.folders),
        begun_at: import.job.created_at,
        counted: counted(&import),
        complete,
        everybody,
        states: states(&import),
        total: sums(&import.total),
        mailboxes: mailboxes(&import),
        skipped: skipped(store, &import, one)?,
        not_reached,
        left_out,
        ledger: ledger_of(store, &import, one)?,
        archive: import.job.wish.sink,
        former: import.job.former,
        client: status.record.name,
    })
}

const fn state(state: ImportMailboxState) -> MailboxState {
    match state {
        ImportMailboxState::Queued => MailboxState::Queued,
        ImportMailboxState::Counting => MailboxState::Counting,
        ImportMailboxState::Running => MailboxState::Running,
        ImportMailboxState::Waiting => MailboxState::Waiting,
        ImportMailboxState::Paused => MailboxState::Paused,
        ImportMailboxState::Done => MailboxState::Done,
        ImportMailboxState::Exceptions => MailboxState::Exceptions,
        ImportMailboxState::Differs => MailboxState::Differs,
        ImportMailboxState::Refused => MailboxState::Refused,
    }
}

/// The earliest and the latest time at which a mailbox was counted.
fn counted(import: &ImportStatus) -> Option<(Timestamp, Timestamp)> {
    let times = || import.mailboxes.iter().filter_map(MailboxImport::counted_at);
    times().min().zip(times().max())
}

fn states(import: &ImportStatus) -> BTreeMap<MailboxState, u64> {
    let mut states = BTreeMap::new();
    for mailbox in &import.mailboxes {
        *states.entry(state(mailbox.state)).or_default() += 1;
    }
    states
}

fn sums(sums: &Sums) -> SumsPart {
    SumsPart {
        server: sums.server(),
        counted: sums.counted.is_some(),
        listed: sums.listed,
        imported: sums.imported,
        duplicates: sums.duplicates,
        skipped: sums.skipped.clone(),
        left: sums.left,
        gone: sums.gone,
        open: sums.open,
        bytes: sums.bytes,
        again: sums.again,
        accounted: sums.accounted(),
        difference: sums.difference(),
    }
}

/// The first that a document lists, those that are not done before the others.
fn mailboxes(import: &ImportStatus) -> Vec<MailboxPart> {
    let mut order: Vec<_> = import.mailboxes.iter().collect();
    order.sort_by_key(|mailbox| (state(mailbox.state), &mailbox.address));
    let listed = order.into_iter().take(LISTED).map(|mailbox| MailboxPart {
        address: mailbox.address.clone(),
        state: state(mailbox.state),
        why: mailbox.reason.as_deref().and_then(|reason| reason.split(':').next()).map(str::to_owned),
        sums: sums(&mailbox.sums),
    });
    listed.collect()
}

fn skipped(store: &Store, import: &ImportStatus, one: bool) -> Result<Vec<SkippedPart>, StoreError> {
    let (mut listed, of_one) = (Vec::new(), if one { LISTED_SKIPPED } else { LISTED_OF_ONE });
    for mailbox in import.mailboxes.iter().filter(|mailbox| mailbox.sums.skipped() > 0) {
        let limit = of_one.min(LISTED_SKIPPED - listed.len());
        if limit == 0 {
            break;
        }
        let messages = store.import_skipped(mailbox.id, None, u32::try_from(limit).unwrap_or(u32::MAX))?;
        listed.extend(messages.into_iter().map(|message| SkippedPart {
            mailbox: mailbox.address.clone(),
            folder: message.folder,
            received: message.received.and_then(|at| Timestamp::from_second(at).ok()),
            message_id: message.message_id,
            code: message.code,
        }));
    }
    Ok(listed)
}

/// The choice of folders as it is written: `usual` or `all`, and folders, with a minus before those that are left out.
fn folders(text: &str) -> FoldersPart {
    let mut part = FoldersPart { begin: FoldersBegin::Named, ..FoldersPart::default() };
    for word in text.split(',').map(str::trim) {
        match (word, word.strip_prefix('-')) {
            ("usual", _) => part.begin = FoldersBegin::Usual,
            ("all", _) => part.begin = FoldersBegin::All,
            (_, Some(without)) => part.without.push(without.to_owned()),
            (named, None) => part.named.push(named.to_owned()),
        }
    }
    part
}

/// What no number counts, by kind of place, and folders that were not chosen.
fn elsewhere(certificate: &ImportCertificate) -> (Vec<NotReachedPart>, Vec<LeftOutPart>) {
    let mut places: BTreeMap<Place, (Vec<String>, u64)> = BTreeMap::new();
    let mut folders: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let of_mailboxes = certificate.import.mailboxes.iter();
    let of_mailboxes =
        of_mailboxes.flat_map(|mailbox| mailbox.not_reached.iter().map(|what| (&*mailbox.address, what)));
    for (of, what) in of_mailboxes.chain(certificate.not_reached.iter().map(|what| ("", what))) {
        let name = what.name.as_deref().unwrap_or_default();
        let held: String;
        let (place, of) = match what.what.as_str() {
            NotReached::FOLDER => {
                let folder = folders.entry(name).or_default();
                *folder = (folder.0 + 1, folder.1 + what.messages.unwrap_or_default());
                continue;
            }
            NotReached::ARCHIVE => (Place::Archive, of),
            NotReached::ARCHIVE_UNKNOWN => (Place::ArchiveUnknown, of),
            NotReached::OTHER_ITEMS => {
                held = format!("{of}, {name}: {}", what.messages.unwrap_or_default());
                (Place::OtherItems, held.as_str())
            }
            NotReached::PUBLIC_FOLDER => (Place::PublicFolders, name),
            NotReached::GROUP => (Place::Groups, name),
            NotReached::JOINED => (Place::Joined, name),
            _ => (Place::MissingFolder(name.to_owned()), of),
        };
        let (first, count) = places.entry(place).or_default();
        *count += 1;
        if first.len() < NAMED {
            first.push(of.to_owned());
        }
    }
    let places = places.into_iter().map(|(place, (first, count))| NotReachedPart { place, first, count });
    (places.collect(), left_out(folders))
}

/// Those with the most messages; all further ones are one line.
fn left_out(folders: BTreeMap<&str, (u64, u64)>) -> Vec<LeftOutPart> {
    let mut folders: Vec<_> = folders.into_iter().collect();
    folders.sort_by_key(|(path, (_, messages))| (std::cmp::Reverse(*messages), *path));
    let others = folders.split_off(folders.len().min(LISTED_FOLDERS));
    let part =
        |folder: Option<&str>, count, messages| LeftOutPart { folder: folder.map(str::to_owned), count, messages };
    let mut listed: Vec<_> =
        folders.into_iter().map(|(path, (count, messages))| part(Some(path), count, messages)).collect();
    if !others.is_empty() {
        listed.push(part(None, others.len() as u64, others.iter().map(|(_, (_, messages))| messages).sum()));
    }
    listed
}
