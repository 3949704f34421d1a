//! `cargo xtask mutants [RULE…]`: breaks each rule in a copy of the tree, and sees its test go red.

mod list;
mod provisioning;
mod safety;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use crate::{
    count::{Count, read},
    run::{Outcome, cargo, program, root, run},
};
use list::all;

/// One way to break a rule.
#[derive(Debug)]
struct Mutant {
    /// The rule's number, and what it says no more.
    rule: &'static str,
    breaks: &'static str,
    /// A file, a text that stands in it once, and what takes its place.
    file: &'static str,
    text: &'static str,
    broken: &'static str,
    /// Where the test is that must notice, and its name or the beginning of it.
    place: Place,
    test: &'static str,
}

/// Tests that are built together: a package, and cargo's word for which of its tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// The further from the outside, the sooner it is built.
    turn: u8,
    package: &'static str,
    tests: &'static str,
}

impl Mutant {
    /// A row of the table.
    fn told(&self, fate: &Fate) -> String {
        let Self { rule, breaks, file, test, .. } = self;
        let word = match fate {
            Fate::Seen => "red",
            Fate::Missed => "STAYED GREEN",
            Fate::Unfit(why) => why,
        };
        format!("| {rule} | {breaks} | `{file}` | `{test}` | {word} |")
    }
}

/// What became of one.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// The test went red.
    Seen,
    /// The test stayed green: it proves nothing.
    Missed,
    /// The text is not there once, the copy does not compile, or there is no such test.
    Unfit(String),
}

/// Every rule, or those that are named.
pub fn mutants(words: &[String]) -> Outcome {
    let chosen: Vec<&Mutant> =
        all().filter(|mutant| words.is_empty() || words.iter().any(|word| word == mutant.rule)).collect();
    if chosen.is_empty() {
        return Err("No mutant breaks that rule.".to_owned());
    }
    let tree = Tree::copy()?;
    let mut lines = Vec::new();
    let mut bad = 0;
    // What is built together is tried together.
    let places: BTreeSet<Place> = chosen.iter().map(|mutant| mutant.place).collect();
    for place in places {
        let here: Vec<&&Mutant> = chosen.iter().filter(|mutant| mutant.place == place).collect();
        // A test that is red already would notice everything.
        for mutant in &here {
            let count = tree.counted(mutant)?.0;
            if count.failed > 0 || count.passed == 0 {
                return Err(format!("{} in {}: {count:?} before anything was broken", mutant.test, place.package));
            }
        }
        for mutant in here {
            let begun = Instant::now();
            let fate = tree.try_one(mutant)?;
            bad += u32::from(fate != Fate::Seen);
            let line = mutant.told(&fate);
            println!("{line}   {} s", begun.elapsed().as_secs());
            lines.push(line);
        }
    }
    lines.sort();
    println!("\n| rule | what was broken | where | test | it went |\n| --- | --- | --- | --- | --- |");
    println!("{}", lines.join("\n"));
    println!("\n{} mutants, {bad} not seen", chosen.len());
    if bad > 0 { Err("Some mutants were not seen.".to_owned()) } else { Ok(()) }
}

/// A copy of what is committed; it goes away with this value.
struct Tree(PathBuf);

impl Tree {
    fn copy() -> Outcome<Self> {
        // Always in the same place, so that what was built there before is built.
        let place = std::env::temp_dir().join("tenantry-mutants");
        let shown = place.display().to_string();
        if place.exists() {
            run(&mut program("git", &["worktree", "remove", "--force", &shown]))?;
        }
        run(&mut program("git", &["worktree", "add", "--quiet", "--detach", &shown, "HEAD"]))?;
        Ok(Self(place))
    }

    /// Cargo in the copy. What it builds there never takes the place of a program of this tree.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let own = || root().join("target/mutants");
        let mut command = cargo(arguments);
        command
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", std::env::var_os("MUTANTS_TARGET_DIR").map_or_else(own, PathBuf::from));
        command
    }

    fn try_one(&self, mutant: &Mutant) -> Outcome<Fate> {
        let path = self.0.join(mutant.file);
        let Ok(sound) = fs::read_to_string(&path) else { return Ok(Fate::Unfit("no such file".to_owned())) };
        let times = sound.matches(mutant.text).count();
        if times != 1 {
            return Ok(Fate::Unfit(format!("the text stands there {times} times")));
        }
        let fate = self.broken(mutant, &path, &sound);
        write(&path, &sound)?;
        fate
    }

    fn broken(&self, mutant: &Mutant, path: &Path, sound: &str) -> Outcome<Fate> {
        write(path, &sound.replacen(mutant.text, mutant.broken, 1))?;
        let (count, said) = self.counted(mutant)?;
        Ok(match (count.failed, count.passed) {
            (0, 0) => {
                let error = said.lines().find(|line| line.starts_with("error")).unwrap_or("no such test");
                Fate::Unfit(error.to_owned())
            }
            (0, _) => Fate::Missed,
            _ => Fate::Seen,
        })
    }

    /// Runs its test: how many passed and failed, and what the compiler said.
    fn counted(&self, mutant: &Mutant) -> Outcome<(Count, String)> {
        let told = |error: std::io::Error| format!("cargo could not be run: {error}");
        let Place { package, tests, .. } = mutant.place;
        if package == "journeys" {
            // They drive the program as it is.
            self.cargo(&["build", "--quiet", "--package", "tenantry-cli"]).output().map_err(told)?;
        }
        let output = self.cargo(&["test", "--package", package, tests, "--", mutant.test]).output().map_err(told)?;
        let mut count = Count::default();
        String::from_utf8_lossy(&output.stdout).lines().for_each(|line| count.add(read(line)));
        Ok((count, String::from_utf8_lossy(&output.stderr).into_owned()))
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // What stays behind is only a copy; the next `git worktree prune` forgets it.
        let shown = self.0.display().to_string();
        let _ = run(&mut program("git", &["worktree", "remove", "--force", &shown]));
    }
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutant_finds_its_text_once_and_its_test() {
        for mutant in all() {
            let text = fs::read_to_string(root().join(mutant.file)).unwrap_or_default();
            assert_eq!(text.matches(mutant.text).count(), 1, "{} in {}: {}", mutant.rule, mutant.file, mutant.text);
            assert_ne!(mutant.text, mutant.broken);
        }
    }

    #[test]
    fn every_rule_that_is_built_has_a_mutant() {
        let rules: BTreeSet<&str> = all().map(|mutant| mutant.rule).collect();
        let wanted = (1..=16).map(|n| format!("R{n}")).chain((1..=8).map(|n| format!("B{n}")));
        for rule in wanted {
            assert!(rules.contains(rule.as_str()), "no mutant breaks {rule}");
        }
    }
}
