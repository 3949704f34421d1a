//! The practice cloud over real HTTP, as a client sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod consent;
mod control;
mod delta;
mod exchange;
mod graph;
mod metadata;
mod sign_in;
mod sizes;
mod small_tenant;
mod support;
mod tokens;
