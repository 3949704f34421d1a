//! S4: the certificate as PDF: complete only when everything is, and with a number that stands for the ledger.

use std::collections::BTreeMap;
use std::path::Path;

use ::handover::Language;
use ::handover::certificate::{CertificatePaper, MailboxState, Place};
use store::{ImportId, ImportMailboxId, ImportMailboxState};

use super::stage::{Import, SOMEBODY, line};
use crate::import::ledger_of;
use crate::{EngineError, ImportMailboxes};

fn title(paper: &CertificatePaper) -> String {
    paper.document().title
}

async fn paper(import: &Import, job: ImportId, mailbox: Option<ImportMailboxId>) -> CertificatePaper {
    import.stage.engine.import_certificate_paper(job, mailbox, Some(Language::English)).await.unwrap()
}

/// The ledgers of mailboxes, as the list of mailboxes has them.
async fn listed(import: &Import, job: ImportId, folder: &Path) -> BTreeMap<String, String> {
    let engine = &import.stage.engine;
    let certificate = engine.import_certificate(job).await.unwrap();
    let files = engine.import_certificate_files(&certificate, folder).await.unwrap();
    let mut rows = csv::Reader::from_path(files.mailboxes).unwrap();
    rows.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[14].to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_certificate_is_one_only_while_every_mailbox_is_done() {
    let import = Import::ready().await;
    let (engine, out) = (&import.stage.engine, tempfile::tempdir().unwrap());
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    assert_eq!(title(&paper(&import, job, None).await), "Mail import, not complete");

    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY).id;
    let whole = paper(&import, job, None).await;
    assert_eq!(title(&whole), "Completion certificate");
    assert_eq!(whole.states, BTreeMap::from([(MailboxState::Exceptions, 1)]));
    assert_eq!((whole.total.server, whole.total.difference), (status.total.server(), 0));
    assert_eq!(whole.skipped.len() as u64, status.total.skipped());
    assert!(
        whole.not_reached.iter().any(|part| part.place == Place::Groups && part.count > 0),
        "{:?}",
        whole.not_reached
    );
    let of_job = engine.import_ledger(job, None).await.unwrap().unwrap();
    let of_one = engine.import_ledger(job, Some(mailbox)).await.unwrap().unwrap();
    assert_eq!((of_job.len(), of_one.len()), (64, 64));
    assert_eq!(whole.ledger.as_ref(), Some(&of_job));
    assert_eq!(listed(&import, job, out.path()).await[SOMEBODY], of_one);

    // Mailboxes that come to it are not done, and what was done stays so.
    assert_eq!(import.begin(ImportMailboxes::All).await, job);
    let more = paper(&import, job, None).await;
    assert_eq!(title(&more), "Mail import, not complete");
    assert_ne!(more.ledger.as_ref(), Some(&of_job), "it is that of other mailboxes");
    let one = paper(&import, job, Some(mailbox)).await;
    assert_eq!(title(&one), format!("Completion certificate: {SOMEBODY}"));
    assert_eq!((one.ledger.as_ref(), one.not_reached.len()), (Some(&of_one), 0));

    let file = out.path().join("certificate.pdf");
    engine.import_certificate_pdf(job, Some(mailbox), Some(Language::German), file.clone()).await.unwrap();
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-"));
    let unknown = engine.import_certificate_pdf(job, Some(ImportMailboxId(9_999)), None, file).await;
    assert!(matches!(unknown, Err(EngineError::Store(_))), "{unknown:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_numbers_of_one_moment_never_stand_beside_the_ledger_of_another() {
    let import = Import::ready().await;
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let status = import.run(job).await.unwrap();
    assert_eq!(line(&status, SOMEBODY).state, ImportMailboxState::Exceptions);
    let mut earlier = status.clone();
    earlier.mailboxes[0].sums.imported -= 1;
    let going_on = crate::ImportStatus { under_way: true, ..status.clone() };
    for (import_as_read, told) in [(status, true), (earlier, false), (going_on, false)] {
        let engine = import.stage.engine.clone();
        let ledger = engine.stored(move |store| ledger_of(store, &import_as_read, false)).await.unwrap();
        assert_eq!(ledger.is_some(), told);
    }
}
