//! S1, S2: what a person changes of an import that is there: its mailboxes, and the password of its archive.

use jiff::civil::date;
use store::ImportState;

use super::background::{ended, overview, until};
use super::by_smtp::Archive;
use super::stage::{Import, SOMEBODY};
use crate::{ImportMailboxes, ImportWish, Standing};

const OTHER: &str = "van@larkfield.example";

fn of(who: &str) -> ImportMailboxes {
    ImportMailboxes::These(vec![who.to_owned()])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_mailboxes_are_added_to_the_import_itself_and_its_days_stay_as_meant_whatever_its_clients_zone_is_by_now() {
    let import = Import::ready().await;
    let engine = &import.stage.engine;
    let zone = |zone: &str| {
        let zone = zone.to_owned();
        async move {
            let mut options = engine.options(import.client).await.unwrap();
            options.time_zone = zone;
            engine.set_options(import.client, options).await.unwrap();
        }
    };
    zone("Europe/Berlin").await;
    let wish = ImportWish { since: Some(date(2020, 1, 1)), ..import.wish(of(SOMEBODY)) };
    let job = engine.import_start(import.client, wish).await.unwrap();
    zone("Europe/London").await;
    engine.import_add(job, of(OTHER)).await.unwrap();
    let all = engine.imports(import.client).await.unwrap();
    assert_eq!(all.iter().map(|import| import.id).collect::<Vec<_>>(), [job], "no other one");
    let status = engine.import_status(job).await.unwrap();
    let addresses: Vec<_> = status.mailboxes.iter().map(|mailbox| mailbox.address.as_str()).collect();
    assert_eq!(addresses, [SOMEBODY, OTHER]);
    assert_eq!(status.job.wish.zone.as_deref(), Some("Europe/Berlin"));
    let unknown = engine.import_add(job, of("nobody@larkfield.example")).await.unwrap_err();
    assert_eq!(unknown.fault().code, "import-no-mailbox");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_password_that_the_archive_refuses_is_tried_once_and_the_import_waits_for_another_one() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let engine = &import.stage.engine;
    let (sink, folders) = (archive.address_of_tess(), "drafts".parse().unwrap());
    let wish = ImportWish { sink, folders, ..import.wish(of(SOMEBODY)) };
    let job = engine.import_start(import.client, wish).await.unwrap();
    let mut events = import.stage.host.listen();
    for (password, strangers) in [(None, 0), (Some("hunter2"), 1)] {
        if let Some(password) = password {
            engine.import_set_password(job, &password.into()).await.unwrap();
        }
        engine.import_go(job).await.unwrap();
        let paused = |state| state == ImportState::Paused;
        let now = until(engine, &import, &mut events, |now| !now.under_way && paused(now.job.state)).await;
        let problem = now.problem.unwrap();
        assert_eq!((problem.code.as_str(), archive.strangers()), ("import-password", strangers), "{problem:?}");
        assert!(!format!("{problem:?}").contains("hunter2"), "{problem:?}");
    }
    engine.import_set_password(job, &"right".into()).await.unwrap();
    engine.import_go(job).await.unwrap();
    let now = until(engine, &import, &mut events, ended).await;
    assert_eq!((now.standing, now.problem, archive.strangers()), (Standing::Agrees, None, 1));
    assert_eq!(overview(engine, &import).await.job.id, job);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_an_archive_whose_certificates_cannot_be_read_waits_for_a_person() {
    let (import, archive) = (Import::ready().await, Archive::start().await);
    let engine = &import.stage.engine;
    let sink = archive.address().replace("tls=none", "tls=required&ca=/nowhere/ca.pem");
    let wish = ImportWish { sink, ..import.wish(of(SOMEBODY)) };
    let job = engine.import_start(import.client, wish).await.unwrap();
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    let now = until(engine, &import, &mut events, |now| !now.under_way && now.problem.is_some()).await;
    assert_eq!((now.job.state, now.problem.unwrap().code.as_str()), (ImportState::Paused, "import-sink"));
}
