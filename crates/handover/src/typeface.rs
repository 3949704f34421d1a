//! The typeface of documents: shaping, measuring, and breaking text into lines.

use std::cell::RefCell;
use std::collections::BTreeMap;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Face, Feature, ShapePlan, UnicodeBuffer};

use crate::HandoverError;

static REGULAR: &[u8] = include_bytes!("../fonts/Inter-Regular.otf");
static STRONG: &[u8] = include_bytes!("../fonts/Inter-SemiBold.otf");

/// What stands for a character that the typeface lacks.
const BOX: char = '\u{25a1}';

/// Both weights.
pub(crate) struct Faces {
    pub regular: Typeface,
    pub strong: Typeface,
}

/// One weight.
pub(crate) struct Typeface {
    pub font: Font,
    face: Face<'static>,
    /// What lacking characters are drawn as, and its width.
    lacking: (GlyphId, f32),
    /// Plans by script: making one costs more than using it.
    plans: RefCell<BTreeMap<u32, ShapePlan>>,
}

/// A line of text, ready to be drawn; measures are in parts of the type size.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// Without spaces at its end.
    pub width: f32,
}

impl Faces {
    pub fn load() -> Result<Self, HandoverError> {
        Ok(Self { regular: Typeface::read(REGULAR)?, strong: Typeface::read(STRONG)? })
    }

    pub fn of(&self, strong: bool) -> &Typeface {
        if strong { &self.strong } else { &self.regular }
    }
}

impl Typeface {
    fn read(data: &'static [u8]) -> Result<Self, HandoverError> {
        let font = Font::new(data.into(), 0).ok_or(HandoverError::Typeface)?;
        let face = Face::from_slice(data, 0).ok_or(HandoverError::Typeface)?;
        let glyph = face.glyph_index(BOX).ok_or(HandoverError::Typeface)?;
        let width = f32::from(face.glyph_hor_advance(glyph).unwrap_or_default()) / font.units_per_em();
        let lacking = (GlyphId::new(glyph.0.into()), width);
        Ok(Self { font, face, lacking, plans: RefCell::default() })
    }

    /// Whether a character of a text has no shape here.
    pub fn lacks(&self, text: &str) -> bool {
        text.chars().any(|c| !c.is_control() && !is_ignorable(c) && self.face.glyph_index(c).is_none())
    }

    /// Shapes a text as one line.
    #[allow(clippy::cast_precision_loss, reason = "units of a typeface are small numbers")]
    pub fn line(&self, text: &str) -> Line {
        let text = clean(text);
        let units = self.font.units_per_em();
        let shaped = self.shape(&text);
        let (infos, places) = (shaped.glyph_infos(), shaped.glyph_positions());
        let ends: Vec<usize> = {
            let mut end = text.len();
            let mut ends: Vec<usize> = Vec::with_capacity(infos.len());
            for (at, info) in infos.iter().enumerate().rev() {
                let cluster = info.cluster as usize;
                if infos.get(at + 1).is_some_and(|next| next.cluster != info.cluster) {
                    end = infos[at + 1].cluster as usize;
                }
                ends.push(end.max(cluster));
            }
            ends.reverse();
            ends
        };
        let glyphs: Vec<KrillaGlyph> = infos
            .iter()
            .zip(places)
            .zip(ends)
            .map(|((info, place), end)| {
                let range = info.cluster as usize..end;
                let (glyph, advance) = match info.glyph_id {
                    0 => self.lacking,
                    id => (GlyphId::new(id), place.x_advance as f32 / units),
                };
                let (x, y) = (place.x_offset as f32 / units, place.y_offset as f32 / units);
                KrillaGlyph::new(glyph, advance, x, y, 0.0, range, None)
            })
            .collect();
        let visible = text.trim_end().len();
        let width = glyphs.iter().filter(|glyph| glyph.text_range.start < visible).map(|glyph| glyph.x_advance).sum();
        Line { text, glyphs, width }
    }

    fn shape(&self, text: &str) -> rustybuzz::GlyphBuffer {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let script = buffer.script();
        let mut plans = self.plans.borrow_mut();
        let plan = plans.entry(script.tag().0).or_insert_with(|| {
            // Figures of one width, so that numbers stand under each other.
            let features = [Feature::new(Tag::from_bytes(b"tnum"), 1, ..)];
            ShapePlan::new(&self.face, Direction::LeftToRight, Some(script), None, &features)
        });
        rustybuzz::shape_with_plan(&self.face, plan, buffer)
    }

    /// Breaks a text into lines that are no wider than `width` parts of the type size: at spaces, else behind
    /// punctuation within a word such as an address, else anywhere. There is always a line.
    pub fn lines(&self, text: &str, width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let whole = self.line(paragraph);
            if whole.width <= width {
                lines.push(whole);
                continue;
            }
            lines.extend(self.broken(&whole, width));
        }
        lines
    }

    /// The lines of a text that is too wide for one.
    fn broken(&self, whole: &Line, width: f32) -> Vec<Line> {
        let (text, mut lines) = (&whole.text, Vec::new());
        // Glyphs of one cluster stay together.
        let mut clusters: Vec<(usize, usize, f32)> = Vec::new();
        for glyph in &whole.glyphs {
            match clusters.last_mut() {
                Some(last) if last.0 == glyph.text_range.start => last.2 += glyph.x_advance,
                _ => clusters.push((glyph.text_range.start, glyph.text_range.end, glyph.x_advance)),
            }
        }
        // A line ends no later than `limit`.
        let (mut start, mut filled, mut at, mut limit) = (0, 0.0, 0, usize::MAX);
        let (mut space, mut inner) = (None, None);
        let is_space = |at: usize| text[clusters[at].0..clusters[at].1].chars().all(char::is_whitespace);
        while let Some((from, to, advance)) = clusters.get(at).copied() {
            filled += advance;
            if (filled > width || at == limit) && at > start && !is_space(at) {
                // A space near the beginning would leave the line all but empty, as in a preference before a long
                // host.
                let late = space.filter(|(_, before)| inner.is_none() || *before > width / 3.0);
                let end = late.map(|(end, _)| end).or(inner).unwrap_or(at);
                let line = self.line(&text[clusters[start].0..clusters[end].0]);
                // The last letter of a line is no longer drawn nearer to what followed it (kerning): a line that
                // grows too wide by that ends before it.
                match (start + 1..end).rfind(|last| !is_space(*last)) {
                    Some(last) if line.width > width => limit = last,
                    _ => {
                        lines.push(line);
                        (start, limit) = (end, usize::MAX);
                    }
                }
                (at, filled, space, inner) = (start, 0.0, None, None);
                continue;
            }
            at += 1;
            if is_space(at - 1) && at < clusters.len() {
                space = Some((at, filled));
            } else if text[from..to].ends_with(['@', '.', '-', '/', '_', ',', ';', ':', '=', '&', '?'])
                && at < clusters.len()
            {
                inner = Some(at);
            }
        }
        lines.push(self.line(&text[clusters.get(start).map_or(0, |first| first.0)..]));
        lines
    }
}

/// Without what no PDF may name and what has no shape: controls become spaces, marks of direction and order go.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !is_ignorable(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Marks without a shape, and code points that are no characters.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fdd0}'..='\u{fdef}')
        || matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_broken_behind_its_punctuation_and_loses_nothing() {
        let faces = Faces::load().unwrap();
        let lines = faces.regular.lines("anna.lindqvist@longer-than-a-column.example", 12.0);
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["anna.lindqvist@longer-", "than-a-column.example"]);
    }

    #[test]
    fn a_line_is_no_wider_for_the_letter_that_no_longer_follows_its_last() {
        let faces = Faces::load().unwrap();
        let lines = faces.regular.lines("kviépanéééééébéwc", 9.173_647);
        assert!(lines.iter().all(|line| line.width <= 9.173_647), "{lines:?}");
    }

    #[test]
    fn figures_have_one_width_and_accents_their_shapes() {
        let faces = Faces::load().unwrap();
        assert!((faces.regular.line("1111").width - faces.regular.line("8080").width).abs() < f32::EPSILON);
        assert!(!faces.regular.lacks("Zoë Müller, Łukasz Żółć, Nguyễn Thị, Ελένη, Юлия, Ğüneş"));
        assert!(faces.regular.lacks("田中"));
    }

    proptest! {
        #[test]
        fn lines_hold_every_character_of_any_text(text in any::<String>(), width in 0.0f32..40.0) {
            let faces = Faces::load().unwrap();
            let joined: String = faces.regular.lines(&text, width).iter().map(|line| line.text.as_str()).collect();
            prop_assert_eq!(joined, clean(&text.replace('\n', "")));
        }

        #[test]
        fn no_line_of_words_is_wider_than_asked(text in "[a-zé ]{0,200}", width in 8.0f32..40.0) {
            let faces = Faces::load().unwrap();
            for line in faces.regular.lines(&text, width) {
                prop_assert!(line.width <= width + 0.001, "{} > {width}", line.width);
            }
        }
    }
}
