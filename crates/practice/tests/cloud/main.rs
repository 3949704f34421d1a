//! The practice cloud over real HTTP, as a client sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accounts;
mod app;
mod app_tokens;
mod approval;
mod apps;
mod batch;
mod claims;
mod consent;
mod control;
mod days;
mod delta;
mod device;
mod endpoints;
mod exact;
mod exchange;
mod exchange_v2;
mod faults;
mod graph;
mod large;
mod mail;
mod mail_delta;
mod mail_limits;
mod metadata;
mod national;
mod panel;
mod panel_faults;
mod refuse;
mod report;
mod sign_in;
mod sizes;
mod small_tenant;
mod support;
mod tokens;
