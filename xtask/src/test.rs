//! `cargo xtask test`: every test, from nothing, with a count at the end.

use std::{env, num::NonZero, process::Command, thread};

use crate::{
    count::counted,
    packages,
    run::{Outcome, cargo, host, program, root, run, superuser},
    ui,
};

/// Installs what is missing, builds page and programs, runs every test of both, counts.
pub fn test() -> Outcome {
    packages::ensure(&[packages::WINDOW, packages::MAIL, packages::SERVERS, packages::DRIVEN, packages::PAPERS])?;
    ui::build()?;
    let mut count = thread::scope(|scope| {
        // Neither keeps every processor busy to its end, so they go side by side.
        let page = scope.spawn(|| counted(program("npm", &["run", "--silent", "test"]).current_dir(root().join("ui"))));
        // The journeys drive the programs as they are, so they are built before the tests start; together with the
        // tests, whose features would else have every library built a second time.
        run(&mut cargo(&["build", "--workspace", "--bins", "--tests"]))?;
        page.join().map_err(|_| "The tests of the page broke off.".to_owned())?
    })?;
    // Half of the time a test waits: for a mail server, a window, a browser.
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = env::var("RUST_TEST_THREADS").unwrap_or_else(|_| (2 * cores).to_string());
    let mut tests =
        |mut command: Command| counted(command.env("RUST_TEST_THREADS", &threads)).map(|one| count.add(one));
    if superuser() {
        tests(cargo(&["test", "--workspace", "--no-fail-fast"]))?;
    } else {
        tests(cargo(&["test", "--workspace", "--no-fail-fast", "--exclude", "journeys"]))?;
        tests(journeys_with_sudo()?)?;
    }
    if !count.told.is_empty() {
        println!("\nOnce more, what failed:\n{}", count.told.join("\n"));
    }
    println!("\n{} passed, {} failed", count.passed, count.failed);
    if count.failed > 0 { Err("Tests failed; what they said is above.".to_owned()) } else { Ok(()) }
}

/// The journeys start private mail servers, which need a superuser's rights: cargo builds, sudo runs.
fn journeys_with_sudo() -> Outcome<Command> {
    let variable = format!("CARGO_TARGET_{}_RUNNER", host()?.to_uppercase().replace('-', "_"));
    println!("Postfix starts with a superuser's rights only, so the journeys ask for them.");
    let mut command = cargo(&["test", "--package", "journeys", "--no-fail-fast"]);
    command.env(variable, "sudo --preserve-env");
    Ok(command)
}
