//! What a person decided to leave alone, why, who answers for it, and for how long.

use jiff::ToSpan as _;

use super::{ExceptionCause, ExceptionPart, Pack, Writing};
use crate::words::{Words, fill};
use crate::{Block, Cell, Column, Formats, Table, Tone};

impl Writing<'_> {
    pub(super) fn exceptions(&mut self) {
        let (words, pack) = (self.words, self.pack);
        self.heading(1, words.exceptions);
        if pack.exceptions.is_empty() {
            return self.text(words.exceptions_none);
        }
        self.text(words.exceptions_lead);
        if pack.exception_count as usize > pack.exceptions.len() {
            let [_, _, file, ..] = Pack::file_names(pack.language);
            let (shown, all) = (self.n(pack.exceptions.len()), self.formats.number(pack.exception_count));
            let file = self.file(file);
            let more = fill(words.exceptions_more, &[("shown", &shown), ("all", &all), ("file", &file)]);
            self.blocks.push(Block::Note(Tone::Look, more));
        }
        let rows = pack.exceptions.iter().map(|exception| {
            let object = match exception.name.as_str() {
                "" => exception.key.clone(),
                name => format!("{name}\n{}", exception.key),
            };
            vec![
                object.into(),
                reason(words, exception).into(),
                exception.owner.as_str().into(),
                self.formats.day(exception.since).into(),
                until(words, &self.formats, exception),
            ]
        });
        self.blocks.push(Block::Table(Table {
            summary: words.exceptions.to_owned(),
            columns: vec![
                Column::text(words.object, 3.1),
                Column::text(words.reason, 3.2),
                Column::text(words.owner, 1.7),
                Column::text(words.since, 1.5),
                Column::text(words.until, 1.9),
            ],
            rows: rows.collect(),
        }));
    }
}

pub(crate) fn reason(words: &Words, exception: &ExceptionPart) -> String {
    let with = |text: &str| fill(text, &[("reason", &exception.reason)]);
    match exception.cause {
        ExceptionCause::Person => exception.reason.clone(),
        ExceptionCause::Undone => with(words.cause_undone),
        ExceptionCause::Drift => with(words.cause_drift),
    }
}

pub(crate) fn until(words: &Words, formats: &Formats, exception: &ExceptionPart) -> Cell {
    // It ends before that moment; people name and read the last day.
    let last = exception.until.map(|end| formats.day(end.checked_sub(1.nanosecond()).unwrap_or(end)));
    match (last, exception.ended) {
        (None, _) => words.open_end.into(),
        (Some(day), false) => day.into(),
        (Some(day), true) => Cell::state(Tone::Look, fill(words.ended, &[("day", &day)])),
    }
}
