//! What every journey needs: a private desktop, a private Postfix, the programs as they were built.
#![cfg_attr(test, allow(clippy::unwrap_used))]
#![allow(clippy::expect_used, clippy::panic, reason = "a journey that cannot begin ends here, with the reason")]

pub mod clock;
pub mod cloud;
pub mod ctl;
pub mod desktop;
pub mod disk;
pub mod dovecot;
pub mod folder;
pub mod gateway_rows;
pub mod keyboard;
pub mod layout;
pub mod nsd;
pub mod picture;
pub mod port;
pub mod postfix;
pub mod postgres;
pub mod process;
pub mod program;
pub mod screen;
pub mod search;
pub mod shown;
pub mod swaks;
pub mod tls;
pub mod window;
pub mod wizard;
pub mod world;
