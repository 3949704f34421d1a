//! P3: reading what changed when nothing did costs the same at any size.

use super::{Bench, work};
use crate::Outcome;
use crate::cloud::CloudProcess;
use crate::figure::Unit;
use crate::statistics::median;
use crate::work::{Delta, What};

const SMALL: f64 = 1_000.0;
/// The first ones find the database as the full reading left it.
const WARMING: u32 = 3;

/// Both the reader alone and the product's fetch.
pub async fn measure(bench: &mut Bench, cloud: &CloudProcess, users: u32) -> Outcome {
    let rounds = if bench.quick { 9 } else { 21 };
    for (what, name) in [(What::Read, "Graph into the store"), (What::Fetch, "the product's whole fetch")] {
        let told = work(what, cloud, WARMING + rounds).await?;
        let deltas = &told.deltas[WARMING as usize..];
        let seconds = median(&deltas.iter().map(|delta| delta.seconds).collect::<Vec<_>>());
        let last = deltas.last().copied().unwrap_or_default();
        println!("  {name}, nothing changed: {:.1} ms, {}", seconds * 1e3, cost(what, last));
        bench.point("P3", name, users, seconds);
        bench.cost(name, users, cost(what, last));
        if f64::from(users) > SMALL {
            compare(bench, name, users);
        }
    }
    Ok(())
}

fn compare(bench: &mut Bench, name: &str, users: u32) {
    let series = bench.table.series.iter().find(|series| series.id == "P3" && series.name == name);
    let points = series.map(|series| series.points.clone()).unwrap_or_default();
    let at = |size: f64| points.iter().find(|point| point.0 == size).map(|point| point.1);
    let (Some(small), Some(large)) = (at(SMALL), at(f64::from(users))) else { return };
    let costs = |size: u32| bench.costs.get(&format!("{name}, {size}")).cloned().unwrap_or_default();
    let (before, now) = (costs(1_000), costs(users));
    let same = if before == now { format!("{now} at both sizes") } else { format!("{before} became {now}") };
    let detail = format!("{:.1} ms at 1000, {:.1} ms at {users}; {same}", small * 1e3, large * 1e3);
    let work = format!("nothing changed, {users} / 1000 users: {name}");
    bench.figure("P3", work, (large / small, 1.5, Unit::Ratio), detail);
    if before != now {
        let work = format!("nothing changed, {users} users: requests or bytes that grew, {name}");
        bench.figure("P3", work, (1.0, 0.0, Unit::Count), format!("{before} became {now}"));
    }
}

/// Links hold numbers, so that a few bytes come and go with the digits in them.
fn cost(what: What, delta: Delta) -> String {
    let bytes = if what == What::Read { format!(", {} kB", delta.bytes.div_ceil(1000)) } else { String::new() };
    format!("{} requests{bytes}", delta.requests)
}
