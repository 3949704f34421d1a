//! What is held, what was done, and who approved it.

use super::{Pack, RunEnd, RunPart, Writing};
use crate::words::{Words, fill};
use crate::{Block, Cell, Column, Formats, Table, Tone, named};

/// Days in which a run can be taken back (B5).
const UNDO_DAYS: &str = "30";

impl Writing<'_> {
    pub(super) fn held(&mut self) {
        let words = self.words;
        self.heading(1, words.held);
        let Some(plan) = self.pack.plan.as_ref().filter(|plan| !plan.holds.is_empty()) else {
            return self.text(words.held_none);
        };
        let (number, at) = (plan.plan.to_string(), self.formats.time(plan.made_at));
        self.text(fill(words.held_lead, &[("plan", &number), ("at", &at)]));
        let rows = plan.holds.iter().map(|(hold, count)| {
            vec![Cell::state(Tone::Look, named::hold(words, *hold)), self.formats.number(*count).into()]
        });
        self.blocks.push(Block::Table(Table {
            summary: words.held.to_owned(),
            columns: vec![Column::text(words.reason, 5.0), Column::number(words.count, 1.0)],
            rows: rows.collect(),
        }));
    }

    pub(super) fn runs(&mut self) {
        let (words, pack) = (self.words, self.pack);
        self.heading(1, words.runs);
        if pack.runs.is_empty() {
            return self.text(words.runs_none);
        }
        self.text(fill(words.runs_lead, &[("days", UNDO_DAYS)]));
        if pack.run_count as usize > pack.runs.len() {
            let [.., file] = Pack::file_names(pack.language);
            let (shown, all, file) = (self.n(pack.runs.len()), self.formats.number(pack.run_count), self.file(file));
            let more = fill(words.runs_more, &[("shown", &shown), ("all", &all), ("file", &file)]);
            self.blocks.push(Block::Aside(more));
        }
        let rows = pack.runs.iter().map(|run| {
            let tone = if run.counts[1] > 0 { Tone::Bad } else { Tone::Plain };
            let undo = if run.undo.1 { words.undo_over.to_owned() } else { self.formats.day(run.undo.0) };
            let mut name = self.formats.number(run.run);
            if let Some(undone) = run.undoes {
                name = format!("{name}, {}", fill(words.undid, &[("run", &undone.to_string())]));
            }
            vec![
                name.into(),
                self.formats.time(run.started).into(),
                started_by(words, run).into(),
                approved_by(words, run).into(),
                Cell { text: result(words, &self.formats, run), tone },
                undo.into(),
            ]
        });
        self.blocks.push(Block::Table(Table {
            summary: words.runs.to_owned(),
            columns: vec![
                Column::text(words.run, 1.2),
                Column::text(words.when, 2.2),
                Column::text(words.started_by, 1.6),
                Column::text(words.approved_by, 2.2),
                Column::text(words.result, 2.6),
                Column::text(words.undo_until, 1.6),
            ],
            rows: rows.collect(),
        }));
    }
}

pub(crate) fn started_by(words: &Words, run: &RunPart) -> String {
    match (&run.who, run.scheduled) {
        (_, true) => words.schedule.to_owned(),
        (Some(who), false) => who.clone(),
        (None, false) => words.technician.to_owned(),
    }
}

pub(crate) fn approved_by(words: &Words, run: &RunPart) -> String {
    let one = |(who, second): &(String, bool)| {
        if *second { fill(words.approved_second, &[("who", who)]) } else { who.clone() }
    };
    match run.approvals.as_slice() {
        [] => words.none.to_owned(),
        approvals => approvals.iter().map(one).collect::<Vec<_>>().join("\n"),
    }
}

pub(crate) fn result(words: &Words, formats: &Formats, run: &RunPart) -> String {
    let count = |text: &str, name: &str, number: u32| fill(text, &[(name, &formats.number(number))]);
    let [done, failed, held] = run.counts;
    let mut parts = vec![count(words.run_done, "done", done)];
    if failed > 0 {
        parts.push(count(words.run_failed, "failed", failed));
    }
    if held > 0 {
        parts.push(count(words.run_held, "held", held));
    }
    parts.extend(run.verified.map(|verified| count(words.run_verified, "verified", verified)));
    parts.extend(match run.end {
        RunEnd::Ended => None,
        RunEnd::Running => Some(words.run_running.to_owned()),
        RunEnd::Paused => Some(words.run_paused.to_owned()),
        RunEnd::Cancelled => Some(words.run_cancelled.to_owned()),
        RunEnd::Interrupted => Some(words.run_interrupted.to_owned()),
    });
    parts.join(", ")
}
