//! What does the gateway contain, and make it contain X: one trait, one module per adapter.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(missing_docs)]

mod by_hand;
mod certificate;
mod contract;
pub mod fuzz;
pub mod mail_assure;
mod sql;

pub use by_hand::Setting;
pub use contract::{
    Applied, Capabilities, Change, Credentials, Gateway, GatewayError, GatewayIdentity, Memory, NoMemory,
};
pub use mail_assure::{MailAssure, MailAssureAddress};
pub use sql::{Account, LocalGateway, PostgresAddress, PostgresAddressError, PostgresGateway};
