//! What crosses the border: requests, view models and events, exported to TypeScript.
//!
//! Times are RFC 3339 texts in UTC; the page shows them in the person's zone. Ids of clients, plans and runs
//! are small integers; ids of recipients are GUID texts. View models say what may be pressed now (`offers`),
//! so that no screen decides anything.

mod apply;
mod client;
mod connect;
mod cutover;
mod domains;
mod event;
mod exception;
mod gateway;
mod grid;
mod handover;
mod history;
mod mail_access;
mod mail_archive;
mod mail_import;
mod mail_paper;
mod mailboxes;
mod options;
mod overview;
mod problem;
mod registration;
mod review;
mod settings;
mod support;
mod trust;
mod why;

pub use apply::*;
pub use client::*;
pub use connect::*;
pub use cutover::*;
pub use domains::*;
pub use event::*;
pub use exception::*;
pub use gateway::*;
pub use grid::*;
pub use handover::*;
pub use history::*;
pub use mail_access::*;
pub use mail_archive::*;
pub use mail_import::*;
pub use mail_paper::*;
pub use mailboxes::*;
pub use options::*;
pub use overview::*;
pub use problem::*;
pub use registration::*;
pub use review::*;
pub use settings::*;
pub use support::*;
pub use trust::*;
pub use why::*;
