//! M5, M6, M7, B2: whatever Microsoft's side answers, a reading is complete and equals the tenant, or changes nothing.
//!
//! Real HTTP against a practice cloud in this process; waiting times are short, so that nothing sleeps for long.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod broken;
mod cut;
mod edits;
mod kinds;
mod lives;
mod matrix;
mod person;
mod ranges;
mod shown;
mod stage;
mod table;
