//! `cargo xtask test`: every test, from nothing, with a count at the end.

use crate::{
    count::{Count, counted},
    packages,
    run::{Outcome, cargo, program, root, run},
    ui,
};

/// Installs what is missing, builds page and programs, runs every test of both, counts.
pub fn test() -> Outcome {
    packages::ensure(&[packages::WINDOW, packages::MAIL, packages::DRIVEN])?;
    ui::build()?;
    // The journeys drive these programs as they are, so they are built before the tests start.
    run(&mut cargo(&["build", "--package", "tenantry", "--package", "tenantry-cli"]))?;
    let mut count = Count::default();
    count.add(counted(program("npm", &["run", "--silent", "test"]).current_dir(root().join("ui")))?);
    count.add(counted(&mut cargo(&["test", "--workspace", "--no-fail-fast"]))?);
    println!("\n{} passed, {} failed", count.passed, count.failed);
    if count.failed > 0 { Err("Tests failed; their names are above.".to_owned()) } else { Ok(()) }
}
