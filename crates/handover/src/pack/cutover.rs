//! DNS and next steps (W8), as they were last seen; the core judged them.

use super::{StepPart, Writing};
use crate::words::fill;
use crate::{Block, Cell, Column, Table, Tone, named};

impl Writing<'_> {
    pub(super) fn cutover(&mut self) {
        let (words, pack) = (self.words, self.pack);
        self.heading(1, words.cutover);
        let Some(part) = &pack.cutover else {
            return self.blocks.push(Block::Note(Tone::Look, words.cutover_never.to_owned()));
        };
        self.text(fill(words.cutover_as_of, &[("at", &self.formats.time(part.at))]));
        let (tone, safe) =
            if part.safe { (Tone::Good, words.cutover_safe) } else { (Tone::Look, words.cutover_unsafe) };
        self.blocks.push(Block::Note(tone, safe.to_owned()));
        if !part.tenant.is_empty() {
            self.heading(2, words.cutover_tenant);
            self.steps(words.cutover_tenant, &part.tenant);
        }
        for (domain, steps) in &part.domains {
            self.heading(2, domain);
            self.steps(domain, steps);
        }
    }

    fn steps(&mut self, about: &str, steps: &[StepPart]) {
        let words = self.words;
        let lines = |lines: &[String]| match lines {
            [] => words.none.to_owned(),
            lines => lines.join("\n"),
        };
        let rows = steps.iter().map(|step| {
            let (tone, state) = named::step_state(words, step.state);
            let state = match tone {
                Tone::Plain => Cell::from(state),
                tone => Cell::state(tone, state),
            };
            let mark = step.mark.as_ref().map_or_else(String::new, |(who, at, note)| {
                let mark = fill(words.marked, &[("who", who), ("at", &self.formats.time(*at))]);
                if note.is_empty() { mark } else { format!("{mark}\n{note}") }
            });
            let kind = named::step(words, step.kind);
            vec![kind.into(), state, lines(&step.now).into(), lines(&step.wanted).into(), mark.into()]
        });
        self.blocks.push(Block::Table(Table {
            summary: format!("{}: {about}", words.cutover),
            columns: vec![
                Column::text(words.step, 2.2),
                Column::text(words.state, 1.4),
                Column::text(words.now, 3.0),
                Column::text(words.to_be, 3.0),
                Column::text(words.mark, 1.8),
            ],
            rows: rows.collect(),
        }));
    }
}
