//! `cargo xtask bench` and `cargo xtask soak`: builds what is measured as it is shipped, and measures it.

use crate::{
    bundle, packages,
    run::{Outcome, cargo, program, root, run},
    ui,
};

/// The measuring program takes the words as they are; `--profile NAME` is for cargo.
pub fn bench(words: &[String]) -> Outcome {
    measured("figures", words)
}

/// Background syncs for as long as wished.
pub fn soak(words: &[String]) -> Outcome {
    measured("soak", words)
}

fn measured(what: &str, words: &[String]) -> Outcome {
    let (profile, words) = profile(words)?;
    let wishes = if what == "figures" { Wishes::of(&words) } else { Wishes { window: false, engine: true } };
    if what == "figures" {
        packages::ensure(if wishes.window { &[packages::WINDOW, packages::DRIVEN] } else { &[] })?;
    }
    if what == "figures" && wishes.engine {
        run(program("npm", &["ci", "--no-audit", "--no-fund"]).current_dir(root().join("benches/js")))?;
    }
    if wishes.window {
        window(&profile)?;
    }
    // What drives a window may be built as quickly as can be.
    let tools = if wishes.engine { &profile } else { "dev" };
    let mut build = vec!["--profile", tools, "--package", "tenantry-bench"];
    let mut all = cargo(&["build"]);
    all.args(&build).args(if wishes.engine { &["--package", "tenantry-cli"][..] } else { &[] });
    if wishes.window {
        all.args(["--package", "journeys", "--bin", "tenantry-bench", "--bin", "window-figures"]);
        all.args(if wishes.engine { &["--bin", "tenantryctl"][..] } else { &[] });
    }
    run(&mut all)?;
    build.extend(["--", what]);
    let programs = root().join("target").join(if profile == "dev" { "debug" } else { &profile });
    run(cargo(&["run", "--quiet"]).args(build).args(words).env("TENANTRY_PROGRAMS", programs))
}

/// The programs as they are shipped, and their installers; in another profile the programs alone.
fn window(profile: &str) -> Outcome {
    if profile == "release" {
        return bundle::bundle(&[]);
    }
    ui::build()?;
    run(cargo(&["build", "--profile", profile]).args(["--package", "tenantry", "--package", "tenantry-cli"]))
}

/// What of it is measured on the window and its installers, and what without: all, unless some are named.
#[derive(Debug, PartialEq, Eq)]
struct Wishes {
    window: bool,
    engine: bool,
}

impl Wishes {
    fn of(words: &[String]) -> Self {
        let named = words.iter().zip(words.iter().skip(1)).filter(|(word, _)| *word == "--only").map(|(_, id)| id);
        let of_the_window = |id: &String| ["P8", "P9", "P11"].iter().any(|one| one.eq_ignore_ascii_case(id));
        let (window, engine): (Vec<_>, Vec<_>) = named.partition(|id| of_the_window(id));
        let all = window.is_empty() && engine.is_empty();
        Self { window: all || !window.is_empty(), engine: all || !engine.is_empty() }
    }
}

/// What is shipped is measured, unless somebody wishes a build that is made more quickly.
fn profile(words: &[String]) -> Outcome<(String, Vec<String>)> {
    let mut rest = words.to_vec();
    let Some(at) = rest.iter().position(|word| word == "--profile") else {
        return Ok(("release".to_owned(), rest));
    };
    if at + 1 >= rest.len() {
        return Err("--profile needs a name".to_owned());
    }
    let profile = rest.remove(at + 1);
    rest.remove(at);
    Ok((profile, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_built_when_it_is_measured_and_the_engine_when_it_is() {
        let wishes = |text: &str| Wishes::of(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(wishes("--quick"), Wishes { window: true, engine: true });
        assert_eq!(wishes("--only P1 --only p9 --quick"), Wishes { window: true, engine: true });
        assert_eq!(wishes("--only P8 --only P11"), Wishes { window: true, engine: false });
        assert_eq!(wishes("--only P1 --size 1000"), Wishes { window: false, engine: true });
    }

    #[test]
    fn the_profile_is_for_cargo_and_the_other_words_are_passed_on() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(profile(&words("--quick")), Ok(("release".to_owned(), words("--quick"))));
        let given = profile(&words("--only P1 --profile measured --quick"));
        assert_eq!(given, Ok(("measured".to_owned(), words("--only P1 --quick"))));
        assert!(profile(&words("--profile")).is_err());
    }
}
