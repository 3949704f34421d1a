//! S3, S4: skipped messages are tried once more when a person wants it.

use std::collections::BTreeSet;

use practice::{Class, Failure, Fault};
use store::{ImportMailboxId, ImportMailboxState, ImportState, Outcome};

use super::stage::{Import, SOMEBODY, line};
use crate::{ImportMailboxes, Standing};

const OTHER: &str = "van@larkfield.example";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_s4_what_was_skipped_is_tried_again_when_a_person_wants_it_and_is_in_the_archive_once() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned(), OTHER.to_owned()])).await;
    let broken = Fault { class: Class::Mime, after: 5, how: Failure::Unavailable, times: None, retry_after: None };
    practice.configure(|settings| settings.faults = vec![broken]);
    let waits = line(&import.run(job).await.unwrap(), SOMEBODY).id;
    let truth = practice.mail_truth(SOMEBODY).unwrap();
    let readable: BTreeSet<String> = truth.into_iter().filter(|m| m.mime.is_some()).map(|m| m.id).collect();
    let skipped = engine.stored(move |store| {
        let open = store.import_next(waits, None, 200)?.into_iter().find(|open| readable.contains(&open.id));
        store.import_settle(waits, &[(open.unwrap().key, Outcome::Skipped { code: "too-large".to_owned() })])
    });
    skipped.await.unwrap();
    practice.configure(|settings| settings.faults.clear());
    let status = import.run(job).await.unwrap();
    let before = line(&status, SOMEBODY).sums.clone();
    assert_eq!((status.job.state, before.skipped.get("too-large")), (ImportState::Ended, Some(&1)), "{status:?}");
    assert!(engine.import_certificate(job).await.unwrap().complete);

    assert_eq!(engine.import_reopen(job, ImportMailboxId(99)).await.unwrap(), 0, "one that it does not have");
    assert_eq!(engine.import_reopen(job, waits).await.unwrap(), before.skipped());
    let certificate = engine.import_certificate(job).await.unwrap();
    let opened = line(&certificate.import, SOMEBODY);
    assert_eq!((opened.state, opened.standing()), (ImportMailboxState::Queued, Standing::Open));
    assert_eq!((opened.sums.open, opened.sums.skipped()), (before.skipped(), 0), "{opened:?}");
    assert!(!certificate.complete);
    let overview = engine.import_overview(import.client).await.unwrap().unwrap();
    assert_eq!((overview.standing, overview.job.state), (Standing::Open, ImportState::Paused));

    practice.mail_count_anew();
    let status = import.run(job).await.unwrap();
    import.agrees(line(&status, SOMEBODY));
    let after = &line(&status, SOMEBODY).sums;
    assert_eq!(after.skipped.keys().collect::<Vec<_>>(), ["ErrorMimeContentConversionFailed"], "{after:?}");
    assert_eq!(after.imported + after.duplicates, before.imported + before.duplicates + 1, "{after:?}");
    assert_eq!(status.job.state, ImportState::Ended);
    let counts = practice.mail_counts();
    let read = counts.iter().filter(|counts| counts.mime > 0);
    assert_eq!(
        (counts.len(), read.count()),
        (2, 1),
        "the other mailbox is counted once more, and no message of it read"
    );
    assert!(engine.import_certificate(job).await.unwrap().complete);
}
