//! `cargo xtask gallery`: pictures of every screen and state, from the real window.

use crate::{
    packages,
    run::{Outcome, cargo, program, run},
    ui,
};

/// WebKit speaks a language that the system knows, and `locales` describes them all; `pngquant` keeps pictures small.
const PICTURES: &[&str] = &["locales", "pngquant"];

/// Takes every picture; keeps those that are not as they were, or with `--compare` only tells which.
pub fn gallery(words: &[String]) -> Outcome {
    packages::ensure(&[packages::WINDOW, packages::DRIVEN, PICTURES])?;
    ui::build()?;
    run(&mut cargo(&["build", "--package", "tenantry", "--package", "tenantry-cli"]))?;
    run(&mut cargo(&["build", "--package", "journeys", "--bin", "gallery", "--bin", "person"]))?;
    // To accept is what it does; the word may be said.
    let rest = words.iter().map(String::as_str).filter(|word| *word != "--accept");
    let arguments: Vec<&str> = std::iter::once("docs/gallery").chain(rest).collect();
    run(&mut program("target/debug/gallery", &arguments))
}
