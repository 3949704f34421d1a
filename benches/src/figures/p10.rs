//! P10: the import of existing mail against what Microsoft's limits allow, and its memory over 100,000 messages.

use practice::MailCounts;
use serde_json::json;

use super::{Bench, megabytes, work};
use crate::Outcome;
use crate::cloud::CloudProcess;
use crate::figure::Unit;
use crate::work::{Told, What};

/// Requests of a mailbox under way at the same time: Microsoft allows four, one of which is left to others.
const AT_ONCE: f64 = 3.0;
/// Mailboxes that an import reads side by side.
const MAILBOXES: f64 = 4.0;
/// Microsoft Learn, "Microsoft Graph service-specific throttling limits", Outlook: requests per mailbox, and seconds.
const ALLOWED: (u64, f64) = (10_000, 600.0);
/// Reaching 90 % of what is allowed.
const IDLE: f64 = 0.1;
/// What an answer of Graph takes.
const LATENCY: u32 = 150;

/// Three imports: many messages, slow answers, and a mailbox with more messages than may be asked for in ten minutes.
pub async fn measure(bench: &mut Bench) -> Outcome {
    let (users, messages) = if bench.quick { (10, 400) } else { (50, 2_000) };
    memory(bench, users, messages).await?;
    share(bench, if bench.quick { 80 } else { 400 }).await?;
    if bench.quick { Ok(()) } else { rate(bench).await }
}

async fn memory(bench: &mut Bench, users: u32, messages: u32) -> Outcome {
    println!("A practice tenant of {users} users with {messages} messages each …");
    let cloud = CloudProcess::with_mail(users, messages).await?;
    let told = work(What::Import, &cloud, 0).await?;
    let counts = cloud.mail_counts().await?;
    let (early, late) = (largest(&told, 0.1..0.2), largest(&told, 0.9..1.01));
    let detail = format!(
        "{:.1} MB from 10 to 20 %, {:.1} MB in the last tenth, {:.1} MB at most; {:.0} messages/s, processor {:.0} s in {:.0} s; {} mailboxes",
        megabytes(early),
        megabytes(late),
        megabytes(told.peak_kib),
        told.objects as f64 / told.seconds,
        told.processor_seconds,
        told.seconds,
        counts.len()
    );
    let work = format!("memory over an import of {} messages: last tenth / second tenth", told.objects);
    bench.figure("P10", work, (late as f64 / early as f64, 1.1, Unit::Ratio), detail);
    refused(bench, &format!("import of {} messages", told.objects), &counts);
    Ok(())
}

/// The largest that it was while this part of the messages was done.
fn largest(told: &Told, part: std::ops::Range<f64>) -> u64 {
    let at = |messages: u64| messages as f64 / told.objects.max(1) as f64;
    told.curve.iter().filter(|(messages, _)| part.contains(&at(*messages))).map(|point| point.1).max().unwrap_or(1)
}

async fn share(bench: &mut Bench, messages: u32) -> Outcome {
    let cloud = CloudProcess::with_mail(12, messages).await?;
    cloud.configure(&json!({ "latency_ms": LATENCY })).await?;
    let told = work(What::Import, &cloud, 0).await?;
    let counts = cloud.mail_counts().await?;
    let busy: f64 = counts.iter().map(|counts| counts.busy_seconds).sum();
    let requests: u64 = counts.iter().map(|counts| counts.requests).sum();
    let share = busy / (AT_ONCE * MAILBOXES * told.seconds);
    let detail = format!(
        "{:.0} % busy: {requests} requests for {} messages of {} mailboxes in {:.1} s, at most {} of a mailbox at once",
        share * 100.0,
        told.objects,
        counts.len(),
        told.seconds,
        counts.iter().map(|counts| counts.most_at_once).max().unwrap_or_default()
    );
    let work =
        format!("import at {LATENCY} ms an answer: idle share of {AT_ONCE} requests in each of {MAILBOXES} mailboxes");
    bench.figure("P10", work, (1.0 - share, IDLE, Unit::Ratio), detail);
    refused(bench, &format!("import at {LATENCY} ms an answer"), &counts);
    Ok(())
}

async fn rate(bench: &mut Bench) -> Outcome {
    const MESSAGES: u32 = 12_000;
    let cloud = CloudProcess::with_mail(1, MESSAGES).await?;
    let told = work(What::Import, &cloud, 0).await?;
    let counts = cloud.mail_counts().await?;
    let most = counts.iter().map(|counts| counts.requests).max().unwrap_or_default();
    // The first of them may leave at once, and as many more whenever the period is over.
    let least = (most.saturating_sub(1) / ALLOWED.0) as f64 * ALLOWED.1;
    let detail = format!(
        "{:.0} s for {most} requests, at most {} in ten minutes; {} mailboxes of {MESSAGES} messages each",
        told.seconds,
        counts.iter().map(|counts| counts.most_within).max().unwrap_or_default(),
        counts.len()
    );
    let work = format!("a mailbox of {MESSAGES} messages / the least time that its limit allows");
    bench.figure("P10", work, (told.seconds / least, 1.0 / (1.0 - IDLE), Unit::Ratio), detail);
    refused(bench, &format!("a mailbox of {MESSAGES} messages"), &counts);
    Ok(())
}

fn refused(bench: &mut Bench, of: &str, counts: &[MailCounts]) {
    let over: u64 = counts.iter().map(|counts| counts.over_at_once + counts.over_requests).sum();
    let requests: u64 = counts.iter().map(|counts| counts.requests).sum();
    let work = format!("{of}: requests beyond Microsoft's limits");
    bench.figure("P10", work, (over as f64, 0.0, Unit::Count), format!("{requests} requests, counted by the server"));
}
