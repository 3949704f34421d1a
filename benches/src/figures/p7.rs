//! P7: peak memory of one process without a window over fetch, plan and apply.

use super::{Bench, LARGE, megabytes, work};
use crate::Outcome;
use crate::cloud::CloudProcess;
use crate::figure::Unit;
use crate::work::What;

/// One run: memory does not flicker as time does.
pub async fn measure(bench: &mut Bench, cloud: &CloudProcess, users: u32) -> Outcome {
    let told = work(What::Job, cloud, 0).await?;
    let target = if users <= LARGE { 100.0 } else { 200.0 };
    let stages: Vec<String> = told
        .peaks
        .iter()
        .map(|(stage, kib)| {
            let seconds = told.stages.get(stage).copied().unwrap_or_default();
            format!("{stage} {:.0} MB in {seconds:.1} s", megabytes(*kib))
        })
        .collect();
    let work = format!("peak memory over fetch, plan and apply of {users} users");
    bench.figure("P7", work, (megabytes(told.peak_kib), target, Unit::Megabytes), stages.join(", "));
    Ok(())
}
