//! Pictures of the window: small to keep, and compared with a tolerance.

use std::{
    io::{Cursor, Write as _},
    process::{Command, Stdio},
};

use png::{Decoder, Transformations};

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

/// The same PNG with a palette, which is a third of its size.
///
/// # Panics
/// Without pngquant (package pngquant).
#[must_use]
pub fn small(bytes: &[u8]) -> Vec<u8> {
    // Letters and lines stay sharp without dithering.
    let palette = ["--nofs", "--speed", "3", "--strip", "256", "-"];
    let child = Command::new("pngquant").args(palette).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.expect("pngquant (package pngquant) starts");
    // It reads all before it writes.
    child.stdin.take().expect("its input").write_all(bytes).expect("the picture");
    let output = child.wait_with_output().expect("its end");
    assert!(output.status.success(), "pngquant: {}", output.status);
    output.stdout
}

#[cfg(test)]
mod tests {
    use super::Picture;

    /// White, but for one pixel.
    fn png(width: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, 10);
        encoder.set_color(png::ColorType::Rgb);
        let mut pixels = vec![255; (width * 30) as usize];
        pixels[90] = 0;
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        bytes
    }

    #[test]
    fn a_picture_is_the_same_as_itself_and_one_with_a_moved_part_is_not() {
        let one = Picture::read(&png(20));
        let mut moved = one.clone();
        moved.pixels.swap(30, 40);
        assert!(one.differs(&one.clone()) < f64::EPSILON);
        assert!((one.differs(&moved) - 2.0 / 200.0).abs() < 1e-9);
        assert!((one.differs(&Picture::read(&png(10))) - 1.0).abs() < 1e-9, "another size is another picture");
    }
}
