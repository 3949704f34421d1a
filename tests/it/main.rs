//! The journeys: the programs as they were built, against real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod desktop;
mod gateway_smtp;
mod tidy;
