//! One file per screen: what it asks, and what a script asks.

mod client;
mod connect;
mod cutover;
mod domains;
mod exception;
mod gateway;
mod grid;
mod handover;
mod mail_access;
mod mail_import;
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
mod written;

pub(crate) use exception::end_of;
pub(crate) use handover::language;
pub use handover::pack_language;
pub(crate) use mail_access::Steps;
