//! Words for what a person answers, leaves alone and tries out.

use clap::{Args, Subcommand, ValueEnum};

use super::{OptionsFlags, SelectFlags};

#[derive(Debug, Args)]
pub struct AnswerArguments {
    pub name: String,
    /// The plan's id
    #[arg(long, value_name = "ID")]
    pub plan: u32,
    /// These held steps: domains or addresses, separated by commas
    #[arg(long, value_name = "KEY,KEY", value_delimiter = ',', required_unless_present = "all_held")]
    pub rows: Vec<String>,
    /// Every held step
    #[arg(long, conflicts_with = "rows")]
    pub all_held: bool,
    /// Of all held steps only those that wait for this cause, as in the plan
    #[arg(long, value_name = "CAUSE", requires = "all_held")]
    pub held: Option<String>,
    /// Leave them alone, treat them as leavers, or keep what was changed in the gateway by hand
    #[arg(long = "as", value_enum)]
    pub answer: Answer,
    #[command(flatten)]
    pub terms: Terms,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Answer {
    Exempt,
    Leaver,
    Adopt,
}

/// Why, by whom, for how long something is left alone.
#[derive(Debug, Default, Args)]
pub struct Terms {
    /// Why it is left alone
    #[arg(long, value_name = "R")]
    pub reason: Option<String>,
    /// Who answers for it; who sits here by default
    #[arg(long, value_name = "O")]
    pub owner: Option<String>,
    /// Last day; without it, it stands until it is removed
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum ExceptionCommand {
    /// Leave a recipient or a domain alone: it is not added, changed or removed
    Add {
        name: String,
        /// Any address of a recipient, a directory id, or a domain
        address: String,
        #[command(flatten)]
        terms: Terms,
    },
    /// List what is left alone
    List {
        name: String,
        /// Only what has these words in its name, address, reason or owner
        #[arg(value_name = "ADDRESS")]
        search: Option<String>,
    },
    /// Look after it again; the next plan says what happens then
    Remove {
        name: String,
        /// Any address of a recipient, a directory id, or a domain
        address: String,
    },
}

#[derive(Debug, Args)]
pub struct RehearseArguments {
    pub name: String,
    #[command(flatten)]
    pub selection: SelectFlags,
    #[command(flatten)]
    pub options: OptionsFlags,
    /// As the tenant was at the end of that day, or at one of the times that `days` lists
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}
