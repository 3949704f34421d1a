//! `cargo xtask check` and `cargo xtask gen`: what must hold before a change is shared.

use std::fs;

use crate::{
    run::{Outcome, cargo, program, root, run, succeeds},
    ui,
};

/// Format, lints with denied warnings, dependency rules, page lint and types, bindings.
pub fn check() -> Outcome {
    ui::build()?;
    ui::script("check")?;
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
    if !succeeds(&mut program("cargo-deny", &["--version"])) {
        run(&mut cargo(&["install", "--locked", "cargo-deny"]))?;
    }
    run(&mut cargo(&["deny", "--offline", "check", "bans", "licenses", "sources"]))?;
    if bindings()? == committed() {
        Ok(())
    } else {
        Err("The bindings are out of date: run `cargo xtask gen`.".to_owned())
    }
}

/// Writes the TypeScript bindings.
pub fn generate() -> Outcome {
    fs::write(root().join(BINDINGS), bindings()?).map_err(|error| format!("{BINDINGS} could not be written: {error}"))
}

const BINDINGS: &str = "ui/src/host/bindings.ts";

fn committed() -> String {
    fs::read_to_string(root().join(BINDINGS)).unwrap_or_default()
}

fn bindings() -> Outcome<String> {
    let arguments = ["run", "--quiet", "--package", "tenantry-api", "--example", "bindings"];
    let output = cargo(&arguments).output().map_err(|error| format!("cargo could not be run: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
