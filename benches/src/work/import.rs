//! An import of existing mail by the engine without a window, with an eye on its memory.

use std::path::Path;
use std::time::{Duration, Instant};

use engine::{AppStep, ClientId, Clock, Engine, ImportId, ImportMailboxes, ImportWish};
use tokio_util::sync::CancellationToken;

use super::job::signed_in;
use super::{Order, Told};
use crate::sign_in::administrator;
use crate::{Outcome, machine};

/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Every message of so many mailboxes into a Maildir each.
pub async fn import(order: &Order) -> Outcome<Told> {
    let folder = tempfile::tempdir()?;
    let cloud = crate::cloud::load(&order.cloud)?;
    let (engine, client) = signed_in(cloud, folder.path(), Clock::system()).await?;
    let told = imported(&engine, client, &folder.path().join("archive"), order.mailboxes).await;
    engine.close().await;
    told
}

async fn imported(engine: &Engine, client: ClientId, archive: &Path, mailboxes: usize) -> Outcome<Told> {
    engine.fetch(client, true).await?;
    permitted(engine, client).await?;
    let wish = ImportWish {
        mailboxes: ImportMailboxes::These(some(engine, client, mailboxes).await?),
        since: None,
        until: None,
        folders: "all".parse()?,
        sink: format!("maildir:{}", archive.display()),
        password: None,
        hours: engine::WishedHours::Kept,
    };
    let job = engine.import_start(client, wish).await?;
    let mut told = Told::default();
    let (began, used) = (Instant::now(), machine::processor_seconds());
    machine::forget_peak();
    let mut running = std::pin::pin!(engine.import_run(job));
    loop {
        tokio::select! {
            ended = &mut running => break ended?,
            () = tokio::time::sleep(LOOK_EVERY) => look(engine, job, &mut told).await?,
        }
    }
    told.seconds = began.elapsed().as_secs_f64();
    told.processor_seconds = machine::processor_seconds() - used;
    look(engine, job, &mut told).await?;
    told.peak_kib = told.curve.iter().map(|point| point.1).max().unwrap_or_default();
    told.objects = told.curve.last().map_or(0, |point| point.0);
    let certificate = engine.import_certificate(job).await?;
    if certificate.complete { Ok(told) } else { Err("the import's numbers do not agree".into()) }
}

/// So many of the tenant's mailboxes.
async fn some(engine: &Engine, client: ClientId, mailboxes: usize) -> Outcome<Vec<String>> {
    let rows = engine.recipients_page(client, None, 1_000).await?;
    let all = rows.into_iter().map(|row| row.recipient).filter(|recipient| recipient.kind.has_mailbox());
    let some: Vec<String> = all.map(|recipient| recipient.primary.to_string()).take(mailboxes).collect();
    if some.len() == mailboxes { Ok(some) } else { Err(format!("{} of {mailboxes} mailboxes", some.len()).into()) }
}

/// An application that may read every mailbox.
async fn permitted(engine: &Engine, client: ClientId) -> Outcome {
    let waiting = engine.import_app_sign_in(client, AppStep::Register { everywhere: true }).await?;
    let page = waiting.address().expose().to_owned();
    let person = tokio::spawn(async move { practice::play(&page, &administrator()).await });
    engine.import_app_step(waiting, CancellationToken::new()).await?;
    person.await??;
    Ok(())
}

async fn look(engine: &Engine, job: ImportId, told: &mut Told) -> Outcome {
    // As the window looks at it: sums that are kept, where the ledger itself would be counted over and over.
    let total = engine.import_overview_of(job).await?.total;
    let done = u64::try_from(total.accounted()).unwrap_or_default();
    told.curve.push((done, machine::peak_kib()));
    machine::forget_peak();
    Ok(())
}
