//! DNS and next steps (W8), as they were last seen; the core judged them.

use jiff::Timestamp;
use model::cutover::StepKind;

use super::{CutoverDomainPart, StepPart, Writing};
use crate::words::fill;
use crate::{Block, Cell, Column, Table, Tone, named};

impl Writing<'_> {
    pub(super) fn cutover(&mut self) {
        let (words, pack) = (self.words, self.pack);
        self.heading(1, words.cutover);
        let Some(part) = &pack.cutover else {
            return self.blocks.push(Block::Note(Tone::Look, words.cutover_never.to_owned()));
        };
        self.overall(&part.domains);
        if !part.tenant.is_empty() {
            self.heading(2, words.cutover_tenant);
            self.seen(part.tenant_at);
            self.steps(words.cutover_tenant, &part.tenant);
        }
        for domain in &part.domains {
            self.heading(2, &domain.name);
            self.seen(domain.at);
            let (tone, standing) = self.standing(domain);
            self.blocks.push(Block::Note(tone, standing));
            self.steps(&domain.name, &domain.steps);
        }
    }

    fn seen(&mut self, at: Option<Timestamp>) {
        let words = self.words;
        match at {
            Some(at) => self.text(fill(words.cutover_as_of, &[("at", &self.formats.time(at))])),
            None => self.text(words.cutover_unseen),
        }
    }

    /// How much of the mail goes over the gateway. Before any does, whether it may.
    fn overall(&mut self, domains: &[CutoverDomainPart]) {
        let words = self.words;
        if domains.is_empty() {
            return;
        }
        let there = domains.iter().filter(|domain| domain.there).count();
        let well = domains.iter().all(|domain| domain.blocked.is_empty());
        let (tone, text) = match there {
            0 if well => (Tone::Good, words.cutover_all_safe),
            0 => (Tone::Look, words.cutover_all_unsafe),
            some if some < domains.len() => (Tone::Look, words.cutover_some),
            _ if well => (Tone::Good, words.cutover_all),
            _ => (Tone::Look, words.cutover_all),
        };
        let text = fill(text, &[("count", &self.n(there)), ("all", &self.n(domains.len()))]);
        self.blocks.push(Block::Note(tone, text));
    }

    fn standing(&self, domain: &CutoverDomainPart) -> (Tone, String) {
        let words = self.words;
        let steps = |steps: &[Option<StepKind>]| {
            let name = |step: &Option<StepKind>| step.map_or(words.cutover_names, |kind| named::step(words, kind));
            steps.iter().map(name).collect::<Vec<_>>().join("; ")
        };
        let (tone, text, reasons) = match (domain.there, domain.refused.as_slice(), domain.blocked.as_slice()) {
            (true, [], []) => (Tone::Good, words.cutover_there, String::new()),
            (true, [], unsure) => (Tone::Look, words.cutover_unsure, steps(unsure)),
            (true, refused, _) => (Tone::Bad, words.cutover_refused, steps(refused)),
            (false, _, []) => (Tone::Good, words.cutover_safe, String::new()),
            (false, _, blocked) => (Tone::Look, words.cutover_unsafe, steps(blocked)),
        };
        (tone, fill(text, &[("steps", &reasons)]))
    }

    /// A step's name, and under it why it stands so.
    fn named_step(&self, step: &StepPart) -> String {
        let facts: Vec<(&str, &str)> = step.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let words = self.pack.language.step_words();
        let why = fill(named::step_code(words, step.code), &facts);
        let name = named::step(self.words, step.kind);
        let senders = step.kind == StepKind::OutboundConnector && step.facts.contains_key("count");
        if senders { format!("{name}\n{why} {}", fill(words.senders, &facts)) } else { format!("{name}\n{why}") }
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
            vec![self.named_step(step).into(), state, lines(&step.now).into(), lines(&step.wanted).into(), mark.into()]
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
