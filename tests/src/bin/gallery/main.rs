//! Pictures of every screen and state, taken from the real window: `gallery FOLDER [--compare] [--missing] [--only NAME]`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it tells the person at the terminal what it saved")]
#![allow(clippy::expect_used, clippy::panic, reason = "a picture that cannot be taken ends the run, with the reason")]

mod broken;
mod camera;
mod clients;
mod gateways;
mod german;
mod grid;
mod guard;
mod imports;
mod index;
mod lab;
mod loading;
mod looks;
mod many;
mod pages;
mod stage;
mod wizard;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::ExitCode,
    sync::Mutex,
    thread,
    time::Instant,
};

use camera::{Camera, Shot};
use lab::Then;

/// A way through the program, and what it is called.
type Way = (&'static str, fn(&Camera));

const WAYS: [Way; 5] = [
    ("wizard", wizard::first_start),
    ("clients", clients::several),
    ("german", german::another_language),
    ("broken", broken::folder),
    ("many", many::a_large_tenant),
];
/// The longest first.
const ORDER: [usize; 5] = [0, 4, 1, 2, 3];
/// As many windows at once, each on a desktop of its own: most of the time each waits.
const AT_ONCE: usize = 3;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = words.first().filter(|word| !word.starts_with("--")) else {
        eprintln!("usage: gallery FOLDER [--compare] [--missing] [--only NAME]");
        return ExitCode::from(2);
    };
    let compare = words.iter().any(|word| word == "--compare");
    let only = words.iter().position(|word| word == "--only").and_then(|at| words.get(at + 1)).cloned();
    // The name of a way goes that way alone; any other one is the beginning of pictures' names.
    let way = WAYS.iter().position(|(name, _)| only.as_deref() == Some(*name));
    let (folder, aside) = (Path::new(folder), Path::new("target/gallery"));
    let then = if compare { Then::Compare } else { Then::Accept };
    let prefix = if way.is_some() { None } else { only.clone() };
    let missing = words.iter().any(|word| word == "--missing");
    let camera = || Camera::new(folder, aside, then, prefix.clone(), missing);
    let start = Instant::now();
    let left =
        Mutex::new(ORDER.iter().rev().copied().filter(|at| way.is_none_or(|one| one == *at)).collect::<Vec<_>>());
    let next = || left.lock().expect("the ways that are left").pop();
    let mut taken = thread::scope(|scope| {
        let walk = || std::iter::from_fn(&next).map(|at| (at, walk(WAYS[at], camera()))).collect::<Vec<_>>();
        let lanes: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(walk)).collect();
        lanes.into_iter().flat_map(|lane| lane.join().expect("a lane")).collect::<Vec<_>>()
    });
    taken.sort_by_key(|(at, _)| *at);
    let (mut shots, mut changed, mut faults, mut ended) = (Vec::new(), Vec::new(), Vec::new(), true);
    for (_, mut walked) in taken {
        shots.append(&mut walked.shots);
        changed.append(&mut walked.changed);
        faults.append(&mut walked.faults);
        ended &= walked.ended;
    }
    for fault in &faults {
        println!("{fault}");
    }
    let pictures: usize = shots.iter().map(|shot| shot.files.len()).sum();
    let (screens, seconds) = (shots.len(), start.elapsed().as_secs());
    println!(
        "{screens} screens, {pictures} pictures, {} changed, {} faults of layout, {seconds} s",
        changed.len(),
        faults.len()
    );
    if only.is_none() && !compare && !missing && ended {
        index::write(folder, &shots);
        index::tidy(folder, &shots);
    }
    if compare && !changed.is_empty() {
        println!("The new ones are in {}; `cargo xtask gallery --accept` keeps them.", aside.display());
        return ExitCode::FAILURE;
    }
    if faults.is_empty() && ended { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What one way gave.
struct Walked {
    shots: Vec<Shot>,
    changed: Vec<String>,
    faults: Vec<String>,
    /// It came to its end.
    ended: bool,
}

/// Goes a way; one that ends early is told, and the others are gone all the same.
fn walk((name, way): Way, camera: Camera) -> Walked {
    let start = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| way(&camera))).is_ok();
    let (shots, changed, faults) = camera.done();
    println!("{name}: {}, {} s", if ended { "gone" } else { "it did not come to its end" }, start.elapsed().as_secs());
    Walked { shots, changed, faults, ended }
}
