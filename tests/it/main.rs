//! The journeys: the programs as they were built, against real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod background;
mod ctl_brake;
mod ctl_connect;
mod ctl_contract;
mod ctl_days;
mod ctl_gateway;
mod ctl_gateway_trouble;
mod ctl_journey;
mod ctl_life;
mod ctl_plans;
mod ctl_undo;
mod ctl_why;
mod demo;
mod desktop;
mod disk_full;
mod dns;
mod every_moment;
mod gateway_smtp;
mod import;
mod kill;
mod lives;
mod mail_assure;
mod secrets;
mod sign_in_faults;
mod tidy;
mod window;
mod window_import;
mod window_keyboard;
mod window_left;
