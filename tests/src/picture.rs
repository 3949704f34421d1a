//! Pictures of the window: small to keep, and compared with a tolerance.

use std::{collections::BTreeMap, io::Cursor};

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Transformations};

/// As many colours as a palette holds.
const PALETTE: usize = 256;
/// So many of them are the most frequent ones.
const FREQUENT: usize = 160;
/// A pixel differs when one of its colours is further off: finer is the palette or the smoothing of letters.
const NEAR: u8 = 48;

type Colour = [u8; 3];

/// A picture, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<Colour>,
}

impl Picture {
    /// Reads a PNG.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let mut decoder = Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a picture that fits")];
        let frame = reader.next_frame(&mut bytes).expect("a whole picture");
        let step = frame.color_type.samples();
        let pixels = bytes[..frame.buffer_size()].chunks_exact(step).map(|p| [p[0], p[1 % step], p[2 % step]]);
        Self { width: frame.width, height: frame.height, pixels: pixels.collect() }
    }

    /// The same as a PNG with a palette, a third of the size: rare shades take the nearest frequent one.
    ///
    /// # Panics
    /// Never for a picture that was read.
    #[must_use]
    pub fn small(&self) -> Vec<u8> {
        let palette = self.palette();
        let mut known: BTreeMap<Colour, u8> = BTreeMap::new();
        let mut last = (self.pixels.first().copied().unwrap_or_default(), None);
        let mut indices = Vec::with_capacity(self.pixels.len());
        for &pixel in &self.pixels {
            // Runs of one colour are long in a window.
            let index = match last {
                (colour, Some(index)) if colour == pixel => index,
                _ => *known.entry(pixel).or_insert_with(|| nearest(&palette, pixel)),
            };
            last = (pixel, Some(index));
            indices.push(index);
        }
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, self.width, self.height);
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_palette(palette.concat());
        encoder.set_compression(Compression::High);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&indices).expect("the picture");
        writer.finish().expect("its end");
        out
    }

    /// The most frequent colours, and of the rare ones those that none of them is near, such as a few green figures;
    /// in an order that is the same for equal pictures.
    fn palette(&self) -> Vec<Colour> {
        let mut counts: BTreeMap<Colour, u32> = BTreeMap::new();
        let mut run = (None, 0);
        for &pixel in &self.pixels {
            if run.0 == Some(pixel) {
                run.1 += 1;
                continue;
            }
            if let (Some(colour), count) = run {
                *counts.entry(colour).or_default() += count;
            }
            run = (Some(pixel), 1);
        }
        if let (Some(colour), count) = run {
            *counts.entry(colour).or_default() += count;
        }
        let mut ranked: Vec<_> = counts.into_iter().collect();
        ranked.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        let rest = ranked.split_off(FREQUENT.min(ranked.len()));
        let palette = ranked.into_iter().map(|(colour, _)| colour).collect();
        with_rare(palette, rest)
    }

    /// Which share of the pixels differs, 0 to 1; 1 where the sizes differ.
    #[must_use]
    pub fn differs(&self, other: &Self) -> f64 {
        if (self.width, self.height) != (other.width, other.height) {
            return 1.0;
        }
        let far = |a: &Colour, b: &Colour| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > NEAR);
        let count = self.pixels.iter().zip(&other.pixels).filter(|(a, b)| far(a, b)).count();
        f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / f64::from(self.width * self.height)
    }
}

/// Fills a palette with what is furthest from it and not too rare, one colour after the other.
fn with_rare(mut palette: Vec<Colour>, rest: Vec<(Colour, u32)>) -> Vec<Colour> {
    let mut left: Vec<(Colour, u32, u32)> = rest
        .into_iter()
        .map(|(colour, count)| (colour, count, palette.iter().map(|one| distance(one, colour)).min().unwrap_or(0)))
        .collect();
    while palette.len() < PALETTE {
        let worth = |&(_, count, far): &(Colour, u32, u32)| u64::from(far) * u64::from(count.min(400));
        let Some((next, ..)) = left.iter().max_by_key(|one| worth(one)).copied() else { break };
        palette.push(next);
        left.retain(|&(colour, ..)| colour != next);
        for (colour, _, far) in &mut left {
            *far = (*far).min(distance(&next, *colour));
        }
    }
    palette
}

fn distance(one: &Colour, colour: Colour) -> u32 {
    one.iter().zip(colour).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let found = palette.iter().enumerate().min_by_key(|(_, one)| distance(one, colour));
    found.and_then(|(index, _)| u8::try_from(index).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Picture;

    #[test]
    fn a_kept_picture_is_the_same_picture_and_one_with_a_moved_part_is_not() {
        let white = |width| Picture { width, height: 10, pixels: vec![[255; 3]; (width * 10) as usize] };
        let mut one = white(20);
        one.pixels[30] = [0, 100, 200];
        let kept = Picture::read(&one.small());
        assert_eq!(kept, one);
        assert!((one.differs(&white(20)) - 1.0 / 200.0).abs() < 1e-9);
        assert!((one.differs(&white(10)) - 1.0).abs() < 1e-9, "another size is another picture");
    }
}
