//! Documents for people: a document model becomes an accessible PDF, rows become CSV.
//!
//! Pure: what a document says comes in as values ([`pack::Pack`], [`plan::PlanPaper`], [`certificate::CertificatePaper`]),
//! PDF bytes and lines go out.
//! No clock, no files, no store. Words of both languages stand in `words` and nowhere else in the core; dates,
//! numbers and zones are written as the client's options say ([`Formats`]).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(missing_docs)]

pub mod certificate;
mod document;
mod formats;
mod layout;
pub mod lines;
mod named;
pub mod pack;
mod paint;
pub mod plan;
mod style;
mod typeface;
mod words;

pub use document::{Align, Block, Cell, Column, Document, Table, Tile, Tone};
pub use formats::Formats;
pub use words::Language;

/// Why a document could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandoverError {
    /// The typeface that comes with the program cannot be read.
    #[error("the typeface of documents cannot be read")]
    Typeface,
    /// The PDF would not be what it has to be.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
}

impl Document {
    /// The document as a tagged PDF that follows PDF/UA-1 (ISO 14289-1) as far as a program can check it.
    ///
    /// # Errors
    /// [`HandoverError`].
    pub fn pdf(&self) -> Result<Vec<u8>, HandoverError> {
        let faces = typeface::Faces::load()?;
        let laid = layout::lay_out(self, &faces);
        paint::paint(self, laid, &faces)
    }
}
