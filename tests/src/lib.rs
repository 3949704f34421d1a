//! What every journey needs: a private desktop, a private Postfix, the programs as they were built.
#![allow(clippy::expect_used, clippy::panic, reason = "a journey that cannot begin ends here, with the reason")]

pub mod desktop;
pub mod postfix;
