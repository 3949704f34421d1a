//! Domains, recipients and their services.

use super::{LISTED, Pack, Writing};
use crate::words::fill;
use crate::{Block, Cell, Column, Table, named};

impl Writing<'_> {
    pub(super) fn domains(&mut self) {
        let (words, pack) = (self.words, self.pack);
        self.heading(1, words.domains);
        if pack.domains.is_empty() {
            return self.text(words.domains_none);
        }
        let regions = pack.domains.iter().any(|domain| domain.region.is_some());
        let mut columns = vec![
            Column::text(words.domain, 3.0),
            Column::text(words.state, 2.6),
            Column::number(words.recipients, 1.4),
            Column::text(words.archiving, 1.5),
            Column::text(words.route, 3.6),
        ];
        if regions {
            columns.push(Column::text(words.region, 1.2));
        }
        let rows = pack.domains.iter().map(|domain| {
            let (tone, state) = named::domain_state(words, &domain.state, domain.mail);
            let route = domain.route.as_ref().map(|(host, preference)| format!("{host} ({preference})"));
            let mut row: Vec<Cell> = vec![
                domain.name.as_str().into(),
                Cell::state(tone, state),
                self.formats.number(domain.recipients).into(),
                if domain.archiving { words.yes } else { words.none }.into(),
                route.unwrap_or_else(|| words.none.to_owned()).into(),
            ];
            if regions {
                row.push(domain.region.clone().unwrap_or_else(|| words.none.to_owned()).into());
            }
            row
        });
        let table = Table { summary: words.domains.to_owned(), columns, rows: rows.collect() };
        self.blocks.push(Block::Table(table));
    }

    pub(super) fn mailboxes(&mut self) {
        let (words, pack) = (self.words, self.pack);
        self.heading(1, words.mailboxes);
        let all: u32 = pack.kinds.iter().map(|kind| kind.count).sum();
        if all == 0 {
            return self.text(words.mailboxes_none);
        }
        self.heading(2, words.kinds);
        let line = |name: &str, numbers: [u32; 4]| {
            let numbers = numbers.into_iter().map(|number| self.formats.number(number).into());
            std::iter::once(name.into()).chain(numbers).collect::<Vec<Cell>>()
        };
        let mut rows = Vec::new();
        let mut sums = [0; 4];
        for part in &pack.kinds {
            let numbers = [part.count, part.services[0], part.services[1], part.services[2]];
            for (sum, number) in sums.iter_mut().zip(numbers) {
                *sum += number;
            }
            rows.push(line(named::kind(words, part.kind), numbers));
        }
        rows.push(line(words.sum, sums));
        let columns = [words.count, words.incoming, words.outgoing, words.archive];
        let columns = columns.into_iter().map(|title| Column::number(title, 1.2));
        let columns = std::iter::once(Column::text(words.kind, 4.0)).chain(columns).collect();
        self.blocks.push(Block::Table(Table { summary: words.kinds.to_owned(), columns, rows }));
        self.list(all);
    }

    fn list(&mut self, all: u32) {
        let words = self.words;
        self.heading(2, words.list);
        let [_, file, ..] = Pack::file_names(self.pack.language);
        let file = self.file(file);
        if all > LISTED || self.pack.mailboxes.is_empty() {
            let (all, bound) = (self.formats.number(all), self.formats.number(LISTED));
            return self.text(fill(words.list_large, &[("all", &all), ("bound", &bound), ("file", &file)]));
        }
        self.blocks.push(Block::Aside(fill(words.list_all, &[("file", &file)])));
        let has = |has: bool| if has { words.yes } else { words.none };
        let rows = self.pack.mailboxes.iter().map(|mailbox| {
            let kind = named::kind(words, mailbox.kind);
            let kind = if mailbox.guess { fill(words.kind_guess, &[("kind", kind)]) } else { kind.to_owned() };
            let services = mailbox.services;
            vec![
                format!("{}\n{}", mailbox.name, mailbox.address).into(),
                kind.into(),
                self.n(mailbox.aliases.len()).into(),
                has(services.incoming).into(),
                has(services.outgoing).into(),
                has(services.archiving).into(),
                named::standing(words, mailbox.state).into(),
            ]
        });
        self.blocks.push(Block::Table(Table {
            summary: words.mailboxes.to_owned(),
            columns: vec![
                Column::text(words.name_address, 5.2),
                Column::text(words.kind, 2.2),
                Column::number(words.aliases, 1.3),
                Column::text(words.incoming, 1.35),
                Column::text(words.outgoing, 1.4),
                Column::text(words.archive, 1.2),
                Column::text(words.state, 2.1),
            ],
            rows: rows.collect(),
        }));
    }
}
