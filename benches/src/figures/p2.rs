//! P2: the first fetch when every answer takes 150 ms, against the chain of pages one after the other.

use serde_json::json;

use super::{Bench, LARGE, spread, work};
use crate::Outcome;
use crate::cloud::CloudProcess;
use crate::figure::Unit;
use crate::statistics::median;
use crate::work::What;

const LATENCY: u32 = 150;

/// The chain is walked once, and must take what its pages and the latency make of it.
pub async fn measure(bench: &mut Bench, cloud: &CloudProcess) -> Outcome {
    cloud.configure(&json!({ "latency_ms": LATENCY })).await?;
    let chain = work(What::Walk, cloud, 0).await?;
    let pages = chain.pages.get("users").copied().unwrap_or_default();
    let walked = chain.stages.get("users").copied().unwrap_or_default();
    // The users' chain alone: what an SDK that reads nothing else would wait for.
    let sequential = pages as f64 * f64::from(LATENCY) / 1000.0;
    if walked < sequential {
        return Err(format!("{pages} pages came in {walked:.2} s: the cloud does not wait {LATENCY} ms each").into());
    }
    for (what, name) in [(What::Read, "Graph into the store"), (What::Fetch, "with Exchange and domains")] {
        let mut seconds = Vec::new();
        let mut requests = 0;
        for _ in 0..bench.rounds(LARGE).min(5) {
            let told = work(what, cloud, 0).await?;
            seconds.push(told.seconds);
            requests = told.requests;
        }
        let work = format!("at {LATENCY} ms an answer: {name} / users' pages");
        let detail = format!(
            "{} for {requests} requests; {pages} pages of users one by one {sequential:.1} s, walked {walked:.1} s",
            spread(&seconds)
        );
        bench.figure("P2", work, (median(&seconds) / sequential, 0.25, Unit::Ratio), detail);
    }
    cloud.configure(&json!({ "latency_ms": 0 })).await
}
