//! The mail of one tenant, read in the application's own name (M8, S1).
//!
//! A person may read their own mailbox alone, whatever their role is: what is read here takes the application
//! permission `Mail.Read` or its counterpart in Exchange (Microsoft Learn: "Microsoft Graph permissions reference",
//! "Role Based Access Control for Applications in Exchange Online"). Nothing is written to a mailbox.

mod account;
mod app;
mod folders;
mod gate;
mod list;
mod mime;
mod reach;

use std::{fmt, sync::Arc};

use model::TenantId;
use reqwest::Client;
use url::Url;

pub use account::Kept;
pub use app::{App, AppObject, MAIL_READ, Registrar, Registration, Removed, not_done};
pub(crate) use folders::Told as ToldFolder;
pub use folders::{Folder, WellKnown};
pub(crate) use gate::Gate;
pub use gate::{Allowance, Keeper};
pub(crate) use list::read_messages;
pub use list::{Header, Listed, Listing, Next, Plain};
pub use mime::MailItemError;
pub use reach::Reach;

use crate::{
    Audience, Directory, Endpoints, MicrosoftError, Patience, TokenSource,
    http::{Ask, Tally},
};

/// What reading mail takes, for errors.
const PERMISSION: &str = "Mail.Read (application)";
const ROLE: &str = "Application Mail.Read";
/// Ids that stay when a message moves to another folder (Microsoft Learn: "Obtain immutable identifiers for Outlook
/// resources"). Folders' ids stay anyway.
const IMMUTABLE: &str = r#"IdType="ImmutableId""#;

/// The mail of one tenant. At most three requests are under way for a mailbox at the same time, and no more than
/// Graph allows in ten minutes; `Retry-After` holds for the whole mailbox.
pub struct Mail {
    directory: Directory,
    allowance: Allowance,
    tally: Tally,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("directory", &self.directory).finish_non_exhaustive()
    }
}

impl Mail {
    /// The mail behind `endpoints`. Make `http` with [`crate::client`]; `tokens` are asked for
    /// [`Audience::GraphApplication`] alone.
    pub fn new(http: Client, endpoints: Endpoints, tenant: TenantId, tokens: Arc<dyn TokenSource>) -> Self {
        let directory = Directory::new(http, endpoints, tenant, tokens);
        Self { directory, allowance: Allowance::default(), tally: Tally::default() }
    }

    /// The same with other waiting times.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { directory: self.directory.with_patience(patience), ..self }
    }

    /// The same with an allowance that others use, too.
    #[must_use]
    pub fn within(self, allowance: &Allowance) -> Self {
        Self { allowance: allowance.clone(), ..self }
    }

    /// How many requests left so far, tries included.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.directory.requests()
    }

    fn ask<'a>(&'a self, what: &'static str, gate: &'a Gate, headers: &'a [(&'static str, &'a str)]) -> Ask<'a> {
        Ask {
            audience: Audience::GraphApplication,
            role: ROLE,
            mailbox: Some(gate),
            headers,
            ..Directory::graph_ask(what, PERMISSION, &self.tally)
        }
    }

    /// `{graph}/v1.0/users/{mailbox}/{path}?{query}`.
    fn url(&self, mailbox: &str, path: &[&str], query: Option<&str>) -> Url {
        let path: Vec<&str> = ["users", mailbox].into_iter().chain(path.iter().copied()).collect();
        self.directory.graph_url(&path, query)
    }
}

/// The expansion by which Graph tells a property of MAPI, such as `Integer 0x0E08` (Microsoft Learn:
/// "singleValueLegacyExtendedProperty: get"). The space is written as OData wants it.
fn expand(property: &str) -> String {
    format!("$expand=singleValueExtendedProperties($filter=id%20eq%20'{}')", property.replace(' ', "%20"))
}

fn without_end(what: &'static str) -> MicrosoftError {
    let at = "the last page has neither a next link nor a delta link".to_owned();
    MicrosoftError::UnexpectedShape { what, at }
}
