//! Messages that cannot be had: by reason, and the first of them one by one.

use super::{FILES, LISTED_OF_ONE, Writing, named};
use crate::{Block, Cell, Column, Table, Tone};

impl Writing<'_> {
    pub(super) fn skipped(&mut self) {
        let (words, paper) = (self.words, self.paper);
        self.heading(1, words.lost);
        let all = paper.total.skipped();
        if all == 0 {
            return self.text(if paper.agrees() { words.lost_none } else { words.lost_none_yet });
        }
        let rows = paper.total.skipped.iter().filter(|(_, count)| **count > 0);
        let rows = rows.map(|(code, count)| {
            vec![Cell::state(Tone::Look, named::reason_in_full(words, code)), self.formats.number(*count).into()]
        });
        let columns = vec![Column::text(self.common.reason, 5.0), Column::number(words.messages, 1.2)];
        let table = Table { summary: self.common.reason.to_owned(), columns, rows: rows.collect() };
        self.blocks.push(Block::Table(table));
        let shown = paper.skipped.len() as u64;
        if shown < all {
            let numbers = [("shown", shown), ("all", all), ("each", LISTED_OF_ONE as u64)];
            let more = self.with(words.lost_more, &numbers, &[("file", FILES[1])]);
            self.blocks.push(Block::Note(Tone::Plain, more));
        }
        let rows = paper.skipped.iter().map(|message| {
            let place = match message.folder.as_str() {
                "" => message.mailbox.clone(),
                folder => format!("{}\n{folder}", message.mailbox),
            };
            let none = || self.common.none.to_owned();
            vec![
                place.into(),
                message.received.map_or_else(none, |at| self.formats.time(at)).into(),
                message.message_id.clone().unwrap_or_else(none).into(),
                named::reason(words, &message.code).into(),
            ]
        });
        self.blocks.push(Block::Table(Table {
            summary: words.lost.to_owned(),
            columns: vec![
                Column::text(words.lost_where, 3.0),
                Column::text(words.received, 1.7),
                Column::text(words.message_id, 2.8),
                Column::text(self.common.reason, 2.8),
            ],
            rows: rows.collect(),
        }));
    }
}
