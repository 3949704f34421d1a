//! `cargo xtask bench` and `cargo xtask soak`: builds what is measured as it is shipped, and measures it.

use crate::{
    packages,
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
    if what == "figures" {
        packages::ensure(if window(&words) { &[packages::WINDOW, packages::DRIVEN] } else { &[] })?;
        run(program("npm", &["ci", "--no-audit", "--no-fund"]).current_dir(root().join("benches/js")))?;
    }
    let build = ["--profile", &profile, "--package", "tenantry-bench"];
    let mut all = cargo(&["build"]);
    all.args(build).args(["--package", "tenantry-cli"]);
    if what == "figures" && window(&words) {
        ui::build()?;
        all.args(["--package", "tenantry", "--package", "journeys"]);
    }
    run(&mut all)?;
    run(cargo(&["run", "--quiet"]).args(build).args(["--", what]).args(words))
}

/// The window is measured, too (P9): always, unless only other figures are wished.
fn window(words: &[String]) -> bool {
    let only = words.iter().position(|word| word == "--only");
    only.is_none_or(|at| {
        words.iter().skip(at + 1).take_while(|word| !word.starts_with("--")).any(|id| id.eq_ignore_ascii_case("P9"))
    })
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
    fn the_window_is_built_when_it_is_measured() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert!(window(&words("--quick")) && window(&words("--only P1 p9 --quick")));
        assert!(!window(&words("--only P1 P4 --quick")));
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
