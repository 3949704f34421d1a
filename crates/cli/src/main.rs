//! tenantryctl: the same engine without a window.

mod args;
mod console;
mod output;
mod practice_cloud;
mod run;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{args::Arguments, output::Output};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
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
