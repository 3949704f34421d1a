//! From blocks to pages: what is drawn where, and which part of the structure each line belongs to.

mod blocks;
mod frame;
mod table;

use crate::style::{BOTTOM, Rgb, Size, TOP};
use crate::typeface::{Faces, Line};
use crate::{Align, Document};

/// Something drawn.
#[derive(Debug)]
pub(crate) enum Op {
    /// A line of text; `at` is the left end of its base line.
    Text { at: (f32, f32), line: Line, strong: bool, size: f32, colour: Rgb, role: Role },
    /// A filled rectangle: left, top, width, height. It says nothing.
    Fill { rect: [f32; 4], colour: Rgb },
    /// A filled circle: centre and radius. It says nothing.
    Dot { at: (f32, f32), radius: f32, colour: Rgb },
}

/// What a line is for whoever hears the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Part of the structure.
    Part(PartId),
    /// Running head.
    Head,
    /// Running foot.
    Foot,
    /// A table's head that is repeated on a further page.
    Repeated,
    /// An ornament.
    Ornament,
}

/// Place in [`Laid::parts`].
pub(crate) type PartId = usize;

/// A node of the structure. Parts come in reading order; a part's parent comes before it.
#[derive(Debug)]
pub(crate) struct Part {
    pub kind: PartKind,
    pub parent: Option<PartId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartKind {
    Section,
    Heading(u16, String),
    Paragraph,
    Table(String),
    Head,
    Body,
    Row,
    ColumnHead,
    RowHead,
    Cell,
}

/// A bookmark.
#[derive(Debug)]
pub(crate) struct Mark {
    pub level: u8,
    pub text: String,
    pub page: usize,
    pub y: f32,
}

/// A document on pages.
#[derive(Debug, Default)]
pub(crate) struct Laid {
    pub pages: Vec<Vec<Op>>,
    pub parts: Vec<Part>,
    pub marks: Vec<Mark>,
}

/// Lays a document out.
pub(crate) fn lay_out(document: &Document, faces: &Faces) -> Laid {
    let mut flow = Flow { faces, laid: Laid { pages: vec![Vec::new()], ..Laid::default() }, y: 0.0, section: None };
    flow.opening(document);
    for block in &document.blocks {
        flow.block(block);
    }
    flow.frame(document);
    flow.laid
}

/// Where the next thing goes.
pub(crate) struct Flow<'a> {
    faces: &'a Faces,
    laid: Laid,
    /// Top of what is free on the last page.
    y: f32,
    section: Option<PartId>,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub size: Size,
    pub strong: bool,
    pub colour: Rgb,
}

impl Flow<'_> {
    fn part(&mut self, kind: PartKind, parent: Option<PartId>) -> PartId {
        self.laid.parts.push(Part { kind, parent });
        self.laid.parts.len() - 1
    }

    fn op(&mut self, op: Op) {
        if let Some(page) = self.laid.pages.last_mut() {
            page.push(op);
        }
    }

    fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    fn new_page(&mut self) {
        self.laid.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Begins a new page unless so much is free on this one.
    fn need(&mut self, height: f32) {
        if self.room() < height && self.y > TOP {
            self.new_page();
        }
    }

    fn lines(&self, text: &str, look: Look, width: f32) -> Vec<Line> {
        self.faces.of(look.strong).lines(text, width / look.size.size)
    }

    /// Draws a line whose box begins at `top`.
    fn put(&mut self, line: Line, look: Look, (x, top, width): (f32, f32, f32), align: Align, role: Role) {
        let Look { size, strong, colour } = look;
        let x = match align {
            Align::Left => x,
            Align::Right => x + width - line.width * size.size,
        };
        // Half of what the line is higher than its type above it; the base line at 0.727 + 0.12 of the size.
        let base = top + (size.height - size.size) / 2.0 + size.size * 0.86;
        self.op(Op::Text { at: (x, base), line, strong, size: size.size, colour, role });
    }
}
