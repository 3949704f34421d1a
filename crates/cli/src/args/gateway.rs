//! Words for a client's gateway.

use std::path::PathBuf;

use clap::Subcommand;

/// Credentials come from TENANTRY_GATEWAY_USER and TENANTRY_GATEWAY_PASSWORD, never from an argument.
#[derive(Debug, Subcommand)]
pub enum GatewayCommand {
    /// Show the gateway, what it can do, and Microsoft's address ranges as it gets them
    Show { name: String },
    /// Reach the gateway, or another one
    Test {
        name: String,
        /// local[:DIR], postgres://… or mail-assure:URL; the client's own by default
        #[arg(long, value_name = "GATEWAY")]
        gateway: Option<String>,
    },
    /// Compare another gateway with what is wished; nothing is stored
    Compare {
        name: String,
        /// local[:DIR], postgres://… or mail-assure:URL; the client's own by default
        #[arg(long, value_name = "GATEWAY")]
        gateway: Option<String>,
    },
    /// Give the client another gateway, or other credentials for its own
    Change {
        name: String,
        /// local[:DIR], postgres://… or mail-assure:URL; without it only the credentials change
        #[arg(long, value_name = "GATEWAY")]
        gateway: Option<String>,
    },
    /// Write the files for the gateway's mail machines
    Files {
        name: String,
        /// A folder of the data folder by default
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Give the outgoing user of a domain the password of TENANTRY_OUTGOING_PASSWORD
    Password {
        name: String,
        #[arg(long, value_name = "D")]
        domain: String,
    },
    /// Open the gateway's panel in the browser, signed in
    Panel { name: String },
    /// Ask Microsoft for its address ranges now
    Networks { name: String },
}

#[derive(Debug, Subcommand)]
pub enum ByHandCommand {
    /// List what waits for a person, or was done
    List {
        name: String,
        /// Only one setting, as in the list
        #[arg(long, value_name = "SETTING")]
        setting: Option<String>,
        /// What was done, with when and by whom
        #[arg(long)]
        done: bool,
    },
    /// Write the mailboxes that wait as CSV
    Csv {
        name: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Say that settings were made
    Done {
        name: String,
        /// Ids of the list, separated by commas
        #[arg(long, value_name = "ID,ID", value_delimiter = ',', required_unless_present = "all")]
        rows: Vec<u32>,
        /// All that wait
        #[arg(long, conflicts_with = "rows")]
        all: bool,
        /// Of those only one setting
        #[arg(long, value_name = "SETTING")]
        setting: Option<String>,
    },
}
