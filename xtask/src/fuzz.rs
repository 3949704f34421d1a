//! `cargo xtask fuzz [TARGET] [--seconds N]`: what comes from the network, against everything it might be.

use std::fs;

use crate::run::{Outcome, cargo, program, root, run, succeeds};

/// Each target in turn, or one of them, so many seconds each.
pub fn fuzz(words: &[String]) -> Outcome {
    let (wished, seconds) = wishes(words)?;
    let targets = targets()?;
    if let Some(unknown) = wished.as_ref().filter(|name| !targets.contains(name)) {
        return Err(format!("{unknown} is no target; there are {}", targets.join(", ")));
    }
    if !succeeds(&mut program("cargo-fuzz", &["--version"])) {
        run(&mut cargo(&["install", "--locked", "cargo-fuzz"]))?;
    }
    for target in targets.iter().filter(|target| wished.as_ref().is_none_or(|name| name == *target)) {
        // What is found goes into the first folder, which git ignores; the second only seeds it.
        let (found, seeds) = (format!("fuzz/found/{target}"), format!("fuzz/corpus/{target}"));
        fs::create_dir_all(root().join(&found)).map_err(|error| format!("{found}: {error}"))?;
        let limit = format!("-max_total_time={seconds}");
        // Without a sanitizer the flags are those of any stable compiler; safe code needs none to show its panics.
        let build = ["fuzz", "run", "--sanitizer", "none", target, &found, &seeds, "--"];
        run(cargo(&build).args([limit.as_str(), "-max_len=65536", "-timeout=60", "-rss_limit_mb=2048"]))?;
    }
    Ok(())
}

/// A target is a file of `fuzz/fuzz_targets`.
fn targets() -> Outcome<Vec<String>> {
    let folder = root().join("fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let stem = |entry: fs::DirEntry| entry.path().file_stem().map(|name| name.to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.flatten().filter_map(stem).collect();
    names.sort();
    Ok(names)
}

fn wishes(words: &[String]) -> Outcome<(Option<String>, u32)> {
    let (mut target, mut seconds) = (None, 60);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--seconds" {
            seconds = words.next().and_then(|n| n.parse().ok()).ok_or("--seconds needs a number")?;
        } else {
            target = Some(word.clone());
        }
    }
    Ok((target, seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_and_its_seconds_come_in_any_order() {
        let words = |text: &str| wishes(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(words(""), Ok((None, 60)));
        assert_eq!(words("addresses --seconds 600"), Ok((Some("addresses".to_owned()), 600)));
        assert_eq!(words("--seconds 5 addresses"), Ok((Some("addresses".to_owned()), 5)));
        assert!(words("--seconds").is_err());
    }

    #[test]
    fn every_target_has_a_corpus() {
        assert!(targets().is_ok_and(|all| all.len() > 4));
        for target in targets().unwrap_or_default() {
            let folder = root().join("fuzz/corpus").join(&target);
            assert!(fs::read_dir(&folder).is_ok_and(|mut files| files.next().is_some()), "{target} has no corpus");
        }
    }
}
