//! P9: the grid of mailboxes in the real window.

use super::window::Told;
use super::{Bench, LARGE};
use crate::figure::Unit;
use crate::statistics::median;

/// A frame is late when it takes half as long again as the others do.
const LATE: f64 = 1.5;

/// Keys, frames and memory at 100,000 rows, beside so many fewer.
pub fn figures(bench: &mut Bench, large: &Told, (few_rows, small): (u32, &Told)) {
    let (p50, p95) = (part(&large.keys, 0.5), part(&large.keys, 0.95));
    let detail = format!(
        "p50 {p50:.0} ms, p95 {p95:.0} ms of {} keys; {:.0} ms at {few_rows} rows",
        large.keys.len(),
        part(&small.keys, 0.95)
    );
    let work = format!("{LARGE} rows: key press to filtered rows painted, p95");
    bench.figure("P9", work, (p95 / 1e3, 0.1, Unit::Seconds), detail);
    let (late, period) = late(&large.frames.wheel.gaps);
    let detail = format!(
        "{late} of {} frames late, {period:.1} ms each; {} showed a row that was not read yet, {} while dragged through all",
        large.frames.wheel.gaps.len(),
        large.frames.wheel.bare,
        large.frames.drag.bare
    );
    let share = f64::from(late) / large.frames.wheel.gaps.len().max(1) as f64;
    bench.figure("P9", format!("{LARGE} rows: frames dropped while scrolling"), (share, 0.05, Unit::Ratio), detail);
    if let (Some(few), Some(many)) = (small.memory, large.memory) {
        let detail = format!(
            "{:.0} MB and {} elements at {LARGE} rows, {:.0} MB and {} at {few_rows}",
            many / 1e3,
            large.nodes,
            few / 1e3,
            small.nodes
        );
        let work = format!("the page's memory, {LARGE} / {few_rows} rows");
        bench.figure("P9", work, (many / few, 1.2, Unit::Ratio), detail);
    }
}

/// The value below which a part of them lies.
fn part(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1));
    sorted.get(at - 1).copied().unwrap_or_default()
}

/// Frames that were late, each counted by how many it stood for, and what a frame takes here.
fn late(gaps: &[f64]) -> (u32, f64) {
    let period = median(gaps);
    let missed = gaps.iter().filter(|gap| **gap > period * LATE).map(|gap| (gap / period).round() as u32 - 1);
    (missed.sum(), period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_frame_counts_by_those_it_stood_for() {
        assert_eq!(late(&[16.0, 16.0, 17.0, 48.0, 16.0]), (2, 16.0));
        assert_eq!((part(&[3.0, 1.0, 2.0], 0.5), part(&[1.0, 2.0], 0.95), part(&[], 0.5)), (2.0, 2.0, 0.0));
    }
}
