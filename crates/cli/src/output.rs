//! What is printed: one JSON object with `--json`, plain lines without, words and hints for errors.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use api::dto::{Exit, Problem};
use serde::Serialize;
use serde_json::json;

/// Why a command ended early.
#[derive(Debug)]
pub enum Ended {
    /// With a problem to tell.
    Problem(Box<Problem>),
    /// The result could not be written: a full disk, or a reader that went away.
    Unwritten(io::Error),
}

impl From<Problem> for Ended {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        Self::Unwritten(error)
    }
}

/// Standard output, in one of its two manners.
#[derive(Debug)]
pub struct Output {
    json: bool,
    lines: io::BufWriter<io::Stdout>,
    /// The result was begun, so an error can no longer be the one JSON object.
    begun: bool,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { json, lines: io::BufWriter::new(io::stdout()), begun: false }
    }

    /// Whether one JSON object is wanted.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// The whole result: as JSON, or in words.
    pub fn result(&mut self, result: &impl Serialize, words: impl FnOnce() -> String) -> Result<(), Ended> {
        self.begun = true;
        if self.json {
            serde_json::to_writer(&mut self.lines, result).map_err(io::Error::from)?;
            writeln!(self.lines)?;
        } else {
            let words = words();
            if !words.is_empty() {
                writeln!(self.lines, "{words}")?;
            }
        }
        Ok(())
    }

    /// A line that stands before the result and must be seen at once.
    pub fn at_once(&mut self, line: &str) -> Result<(), Ended> {
        writeln!(self.lines, "{line}")?;
        Ok(self.lines.flush()?)
    }

    /// Something to know besides the result, in whichever manner that is printed.
    pub fn warn(&self, words: &str) {
        let _ = writeln!(io::stderr(), "{words}");
    }

    /// Begins an object whose last member is a long list, so that the list need not fit into memory.
    pub fn begin_list(&mut self, head: &impl Serialize, list: &str) -> Result<(), Ended> {
        self.begun = true;
        let head = serde_json::to_string(head).map_err(io::Error::from)?;
        let head = head.strip_suffix('}').unwrap_or(&head);
        let comma = if head == "{" { "" } else { "," };
        Ok(write!(self.lines, "{head}{comma}\"{list}\":[")?)
    }

    /// One item of the list.
    pub fn item(&mut self, first: bool, item: &impl Serialize) -> Result<(), Ended> {
        if !first {
            self.lines.write_all(b",")?;
        }
        Ok(serde_json::to_writer(&mut self.lines, item).map_err(io::Error::from)?)
    }

    /// Ends list and object.
    pub fn end_list(&mut self) -> Result<(), Ended> {
        Ok(self.lines.write_all(b"]}\n")?)
    }

    /// Begins a list that people read line by line, and whose number stands at its end.
    pub fn listing(&mut self, head: &impl Serialize, list: &str) -> Result<Listing<'_>, Ended> {
        if self.json {
            self.begin_list(head, list)?;
        }
        Ok(Listing { output: self, count: 0 })
    }

    /// One line for people.
    pub fn line(&mut self, line: &str) -> Result<(), Ended> {
        self.begun = true;
        Ok(writeln!(self.lines, "{line}")?)
    }

    /// Ends the program: the exit status is part of the contract.
    pub fn end(mut self, ended: Result<Exit, Ended>) -> ExitCode {
        let status = match ended {
            Ok(status) => status,
            Err(Ended::Unwritten(error)) => {
                // `tenantryctl … | head` is no mistake that wants words.
                if error.kind() != io::ErrorKind::BrokenPipe {
                    let _ = writeln!(io::stderr(), "The result could not be written: {error}.");
                }
                return ExitCode::FAILURE;
            }
            Err(Ended::Problem(problem)) => {
                self.complain(&problem);
                problem.exit
            }
        };
        if self.lines.flush().is_err() {
            return ExitCode::FAILURE;
        }
        ExitCode::from(number(status))
    }

    fn complain(&mut self, problem: &Problem) {
        let Problem { code, message, hints, detail, .. } = problem;
        if self.json && !self.begun {
            let error = json!({ "error": { "code": code, "message": message, "hints": hints, "detail": detail } });
            // A reader that went away needs no error.
            let _ = writeln!(self.lines, "{error}");
            return;
        }
        let mut words = io::stderr().lock();
        let _ = writeln!(words, "{message}");
        for hint in hints {
            let _ = writeln!(words, "  {hint}");
        }
        if let Some(detail) = detail {
            let _ = writeln!(words, "  ({detail})");
        }
    }
}

/// A list under way.
#[derive(Debug)]
pub struct Listing<'a> {
    output: &'a mut Output,
    count: u32,
}

impl Listing<'_> {
    pub fn item(&mut self, item: &impl Serialize, words: impl FnOnce() -> String) -> Result<(), Ended> {
        let first = self.count == 0;
        self.count += 1;
        if self.output.json { self.output.item(first, item) } else { self.output.line(&words()) }
    }

    pub fn end(self, what: &str) -> Result<(), Ended> {
        if self.output.json { self.output.end_list() } else { self.output.line(&counted(self.count, what)) }
    }
}

/// A number with what it counts.
pub fn counted(count: u32, what: &str) -> String {
    match (count, what.ends_with('x')) {
        (1, _) => format!("1 {what}"),
        (_, true) => format!("{count} {what}es"),
        (_, false) => format!("{count} {what}s"),
    }
}

/// The number of an exit status.
fn number(exit: Exit) -> u8 {
    match exit {
        Exit::Done => 0,
        Exit::Other => 1,
        Exit::Usage => 2,
        Exit::SignInNeeded => 3,
        Exit::Held => 4,
        Exit::Outside => 5,
        Exit::Refused => 6,
    }
}
