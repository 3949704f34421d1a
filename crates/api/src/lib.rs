//! What may the outside ask, and what does it hear: commands, view models, events, problems.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(missing_docs)]

pub mod bindings;
mod commands;
pub mod dto;
