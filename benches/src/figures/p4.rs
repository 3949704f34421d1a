//! P4 and P5: planning a tenant that is new and one that nothing changed in, and applying it.

use super::{Bench, LARGE, SIZES, megabytes, work};
use crate::Outcome;
use crate::cloud::CloudProcess;
use crate::figure::Unit;
use crate::statistics::{exponent, median};
use crate::work::{Told, What};

const NEW: &str = "plan, everything new";
const SAME: &str = "plan, nothing changed";
const APPLY: &str = "apply, everything new";

/// Both in one process, as often as a median wants.
pub async fn measure(bench: &mut Bench, cloud: &CloudProcess, users: u32) -> Outcome {
    let mut runs = Vec::new();
    for _ in 0..bench.rounds(users).min(5) {
        runs.push(work(What::Speed, cloud, 0).await?);
    }
    let at = |stage: &str| median(&runs.iter().filter_map(|run| run.stages.get(stage).copied()).collect::<Vec<_>>());
    for (stage, seconds) in &runs[0].stages {
        println!("    {stage} {:.3} s ({seconds:.3} s first)", at(stage));
    }
    let peak = runs.iter().map(|run| run.peak_kib).max().unwrap_or_default();
    println!("    peak {:.0} MB", megabytes(peak));
    let (new, same) = (at("new: Planning"), at("same: Planning"));
    if bench.wants("P4") {
        bench.point("P4", NEW, users, new);
        bench.point("P4", SAME, users, same);
    }
    if bench.wants("P5") {
        bench.point("P5", APPLY, users, at("apply: whole"));
    }
    if users == LARGE {
        told(bench, &runs, users, &at);
    }
    Ok(())
}

fn told(bench: &mut Bench, runs: &[Told], users: u32, at: &dyn Fn(&str) -> f64) {
    let objects = runs.first().map_or(0, |run| run.objects);
    if bench.wants("P4") {
        for (what, name, target) in [("same", SAME, 0.3), ("new", NEW, 1.0)] {
            let planning = at(&format!("{what}: Planning"));
            let detail = format!(
                "{objects} recipients; with reading the gateway before it {:.3} s; medians of {}",
                at(&format!("{what}: whole")),
                runs.len()
            );
            bench.figure("P4", format!("{users} users: {name}"), (planning, target, Unit::Seconds), detail);
        }
    }
    if bench.wants("P5") {
        let (whole, bare) = (at("apply: whole"), at("bare: gateway"));
        let detail = format!(
            "{whole:.2} s for {objects} recipients: checking {:.2} s, applying {:.2} s, verifying {:.2} s; a bare insert of the gateway's rows {bare:.2} s; medians of {}",
            at("apply: ReadingGateway"),
            at("apply: Applying"),
            at("apply: Verifying"),
            runs.len()
        );
        let work = format!("apply {users} new mailboxes to the local gateway / bare insert of the same rows");
        bench.figure("P5", work, (whole / bare, 3.0, Unit::Ratio), detail);
    }
}

/// How the time grows from size to size, once every size was measured.
pub fn growth(bench: &mut Bench) {
    for (id, name) in [("P4", NEW), ("P4", SAME), ("P5", APPLY)] {
        if !bench.wants(id) {
            continue;
        }
        let series = bench.table.series.iter().find(|series| series.id == id && series.name == name);
        let points = series.map(|series| series.points.clone()).unwrap_or_default();
        if let Some(exponent) = exponent(&points).filter(|_| points.len() >= SIZES.len() - 1) {
            let shown: Vec<String> = points.iter().map(|(users, s)| format!("{users}: {s:.3} s")).collect();
            bench.figure(id, format!("growth: {name}"), (exponent, 1.1, Unit::Exponent), shown.join(", "));
        }
    }
}
