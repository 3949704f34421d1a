//! Mailbox by mailbox, those that are not done before the others.

use super::{FILES, Writing, named};
use crate::{Block, Cell, Column, Table, Tone};

impl Writing<'_> {
    /// A certificate of one mailbox has said all of it above.
    pub(super) fn mailboxes(&mut self) {
        let (words, paper) = (self.words, self.paper);
        if paper.mailbox.is_some() {
            return;
        }
        self.heading(1, words.list);
        if paper.states.len() > 1 {
            let rows = paper.states.iter().filter(|(_, count)| **count > 0);
            let rows = rows.map(|(state, count)| {
                let (tone, name) = named::state(words, *state);
                vec![Cell::state(tone, name), self.formats.number(*count).into()]
            });
            let columns = vec![Column::text(self.common.state, 5.0), Column::number(words.mailboxes, 1.2)];
            let table = Table { summary: self.common.state.to_owned(), columns, rows: rows.collect() };
            self.blocks.push(Block::Table(table));
        }
        self.text(words.list_lead);
        let (shown, all) = (paper.mailboxes.len() as u64, paper.all());
        if shown < all {
            let more = self.with(words.list_more, &[("shown", shown), ("all", all)], &[("file", FILES[0])]);
            self.blocks.push(Block::Note(Tone::Look, more));
        }
        let rows = paper.mailboxes.iter().map(|mailbox| {
            let sums = &mailbox.sums;
            let numbers = [sums.server, sums.imported, sums.duplicates, sums.skipped(), sums.left];
            let first = [mailbox.address.as_str().into(), named::standing(words, &self.formats, mailbox)];
            first.into_iter().chain(numbers.map(|number| self.formats.number(number).into())).collect()
        });
        let numbers = [words.on_server, words.imported, words.duplicates, words.skipped, words.left];
        let numbers = numbers.into_iter().zip([1.4, 1.4, 1.15, 1.4, 1.15]);
        let numbers = numbers.map(|(head, share)| Column::number(head, share));
        let names = [Column::text(words.mailbox, 2.8), Column::text(self.common.state, 1.8)];
        self.blocks.push(Block::Table(Table {
            summary: words.list.to_owned(),
            columns: names.into_iter().chain(numbers).collect(),
            rows: rows.collect(),
        }));
    }
}
