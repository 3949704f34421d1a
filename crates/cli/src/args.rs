//! The command line's words: an outside contract, so words are added and never changed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The same engine as the window, without one: for scripts, RMM jobs and servers.
#[derive(Debug, Parser)]
#[command(name = "tenantryctl", version, propagate_version = true, max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Data folder; the platform's own by default
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Cloud file, or one of global, gcc-high, dod, china
    #[arg(long, global = true, value_name = "FILE", env = "TENANTRY_CLOUD")]
    pub cloud: Option<String>,
    /// Where secrets are kept; `file` takes its passphrase from TENANTRY_VAULT_PASSPHRASE
    #[arg(long, global = true, value_enum, default_value_t = Vault::Keyring)]
    pub vault: Vault,
    /// Exactly one JSON object on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// More on standard error; twice: still more, with addresses
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Vault {
    Keyring,
    Memory,
    File,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add, list or remove clients
    #[command(subcommand)]
    Client(ClientCommand),
    /// Sign in to the client's tenant in the browser
    SignIn {
        name: String,
        /// Only print the address; open it yourself
        #[arg(long)]
        no_browser: bool,
        /// Sign in by a code that is typed in a browser on any computer
        #[arg(long)]
        device_code: bool,
    },
    /// Have an administrator approve Tenantry for the whole tenant in the browser
    Approve {
        name: String,
        /// Only print the address; open it yourself
        #[arg(long)]
        no_browser: bool,
    },
    /// Show or set the application that Tenantry signs in as
    Registration {
        /// The cloud; the one of new clients by default
        #[arg(long, value_name = "CLOUD")]
        cloud_name: Option<String>,
        /// Application (client) id, or none to take it back
        #[arg(long, value_name = "ID")]
        set: Option<String>,
        /// Print a script that registers it
        #[arg(long, value_enum, conflicts_with = "set")]
        script: Option<Script>,
    },
    /// Forget the client's sign-in
    SignOut { name: String },
    /// Read the tenant
    Fetch {
        name: String,
        /// Read everything instead of what changed
        #[arg(long)]
        full: bool,
    },
    /// List the recipients of the newest reading
    Recipients {
        name: String,
        /// Write them as CSV
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
    },
    /// Decide the kind of a recipient by hand
    Kind {
        name: String,
        /// Any of its addresses
        address: String,
        /// user, shared, room … as in recipients; auto leaves it to Microsoft again
        kind: String,
    },
    /// Store the selection
    Select(SelectArguments),
    /// Store options, and show them
    Options(OptionsArguments),
    /// Compute and store a plan
    Plan { name: String },
    /// Apply a plan
    Apply {
        name: String,
        /// The plan's id
        #[arg(long, value_name = "ID")]
        plan: u32,
        /// Apply held steps too
        #[arg(long)]
        approve_holds: bool,
    },
    /// Fetch, plan, and apply what needs no person
    Sync { name: String },
    /// List past runs
    History { name: String },
    /// Run the practice cloud until interrupted
    Practice {
        /// Port; a free one by default
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// small, medium, large or a number of users
        #[arg(long, default_value = "small")]
        size: practice::Size,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Script {
    Powershell,
    #[value(name = "azure-cli")]
    AzureCli,
}

#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Register a client
    Add {
        name: String,
        /// Any domain of the tenant, or its GUID
        #[arg(long, value_name = "DOMAIN_OR_GUID")]
        tenant: String,
        /// local[:DIR]
        #[arg(long, default_value = "local")]
        gateway: String,
    },
    /// List all clients
    List,
    /// Forget a client and its sign-in; the gateway stays as it is
    Remove { name: String },
}

#[derive(Debug, Args)]
pub struct SelectArguments {
    pub name: String,
    /// `all`, or domains separated by commas; exactly these are selected
    #[arg(long, value_name = "all|D,D…")]
    pub domains: Option<String>,
    /// `all`, `none`, or a CSV file; exactly these are selected
    #[arg(long, value_name = "all|none|FILE.csv")]
    pub mailboxes: Option<String>,
    /// Services that newly added mailboxes get, separated by commas
    #[arg(long, value_name = "incoming,outgoing,archiving")]
    pub services: Option<String>,
}

#[derive(Debug, Args)]
pub struct OptionsArguments {
    pub name: String,
    /// IANA time zone
    #[arg(long, value_name = "Z")]
    pub timezone: Option<String>,
    /// DD/MM/YYYY, MM/DD/YYYY, YYYY-MM-DD or DD.MM.YYYY
    #[arg(long, value_name = "F")]
    pub date_format: Option<String>,
    /// 12h or 24h
    #[arg(long, value_name = "12h|24h")]
    pub time_format: Option<String>,
    /// off, daily, or up to three times of day
    #[arg(long, value_name = "off|daily|HH:MM,…")]
    pub report: Option<String>,
    #[arg(long)]
    pub sso: Option<Switch>,
    #[arg(long)]
    pub archiving: Option<Switch>,
    #[arg(long, value_name = "add|review")]
    pub new_mailboxes: Option<String>,
    /// What happens to a leaver's incoming and outgoing services
    #[arg(long, value_name = "keep|stop|stop-after:DAYS")]
    pub leavers: Option<String>,
    #[arg(long, value_name = "P")]
    pub brake_percent: Option<u32>,
    #[arg(long, value_name = "N")]
    pub brake_floor: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}
