//! The practice cloud over real HTTP, as a client sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accounts;
mod approval;
mod claims;
mod consent;
mod control;
mod delta;
mod device;
mod exchange;
mod graph;
mod metadata;
mod national;
mod refuse;
mod sign_in;
mod sizes;
mod small_tenant;
mod support;
mod tokens;
