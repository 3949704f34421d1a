//! P10: the import of existing mail against what Microsoft's limits allow, and its memory over 100,000 messages.

use std::ops::Range;

use practice::MailCounts;
use serde_json::json;

use super::{Bench, megabytes};
use crate::Outcome;
use crate::child;
use crate::cloud::CloudProcess;
use crate::figure::Unit;
use crate::work::{Order, Told, What};

/// Requests of a mailbox under way at the same time: Microsoft allows four, one of which is left to others.
const AT_ONCE: f64 = 3.0;
/// Mailboxes that an import reads side by side.
const BESIDE: f64 = 4.0;
/// Requests of a mailbox in so many seconds (Microsoft Learn, "Microsoft Graph service-specific throttling limits",
/// Outlook).
const ALLOWED: (u64, f64) = (10_000, 600.0);
/// Messages of a mailbox that take more.
const MANY: u32 = 12_000;
/// 90 % of what is allowed.
const SHARE: f64 = 0.9;
/// What an answer of Graph takes.
const LATENCY: u32 = 150;

/// An import, and what the server counted of it.
struct Run {
    told: Told,
    counts: Vec<MailCounts>,
}

/// One of many messages, one with slow answers, and beside both one that has to wait for its mailbox's limit.
pub async fn measure(bench: &mut Bench) -> Outcome {
    let quick = bench.quick;
    let rated = async { if quick { Ok(None) } else { import(1, MANY, 0).await.map(Some) } };
    let others = async {
        memory(bench, if quick { (8, 400) } else { (50, 2_000) }).await?;
        share(bench, if quick { 80 } else { 1_000 }).await
    };
    let (rated, ()) = tokio::try_join!(rated, others)?;
    if let Some(run) = rated {
        rate(bench, &run);
    }
    Ok(())
}

async fn import(mailboxes: u32, messages: u32, latency: u32) -> Outcome<Run> {
    println!("{mailboxes} practice mailboxes of {messages} messages each …");
    // Not everybody has a mailbox.
    let cloud = CloudProcess::with_mail(mailboxes * 2 + 10, messages).await?;
    cloud.configure(&json!({ "latency_ms": latency })).await?;
    let (file, access) = (cloud.file.clone(), cloud.access.clone());
    let order = Order { cloud: file, access, deltas: 0, mailboxes: mailboxes as usize };
    let told = child::work(What::Import, &order).await?;
    Ok(Run { told, counts: cloud.mail_counts().await? })
}

async fn memory(bench: &mut Bench, (mailboxes, messages): (u32, u32)) -> Outcome {
    let run = import(mailboxes, messages, 0).await?;
    let told = &run.told;
    let (early, late) = (largest(told, 0.1..0.2), largest(told, 0.9..1.01));
    let detail = format!(
        "{:.1} MB while the second tenth came, {:.1} MB with the last, {:.1} MB at most; {:.0} messages/s from {mailboxes} mailboxes, processor {:.0} s in {:.0} s",
        megabytes(early),
        megabytes(late),
        megabytes(told.peak_kib),
        told.objects as f64 / told.seconds,
        told.processor_seconds,
        told.seconds,
    );
    let work = format!("memory over an import of {} messages, last / second tenth", told.objects);
    bench.figure("P10", work, (late as f64 / early as f64, 1.1, Unit::Ratio), detail);
    refused(bench, &format!("an import of {} messages", told.objects), &run);
    Ok(())
}

/// The largest that it was while this part of the messages was done.
fn largest(told: &Told, part: Range<f64>) -> u64 {
    let at = |messages: u64| messages as f64 / told.objects.max(1) as f64;
    told.curve.iter().filter(|(messages, _)| part.contains(&at(*messages))).map(|point| point.1).max().unwrap_or(1)
}

async fn share(bench: &mut Bench, messages: u32) -> Outcome {
    let run = import(8, messages, LATENCY).await?;
    let busy: f64 = run.counts.iter().map(|counts| counts.busy_seconds).sum();
    let share = busy / (AT_ONCE * BESIDE * run.told.seconds);
    let most = run.counts.iter().map(|counts| counts.most_at_once).max().unwrap_or_default();
    let (messages, seconds) = (run.told.objects, run.told.seconds);
    let detail = format!(
        "{:.0} % busy: {} requests for {messages} messages in {seconds:.0} s, at most {most} of a mailbox at once",
        share * 100.0,
        run.requests()
    );
    let work = format!("import at {LATENCY} ms an answer: idle share of {AT_ONCE} requests in {BESIDE} mailboxes");
    bench.figure("P10", work, (1.0 - share, 1.0 - SHARE, Unit::Ratio), detail);
    refused(bench, &format!("an import at {LATENCY} ms an answer"), &run);
    Ok(())
}

fn rate(bench: &mut Bench, run: &Run) {
    // As many as are allowed may leave at once, and as many again each time when that was so long ago.
    let least = (run.requests().saturating_sub(1) / ALLOWED.0) as f64 * ALLOWED.1;
    let most = run.counts.iter().map(|counts| counts.most_within).max().unwrap_or_default();
    let seconds = run.told.seconds;
    let detail = format!("{seconds:.0} s for {} requests, at most {most} in ten minutes", run.requests());
    let work = format!("a mailbox of {MANY} messages / least time that its limit allows");
    bench.figure("P10", work, (seconds / least, 1.0 / SHARE, Unit::Ratio), detail);
    refused(bench, &format!("a mailbox of {MANY} messages"), run);
}

fn refused(bench: &mut Bench, of: &str, run: &Run) {
    let over: u64 = run.counts.iter().map(|counts| counts.over_at_once + counts.over_requests).sum();
    let detail = format!("{} requests, counted by the server", run.requests());
    bench.figure("P10", format!("{of}: requests beyond a mailbox's limits"), (over as f64, 0.0, Unit::Count), detail);
}

impl Run {
    fn requests(&self) -> u64 {
        self.counts.iter().map(|counts| counts.requests).sum()
    }
}
