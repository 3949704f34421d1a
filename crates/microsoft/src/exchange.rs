//! Exchange Online's admin API, route `adminapi/beta … InvokeCommand` (M5, source A).
//!
//! It is what the Exchange Online PowerShell module itself talks to. Microsoft documents the commands, not the
//! route, so that every refusal of it means "Exchange could not be asked" and not a failed reading.

mod accepted;
pub(crate) mod archives;
mod mail_flow;
pub(crate) mod mailboxes;

pub use accepted::AcceptedDomain;

use model::{ExchangeReading, SeenByExchange};
use serde::Deserialize;
use tokio::sync::mpsc;
use url::Url;

use crate::{
    Audience, Directory, MicrosoftError, Page,
    addresses::sort_out,
    directory::below,
    http::{Ask, Tally, Verb},
    link,
    object::directory_id,
    page::{Link, Text, Texts, parse},
    recipient_type,
    walk::{End, ReadPage},
};

const WHAT: &str = "recipients of Exchange";
const PERMISSION: &str = "Exchange.Manage, or a role with View-Only Recipients,";
const ROLE: &str = "View-Only Recipients";
/// Microsoft Learn: "Get-Recipient". One list of everything that receives mail, with every address; `Get-Mailbox`
/// knows no recipient and no property that is missing here.
const GET_RECIPIENT: &str = r#"{"CmdletInput":{"CmdletName":"Get-Recipient","Parameters":{"ResultSize":"Unlimited"}}}"#;
const SELECT_RECIPIENT: &str =
    "$select=ExternalDirectoryObjectId,Guid,DisplayName,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails";
/// Routes a request to the tenant's own servers: its organization mailbox has the same name everywhere.
const ORGANIZATION_MAILBOX: &str = "APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}";
/// The largest page that Exchange gives.
pub(crate) const PAGE: usize = 1000;
const LARGEST_PAGES: &str = "odata.maxpagesize=1000";
pub(crate) const BETA: [&str; 2] = ["beta", "InvokeCommand"];

/// One command of Exchange's admin API, as it is asked for.
pub(crate) struct Command {
    /// What is being read, for errors.
    pub(crate) what: &'static str,
    pub(crate) permission: &'static str,
    pub(crate) role: &'static str,
    /// Version and endpoint.
    pub(crate) route: [&'static str; 2],
    pub(crate) name: &'static str,
    pub(crate) body: &'static str,
    pub(crate) select: &'static str,
}

const RECIPIENTS: Command = Command {
    what: WHAT,
    permission: PERMISSION,
    role: ROLE,
    route: BETA,
    name: "Get-Recipient",
    body: GET_RECIPIENT,
    select: SELECT_RECIPIENT,
};

/// The same, with the one recipient that shows that the list can be had.
pub(crate) const ONE_RECIPIENT: Command = Command {
    body: r#"{"CmdletInput":{"CmdletName":"Get-Recipient","Parameters":{"ResultSize":1}}}"#,
    select: "$select=Guid",
    ..RECIPIENTS
};

/// A list of recipients, and what tells whether it may have been cut short: it has no end mark, and Exchange does
/// not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientList {
    /// [`ExchangeReading::Complete`] when its last page named no next one.
    pub reading: ExchangeReading,
    /// How many recipients were handed on.
    pub objects: usize,
    /// How many the largest page had.
    pub largest_page: usize,
    /// Its last page was as long as one that is followed by another, although it was asked for twice.
    pub ends_full: bool,
}

impl RecipientList {
    const fn without_end(reading: ExchangeReading) -> Self {
        Self { reading, objects: 0, largest_page: 0, ends_full: false }
    }

    /// A size of pages with which a list of so many recipients ends on a page that is not full.
    #[must_use]
    pub fn other_page_size(&self) -> usize {
        let smaller = (1..self.largest_page).rev();
        smaller.clone().find(|size| !self.objects.is_multiple_of(*size)).or(smaller.max()).unwrap_or(1)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Recipient<'a> {
    #[serde(borrow)]
    external_directory_object_id: Option<Text<'a>>,
    #[serde(borrow)]
    guid: Option<Text<'a>>,
    #[serde(borrow)]
    display_name: Option<Text<'a>>,
    #[serde(borrow)]
    primary_smtp_address: Option<Text<'a>>,
    #[serde(borrow)]
    email_addresses: Texts<'a>,
    #[serde(borrow)]
    recipient_type_details: Option<Text<'a>>,
}

impl Directory {
    /// Reads every recipient that Exchange knows, in pages of the largest size or of `page_size`; pages arrive on
    /// `pages` as they come.
    ///
    /// When Exchange refuses, the reading is [`ExchangeReading::Unavailable`] with the reason, and pages that
    /// arrived before are no complete list.
    ///
    /// # Errors
    /// When there is no token, no connection or no end of throttling: the same reading may succeed later.
    pub async fn read_exchange(
        &self,
        page_size: Option<usize>,
        pages: mpsc::Sender<Page>,
    ) -> Result<RecipientList, MicrosoftError> {
        let tally = Tally::default();
        let unavailable = |why| Ok(RecipientList::without_end(ExchangeReading::Unavailable(why)));
        match self.command(&RECIPIENTS, page_size.unwrap_or(PAGE), read_recipients, &tally, &pages).await {
            Ok(End { objects, largest, ends_full, .. }) if objects > 0 => {
                Ok(RecipientList { reading: ExchangeReading::Complete, objects, largest_page: largest, ends_full })
            }
            // Taken at its word, it would say that nobody has a mailbox.
            Ok(_) => unavailable("Exchange Online listed no recipient at all".to_owned()),
            Err(error) if is_refusal(&error) => {
                tracing::warn!(code = error.code(), request_id = error.request_id(), "Exchange could not be asked");
                unavailable(error.to_string())
            }
            Err(error) => Err(error),
        }
    }

    /// Walks over everything that `command` lists. Each page is asked for with the same body again.
    pub(crate) async fn command(
        &self,
        command: &Command,
        page_size: usize,
        read_page: ReadPage,
        tally: &Tally,
        pages: &mpsc::Sender<Page>,
    ) -> Result<End, MicrosoftError> {
        let anchor = self.anchor();
        let size = format!("odata.maxpagesize={page_size}");
        let mut headers = command.headers(&anchor);
        headers[0].1 = &size;
        let ask = (command.ask(&headers, tally), Some(page_size));
        self.walk(self.command_url(command), ask, read_page, pages).await
    }

    pub(crate) fn command_url(&self, command: &Command) -> Url {
        let [version, endpoint] = command.route;
        let tenant = self.tenant.to_string();
        below(&self.endpoints.exchange, ["adminapi", version, &tenant, endpoint].iter(), Some(command.select))
    }

    pub(crate) fn anchor(&self) -> String {
        format!("{ORGANIZATION_MAILBOX}@{}", self.tenant)
    }
}

impl Command {
    pub(crate) const fn headers<'a>(&self, anchor: &'a str) -> [(&'static str, &'a str); 4] {
        [
            ("prefer", LARGEST_PAGES),
            ("x-anchormailbox", anchor),
            ("x-cmdletname", self.name),
            ("x-responseformat", "json"),
        ]
    }

    pub(crate) const fn ask<'a>(&self, headers: &'a [(&'static str, &'a str)], tally: &'a Tally) -> Ask<'a> {
        let Self { what, permission, role, body, .. } = *self;
        let (audience, verb, body) = (Audience::Exchange, Verb::Read, Some(body));
        Ask { audience, what, permission, role, verb, body, mailbox: None, headers, tally }
    }
}

/// Whether Exchange said no, in contrast to not being reached or being busy.
pub(crate) fn is_refusal(error: &MicrosoftError) -> bool {
    match error {
        MicrosoftError::PermissionMissing { .. }
        | MicrosoftError::RoleMissing { .. }
        | MicrosoftError::TokenRefused { .. }
        | MicrosoftError::UnexpectedShape { .. }
        | MicrosoftError::ForeignLink { .. }
        | MicrosoftError::Circle { .. } => true,
        MicrosoftError::Graph { status, .. } | MicrosoftError::NotJson { status, .. } => {
            matches!(*status, 400..=499 | 501)
        }
        _ => false,
    }
}

pub(crate) fn read_recipients(body: &[u8], on_link: &mut dyn FnMut(Link)) -> Result<Vec<Page>, MicrosoftError> {
    link::ahead(body, on_link);
    let items = parse::<Recipient<'_>>(WHAT, body, on_link)?;
    // Exchange's words for a list that was cut off (Microsoft Learn: "Get-Recipient", ResultSize).
    let cut_off = |text: &String| text.contains("more results") || text.contains("only the first");
    if items.warnings.iter().any(cut_off) {
        let at = "Exchange warns that it did not list everything".to_owned();
        return Err(MicrosoftError::UnexpectedShape { what: WHAT, at });
    }
    let seen: Vec<_> = items.value.iter().filter_map(Recipient::seen).collect();
    Ok(if seen.is_empty() { Vec::new() } else { vec![Page::Exchange(seen)] })
}

impl Recipient<'_> {
    fn seen(&self) -> Option<SeenByExchange> {
        let id = |text: &Option<Text<'_>>| text.as_ref().and_then(|text| directory_id(text.as_str()));
        let in_directory = id(&self.external_directory_object_id);
        let Some(id) = in_directory.or_else(|| id(&self.guid)) else {
            tracing::warn!("a recipient of Exchange without any id is left out");
            return None;
        };
        let addresses = sort_out(self.email_addresses.iter(), self.primary_smtp_address.as_ref().map(Text::as_str));
        Some(SeenByExchange {
            id,
            exchange_only: in_directory.is_none(),
            name: self.display_name.as_ref().map_or_else(String::new, |name| name.as_str().trim().to_owned()),
            primary: addresses.primary,
            aliases: addresses.aliases,
            kind: recipient_type::kind(self.recipient_type_details.as_ref().map_or("", |details| details.as_str())),
        })
    }
}

#[cfg(test)]
mod tests;
