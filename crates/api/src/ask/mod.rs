//! One file per screen: what it asks, and what a script asks.

mod client;
mod connect;
mod cutover;
mod domains;
mod exception;
mod gateway;
mod grid;
mod handover;
mod mailboxes;
mod options;
mod overview;
mod plan;
mod registration;
mod run;
mod settings;
mod support;
mod trust;
mod why;

pub(crate) use exception::end_of;
pub use handover::pack_language;
