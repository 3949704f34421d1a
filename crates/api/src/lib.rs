//! What may the outside ask, and what does it hear: commands, view models, events, problems.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(missing_docs)]

mod ask;
pub mod bindings;
mod commands;
pub mod dto;
mod link;
mod open;
pub mod script;
mod view;

pub use engine::{Cloud, Desktop, Event, Host, LOG, LogFile, UpdateSource, make_data_dir, one_arena};
pub use link::{SCHEME, page_of_link};
pub use open::{Api, ApiOptions, PRACTICE, VaultChoice, default_data_dir};
