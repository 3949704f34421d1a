//! One file per screen: what it asks, and what a script asks.

mod client;
mod connect;
mod domains;
mod exception;
mod gateway;
mod mailboxes;
mod options;
mod overview;
mod plan;
mod registration;
mod run;
mod trust;
mod why;

pub(crate) use exception::end_of;
