//! What does the gateway contain, and make it contain X: one trait, one module per adapter.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![deny(missing_docs)]

mod contract;
mod local;

pub use contract::{Applied, Capabilities, Change, Gateway, GatewayError, GatewayIdentity};
pub use local::{Account, LocalGateway};
