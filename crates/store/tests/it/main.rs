//! The store at its border: what goes in comes out, and what must not happen does not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

extern crate tenantry_store as store;

mod choosing;
mod clients;
mod cutover;
mod fetching;
mod files;
mod gateways;
mod grid;
mod importing;
mod importing_again;
mod importing_asked;
mod importing_choice;
mod importing_client;
mod importing_files;
mod importing_ledger;
mod importing_moves;
mod importing_shared;
mod importing_turns;
mod journal;
mod large;
mod lists;
mod planning;
mod readings;
mod rehearsing;
mod retention;
mod salvaging;
mod settled;
mod sources;
mod tenant;
mod trust;
mod undoing;
mod upgrading;
mod waiting;
