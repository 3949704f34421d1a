//! What documents say and how their PDFs are built, looked at with programs that are not ours (poppler, qpdf).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod any;
mod certificate;
mod csv;
mod sample;
mod structure;
mod tools;
mod words;
