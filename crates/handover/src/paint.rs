//! From pages to a tagged PDF.

use std::num::NonZeroU16;

use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use krilla::{SerializeSettings, color::rgb};

use crate::layout::{Laid, Mark, Op, Part, PartKind, Role};
use crate::style::{PAGE, Rgb};
use crate::typeface::Faces;
use crate::{Document, HandoverError};

pub(crate) fn paint(document: &Document, laid: Laid, faces: &Faces) -> Result<Vec<u8>, HandoverError> {
    let failed = |error: &dyn std::fmt::Debug| HandoverError::Pdf(format!("{error:?}").chars().take(300).collect());
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = configuration.map_err(|error| failed(&error))?;
    let settings = SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
    let mut pdf = krilla::Document::new_with(settings);
    let mut leaves: Vec<Vec<Identifier>> = laid.parts.iter().map(|_| Vec::new()).collect();
    for ops in laid.pages {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| failed(&"page size"))?;
        let mut page = pdf.start_page_with(size);
        let mut surface = page.surface();
        for op in ops {
            draw(&mut surface, &op, faces, &mut leaves);
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(document.language.as_str().to_owned()));
    tree.children = structure(&laid.parts, leaves);
    pdf.set_tag_tree(tree);
    pdf.set_outline(outline(document, &laid.marks));
    pdf.set_metadata(metadata(document));
    pdf.finish().map_err(|error| failed(&error))
}

fn draw(surface: &mut Surface<'_>, op: &Op, faces: &Faces, leaves: &mut [Vec<Identifier>]) {
    match op {
        Op::Text { at, line, strong, size, colour, role } => {
            let artifact = |kind| ContentTag::Artifact(Artifact::with_kind(kind));
            let tag = match role {
                Role::Part(_) => ContentTag::Span(SpanTag::empty()),
                Role::Head => artifact(ArtifactType::Header),
                Role::Foot => artifact(ArtifactType::Footer),
                Role::Repeated => artifact(ArtifactType::PaginationOther),
                Role::Ornament => artifact(ArtifactType::Layout),
            };
            let leaf = surface.start_tagged(tag);
            surface.set_fill(Some(fill(*colour)));
            let font = faces.of(*strong).font.clone();
            surface.draw_glyphs(Point::from_xy(at.0, at.1), &line.glyphs, font, &line.text, *size, false);
            surface.end_tagged();
            if let Role::Part(part) = role
                && let Some(leaves) = leaves.get_mut(*part)
            {
                leaves.push(leaf);
            }
        }
        Op::Fill { rect: [x, y, width, height], colour } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            ornament(surface, path, *colour);
        }
        Op::Dot { at: (x, y), radius, colour } => {
            ornament(surface, circle(*x, *y, *radius), *colour);
        }
    }
}

fn ornament(surface: &mut Surface<'_>, path: PathBuilder, colour: Rgb) {
    let Some(path) = path.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_fill(Some(fill(colour)));
    surface.draw_path(&path);
    surface.end_tagged();
}

/// Four cubic curves; 0.5523 is the usual distance of their control points.
fn circle(x: f32, y: f32, r: f32) -> PathBuilder {
    let k = 0.5523 * r;
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    path.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
    path.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
    path.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
    path.close();
    path
}

fn fill([red, green, blue]: Rgb) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

/// The tree of parts with what was drawn of each; children come after their parents, so that the last are done first.
fn structure(parts: &[Part], leaves: Vec<Vec<Identifier>>) -> Vec<Node> {
    let mut nodes: Vec<Vec<Node>> =
        leaves.into_iter().map(|leaves| leaves.into_iter().map(Node::Leaf).collect()).collect();
    let mut roots = Vec::new();
    for (at, part) in parts.iter().enumerate().rev() {
        let mut children = std::mem::take(&mut nodes[at]);
        // Leaves of a part come before parts below it, which were put in from the last to the first.
        let below = children.iter().position(|node| matches!(node, Node::Group(_))).unwrap_or(children.len());
        children[below..].reverse();
        let group = Node::Group(TagGroup::with_children(tag(&part.kind), children));
        match part.parent.and_then(|parent| nodes.get_mut(parent)) {
            Some(parent) => parent.push(group),
            None => roots.push(group),
        }
    }
    roots.reverse();
    roots
}

fn tag(kind: &PartKind) -> TagKind {
    match kind {
        PartKind::Section => Tag::Section.into(),
        PartKind::Heading(level, title) => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(title.clone())).into()
        }
        PartKind::Paragraph => Tag::P.into(),
        PartKind::Table(summary) => Tag::Table.with_summary((!summary.is_empty()).then(|| summary.clone())).into(),
        PartKind::Head => Tag::THead.into(),
        PartKind::Body => Tag::TBody.into(),
        PartKind::Row => Tag::TR.into(),
        PartKind::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        PartKind::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        PartKind::Cell => Tag::TD.into(),
    }
}

fn outline(document: &Document, marks: &[Mark]) -> Outline {
    let node =
        |text: &str, page, y| OutlineNode::new(text.to_owned(), XyzDestination::new(page, Point::from_xy(0.0, y)));
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = Some(node(&document.title, 0, 0.0));
    for mark in marks {
        let made = node(&mark.text, mark.page, (mark.y - 8.0).max(0.0));
        match (&mut open, mark.level) {
            (Some(section), 2..) => section.push_child(made),
            _ => {
                if let Some(done) = open.replace(made) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(done) = open {
        outline.push_child(done);
    }
    outline
}

fn metadata(document: &Document) -> Metadata {
    let at = document.made_at.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let made = DateTime::new(u16::try_from(at.year()).unwrap_or_default()).month(part(at.month())).day(part(at.day()));
    let made = made.hour(part(at.hour())).minute(part(at.minute())).second(part(at.second()));
    Metadata::new()
        .title(format!("{}: {}", document.title, document.subject))
        .language(document.language.as_str().to_owned())
        .creator(document.program.clone())
        .creation_date(made.utc_offset_hour(0).utc_offset_minute(0))
}
