//! What does DNS say about a domain's mail? MX, SPF, DKIM, DMARC and MTA-STS, looked up now, each with an end.
//!
//! Nothing is believed beyond its form: answers are parsed into bounded values, lead to no other action than further
//! look-ups of the same kind, and what could not be told is told as such.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(missing_docs)]

mod ask;
mod dmarc;
mod look;
mod mta_sts;
mod policy;
mod spf;

pub use ask::{Dns, DnsError};
pub use dmarc::policy as dmarc_policy;
pub use mta_sts::parse as mta_sts_policy;
pub use spf::{Lookups, MOST_LOOKUPS, MOST_VOIDS, evaluate as evaluate_spf};
