//! The page: its packages and its build.

use std::fs;

use crate::run::{Outcome, program, root, run};

/// Installs the page's packages when the lock file is newer than what is installed.
pub fn install() -> Outcome {
    let ui = root().join("ui");
    let changed = |path: &str| fs::metadata(ui.join(path)).and_then(|m| m.modified()).ok();
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(());
    }
    run(program("npm", &["ci", "--no-audit", "--no-fund"]).current_dir(ui))
}

/// Builds the page into `ui/dist`, which the shell embeds.
pub fn build() -> Outcome {
    install()?;
    script("build")
}

/// Runs one of the page's own scripts.
pub fn script(name: &str) -> Outcome {
    run(program("npm", &["run", "--silent", name]).current_dir(root().join("ui")))
}
