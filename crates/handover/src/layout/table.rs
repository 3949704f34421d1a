//! Tables: the head is marked and repeated on every page, rows stay whole unless they are higher than a page.

use super::{Flow, Look, Op, PartId, PartKind, Role};
use crate::style::{self, CELL, GROUND, HAIR, HEAD, INK, LEFT, LINE, QUIET, SMALL, WIDTH};
use crate::typeface::Line;
use crate::{Align, Cell, Column, Table, Tone};

const PAD_X: f32 = 5.0;
const PAD_Y: f32 = 3.5;
const HEAD_LOOK: Look = Look { size: HEAD, strong: true, colour: QUIET };
/// Left of a state.
const DOT: f32 = 9.0;
/// Share of the width that names of facts have.
const NAME: f32 = 0.3;

/// A cell ready to be drawn.
struct Ready {
    place: (f32, f32),
    align: Align,
    look: Look,
    part: PartId,
    dot: Option<style::Rgb>,
    lines: std::vec::IntoIter<Line>,
}

impl Flow<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let part = self.part(PartKind::Table(table.summary.clone()), self.section);
        let head = self.part(PartKind::Head, Some(part));
        let places = places(&table.columns);
        // The head never stands alone.
        let first = table.rows.first().map_or(0.0, |row| self.height(row, table, &places));
        self.need((head_height(self, table, &places) + first).min(200.0));
        self.head(table, &places, Some(head));
        let body = self.part(PartKind::Body, Some(part));
        for row in &table.rows {
            let parent = self.part(PartKind::Row, Some(body));
            let mut cells = Vec::with_capacity(row.len());
            for (at, (cell, place)) in row.iter().zip(&places).enumerate() {
                let kind = if at == 0 { PartKind::RowHead } else { PartKind::Cell };
                let part = self.part(kind, Some(parent));
                let align = table.columns.get(at).map_or(Align::Left, |column| column.align);
                cells.push(self.ready(cell, *place, align, part));
            }
            self.row(cells, |flow| flow.head(table, &places, None));
        }
        self.y += 10.0;
    }

    pub(super) fn facts(&mut self, facts: &[(String, String)]) {
        let part = self.part(PartKind::Table(String::new()), self.section);
        let body = self.part(PartKind::Body, Some(part));
        let places = [(LEFT, WIDTH * NAME), (LEFT + WIDTH * NAME, WIDTH * (1.0 - NAME))];
        for (name, value) in facts {
            let row = self.part(PartKind::Row, Some(body));
            let (name_part, value_part) =
                (self.part(PartKind::RowHead, Some(row)), self.part(PartKind::Cell, Some(row)));
            let quiet = Look { size: CELL, strong: false, colour: QUIET };
            let text = Look { colour: INK, ..quiet };
            let cells = [(name, quiet, name_part), (value, text, value_part)].into_iter().zip(places);
            let cells = cells.map(|((text, look, part), place)| {
                let lines = self.lines(text, look, place.1 - 2.0 * PAD_X).into_iter();
                Ready { place, align: Align::Left, look, part, dot: None, lines }
            });
            let cells = cells.collect();
            self.row(cells, |_| {});
        }
        self.y += 8.0;
    }

    fn ready(&self, cell: &Cell, place: (f32, f32), align: Align, part: PartId) -> Ready {
        let (colour, dot) = match cell.tone {
            Tone::Plain => (INK, None),
            tone => (style::tone(tone).0, Some(style::tone(tone).2)),
        };
        let look = Look { size: CELL, strong: false, colour };
        let lines = self.lines(&cell.text, look, inner(place.1, cell.tone)).into_iter();
        Ready { place, align, look, part, dot, lines }
    }

    #[allow(clippy::cast_precision_loss, reason = "a row has few lines")]
    fn height(&self, row: &[Cell], table: &Table, places: &[(f32, f32)]) -> f32 {
        let look = Look { size: CELL, strong: false, colour: INK };
        let cells = row.iter().zip(places).take(table.columns.len());
        let lines = cells.map(|(cell, place)| self.lines(&cell.text, look, inner(place.1, cell.tone)).len());
        lines.max().unwrap_or(1) as f32 * CELL.height + 2.0 * PAD_Y
    }

    /// Draws the head; as a repetition it is no part of the structure.
    fn head(&mut self, table: &Table, places: &[(f32, f32)], parent: Option<PartId>) {
        let height = head_height(self, table, places);
        self.op(Op::Fill { rect: [LEFT, self.y, WIDTH, height], colour: GROUND });
        self.op(Op::Fill { rect: [LEFT, self.y + height - 0.7, WIDTH, 0.7], colour: LINE });
        let row = parent.map(|parent| self.part(PartKind::Row, Some(parent)));
        for (column, (x, width)) in table.columns.iter().zip(places) {
            let role = match row {
                Some(row) => Role::Part(self.part(PartKind::ColumnHead, Some(row))),
                None => Role::Repeated,
            };
            let mut top = self.y + PAD_Y;
            for line in self.lines(&column.title, HEAD_LOOK, width - 2.0 * PAD_X) {
                self.put(line, HEAD_LOOK, (x + PAD_X, top, width - 2.0 * PAD_X), column.align, role);
                top += HEAD.height;
            }
        }
        self.y += height;
    }

    /// Draws a row; what does not fit goes on the next page, under the head.
    fn row(&mut self, mut cells: Vec<Ready>, again: impl Fn(&mut Self)) {
        let whole = style::BOTTOM - style::TOP - 60.0;
        loop {
            let most = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or_default().max(1);
            #[allow(clippy::cast_precision_loss, reason = "a row has few lines")]
            let height = most as f32 * CELL.height + 2.0 * PAD_Y;
            if height > self.room() && (height <= whole || self.room() < SMALL.height * 3.0) {
                self.new_page();
                again(self);
            }
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page has few lines")]
            let fit = (((self.room() - 2.0 * PAD_Y) / CELL.height) as usize).max(1).min(most);
            for cell in &mut cells {
                self.cell(cell, fit);
            }
            #[allow(clippy::cast_precision_loss, reason = "a page has few lines")]
            let drawn = fit as f32 * CELL.height + 2.0 * PAD_Y;
            self.y += drawn;
            self.op(Op::Fill { rect: [LEFT, self.y - 0.4, WIDTH, 0.4], colour: HAIR });
            if cells.iter().all(|cell| cell.lines.len() == 0) {
                return;
            }
        }
    }

    fn cell(&mut self, cell: &mut Ready, fit: usize) {
        let (mut x, mut width) = (cell.place.0 + PAD_X, cell.place.1 - 2.0 * PAD_X);
        let mut top = self.y + PAD_Y;
        if let Some(colour) = cell.dot {
            // Beside its text, wherever that stands.
            let first = cell.lines.as_slice().first().map_or(0.0, |line| line.width * CELL.size);
            let free = if cell.align == Align::Right { (width - DOT - first).max(0.0) } else { 0.0 };
            self.op(Op::Dot { at: (x + free + 2.5, top + CELL.height / 2.0 + 0.3), radius: 2.5, colour });
            (x, width) = (x + DOT, width - DOT);
            // Only the first page of a state has its mark.
            cell.dot = None;
            cell.place = (cell.place.0 + DOT, cell.place.1 - DOT);
        }
        for line in cell.lines.by_ref().take(fit) {
            self.put(line, cell.look, (x, top, width), cell.align, Role::Part(cell.part));
            top += CELL.height;
        }
    }
}

fn inner(width: f32, tone: Tone) -> f32 {
    width - 2.0 * PAD_X - if tone == Tone::Plain { 0.0 } else { DOT }
}

#[allow(clippy::cast_precision_loss, reason = "a head has few lines")]
fn head_height(flow: &Flow<'_>, table: &Table, places: &[(f32, f32)]) -> f32 {
    let lines = table.columns.iter().zip(places);
    let lines = lines.map(|(column, (_, width))| flow.lines(&column.title, HEAD_LOOK, width - 2.0 * PAD_X).len());
    lines.max().unwrap_or(1) as f32 * HEAD.height + 2.0 * PAD_Y
}

/// Left end and width of each column.
fn places(columns: &[Column]) -> Vec<(f32, f32)> {
    let all: f32 = columns.iter().map(|column| column.share).sum();
    let mut left = LEFT;
    columns
        .iter()
        .map(|column| {
            let width = WIDTH * column.share / all;
            left += width;
            (left - width, width)
        })
        .collect()
}
