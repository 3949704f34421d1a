//! A computer whose clock is wrong, for one program.

use std::{path::Path, process::Command};

use tempfile::TempDir;

/// Makes a program's clock wrong. What stands between program and clock is written in C, as for [`crate::disk`].
#[derive(Debug)]
pub struct WrongClock(TempDir);

impl WrongClock {
    /// Builds it.
    ///
    /// # Panics
    /// When there is no C compiler.
    #[must_use]
    pub fn make() -> Self {
        let clock = Self(tempfile::tempdir().expect("a temporary folder"));
        crate::disk::preloaded(Path::new("src/clock/shim.c"), &clock.0.path().join("shim.so"));
        clock
    }

    /// The program believes that it is so many days later, or earlier.
    pub fn set(&self, program: &mut Command, days: i64) {
        program.env("LD_PRELOAD", self.0.path().join("shim.so")).env("CLOCK_AHEAD", (days * 86_400).to_string());
    }
}
