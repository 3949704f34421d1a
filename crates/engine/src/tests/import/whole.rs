//! S1, S3, S4: a whole tenant, and the same once more.

use store::{ImportMailboxState, ImportState};

use super::stage::{Import, SOMEBODY, line};
use crate::ImportMailboxes;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_s4_every_message_of_a_tenant_is_in_the_archive_once_and_the_certificate_agrees() {
    let import = Import::ready().await;
    let job = import.begin(ImportMailboxes::All).await;
    let status = import.run(job).await.unwrap();
    assert_eq!(status.job.state, ImportState::Ended);
    assert!(status.mailboxes.len() >= 4, "{:?}", status.mailboxes);
    for mailbox in &status.mailboxes {
        assert_eq!(mailbox.state, ImportMailboxState::Exceptions, "opaque S/MIME: {mailbox:?}");
        import.agrees(mailbox);
        assert_eq!(mailbox.sums.skipped.keys().collect::<Vec<_>>(), ["ErrorMimeContentConversionFailed"]);
    }
    assert!(status.total.duplicates > 0, "a copy of a message, byte for byte: {:?}", status.total);

    let certificate = import.stage.engine.import_certificate(job).await.unwrap();
    assert!(certificate.complete);
    assert!(certificate.not_reached.iter().any(|what| what.what == "group"), "{:?}", certificate.not_reached);
    let out = tempfile::tempdir().unwrap();
    let files = import.stage.engine.import_certificate_files(&certificate, out.path()).await.unwrap();
    let rows = |path: &std::path::Path| csv::Reader::from_path(path).unwrap().into_records().count();
    assert_eq!(rows(&files.mailboxes), status.mailboxes.len());
    assert_eq!(u64::try_from(rows(&files.skipped)).unwrap(), status.total.skipped());
    assert!(rows(&files.not_reached) > 0);

    // The same once more: nobody's message is read again, and nothing changes.
    let mime = || import.stage.practice.mail_counts().iter().map(|counts| counts.mime).sum::<u64>();
    let (before, again) = (mime(), import.begin(ImportMailboxes::All).await);
    assert_eq!(again, job, "the same wish is the same import");
    let status = import.run(again).await.unwrap();
    assert_eq!(mime(), before);
    status.mailboxes.iter().for_each(|mailbox| import.agrees(mailbox));
    let most = import.stage.practice.mail_counts().iter().map(|counts| counts.most_at_once).max().unwrap();
    assert!(most <= 3, "requests at the same time in one mailbox: {most}");
    assert!(import.stage.practice.mail_counts().iter().all(|c| c.over_at_once + c.over_requests == 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_days_and_folders_that_were_not_chosen_are_left_out_and_named() {
    let import = Import::ready().await;
    let mut wish = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]));
    wish.folders = "inbox".parse().unwrap();
    let truth = import.stage.practice.mail_truth(SOMEBODY).unwrap();
    let inbox: Vec<_> = truth.iter().filter(|message| message.folder.starts_with("Inbox")).collect();
    let mut times: Vec<i64> = inbox.iter().map(|message| message.received).collect();
    times.sort_unstable();
    let day = jiff::Timestamp::from_second(times[times.len() / 2]).unwrap();
    let zone = import.stage.engine.options(import.client).await.unwrap().time_zone;
    let zone = jiff::tz::TimeZone::get(&zone).unwrap();
    let day = day.to_zoned(zone.clone()).date();
    wish.since = Some(day);
    let first = day.to_zoned(zone).unwrap().timestamp().as_second();
    let expected = u64::try_from(times.iter().filter(|at| **at >= first).count()).unwrap();
    assert!(expected > 0 && expected < u64::try_from(inbox.len()).unwrap());

    let job = import.stage.engine.import_start(import.client, wish).await.unwrap();
    let status = import.run(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    assert_eq!((mailbox.sums.server(), mailbox.sums.difference()), (expected, 0), "{mailbox:?}");
    let elsewhere = u64::try_from(truth.len() - inbox.len()).unwrap();
    let left_out: u64 = mailbox.not_reached.iter().filter_map(|what| what.messages).sum();
    assert_eq!(left_out, elsewhere, "{mailbox:?}");
    let named = |name: &str| mailbox.not_reached.iter().any(|what| what.name.as_deref() == Some(name));
    assert!(named("Sent Items") && named("Junk Email"), "{mailbox:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_an_import_that_is_stopped_goes_on_where_it_ended() {
    let import = Import::ready().await;
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    let engine = import.stage.engine.clone();
    let running = tokio::spawn(async move { engine.import_run(job).await });
    // Some are delivered, and not all.
    let deadline = tokio::time::Instant::now() + crate::tests::stage::DEADLINE;
    while import.delivered(SOMEBODY).len() < 3 && !running.is_finished() {
        assert!(tokio::time::Instant::now() < deadline, "nothing is delivered");
        tokio::task::yield_now().await;
    }
    import.stage.engine.import_pause(job).await.unwrap();
    running.await.unwrap().unwrap();
    let status = import.run(job).await.unwrap();
    import.agrees(line(&status, SOMEBODY));
}
