//! The command line's words: an outside contract, so words are added and never changed.

mod cutover;
mod gateway;
mod import;
mod trust;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use self::cutover::CheckArguments;
pub use self::gateway::{ByHandCommand, GatewayCommand};
pub use self::import::{CertificateArguments, ImportAppArguments, ImportAppWhat, ImportArguments};
pub use self::trust::{Answer, AnswerArguments, ExceptionCommand, RehearseArguments, Terms};

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
    /// Show, test, compare or change a client's gateway
    #[command(subcommand)]
    Gateway(GatewayCommand),
    /// What a person has to set in a gateway that has no call for it
    #[command(subcommand)]
    ByHand(ByHandCommand),
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
    Plan {
        name: String,
        /// Write its steps as CSV too
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
    },
    /// Apply a plan; the client's name given here counts as typed, where a large removal asks for it
    Apply {
        name: String,
        /// The plan's id
        #[arg(long, value_name = "ID")]
        plan: u32,
        /// Apply held steps too
        #[arg(long)]
        approve_holds: bool,
        /// Apply these held steps too: domains or addresses, separated by commas
        #[arg(long, value_name = "KEY,KEY", value_delimiter = ',', conflicts_with = "approve_holds")]
        approve: Vec<String>,
    },
    /// Answer held steps otherwise than by applying them; the result is a new plan
    Answer(AnswerArguments),
    /// Say what is left alone, or list it
    #[command(subcommand)]
    Exception(ExceptionCommand),
    /// Say why an address is treated as it is
    Why {
        name: String,
        /// Any address, or a directory id
        address: String,
    },
    /// Compute and store a plan that takes a run back; apply it like any other
    Undo {
        name: String,
        /// The run's id
        #[arg(long, value_name = "ID")]
        run: u32,
        /// Only this object: a domain or a primary address
        #[arg(long, value_name = "KEY")]
        row: Option<String>,
    },
    /// Apply what failed in a run again
    Retry {
        name: String,
        /// The run's id
        #[arg(long, value_name = "ID")]
        run: u32,
    },
    /// Show the plan that other choices would give; nobody is asked and nothing is changed
    Rehearse(RehearseArguments),
    /// List the earlier readings that a rehearsal can start from
    Days { name: String },
    /// Write a plan to a file, to be applied later or on another computer
    PlanExport {
        name: String,
        /// The plan's id
        #[arg(long, value_name = "ID")]
        plan: u32,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Take a plan in from a file; it is refused when tenant or gateway moved since
    PlanImport { name: String, file: PathBuf },
    /// Show what a plan changes in the number of billed services, by kind
    Bill {
        name: String,
        /// The plan's id; the newest by default
        #[arg(long, value_name = "ID")]
        plan: Option<u32>,
        /// Write every recipient with a service as CSV
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
    },
    /// Have a second person approve a plan by signing in to Microsoft
    Second {
        name: String,
        /// The plan's id
        #[arg(long, value_name = "ID")]
        plan: u32,
        /// Only print the address; open it yourself
        #[arg(long)]
        no_browser: bool,
    },
    /// Give the options' settings to mailboxes that were added earlier
    Settings {
        name: String,
        /// `all`, or a CSV file with a column `address`
        #[arg(long, value_name = "all|FILE.csv")]
        mailboxes: String,
    },
    /// Fetch, plan, and apply what needs no person
    Sync { name: String },
    /// List past runs, or the rows of one
    History {
        name: String,
        /// The run's id
        #[arg(long, value_name = "ID")]
        run: Option<u32>,
    },
    /// Import existing mail into an archive, or go on with an import
    Import(ImportArguments),
    /// Show, register, name or remove the application that reads mail for an import
    ImportApp(ImportAppArguments),
    /// Look up DNS and Exchange: what is left before and after the switch of the MX records
    Check(CheckArguments),
    /// Write the hand-over pack: a PDF and lists as CSV
    Report {
        name: String,
        /// Folder of its files; made when it is not there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Language of the pack; that of the client's options by default, else en
        #[arg(long, value_name = "en|de")]
        language: Option<String>,
    },
    /// Write what may be handed to support: settings, counts, runs, plans and log, with pseudonyms for every name
    SupportBundle {
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Run the practice cloud until interrupted
    Practice {
        /// Port; a free one by default
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// small, medium, large or a number of users
        #[arg(long, default_value = "small")]
        size: practice::Size,
        /// Messages that each mailbox begins with
        #[arg(long, value_name = "N", default_value_t = practice::Options::default().messages)]
        messages: u32,
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
        /// local[:DIR], postgres://… or mail-assure:URL; credentials come from TENANTRY_GATEWAY_USER and
        /// TENANTRY_GATEWAY_PASSWORD
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
    #[command(flatten)]
    pub flags: SelectFlags,
    /// Make a domain an alias of another, `D=T`; `D=` makes it a domain of its own again
    #[arg(long, value_name = "D=T", value_delimiter = ',', conflicts_with_all = ["domains", "mailboxes", "services"])]
    pub alias: Vec<String>,
    /// Region of a domain, where the gateway has regions; `D=` takes the choice back
    #[arg(long, value_name = "D=REGION", value_delimiter = ',', conflicts_with_all = ["domains", "mailboxes", "services"])]
    pub region: Vec<String>,
}

/// What is selected; also what a rehearsal selects.
#[derive(Debug, Default, Args)]
pub struct SelectFlags {
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
    #[command(flatten)]
    pub flags: OptionsFlags,
}

/// What is chosen once per client; also what a rehearsal tries.
#[derive(Debug, Default, Args)]
pub struct OptionsFlags {
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
    /// How often the window synchronises in the background; a time of day is in the client's zone
    #[arg(long, value_name = "MINUTES|daily-at:HH:MM|manual")]
    pub sync: Option<String>,
    /// Services of newly added recipients of a kind, as `room=incoming+outgoing`; `room=` is none, `room=default`
    /// takes the choice back
    #[arg(long, value_name = "KIND=S+S", value_delimiter = ',')]
    pub kind_services: Vec<String>,
    /// Held steps need the approval of a second person who signs in
    #[arg(long)]
    pub second_person: Option<Switch>,
    /// Accounts that may be the second person; none: anybody of the tenant but the connected one
    #[arg(long, value_name = "A,B|none")]
    pub approvers: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}
