//! S2: what Microsoft counts and asks for holds over the end of the program, counted by the server.

use std::time::Duration;

use jiff::SignedDuration;
use practice::{Class, Failure, Fault};
use store::{ImportAsked, ImportMailboxState, ImportQuery};

use super::background::{ended, reopened, until};
use super::stage::{Import, SOMEBODY, line};
use crate::{Engine, ImportMailboxes};

const OTHER: &str = "van@larkfield.example";

fn no_message(how: Failure, after: u32, retry_after: Option<f64>) -> Vec<Fault> {
    vec![Fault { class: Class::Mime, after, how, times: None, retry_after }]
}

/// What the server counted, by mailbox.
fn counted(import: &Import) -> Vec<(String, u64)> {
    import.stage.practice.mail_counts().into_iter().map(|counts| (counts.mailbox, counts.requests)).collect()
}

async fn kept(engine: &Engine, mailbox: &str) -> u64 {
    let mailbox = mailbox.to_owned();
    let lines = engine.stored(move |store| store.import_asked(&mailbox)).await.unwrap();
    lines.iter().map(|line| u64::from(line.requests)).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_mailbox_that_was_read_at_full_speed_is_asked_for_nothing_after_a_restart_and_others_are_read() {
    let import = Import::ready().await;
    let (engine, practice) = (&import.stage.engine, &import.stage.practice);
    practice.mail_count_anew();
    practice.configure(|settings| settings.faults = no_message(Failure::Unavailable, 5, None));
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    import.run(job).await.unwrap();
    let (mailbox, requests) = counted(&import).remove(0);
    let known = kept(engine, &mailbox).await;
    assert!(requests > 0 && known >= requests, "{known} of {requests}");

    // Five minutes before, it was asked for all that ten allow.
    let at = engine.now() - SignedDuration::from_mins(5);
    let (full, asked) = (mailbox.clone(), ImportAsked { at, requests: 9_900, wait: Duration::ZERO });
    engine.stored(move |store| store.import_ask(&full, asked, Duration::from_secs(660))).await.unwrap();
    engine.close().await;
    practice.configure(|settings| settings.faults.clear());
    practice.mail_count_anew();
    let engine = reopened(&import.stage).await;
    let both = import.wish(ImportMailboxes::These(vec![SOMEBODY.to_owned(), OTHER.to_owned()]));
    assert_eq!(engine.import_start(import.client, both).await.unwrap(), job);
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    let read = [ImportMailboxState::Done, ImportMailboxState::Exceptions];
    until(&engine, &import, &mut events, |now| read.iter().any(|state| now.states.contains_key(state))).await;
    let rows = engine.import_window(job, ImportQuery { limit: 10, ..ImportQuery::default() }).await.unwrap().rows;
    let row = rows.iter().find(|row| row.address == SOMEBODY).unwrap();
    let wait = row.waits_until.unwrap().duration_since(engine.now()).as_secs();
    assert!((1..=360).contains(&wait), "{row:?}");
    let asked = counted(&import);
    assert!(asked.len() == 1 && asked[0].0 != mailbox, "{asked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_mailbox_that_is_to_be_left_alone_for_an_hour_is_so_after_a_restart_and_is_read_when_the_hour_is_over() {
    let import = Import::ready().await;
    let practice = &import.stage.practice;
    practice.configure(|settings| settings.faults = no_message(Failure::Throttled, 5, Some(3_600.0)));
    let job = import.begin(ImportMailboxes::These(vec![SOMEBODY.to_owned()])).await;
    import.run(job).await.unwrap();
    import.stage.engine.close().await;
    practice.configure(|settings| settings.faults.clear());
    practice.mail_count_anew();

    let engine = reopened(&import.stage).await;
    engine.import_run(job).await.unwrap();
    let status = engine.import_status(job).await.unwrap();
    let mailbox = line(&status, SOMEBODY);
    assert!(mailbox.reason.as_ref().is_some_and(|why| why.starts_with("throttled")), "{mailbox:?}");
    assert_eq!(practice.mail_counts(), [], "nothing was asked for");
    engine.close().await;

    import.stage.hand.forward(1);
    let engine = reopened(&import.stage).await;
    let mut events = import.stage.host.listen();
    engine.import_go(job).await.unwrap();
    until(&engine, &import, &mut events, ended).await;
    import.agrees(line(&engine.import_status(job).await.unwrap(), SOMEBODY));
}
