//! tenantryctl: the same engine without a window.

mod args;
mod console;
mod output;
mod practice_cloud;
mod run;

use std::process::ExitCode;

use api::dto::{Exit, Problem};
use clap::Parser as _;

use crate::{args::Arguments, output::Output};

fn main() -> ExitCode {
    api::one_arena();
    answer()
}

#[tokio::main]
async fn answer() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // Nothing was parsed, so the wish for JSON is looked up in the words themselves.
        Err(refused) if refused.use_stderr() && std::env::args_os().any(|word| word == "--json") => {
            return Output::new(true).end(Err(usage(&refused).into()));
        }
        Err(refused) => {
            // Help and version are answers, not errors; a terminal that is gone needs neither.
            let _ = refused.print();
            return ExitCode::from(if refused.use_stderr() { 2 } else { 0 });
        }
    };
    console::log(arguments.global.verbose);
    let mut output = Output::new(arguments.global.json);
    let ended = run::run(arguments, &mut output).await;
    output.end(ended)
}

/// What clap says in its first paragraph, as the problem that scripts read.
fn usage(refused: &clap::Error) -> Problem {
    let words = refused.to_string();
    let first = words.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    Problem {
        code: "usage".to_owned(),
        message: first.split_whitespace().collect::<Vec<_>>().join(" "),
        hints: vec!["Run it with --help to see what it takes.".to_owned()],
        detail: None,
        facts: std::collections::BTreeMap::new(),
        exit: Exit::Usage,
    }
}
