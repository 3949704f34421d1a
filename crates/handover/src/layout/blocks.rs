//! Everything but tables.

use super::{Flow, Look, Mark, Op, PartKind, Role};
use crate::style::{self, BODY, GROUND, INK, LEFT, NUMBER, PART, QUIET, SECTION, SMALL, Size, WIDTH};
use crate::{Align, Block, Tile, Tone};

const TEXT: Look = Look { size: BODY, strong: false, colour: INK };
const ASIDE: Look = Look { size: SMALL, strong: false, colour: QUIET };
/// Room that a heading wants under it, so that it does not stand alone.
const FOLLOWS: f32 = 64.0;
const TILES: usize = 4;

impl Flow<'_> {
    pub(super) fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, text) => self.heading(*level, text),
            Block::Text(text) => self.paragraph(text, TEXT),
            Block::Aside(text) => self.paragraph(text, ASIDE),
            Block::Note(tone, text) => self.note(*tone, text),
            Block::Tiles(tiles) => self.tiles(tiles),
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        // A heading without words would be one to nobody, and PDF/UA forbids it.
        if text.trim().is_empty() {
            return;
        }
        let (size, before, after) = if level <= 1 { (SECTION, 16.0, 5.0) } else { (PART, 9.0, 3.0) };
        let look = Look { size, strong: true, colour: INK };
        let lines = self.lines(text, look, WIDTH);
        #[allow(clippy::cast_precision_loss, reason = "a heading has few lines")]
        let height = lines.len() as f32 * size.height;
        self.need(before + height + FOLLOWS);
        if self.y > style::TOP {
            self.y += before;
        }
        let (page, y) = (self.laid.pages.len() - 1, self.y);
        self.laid.marks.push(Mark { level, text: text.to_owned(), page, y });
        if level <= 1 {
            self.section = Some(self.part(PartKind::Section, None));
        }
        let part = self.part(PartKind::Heading(u16::from(level.max(1)) + 1, text.to_owned()), self.section);
        for line in lines {
            self.need(size.height);
            self.put(line, look, (LEFT, self.y, WIDTH), Align::Left, Role::Part(part));
            self.y += size.height;
        }
        self.y += after;
    }

    pub(super) fn paragraph(&mut self, text: &str, look: Look) {
        let part = self.part(PartKind::Paragraph, self.section);
        for line in self.lines(text, look, WIDTH) {
            self.need(look.size.height);
            self.put(line, look, (LEFT, self.y, WIDTH), Align::Left, Role::Part(part));
            self.y += look.size.height;
        }
        self.y += 6.0;
    }

    /// A coloured edge and ground; what it says is in its words.
    fn note(&mut self, tone: Tone, text: &str) {
        const EDGE: f32 = 3.0;
        const PAD: f32 = 8.0;
        let (colour, ground, edge) = style::tone(tone);
        let look = Look { size: BODY, strong: false, colour };
        let part = self.part(PartKind::Paragraph, self.section);
        let mut lines = self.lines(text, look, WIDTH - EDGE - 2.0 * PAD).into_iter().peekable();
        self.need(BODY.height + 2.0 * PAD);
        while lines.peek().is_some() {
            let top = self.y;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page has few lines")]
            let fit = (((self.room() - 2.0 * PAD) / BODY.height) as usize).max(1);
            let here: Vec<_> = lines.by_ref().take(fit).collect();
            #[allow(clippy::cast_precision_loss, reason = "a page has few lines")]
            let height = here.len() as f32 * BODY.height + 2.0 * PAD - 4.0;
            self.op(Op::Fill { rect: [LEFT, top, WIDTH, height], colour: ground });
            self.op(Op::Fill { rect: [LEFT, top, EDGE, height], colour: edge });
            self.y += PAD - 2.0;
            for line in here {
                self.put(line, look, (LEFT + EDGE + PAD, self.y, WIDTH), Align::Left, Role::Part(part));
                self.y += BODY.height;
            }
            self.y = top + height + 8.0;
            if lines.peek().is_some() {
                self.new_page();
            }
        }
    }

    fn tiles(&mut self, tiles: &[Tile]) {
        const GAP: f32 = 8.0;
        const PAD: f32 = 10.0;
        let number = Look { size: NUMBER, strong: true, colour: INK };
        #[allow(clippy::cast_precision_loss, reason = "a row has few tiles")]
        let width = (WIDTH - GAP * (TILES - 1) as f32) / TILES as f32;
        for row in tiles.chunks(TILES) {
            let labels: Vec<_> = row.iter().map(|tile| self.lines(&tile.label, ASIDE, width - 2.0 * PAD)).collect();
            let deepest = labels.iter().map(Vec::len).max().unwrap_or(1);
            #[allow(clippy::cast_precision_loss, reason = "a label has few lines")]
            let height = NUMBER.height + deepest as f32 * SMALL.height + 2.0 * PAD;
            self.need(height);
            for (place, (tile, label)) in row.iter().zip(labels).enumerate() {
                #[allow(clippy::cast_precision_loss, reason = "a row has few tiles")]
                let left = LEFT + place as f32 * (width + GAP);
                self.op(Op::Fill { rect: [left, self.y, width, height], colour: GROUND });
                let part = self.part(PartKind::Paragraph, self.section);
                let mut top = self.y + PAD;
                let line = self.faces.of(number.strong).line(&tile.number);
                let look = narrowed(number, line.width, width - 2.0 * PAD);
                self.put(line, look, (left + PAD, top, width), Align::Left, Role::Part(part));
                top += NUMBER.height;
                for line in label {
                    self.put(line, ASIDE, (left + PAD, top, width), Align::Left, Role::Part(part));
                    top += SMALL.height;
                }
            }
            self.y += height + GAP;
        }
        self.y += 4.0;
    }
}

/// A look in which a line of so many parts of the type size fits: half a number would be another one.
fn narrowed(look: Look, parts: f32, room: f32) -> Look {
    let size = look.size.size.min(room / parts.max(f32::EPSILON));
    Look { size: Size { size, ..look.size }, ..look }
}
