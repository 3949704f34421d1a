//! Measures and colours, in points and RGB. Every text colour has a contrast of at least 7:1 on its ground.

use crate::Tone;

pub(crate) type Rgb = [u8; 3];

/// A4, portrait.
pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
pub(crate) const LEFT: f32 = 51.0;
pub(crate) const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
/// First line of the body, under the running head.
pub(crate) const TOP: f32 = 72.0;
/// Nothing of the body stands below.
pub(crate) const BOTTOM: f32 = PAGE.1 - 62.0;

pub(crate) const INK: Rgb = [0x1b, 0x1a, 0x19];
pub(crate) const QUIET: Rgb = [0x52, 0x50, 0x4e];
pub(crate) const WHITE: Rgb = [0xff, 0xff, 0xff];
pub(crate) const HAIR: Rgb = [0xdd, 0xdb, 0xd9];
pub(crate) const LINE: Rgb = [0xa1, 0x9f, 0x9d];
pub(crate) const GROUND: Rgb = [0xf5, 0xf4, 0xf3];
/// Of what is only practice.
pub(crate) const PRACTICE: Rgb = [0x7a, 0x1f, 0x86];

/// Size and line height of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub size: f32,
    pub height: f32,
}

pub(crate) const TITLE: Size = Size { size: 22.0, height: 27.0 };
pub(crate) const OVER: Size = Size { size: 9.5, height: 13.0 };
pub(crate) const SECTION: Size = Size { size: 13.5, height: 18.0 };
pub(crate) const PART: Size = Size { size: 10.5, height: 14.0 };
pub(crate) const BODY: Size = Size { size: 9.5, height: 14.0 };
pub(crate) const SMALL: Size = Size { size: 8.5, height: 12.0 };
pub(crate) const CELL: Size = Size { size: 8.5, height: 12.0 };
pub(crate) const HEAD: Size = Size { size: 8.0, height: 11.0 };
pub(crate) const NUMBER: Size = Size { size: 19.0, height: 23.0 };

/// Text, ground and edge of a tone.
pub(crate) const fn tone(tone: Tone) -> (Rgb, Rgb, Rgb) {
    match tone {
        Tone::Plain => ([0x0c, 0x3b, 0x5e], [0xeb, 0xf3, 0xfc], [0x0f, 0x6c, 0xbd]),
        Tone::Good => ([0x0b, 0x55, 0x0b], [0xf1, 0xfa, 0xf1], [0x10, 0x7c, 0x10]),
        Tone::Look => ([0x6b, 0x2a, 0x05], [0xff, 0xf8, 0xee], [0xa8, 0x64, 0x1f]),
        Tone::Bad => ([0x8c, 0x0b, 0x16], [0xfd, 0xf3, 0xf4], [0xb1, 0x0e, 0x1c]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast as WCAG 2.2 defines them.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let light = |colour: Rgb| {
            let [r, g, b] = colour.map(|part| {
                let part = f64::from(part) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (light(a), light(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn w12_every_text_of_a_document_has_a_contrast_of_seven_to_one() {
        let mut pairs = vec![(INK, WHITE), (QUIET, WHITE), (INK, GROUND), (QUIET, GROUND), (PRACTICE, WHITE)];
        for one in [Tone::Plain, Tone::Good, Tone::Look, Tone::Bad] {
            let (text, ground, _) = tone(one);
            pairs.extend([(text, ground), (text, WHITE)]);
        }
        for (text, ground) in pairs {
            assert!(contrast(text, ground) >= 7.0, "{text:?} on {ground:?}: {}", contrast(text, ground));
        }
    }
}
