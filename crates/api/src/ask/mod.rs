//! One file per screen: what it asks, and what a script asks.

mod client;
mod connect;
mod domains;
mod mailboxes;
mod options;
mod plan;
mod registration;
mod run;
