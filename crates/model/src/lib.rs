//! Nouns and the pure plan: what the things are, and what should change.
//!
//! No I/O, no async, no clock, no randomness: every function here gives the same answer for the same
//! arguments. `serde` derives describe the values (a plan is stored, hashed and exported); no format
//! crate is a dependency.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(missing_docs)]

mod address;
mod brake;
pub mod cutover;
mod directory;
mod ids;
mod networks;
mod options;
pub mod plan;
mod shape;
mod sighting;

pub use address::{Address, AddressError, DomainName};
pub use brake::{Brake, BrakeInput, BrakeReading, Removals, ServiceReading, TYPED_FROM};
pub use directory::{Accepted, DomainFacts, Kind, KindSource, Recipient, Unselectable};
pub use ids::{DirectoryId, NotAGuid, TenantId};
pub use networks::Networks;
pub use options::{
    DateFormat, Defaults, LeaverPolicy, LeaverRule, NewMailboxes, Options, Report, SyncEvery, TimeFormat, TimeOfDay,
};
pub use shape::{DomainShape, ObservedDomain, ObservedRecipient, Owner, Profile, RecipientShape, Route, Services};
pub use sighting::{
    ExchangeReading, ExchangeWord, GraphWord, Judged, KindSeen, NotTaken, Resource, Seen, SeenByExchange, Who, Witness,
    judge, weigh,
};
