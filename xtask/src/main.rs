//! `cargo xtask demo | test | check | gen`: the project's own tasks, from nothing to the end.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a task runner talks to the person at the terminal")]

mod check;
mod count;
mod demo;
mod packages;
mod run;
mod test;
mod ui;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask demo    the main job on the practice cloud: in a window, or headless without a display
cargo xtask test    every test, from nothing
cargo xtask check   format, lints, licences, page lint and types
cargo xtask gen     the TypeScript bindings from crates/api";

fn main() -> ExitCode {
    let task = std::env::args().nth(1);
    let result = match task.as_deref() {
        Some("demo") => demo::demo(),
        Some("test") => test::test(),
        Some("check") => check::check(),
        Some("gen") => check::generate(),
        _ => Err(format!("Which task?\n{USAGE}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
