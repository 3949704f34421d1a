//! What does the tenant contain? Microsoft Graph and Exchange Online over HTTP.
//!
//! [`Directory`] reads one tenant. It keeps nothing: pages leave through a bounded channel as they arrive. Base URLs
//! are injected, tokens come from a [`TokenSource`], and no token ever goes to a host other than those base URLs.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod addresses;
mod advice;
mod batch;
mod budget;
mod challenge;
mod clock;
mod connection;
mod count;
mod cuts;
mod directory;
mod domains;
pub mod endpoints;
mod error;
mod exchange;
#[doc(hidden)]
pub mod fuzz;
mod http;
mod judge;
mod kinds;
mod link;
mod listing;
pub mod mail;
mod object;
mod organization;
mod page;
mod patience;
mod probe;
mod reading;
mod recipient_type;
mod refusal;
#[cfg(test)]
mod tests;
mod token;
mod usage_report;
mod user_purpose;
mod walk;

pub use connection::{ProxyProblem, TlsProblem};
pub use directory::{Directory, Endpoints};
pub use error::MicrosoftError;
pub use exchange::{AcceptedDomain, RecipientList};
pub use http::{client, client_builder};
pub use kinds::KindReading;
pub use organization::Organization;
pub use patience::Patience;
pub use probe::Probe;
pub use reading::{Page, Start, Sum};
pub use token::{Audience, TokenFailure, TokenSource};
