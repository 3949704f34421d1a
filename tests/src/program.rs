//! The programs under test, as they were built.

use std::path::PathBuf;

/// A program of the workspace: it stands in the folder of this very program, or above it for a test.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let me = std::env::current_exe().expect("this program has a path");
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let built = me.ancestors().skip(1).take(2).map(|folder| folder.join(&file)).find(|path| path.is_file());
    built.unwrap_or_else(|| {
        panic!("{name} is not built: run `cargo build -p tenantry -p tenantry-cli`, as `cargo xtask test` does")
    })
}
