//! `cargo xtask bundle [KIND…]`: installers for this system, with `tenantryctl` in them; `deb rpm` where none is named.

use std::fs;

use crate::{
    packages,
    run::{Outcome, cargo, host, program, root, run},
    ui,
};

/// Builds the installers. It comes from npm as a program, so that nobody waits for it to be compiled.
const TAURI: &str = "@tauri-apps/cli@2.12";

/// Where what goes along lies, under the name that the configuration in `packaging` gives it.
const BESIDE: &str = "target/bundle";

/// Builds what is installed on this system, signed where the environment holds what signing takes.
pub fn bundle(kinds: &[String]) -> Outcome {
    packages::ensure(&[packages::WINDOW])?;
    ui::install()?;
    run(&mut cargo(&["build", "--release", "--package", "tenantry-cli"]))?;
    let end = std::env::consts::EXE_SUFFIX;
    let (from, beside) = (root().join(format!("target/release/tenantryctl{end}")), root().join(BESIDE));
    let to = beside.join(format!("tenantryctl-{}{end}", host()?));
    fs::create_dir_all(&beside)
        .and_then(|()| fs::copy(&from, &to))
        .map_err(|error| format!("{} could not be put beside the window: {error}", from.display()))?;
    let usual: &[&str] = if cfg!(target_os = "linux") { &["deb", "rpm"] } else { &[] };
    let kinds: Vec<&str> = if kinds.is_empty() { usual.to_vec() } else { kinds.iter().map(String::as_str).collect() };
    let mut tauri = program("npm", &["exec", "--yes", "--package", TAURI, "--", "tauri", "build"]);
    tauri.args(["--config", "packaging/bundle.json"]);
    // Windows has no name of its own for this in the environment, as macOS has.
    if std::env::var_os("TENANTRY_SIGN_COMMAND").is_some_and(|command| !command.is_empty()) {
        tauri.args(["--config", "packaging/windows-signed.json"]);
    }
    if !kinds.is_empty() {
        tauri.args(["--bundles", &kinds.join(",")]);
    }
    run(&mut tauri)?;
    println!("\nThe installers are in target/release/bundle.");
    Ok(())
}
