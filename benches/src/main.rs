//! The figures of the product, measured against the practice cloud: `cargo xtask bench` and `cargo xtask soak`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measuring program talks to the person at the terminal"
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod child;
mod cloud;
mod figure;
mod figures;
mod machine;
mod picture;
mod sign_in;
mod soak;
mod statistics;
mod work;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a measurement says when it cannot go on.
type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// Measures the figures that the product has to reach.
#[derive(Debug, Parser)]
#[command(name = "tenantry-bench")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure, print the table, write it as JSON and as a picture
    Figures {
        /// Fewer runs, no tenant of 1,000,000, nothing written
        #[arg(long)]
        quick: bool,
        /// Only these figures, such as P1; what is written of the others stays
        #[arg(long, value_name = "P")]
        only: Vec<String>,
        /// Only tenants of so many users; what is written of the others stays
        #[arg(long, value_name = "USERS")]
        size: Vec<u32>,
        /// Folder of the table and the picture
        #[arg(long, value_name = "DIR", default_value = "docs/bench")]
        into: PathBuf,
    },
    /// Background syncs with days and faults, in compressed time
    Soak(soak::Wishes),
    /// One measured piece of work, in a process of its own
    #[command(hide = true)]
    Work { what: work::What },
}

fn main() -> ExitCode {
    // As the product's own programs do.
    engine::one_arena();
    measure()
}

#[tokio::main]
async fn measure() -> ExitCode {
    let ended = match Arguments::parse().command {
        Command::Figures { quick, only, size, into } => figures::run(quick, &only, &size, &into).await,
        Command::Soak(wishes) => soak::run(&wishes).await,
        Command::Work { what } => work::run(what).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut words = error.to_string();
            let mut cause = error.source();
            while let Some(next) = cause {
                words += &format!(": {next}");
                cause = next.source();
            }
            eprintln!("{words}");
            ExitCode::FAILURE
        }
    }
}
