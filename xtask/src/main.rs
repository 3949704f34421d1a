//! `cargo xtask demo | test | check | gen | gallery | bench | soak | fuzz | bundle | mutants`: the project's own tasks, from nothing to the end.
#![cfg_attr(test, allow(clippy::unwrap_used))]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a task runner talks to the person at the terminal")]

mod bench;
mod bundle;
mod check;
mod count;
mod demo;
mod fuzz;
mod gallery;
mod mutants;
mod packages;
mod run;
mod test;
mod ui;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask demo    the main job on the practice cloud: in a window, or headless without a display
cargo xtask test    every test, from nothing
cargo xtask check   format, lints, licences, page lint and types
cargo xtask gen     the TypeScript bindings from crates/api
cargo xtask gallery pictures of every screen [--compare | --accept] [--missing] [--only NAME]
cargo xtask bench   the figures against their targets [--quick] [--only P1] [--profile NAME]
cargo xtask soak    background syncs through days and faults [--minutes 60] [--users 500] [--seed N]
cargo xtask fuzz    what comes from the network, against everything it might be [TARGET] [--seconds N]
cargo xtask bundle  installers for this system [KIND…] [--try]: installed, used and removed on a clean Debian
cargo xtask mutants breaks each rule in a copy of the tree, and sees its test go red [RULE…]";

fn main() -> ExitCode {
    let task = std::env::args().nth(1);
    let words: Vec<String> = std::env::args().skip(2).collect();
    let result = match task.as_deref() {
        Some("demo") => demo::demo(),
        Some("test") => test::test(),
        Some("check") => check::check(),
        Some("gen") => check::generate(),
        Some("gallery") => gallery::gallery(&words),
        Some("bench") => bench::bench(&words),
        Some("soak") => bench::soak(&words),
        Some("fuzz") => fuzz::fuzz(&words),
        Some("bundle") => bundle::bundle(&words),
        Some("mutants") => mutants::mutants(&words),
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
