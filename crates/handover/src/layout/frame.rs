//! The opening of the first page, and what stands at the head and foot of every page.

use super::{Flow, Look, Op, PartKind, Role};
use crate::style::{BOTTOM, HAIR, INK, LEFT, LINE, OVER, PAGE, PRACTICE, QUIET, SMALL, TITLE, WHITE, WIDTH};
use crate::{Align, Document};

const HEAD_Y: f32 = 34.0;
const FOOT_Y: f32 = BOTTOM + 22.0;

impl Flow<'_> {
    /// Tile, title, subject and who made it.
    pub(super) fn opening(&mut self, document: &Document) {
        const TILE: f32 = 40.0;
        let left = LEFT + TILE + 14.0;
        let width = LEFT + WIDTH - left;
        self.y = 50.0;
        self.op(Op::Fill { rect: [LEFT, self.y, TILE, TILE], colour: document.colour });
        let initials = Look { size: crate::style::SECTION, strong: true, colour: WHITE };
        if let Some(line) = self.lines(&initials_of(&document.subject), initials, TILE).into_iter().next() {
            let x = LEFT + (TILE - line.width * initials.size.size) / 2.0;
            self.put(line, initials, (x, self.y + 11.0, TILE), Align::Left, Role::Ornament);
        }
        let over = Look { size: OVER, strong: true, colour: QUIET };
        let part = self.part(PartKind::Heading(1, format!("{}: {}", document.title, document.subject)), None);
        let top = self.y - 2.0;
        self.y = top;
        for line in self.lines(&document.title, over, width) {
            self.put(line, over, (left, self.y, width), Align::Left, Role::Part(part));
            self.y += OVER.height;
        }
        let title = Look { size: TITLE, strong: true, colour: INK };
        for line in self.lines(&document.subject, title, width) {
            self.need(TITLE.height);
            self.put(line, title, (left, self.y, width), Align::Left, Role::Part(part));
            self.y += TITLE.height;
        }
        self.y = self.y.max(top + TILE) + 6.0;
        self.paragraph(&document.byline, Look { size: SMALL, strong: false, colour: QUIET });
        self.op(Op::Fill { rect: [LEFT, self.y + 2.0, WIDTH, 0.7], colour: LINE });
        self.y += 14.0;
    }

    /// Heads from the second page on, feet everywhere.
    pub(super) fn frame(&mut self, document: &Document) {
        let total = self.laid.pages.len();
        let quiet = Look { size: SMALL, strong: false, colour: QUIET };
        let strong = Look { strong: true, ..quiet };
        let marked = Look { colour: PRACTICE, ..strong };
        let half = WIDTH / 2.0 - 10.0;
        let pages = std::mem::take(&mut self.laid.pages);
        for (page, body) in pages.into_iter().enumerate() {
            self.laid.pages.push(Vec::new());
            if page > 0 {
                self.one_line(&document.subject, strong, (LEFT, HEAD_Y, half), Align::Left, Role::Head);
                self.one_line(&document.title, quiet, (LEFT + half + 20.0, HEAD_Y, half), Align::Right, Role::Head);
                self.op(Op::Fill { rect: [LEFT, HEAD_Y + SMALL.height + 5.0, WIDTH, 0.5], colour: HAIR });
            }
            if let Some(mark) = &document.mark {
                let top = HEAD_Y - 16.0;
                self.one_line(mark, marked, (LEFT, top, WIDTH), Align::Right, Role::Head);
                self.op(Op::Fill { rect: [0.0, 0.0, PAGE.0, 4.0], colour: PRACTICE });
            }
            self.op(Op::Fill { rect: [LEFT, FOOT_Y - 5.0, WIDTH, 0.5], colour: HAIR });
            self.one_line(&document.byline, quiet, (LEFT, FOOT_Y, WIDTH - 90.0), Align::Left, Role::Foot);
            let number = document.language.words().page_of.replace("{page}", &(page + 1).to_string());
            let number = number.replace("{pages}", &total.to_string());
            self.one_line(&number, quiet, (LEFT + WIDTH - 90.0, FOOT_Y, 90.0), Align::Right, Role::Foot);
            if let Some(last) = self.laid.pages.last_mut() {
                last.extend(body);
            }
        }
    }

    /// The first line of a text, with an ellipsis where it goes on.
    fn one_line(&mut self, text: &str, look: Look, place: (f32, f32, f32), align: Align, role: Role) {
        let mut lines = self.lines(text, look, place.2 - look.size.size).into_iter();
        let Some(mut line) = lines.next() else { return };
        if lines.next().is_some() {
            line = self.faces.of(look.strong).line(&format!("{}\u{2026}", line.text.trim_end()));
        }
        self.put(line, look, place, align, role);
    }
}

/// The first letters of the first two words.
fn initials_of(name: &str) -> String {
    let letters = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    letters.take(2).flat_map(char::to_uppercase).collect()
}
