//! What no number counts: places that cannot be reached, and folders that were not chosen.

use super::{LeftOutPart, NotReachedPart, Writing, named};
use crate::{Block, Cell, Column, Table, Tone};

impl Writing<'_> {
    pub(super) fn elsewhere(&mut self) {
        let (words, paper) = (self.words, self.paper);
        self.heading(1, words.elsewhere);
        if paper.not_reached.is_empty() {
            self.text(words.elsewhere_none);
        } else {
            self.text(words.elsewhere_lead);
            let rows = paper.not_reached.iter().map(|places| self.places(places)).collect();
            self.blocks.push(Block::Table(Table {
                summary: words.elsewhere.to_owned(),
                columns: vec![
                    Column::text(words.place, 4.0),
                    Column::text(words.concerns, 4.0),
                    Column::number(words.count, 1.2),
                ],
                rows,
            }));
        }
        self.heading(2, words.by_choice);
        if paper.left_out.is_empty() {
            return self.text(words.by_choice_none);
        }
        let rows = paper.left_out.iter().map(|folder| self.left_out(folder)).collect();
        self.blocks.push(Block::Table(Table {
            summary: words.by_choice.to_owned(),
            columns: vec![
                Column::text(words.folder, 5.0),
                Column::number(words.mailboxes, 1.5),
                Column::number(words.messages, 1.5),
            ],
            rows,
        }));
    }

    fn places(&self, places: &NotReachedPart) -> Vec<Cell> {
        let mut of = places.first.clone();
        let more = places.count.saturating_sub(of.len() as u64);
        if more > 0 {
            of.push(self.with(self.words.and_more, &[("count", more)], &[]));
        }
        let place = Cell::state(Tone::Look, named::place(self.words, &places.place));
        vec![place, of.join("\n").into(), self.formats.number(places.count).into()]
    }

    fn left_out(&self, folder: &LeftOutPart) -> Vec<Cell> {
        let messages = self.formats.number(folder.messages).into();
        match &folder.folder {
            Some(path) => vec![path.as_str().into(), self.formats.number(folder.count).into(), messages],
            None => {
                let others = self.with(self.words.folder_others, &[("count", folder.count)], &[]);
                vec![others.into(), self.common.none.into(), messages]
            }
        }
    }
}
