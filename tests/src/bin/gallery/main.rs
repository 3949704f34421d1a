//! Pictures of every screen and state, taken from the real window: `gallery FOLDER [--compare] [--only NAME]`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it tells the person at the terminal what it saved")]
#![allow(clippy::expect_used, clippy::panic, reason = "a picture that cannot be taken ends the run, with the reason")]

mod camera;
mod index;
mod many;
mod pages;
mod stage;
mod states;
mod wizard;

use std::{path::Path, process::ExitCode};

use camera::{Camera, Then};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = words.first().filter(|word| !word.starts_with("--")) else {
        eprintln!("usage: gallery FOLDER [--compare] [--only NAME]");
        return ExitCode::from(2);
    };
    let compare = words.iter().any(|word| word == "--compare");
    let only = words.iter().position(|word| word == "--only").and_then(|at| words.get(at + 1)).cloned();
    let (folder, aside) = (Path::new(folder), Path::new("target/gallery"));
    let whole = only.is_none() && !compare;
    let camera = Camera::new(folder, aside, if compare { Then::Compare } else { Then::Accept }, only);
    wizard::first_start(&camera);
    states::wrong(&camera);
    states::another_language(&camera);
    many::a_large_tenant(&camera);
    let (shots, changed, faults) = camera.done();
    for fault in &faults {
        println!("{fault}");
    }
    println!("{} screens, {} pictures changed, {} faults of layout", shots.len(), changed.len(), faults.len());
    if whole {
        index::write(folder, &shots);
    }
    if compare && !changed.is_empty() {
        println!("The new ones are in {}; `cargo xtask gallery --accept` keeps them.", aside.display());
        return ExitCode::FAILURE;
    }
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
