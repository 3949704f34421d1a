//! Counts tests in what runners print, while the person reads along.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use crate::run::{Outcome, shown};

/// Tests that ran.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    /// Passed.
    pub passed: u32,
    /// Failed; a runner that ends badly without naming a failed test counts as one.
    pub failed: u32,
    /// What runners said about those that failed, to be read at the end of a long output.
    pub told: Vec<String>,
}

impl Count {
    /// Both together.
    pub fn add(&mut self, mut other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.told.append(&mut other.told);
    }
}

/// Runs a test runner, shows its output and counts.
pub fn counted(command: &mut Command) -> Outcome<Count> {
    let name = shown(command);
    println!("› {name}");
    let fail = |error: std::io::Error| format!("{name} could not be run: {error}");
    // One pipe for both: Vitest says on the one which test failed and on the other how many.
    let (output, input) = std::io::pipe().map_err(fail)?;
    command.stdout(input.try_clone().map_err(fail)?).stderr(input);
    let mut child = command.spawn().map_err(fail)?;
    // It holds the pipe's other end, which would keep the reading from its end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let (mut count, mut telling) = (Count::default(), false);
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line.map_err(fail)?).into_owned();
        println!("{line}");
        telling = tells_of_failures(&line).unwrap_or(telling);
        if telling {
            count.told.push(line.clone());
        }
        count.add(read(&line));
    }
    let status = child.wait().map_err(fail)?;
    if !status.success() && count.failed == 0 {
        count.failed = 1;
        count.told.push(format!("{name} named no failed test, but ended with {status}"));
    }
    Ok(count)
}

/// Whether what follows tells of tests that failed, to the closing lines: libtest's `failures:`, Vitest's `Failed Tests 2`
/// or `Unhandled Errors`, and Cargo's own `error:` of a program that ended by a signal.
fn tells_of_failures(line: &str) -> Option<bool> {
    let plain = without_colour(line);
    let text = plain.trim_matches(|c: char| c.is_whitespace() || c == '⎯');
    let starts = |with: &[&str]| with.iter().any(|start| text.starts_with(start));
    let ends = starts(&["test result:", "Test Files ", "Running "]);
    let begins = text == "failures:" || starts(&["Failed Tests ", "Failed Suites ", "Unhandled Errors", "error: "]);
    (begins || ends).then_some(begins)
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
    Count { passed: before("passed"), failed: before("failed"), told: Vec::new() }
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
        let counts = |line| (read(line).passed, read(line).failed);
        assert_eq!(counts(libtest), (12, 2));
        let vitest = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m\u{1b}[2m | \u{1b}[22m\u{1b}[32m41 passed\u{1b}[39m (42)";
        assert_eq!(counts(vitest), (41, 1));
        assert_eq!(read(" Test Files  3 passed (3)"), Count::default());
    }

    #[test]
    fn what_both_runners_say_of_failed_tests_is_found_between_its_first_and_its_closing_line() {
        let said = |lines: &[&str]| lines.iter().map(|line| tells_of_failures(line)).collect::<Vec<_>>();
        assert_eq!(said(&["test a ... ok", "failures:", "---- b stdout ----"]), [None, Some(true), None]);
        assert_eq!(said(&["test result: FAILED. 1 passed; 1 failed"]), [Some(false)]);
        let heading = "\u{1b}[31m⎯⎯⎯⎯⎯⎯⎯\u{1b}[39m\u{1b}[1m\u{1b}[41m Failed Tests 1 \u{1b}[49m\u{1b}[22m\u{1b}[31m⎯⎯⎯⎯⎯⎯⎯\u{1b}[39m";
        assert_eq!(said(&[heading, " Test Files  1 failed | 3 passed"]), [Some(true), Some(false)]);
        assert_eq!(
            said(&["error: test failed, to rerun pass `-p it`", "     Running tests/a.rs"]),
            [Some(true), Some(false)]
        );
    }

    #[test]
    #[cfg(unix)]
    fn what_a_runner_says_on_either_output_is_told_once_more_and_one_that_only_breaks_off_is_named() {
        let script = "echo ' Failed Tests 1 ' >&2; echo 'expected 1' >&2; echo ' Test Files  1 failed' >&2; echo ' Tests  1 failed'; exit 1";
        let count = counted(Command::new("sh").args(["-c", script])).unwrap();
        assert_eq!((count.failed, count.told), (1, vec![" Failed Tests 1 ".to_owned(), "expected 1".to_owned()]));
        let count = counted(Command::new("sh").args(["-c", "kill -9 $$"])).unwrap();
        assert_eq!(count.failed, 1);
        assert!(
            count.told[0].ends_with("named no failed test, but ended with signal: 9 (SIGKILL)"),
            "{:?}",
            count.told
        );
    }
}
