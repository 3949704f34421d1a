//! Words for the import of existing mail and the application that reads it.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct ImportArguments {
    pub name: String,
    /// `all`, or addresses separated by commas; without it and --to, the newest import goes on, or that of --import
    #[arg(long, value_name = "all|A,B…", requires = "to")]
    pub mailboxes: Option<String>,
    /// maildir:DIR[?per=mailbox|domain], or smtp://[USER@]HOST[:PORT]?to=JOURNAL@…; a password comes from
    /// TENANTRY_ARCHIVE_PASSWORD
    #[arg(long, value_name = "SINK", requires = "mailboxes")]
    pub to: Option<String>,
    /// Only messages received on this day of the client's zone or later
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    pub since: Option<String>,
    /// Only messages received on this day or before
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    pub until: Option<String>,
    /// usual (all but drafts, outbox, junk and what is recoverable), all, or folders by path or as inbox, sent, archive …;
    /// one with a minus is left out
    #[arg(long, value_name = "usual|all|F,-F…", requires = "to", allow_hyphen_values = true)]
    pub folders: Option<String>,
    /// Read messages only in these hours of the client's zone, as 20:00-06:00, or at any time again; without it as before
    #[arg(long, value_name = "HH:MM-HH:MM|any")]
    pub hours: Option<String>,
    /// This import instead of the newest, by its number
    #[arg(long, value_name = "N", conflicts_with = "mailboxes")]
    pub import: Option<u32>,
    /// List the client's imports, the newest first
    #[arg(long, conflicts_with_all = ["mailboxes", "import", "hours", "status", "count", "retry_skipped", "out", "pdf"])]
    pub list: bool,
    /// Only show how the import stands
    #[arg(long, conflicts_with_all = ["mailboxes", "hours"])]
    pub status: bool,
    /// Only count folders, messages and bytes, before anything is read, and say how long it takes
    #[arg(long, conflicts_with_all = ["hours", "status"])]
    pub count: bool,
    /// Try messages again that were skipped, of every mailbox or of these, and go on
    #[arg(long, value_name = "all|A,B…", conflicts_with_all = ["mailboxes", "status", "count"])]
    pub retry_skipped: Option<String>,
    #[command(flatten)]
    pub certificate: CertificateArguments,
}

#[derive(Debug, Args)]
pub struct CertificateArguments {
    /// Write the completion certificate as CSV files into this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write the completion certificate as PDF; one of an import that is not complete says so
    #[arg(long, value_name = "FILE")]
    pub pdf: Option<PathBuf>,
    /// The PDF of this mailbox alone
    #[arg(long, value_name = "ADDRESS", requires = "pdf")]
    pub pdf_of: Option<String>,
    /// Language of the PDF; else that of the client's reports when it is one of these, else en
    #[arg(long, value_name = "en|de", requires = "pdf")]
    pub language: Option<String>,
}

#[derive(Debug, Args)]
pub struct ImportAppArguments {
    pub name: String,
    #[command(flatten)]
    pub what: ImportAppWhat,
    /// With --register: no permission for every mailbox; Exchange grants it for some, as --scope prints
    #[arg(long, requires = "register")]
    pub scoped: bool,
    /// With --register and --remove: only print the address; open it yourself
    #[arg(long)]
    pub no_browser: bool,
}

/// What is done with the application; nothing: it is shown, and one mailbox is tried.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct ImportAppWhat {
    /// Register it by an administrator's sign-in
    #[arg(long)]
    pub register: bool,
    /// Write the certificate to upload to an application that is registered by hand
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// Name the application that was registered by hand
    #[arg(long, value_name = "APP_ID")]
    pub accept: Option<String>,
    /// Print the Exchange commands that let it read the mailboxes of one group alone
    #[arg(long, value_name = "GROUP")]
    pub scope: Option<String>,
    /// Take it out of the tenant and delete its key
    #[arg(long)]
    pub remove: bool,
}
