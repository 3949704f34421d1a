//! What a soak counted, and whether it may count that.

use std::collections::BTreeMap;

use super::weather::Weather;
use super::worker::Synced;
use crate::Outcome;
use crate::statistics::median;

/// The first part of the syncs fills caches and pools, before growth is looked at.
const WARMING: usize = 3;
/// Syncs at either end that a median is taken of.
const WINDOW: usize = 20;
/// Remarks that are printed; more of them say nothing new.
const REMARKS: usize = 40;

#[derive(Debug, Default)]
pub struct Balance {
    pub days: usize,
    pub bad_days: usize,
    pub approvals: usize,
    pub lost: usize,
    pub late: usize,
    pub tokens_burnt: usize,
    pub clear_failures: usize,
    pub broken_taken: usize,
    pub half_rounds: usize,
    complete: usize,
    full: usize,
    stormy: usize,
    mended: usize,
    requests: u64,
    codes: BTreeMap<String, usize>,
    remarks: usize,
    /// Resident KiB, threads, files, bytes on disk.
    samples: Vec<[f64; 4]>,
}

const WHAT: [&str; 4] = ["resident memory, kB", "threads", "open files", "data folder, kB"];

impl Balance {
    pub fn count(&mut self, weather: &Weather, synced: &Synced) {
        self.requests += u64::from(synced.requests);
        self.complete += usize::from(synced.complete);
        self.full += usize::from(synced.full);
        self.stormy += usize::from(!weather.is_clear());
        self.mended += usize::from(!weather.is_clear() && synced.complete);
        if !synced.complete {
            *self.codes.entry(synced.code.clone()).or_default() += 1;
        }
    }

    pub fn sample(&mut self, synced: &Synced) {
        let sample = [synced.resident_kib * 1024 / 1000, synced.threads, synced.files, synced.database / 1000];
        self.samples.push(sample.map(|value| value as f64));
    }

    pub fn say(&mut self, remark: &str) {
        self.remarks += 1;
        if self.remarks <= REMARKS {
            println!("  sync {}: {remark}", self.samples.len());
        }
    }

    pub fn line(&self) -> String {
        let memory = self.samples.last().map_or(0.0, |sample| sample[0]);
        format!(
            "{} syncs, {} complete, {} lost, {} burnt, {memory:.0} kB resident",
            self.samples.len(),
            self.complete,
            self.lost,
            self.tokens_burnt
        )
    }

    pub fn print(&self) {
        let syncs = self.samples.len();
        println!("\n{:<48}{:>12}", "syncs", syncs);
        let rows = [
            ("  whose reading was complete", self.complete),
            ("  of these full readings", self.full),
            ("  that met faults or a broken day", self.stormy),
            ("  of these complete all the same", self.mended),
            ("days played", self.days),
            ("bad days", self.bad_days),
            ("times that a technician approved what was held", self.approvals),
            ("differences that only a full reading can see", self.late),
            ("delta rounds that showed half", self.half_rounds),
            ("changes lost", self.lost),
            ("tokens burnt", self.tokens_burnt),
            ("broken days taken for the tenant", self.broken_taken),
            ("failures in clear weather", self.clear_failures),
        ];
        for (what, count) in rows {
            println!("{what:<48}{count:>12}");
        }
        println!("{:<48}{:>12}", "requests of complete readings", self.requests);
        for (code, count) in &self.codes {
            println!("  ended with {code:<35}{count:>12}");
        }
        for ((start, end), what) in self.ends().into_iter().zip(WHAT) {
            println!("{what:<48}{start:>12.0}  →{end:>10.0}");
        }
    }

    /// Medians after warming up, and at the end.
    fn ends(&self) -> [(f64, f64); 4] {
        let after = &self.samples[self.samples.len() / WARMING..];
        let middle = |part: &[[f64; 4]], n: usize| median(&part.iter().map(|sample| sample[n]).collect::<Vec<_>>());
        let first = &after[..WINDOW.min(after.len())];
        let last = &after[after.len().saturating_sub(WINDOW)..];
        [0, 1, 2, 3].map(|n| (middle(first, n), middle(last, n)))
    }

    /// # Errors
    /// What must not have happened.
    pub fn verdict(&self) -> Outcome {
        let [memory, threads, files, _] = self.ends();
        let faults: Vec<String> = [
            (self.lost > 0, format!("{} changes were lost", self.lost)),
            (self.tokens_burnt > 0, format!("{} tokens were burnt", self.tokens_burnt)),
            (self.broken_taken > 0, format!("{} broken days were taken for the tenant", self.broken_taken)),
            (self.clear_failures > 0, format!("{} syncs failed in clear weather", self.clear_failures)),
            (memory.1 > memory.0 * 1.25 + 8_000.0, format!("memory grew from {:.0} to {:.0} kB", memory.0, memory.1)),
            (threads.1 > threads.0 + 8.0, format!("threads grew from {:.0} to {:.0}", threads.0, threads.1)),
            (files.1 > files.0 + 8.0, format!("open files grew from {:.0} to {:.0}", files.0, files.1)),
        ]
        .into_iter()
        .filter_map(|(wrong, words)| wrong.then_some(words))
        .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults.join("; ").into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(samples: impl Iterator<Item = u64>) -> Balance {
        let mut balance = Balance::default();
        for resident_kib in samples {
            balance.sample(&Synced { resident_kib, threads: 5, files: 20, ..Synced::default() });
        }
        balance
    }

    #[test]
    fn growth_without_end_fails_a_soak_and_warming_up_does_not() {
        assert!(after((0..30).map(|n| n * 1_000).chain([60_000; 90])).verdict().is_ok());
        let leak = after((0..200).map(|n| 40_000 + n * 300)).verdict().unwrap_err();
        assert!(leak.to_string().contains("memory grew"), "{leak}");
    }

    #[test]
    fn a_lost_change_or_a_burnt_token_fails_a_soak() {
        for spoil in [|b: &mut Balance| b.lost = 1, |b: &mut Balance| b.tokens_burnt = 1] {
            let mut balance = after([50_000; 60].into_iter());
            spoil(&mut balance);
            assert!(balance.verdict().is_err());
        }
    }
}
