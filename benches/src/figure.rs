//! One figure with its target, and the table of all of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::machine::Measured;

/// What was reached of one target. Smaller is better.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    /// Such as `P1`.
    pub id: String,
    /// What was measured, in words.
    pub work: String,
    /// At most this much.
    pub target: f64,
    pub reached: f64,
    pub unit: Unit,
    /// Medians, spread and whatever else explains it.
    pub detail: String,
    pub measured: Measured,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Ours by theirs.
    Ratio,
    /// Of the clock, on the machine that is named.
    Seconds,
    /// Of growth.
    Exponent,
    /// Memory and files, 10⁶ bytes.
    Megabytes,
    /// Of files, 10³ bytes.
    Kilobytes,
    /// Things that must not happen.
    Count,
}

/// Seconds over tenant size.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Series {
    pub id: String,
    pub name: String,
    /// Users, and the median of the seconds.
    pub points: Vec<(f64, f64)>,
    pub measured: Measured,
}

/// What is written: every figure and series by its newest measurement.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Table {
    pub figures: Vec<Figure>,
    pub series: Vec<Series>,
    /// Requests and bytes of a reading without changes, by what was read and size.
    #[serde(default)]
    pub costs: BTreeMap<String, String>,
}

impl Figure {
    pub fn passes(&self) -> bool {
        self.reached <= self.target
    }

    /// As a person reads it.
    pub fn show(&self, value: f64) -> String {
        match self.unit {
            Unit::Ratio => format!("{value:.2} ×"),
            Unit::Seconds => format!("{value:.2} s"),
            Unit::Exponent => format!("n^{value:.2}"),
            Unit::Megabytes => format!("{value:.0} MB"),
            Unit::Kilobytes => format!("{value:.0} kB"),
            Unit::Count => format!("{value:.0}"),
        }
    }
}

impl Table {
    /// What was written before; empty when nothing was.
    pub fn read(path: &Path) -> Outcome<Self> {
        match fs::read(path) {
            Ok(text) => Ok(serde_json::from_slice(&text)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts newer measurements in the place of older ones of the same work. Series go on from what was read.
    pub fn renew(&mut self, newer: Self) {
        let again = |figure: &Figure| newer.figures.iter().any(|new| new.id == figure.id && new.work == figure.work);
        self.figures.retain(|figure| !again(figure));
        self.figures.extend(newer.figures);
        self.series = newer.series;
        self.costs = newer.costs;
        self.figures.sort_by(|a, b| order(&a.id).cmp(&order(&b.id)));
        self.series.sort_by(|a, b| order(&a.id).cmp(&order(&b.id)));
    }

    pub fn print(&self) {
        println!("\n{:<5}{:<62}{:>10}{:>10}", "", "figure", "target", "reached");
        for figure in &self.figures {
            let verdict = if figure.passes() { "reached" } else { "MISSED" };
            let (target, reached) = (figure.show(figure.target), figure.show(figure.reached));
            println!("{:<5}{:<62}{target:>10}{reached:>10}  {verdict}", figure.id, figure.work);
            println!("{:<5}{}", "", figure.detail);
        }
    }

    pub fn write(&self, path: &Path) -> Outcome {
        fs::write(path, serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }
}

/// P2 comes before P10.
fn order(id: &str) -> (usize, &str) {
    (id.len(), id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(id: &str, reached: f64) -> Figure {
        let measured = Measured {
            processor: String::new(),
            cores: 2,
            memory_gib: 8,
            system: String::new(),
            date: String::new(),
            commit: String::new(),
            load: 0.0,
        };
        Figure {
            id: id.to_owned(),
            work: String::new(),
            target: 1.0,
            reached,
            unit: Unit::Ratio,
            detail: String::new(),
            measured,
        }
    }

    #[test]
    fn newer_figures_replace_those_of_the_same_work_and_leave_the_others() {
        let table = |figures| Table { figures, ..Table::default() };
        let mut before = table(vec![figure("P1", 3.0), figure("P3", 1.0)]);
        before.renew(table(vec![figure("P1", 0.5), figure("P10", 0.1)]));
        let found: Vec<_> = before.figures.iter().map(|f| (f.id.as_str(), f.reached)).collect();
        assert_eq!(found, [("P1", 0.5), ("P3", 1.0), ("P10", 0.1)]);
    }

    #[test]
    fn a_figure_at_its_target_is_reached() {
        assert!(figure("P1", 1.0).passes() && !figure("P1", 1.01).passes());
    }
}
