//! The figures by number: each is measured by one file here.

mod p1;
mod p10;
mod p11;
mod p2;
mod p3;
mod p4;
mod p6;
mod p7;
mod p8;
mod p9;
mod window;

use std::collections::BTreeMap;
use std::path::Path;

use crate::child;
use crate::cloud::CloudProcess;
use crate::figure::{Figure, Series, Table, Unit};
use crate::machine::Measured;
use crate::work::{Order, Told, What};
use crate::{Outcome, picture};

/// The tenants: users; groups are a tenth of them.
const SIZES: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// The size that most targets name.
const LARGE: u32 = 100_000;

/// The numbers that can be measured, in the order in which they are.
const NUMBERS: [&str; 11] = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11"];

/// What is to be measured, and what came out.
pub struct Bench {
    pub quick: bool,
    only: Vec<String>,
    measured: Measured,
    table: Table,
    /// What reading no changes cost, by name and size.
    costs: BTreeMap<String, String>,
}

/// Measures, prints, writes.
pub async fn run(quick: bool, only: &[String], sizes: &[u32], into: &Path) -> Outcome {
    let only: Vec<String> = only.iter().map(|id| id.to_uppercase()).collect();
    if let Some(unknown) = only.iter().find(|id| !NUMBERS.contains(&id.as_str())) {
        return Err(format!("{unknown} is not measured here; there are {}", NUMBERS.join(", ")).into());
    }
    let mut bench = Bench { quick, only, measured: Measured::here(), table: Table::default(), costs: BTreeMap::new() };
    let path = into.join("figures.json");
    let mut all = if quick { Table::default() } else { Table::read(&path)? };
    bench.costs = all.costs.clone();
    bench.table.series = all.series.clone();
    let wished = |users: &u32| if sizes.is_empty() { !quick || *users <= LARGE } else { sizes.contains(users) };
    for users in SIZES.into_iter().filter(wished) {
        bench.size(users).await?;
    }
    if bench.wants("P6") {
        p6::measure(&mut bench).await?;
    }
    if bench.wants("P10") {
        Box::pin(p10::measure(&mut bench)).await?;
    }
    if bench.wants("P8") || bench.wants("P9") {
        window::measure(&mut bench).await?;
    }
    if bench.wants("P11") {
        p11::measure(&mut bench)?;
    }
    p1::growth(&mut bench);
    p4::growth(&mut bench);
    bench.table.print();
    if !quick {
        bench.table.costs = bench.costs.clone();
        all.renew(bench.table.clone());
        std::fs::create_dir_all(into)?;
        all.write(&path)?;
        std::fs::write(into.join("figures.svg"), picture::draw(&all))?;
        println!("\nWritten to {}.", into.display());
    }
    let missed = bench.table.figures.iter().filter(|figure| !figure.passes()).count();
    if missed == 0 { Ok(()) } else { Err(format!("{missed} figures miss their target").into()) }
}

impl Bench {
    fn wants(&self, id: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wish| wish == id)
    }

    /// Everything that is measured at one size, on one cloud.
    async fn size(&mut self, users: u32) -> Outcome {
        let p1 = self.wants("P1");
        let p2 = self.wants("P2") && users == LARGE;
        let p3 = self.wants("P3") && users != 10_000;
        let p7 = self.wants("P7") && users >= LARGE;
        let p4 = self.wants("P4") || self.wants("P5");
        if !(p1 || p2 || p3 || p4 || p7) {
            return Ok(());
        }
        println!("A practice tenant of {users} users …");
        let cloud = CloudProcess::start(users).await?;
        if p1 {
            p1::measure(self, &cloud, users).await?;
        }
        if p3 {
            p3::measure(self, &cloud, users).await?;
        }
        if p4 {
            p4::measure(self, &cloud, users).await?;
        }
        if p7 {
            p7::measure(self, &cloud, users).await?;
        }
        if p2 {
            p2::measure(self, &cloud).await?;
        }
        Ok(())
    }

    /// Runs in which a median is found.
    fn rounds(&self, users: u32) -> usize {
        match (self.quick, users) {
            (true, _) => 3,
            (false, 0..LARGE) => 9,
            (false, LARGE) => 7,
            (false, _) => 3,
        }
    }

    fn figure(&mut self, id: &str, work: String, (reached, target, unit): (f64, f64, Unit), detail: String) {
        let measured = self.measured.clone();
        let figure = Figure { id: id.to_owned(), work, target, reached, unit, detail, measured };
        println!("  {} {}: {}", figure.id, figure.work, figure.show(reached));
        self.table.figures.push(figure);
    }

    fn cost(&mut self, name: &str, users: u32, cost: String) {
        self.costs.insert(format!("{name}, {users}"), cost);
    }

    fn point(&mut self, id: &str, name: &str, users: u32, seconds: f64) {
        let point = (f64::from(users), seconds);
        match self.table.series.iter_mut().find(|series| series.id == id && series.name == name) {
            Some(series) => {
                series.points.retain(|(size, _)| *size != point.0);
                series.points.push(point);
                series.points.sort_by(|a, b| a.0.total_cmp(&b.0));
                series.measured = self.measured.clone();
            }
            None => {
                let (id, name, measured) = (id.to_owned(), name.to_owned(), self.measured.clone());
                self.table.series.push(Series { id, name, points: vec![point], measured });
            }
        }
    }
}

/// One measured process of ours.
async fn work(what: What, cloud: &CloudProcess, deltas: u32) -> Outcome<Told> {
    let (cloud, access) = (cloud.file.clone(), cloud.access.clone());
    child::work(what, &Order { cloud, access, deltas, mailboxes: 0 }).await
}

/// `1.234 s (1.200–1.300)`.
fn spread(values: &[f64]) -> String {
    let (low, high) = values.iter().fold((f64::MAX, 0_f64), |(low, high), v| (low.min(*v), high.max(*v)));
    format!("{:.3} s ({low:.3}–{high:.3})", crate::statistics::median(values))
}

/// 10⁶ bytes.
fn megabytes(kib: u64) -> f64 {
    kib as f64 * 1024.0 / 1e6
}
