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

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::ExitCode,
    thread,
};

use camera::{Camera, Shot, Then};

/// A way through the program, and what it is called.
type Way = (&'static str, fn(&Camera));

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
    let camera = || Camera::new(folder, aside, if compare { Then::Compare } else { Then::Accept }, only.clone());
    // Two windows at once, each on a desktop of its own: most of the time either waits.
    let taken = thread::scope(|scope| {
        let ways: [&[Way]; 2] = [
            &[("wizard", wizard::first_start), ("another language", states::another_language)],
            &[("what goes wrong", states::wrong), ("a large tenant", many::a_large_tenant)],
        ];
        let cameras: Vec<_> = ways.iter().map(|ways| scope.spawn(|| walk(ways, camera()))).collect();
        cameras.into_iter().map(|walking| walking.join().expect("a camera")).collect::<Vec<_>>()
    });
    let (mut shots, mut changed, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (mut some, names, wrong) in taken {
        shots.append(&mut some);
        changed.extend(names);
        faults.extend(wrong);
    }
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

/// Goes each way with one camera; a way that ends early is told, and the next one is gone.
fn walk(ways: &[Way], camera: Camera) -> (Vec<Shot>, Vec<String>, Vec<String>) {
    let mut broken = Vec::new();
    for (name, way) in ways {
        if catch_unwind(AssertUnwindSafe(|| way(&camera))).is_err() {
            broken.push(format!("{name}: it did not come to its end"));
        }
    }
    let (shots, changed, mut faults) = camera.done();
    faults.extend(broken);
    (shots, changed, faults)
}
