//! Counts tests in what runners print, while the person reads along.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use crate::run::{Outcome, shown};

/// Tests that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Passed.
    pub passed: u32,
    /// Failed; a runner that ends badly without naming a failed test counts as one.
    pub failed: u32,
}

impl Count {
    /// Both together.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs a test runner, shows its output and counts.
pub fn counted(command: &mut Command) -> Outcome<Count> {
    let name = shown(command);
    println!("› {name}");
    let fail = |error: std::io::Error| format!("{name} could not be run: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(fail)?;
    let mut count = Count::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.map_err(fail)?;
            println!("{line}");
            count.add(read(&line));
        }
    }
    let status = child.wait().map_err(fail)?;
    if !status.success() && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// Reads the closing lines of libtest (`test result: ok. 3 passed; 0 failed`) and Vitest (`Tests  3 passed`).
pub fn read(line: &str) -> Count {
    let plain = without_colour(line);
    let text = plain.trim_start();
    if !text.starts_with("test result:") && !text.starts_with("Tests ") {
        return Count::default();
    }
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ';' || c == '|').filter(|w| !w.is_empty()).collect();
    let before = |what: &str| {
        words.windows(2).find(|pair| pair[1] == what).and_then(|pair| pair[0].parse().ok()).unwrap_or_default()
    };
    Count { passed: before("passed"), failed: before("failed") }
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('\u{1b}') {
        plain.push_str(&rest[..start]);
        rest = rest[start..].split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_both_runners_are_counted() {
        let libtest = "test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(libtest), Count { passed: 12, failed: 2 });
        let vitest = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m\u{1b}[2m | \u{1b}[22m\u{1b}[32m41 passed\u{1b}[39m (42)";
        assert_eq!(read(vitest), Count { passed: 41, failed: 1 });
        assert_eq!(read(" Test Files  3 passed (3)"), Count::default());
    }
}
