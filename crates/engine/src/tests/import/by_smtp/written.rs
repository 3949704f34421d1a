//! S3: one archive, however its address is written.

use super::super::background::{ended, until};
use super::super::stage::{Import, SOMEBODY};
use super::{Archive, another, drafts};
use crate::{ImportMailboxes, ImportWish};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_an_archive_whose_address_is_written_otherwise_is_sent_nothing_twice_and_the_import_goes_on_with_it() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let engine = &import.stage.engine;
    let (job, _) = drafts(&import, &archive, 3).await;
    let first = import.run(job).await.unwrap().total;
    let taken = archive.numbers().0;
    assert!(taken >= 4 && taken as u64 == first.imported, "{first:?}");

    // What only its connection needs makes it no other archive, and the import no other one.
    let wish = |folders: &str, sink: String| ImportWish {
        folders: folders.parse().unwrap(),
        sink,
        ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]))
    };
    let tess = archive.address_of_tess() + "&from=msp@gateway.example";
    let password = Some("right".to_owned().into());
    let moved = ImportWish { password, ..wish("drafts", tess) };
    assert_eq!(engine.import_start(import.client, moved).await.unwrap(), job);
    another(&import);
    let status = import.run(job).await.unwrap();
    assert!(status.job.wish.sink.starts_with("smtp://tess@"), "{}", status.job.wish.sink);
    assert_eq!((archive.numbers().0, archive.strangers()), (taken + 1, 0));
    assert_eq!((status.total.imported, status.total.duplicates), (first.imported + 1, first.duplicates));

    // An import of other folders knows what the archive has.
    let shouted = archive.address().replace("journal@archive", "Journal@ARCHIVE");
    let other = engine.import_start(import.client, wish("drafts,deleted", shouted)).await.unwrap();
    assert_ne!(other, job);
    let sums = import.run(other).await.unwrap().total;
    assert!(sums.duplicates > first.imported, "{sums:?}");
    assert_eq!(archive.numbers().0 as u64, first.imported + 1 + sums.imported);

    // Of an address that none of its imports has any more the password is not kept.
    let again = engine.import_start(import.client, wish("drafts", archive.address())).await.unwrap();
    assert_eq!(again, job);
    import.run(job).await.unwrap();
    let back = wish("drafts", archive.address_of_tess() + "&from=msp@gateway.example");
    assert_eq!(engine.import_start(import.client, back).await.unwrap(), job);
    assert_eq!(import.run(job).await.unwrap_err().fault().code, "import-password");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_an_import_under_way_goes_on_at_the_address_that_it_was_given_meanwhile() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let engine = &import.stage.engine;
    let mut events = import.stage.host.listen();
    let (job, _) = drafts(&import, &archive, 3).await;
    let held = archive.hold().await;
    engine.import_go(job).await.unwrap();
    archive.in_hand().await;
    let sink = archive.address() + "&from=msp@gateway.example";
    let moved = ImportWish {
        folders: "drafts".parse().unwrap(),
        sink,
        ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]))
    };
    assert_eq!(engine.import_start(import.client, moved).await.unwrap(), job);
    let shown = engine.import_overview_of(job).await.unwrap();
    assert!(shown.under_way && !shown.job.wish.sink.contains("&from="), "nobody let it go on there: {shown:?}");
    assert!(shown.moves_to.unwrap().contains("&from=msp@"));
    engine.import_go(job).await.unwrap();
    drop(held);
    let now = until(engine, &import, &mut events, ended).await;
    assert!(now.job.wish.sink.contains("&from=msp@"), "{}", now.job.wish.sink);
    assert_eq!((now.total.imported, now.total.again), (archive.numbers().0 as u64, 0), "{:?}", now.total);
    let senders = archive.heard.lock().unwrap().senders.clone();
    assert_eq!(senders, ["MAIL FROM:<>", "MAIL FROM:<msp@gateway.example>"], "the one in hand, and the others");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_a_count_with_another_address_of_the_archive_leaves_the_import_that_runs_where_it_is() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let engine = &import.stage.engine;
    let mut events = import.stage.host.listen();
    let (job, _) = drafts(&import, &archive, 3).await;
    let held = archive.hold().await;
    engine.import_go(job).await.unwrap();
    archive.in_hand().await;
    let wish = |sink: String, password: &str| ImportWish {
        folders: "drafts".parse().unwrap(),
        sink,
        password: Some(password.to_owned().into()),
        ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]))
    };
    let elsewhere = archive.address_of_tess() + "&from=msp@gateway.example";
    assert_eq!(engine.import_start(import.client, wish(elsewhere.clone(), "right")).await.unwrap(), job);
    engine.import_count(job).await.unwrap();
    assert_eq!(engine.import_start(import.client, wish(archive.address(), "")).await.unwrap(), job);
    assert!(engine.import_overview_of(job).await.unwrap().moves_to.is_none(), "the last wish counts");
    assert_eq!(engine.import_start(import.client, wish(elsewhere, "right")).await.unwrap(), job);
    drop(held);
    let now = until(engine, &import, &mut events, ended).await;
    assert!(!now.job.wish.sink.contains("tess"), "{}", now.job.wish.sink);
    assert_eq!(archive.heard.lock().unwrap().senders.clone(), ["MAIL FROM:<>"]);

    // Let go on, it is there, and the password that was given for it counts.
    another(&import);
    import.run(job).await.unwrap();
    let after = engine.import_overview_of(job).await.unwrap();
    assert!(after.job.wish.sink.starts_with("smtp://tess@") && after.moves_to.is_none(), "{after:?}");
    assert_eq!(after.total.imported, now.total.imported + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_an_import_at_rest_keeps_the_server_that_it_delivered_to_until_it_goes_on_at_another_and_both_are_named() {
    let (import, archive, other) = (Import::ready().await, Archive::start().await, Archive::start().await);
    let engine = &import.stage.engine;
    let (job, _) = drafts(&import, &archive, 3).await;
    let first = import.run(job).await.unwrap().job.wish.sink;
    let begin = || async {
        let wish = ImportWish {
            folders: "drafts".parse().unwrap(),
            sink: other.address(),
            ..import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned()]))
        };
        engine.import_start(import.client, wish).await.unwrap()
    };
    let paper = || async { engine.import_certificate_paper(job, None, None).await.unwrap() };
    assert_eq!(begin().await, job);
    let shown = engine.import_overview_of(job).await.unwrap();
    let second = shown.moves_to.expect("a person is asked");
    assert_eq!(shown.job.wish.sink, first);
    let now = paper().await;
    assert_eq!((now.complete, now.archive), (true, first.clone()), "the other server has nothing");
    engine.import_pause(job).await.unwrap();
    assert_eq!(begin().await, job);
    assert_eq!(engine.import_overview_of(job).await.unwrap().job.wish.sink, first, "paused, too");

    another(&import);
    let after = import.run(job).await.unwrap();
    assert_eq!((after.job.wish.sink, other.numbers().0), (second.clone(), 1));
    let said = format!("{:?}", paper().await.document().blocks);
    assert!(said.contains(&format!("{second}; before that at {first}")), "{said}");
}
