//! P1: the first fetch beside the JavaScript SDK that merely pages the same users into memory.

use super::{Bench, LARGE, SIZES, megabytes, spread, work};
use crate::Outcome;
use crate::child::javascript;
use crate::cloud::CloudProcess;
use crate::figure::Unit;
use crate::statistics::{exponent, median};
use crate::work::{Told, What};

const OURS: &str = "Graph into the store";
const WHOLE: &str = "the product's whole fetch";
const THEIRS: &str = "JavaScript SDK, users into memory";

/// Turn about: ours, the whole product's, theirs. The first round warms the cloud's pages and is thrown away.
pub async fn measure(bench: &mut Bench, cloud: &CloudProcess, users: u32) -> Outcome {
    let select = work(What::Read, cloud, 0).await?.select;
    work(What::Fetch, cloud, 0).await?;
    javascript(cloud, &select).await?;
    let (mut ours, mut whole, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..bench.rounds(users) {
        ours.push(work(What::Read, cloud, 0).await?);
        whole.push(work(What::Fetch, cloud, 0).await?);
        // At a million users a run takes the SDK minutes and gigabytes: the ratio is judged at a hundred thousand.
        if users <= LARGE || round == 0 {
            theirs.push(javascript(cloud, &select).await?);
        }
    }
    for (name, runs) in [(OURS, &ours), (WHOLE, &whole), (THEIRS, &theirs)] {
        bench.point("P1", name, users, median(&seconds(runs)));
        println!("  {name}: {}, processor {:.3} s, {:.0} MB", spread(&seconds(runs)), processor(runs), peak(runs));
    }
    stages(&ours);
    if users == LARGE {
        ratio(bench, &ours, &theirs, format!("first fetch of {users} users: Graph into the store / JS SDK"));
        ratio(bench, &whole, &theirs, format!("first fetch of {users} users: with Exchange, domains / JS SDK"));
    }
    Ok(())
}

fn ratio(bench: &mut Bench, ours: &[Told], theirs: &[Told], work: String) {
    let (own, other) = (seconds(ours), seconds(theirs));
    let detail = format!(
        "{}, processor {:.2} s, {:.0} MB; JavaScript SDK {}, processor {:.2} s, {:.0} MB; medians of {} turns",
        spread(&own),
        processor(ours),
        peak(ours),
        spread(&other),
        processor(theirs),
        peak(theirs),
        own.len()
    );
    bench.figure("P1", work, (median(&own) / median(&other), 0.8, Unit::Ratio), detail);
}

/// How the time grows from size to size, once every size was measured.
pub fn growth(bench: &mut Bench) {
    if !bench.wants("P1") {
        return;
    }
    for name in [OURS, WHOLE] {
        let series = bench.table.series.iter().find(|series| series.id == "P1" && series.name == name);
        let points = series.map(|series| series.points.clone()).unwrap_or_default();
        if let Some(exponent) = exponent(&points).filter(|_| points.len() >= SIZES.len() - 1) {
            let shown: Vec<String> = points.iter().map(|(users, s)| format!("{users}: {s:.3} s")).collect();
            let work = format!("growth of the first fetch: {name}");
            bench.figure("P1", work, (exponent, 1.1, Unit::Exponent), shown.join(", "));
        }
    }
}

fn stages(runs: &[Told]) {
    if let Some(last) = runs.last() {
        let shown: Vec<String> = last.stages.iter().map(|(stage, seconds)| format!("{stage} {seconds:.3} s")).collect();
        println!("    {}; {} requests, {} bytes", shown.join(", "), last.requests, last.bytes);
    }
}

fn seconds(runs: &[Told]) -> Vec<f64> {
    runs.iter().map(|run| run.seconds).collect()
}

fn processor(runs: &[Told]) -> f64 {
    median(&runs.iter().map(|run| run.processor_seconds).collect::<Vec<_>>())
}

fn peak(runs: &[Told]) -> f64 {
    megabytes(runs.iter().map(|run| run.peak_kib).max().unwrap_or_default())
}
