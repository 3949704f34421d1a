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
    // What only other systems build with is judged, too.
    run(&mut cargo(&["fetch", "--locked"]))?;
    run(&mut cargo(&["deny", "--offline", "check", "bans", "licenses", "sources"]))?;
    for file in &GENERATED {
        if file.text()? != file.committed() {
            return Err(format!("{} is out of date: run `cargo xtask gen`.", file.path));
        }
    }
    Ok(())
}

/// Writes what the page takes from the core.
pub fn generate() -> Outcome {
    for file in &GENERATED {
        fs::write(root().join(file.path), file.text()?)
            .map_err(|error| format!("{} could not be written: {error}", file.path))?;
    }
    Ok(())
}

/// A file of the page that crates/api prints.
struct Generated {
    path: &'static str,
    which: &'static str,
}

const GENERATED: [Generated; 2] = [
    Generated { path: "ui/src/host/bindings.ts", which: "typescript" },
    Generated { path: "ui/src/problems/refusals.json", which: "refusals" },
];

impl Generated {
    fn committed(&self) -> String {
        fs::read_to_string(root().join(self.path)).unwrap_or_default()
    }

    fn text(&self) -> Outcome<String> {
        let arguments = ["run", "--quiet", "--package", "tenantry-api", "--example", "bindings", "--", self.which];
        let output = cargo(&arguments).output().map_err(|error| format!("cargo could not be run: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
