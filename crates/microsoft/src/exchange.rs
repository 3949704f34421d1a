//! Exchange Online's admin API, route `adminapi/beta … InvokeCommand` (M5, source A).
//!
//! It is what the Exchange Online PowerShell module itself talks to. Microsoft documents the commands, not the
//! route, so that every refusal of it means "Exchange could not be asked" and not a failed reading.

use model::{DomainName, ExchangeReading, SeenByExchange};
use serde::Deserialize;
use tokio::sync::mpsc;
use url::Url;

use crate::{
    Audience, Directory, MicrosoftError, Page,
    addresses::sort_out,
    directory::below,
    http::{Ask, Tally},
    object::directory_id,
    page::{Link, Text, Texts, parse},
    recipient_type,
};

const WHAT: &str = "recipients of Exchange";
const PERMISSION: &str = "Exchange.Manage, and a role with View-Only Recipients,";
/// Microsoft Learn: "Get-Recipient". One list of everything that receives mail, with every address; `Get-Mailbox`
/// knows no recipient and no property that is missing here.
const GET_RECIPIENT: &str = r#"{"CmdletInput":{"CmdletName":"Get-Recipient","Parameters":{"ResultSize":"Unlimited"}}}"#;
const SELECT_RECIPIENT: &str =
    "$select=ExternalDirectoryObjectId,Guid,DisplayName,PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails";
/// Microsoft Learn: "Get-AcceptedDomain".
const GET_ACCEPTED_DOMAIN: &str = r#"{"CmdletInput":{"CmdletName":"Get-AcceptedDomain","Parameters":{}}}"#;
const SELECT_ACCEPTED_DOMAIN: &str = "$select=DomainName,DomainType,Default";

/// A domain that Exchange accepts mail for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedDomain {
    /// The domain.
    pub name: DomainName,
    /// Mail for recipients that Exchange does not know is passed on to another server (`InternalRelay`): they
    /// exist, but no list of this tenant names them.
    pub internal_relay: bool,
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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AcceptedWire {
    domain_name: Option<String>,
    domain_type: Option<String>,
}

impl Directory {
    /// Reads every recipient that Exchange knows; pages arrive on `pages` as they come.
    ///
    /// When Exchange refuses, the answer is [`ExchangeReading::Unavailable`] with the reason, and pages that
    /// arrived before are no complete list.
    ///
    /// # Errors
    /// When there is no token, no connection or no end of throttling: the same reading may succeed later.
    pub async fn read_exchange(&self, pages: mpsc::Sender<Page>) -> Result<ExchangeReading, MicrosoftError> {
        let tally = Tally::default();
        let anchor = self.anchor();
        let headers = exchange_headers("Get-Recipient", &anchor);
        let ask = exchange_ask(WHAT, GET_RECIPIENT, &headers, &tally);
        match self.walk(self.invoke_url(SELECT_RECIPIENT), ask, read_recipients, &pages).await {
            Ok(end) if end.objects > 0 => Ok(ExchangeReading::Complete),
            // Taken at its word, it would say that nobody has a mailbox.
            Ok(_) => Ok(ExchangeReading::Unavailable("Exchange Online listed no recipient at all".to_owned())),
            Err(error) if is_refusal(&error) => {
                tracing::warn!(code = error.code(), request_id = error.request_id(), "Exchange could not be asked");
                Ok(ExchangeReading::Unavailable(error.to_string()))
            }
            Err(error) => Err(error),
        }
    }

    /// The domains that Exchange accepts mail for, and how.
    ///
    /// # Errors
    /// Any [`MicrosoftError`].
    pub async fn accepted_domains(&self) -> Result<Vec<AcceptedDomain>, MicrosoftError> {
        let tally = Tally::default();
        let anchor = self.anchor();
        let headers = exchange_headers("Get-AcceptedDomain", &anchor);
        let ask = exchange_ask("accepted domains of Exchange", GET_ACCEPTED_DOMAIN, &headers, &tally);
        let all = self.all::<AcceptedWire>(self.invoke_url(SELECT_ACCEPTED_DOMAIN), ask).await?;
        Ok(all.into_iter().filter_map(AcceptedWire::into_domain).collect())
    }

    fn invoke_url(&self, query: &str) -> Url {
        let tenant = self.tenant.to_string();
        below(&self.endpoints.exchange, ["adminapi", "beta", &tenant, "InvokeCommand"].iter(), Some(query))
    }

    /// Routes the request to the tenant's own servers: its organization mailbox, which has the same name everywhere.
    fn anchor(&self) -> String {
        format!("APP:SystemMailbox{{bb558c35-97f1-4cb9-8ff7-d53741dc928c}}@{}", self.tenant)
    }
}

fn exchange_headers<'a>(command: &'static str, anchor: &'a str) -> [(&'static str, &'a str); 4] {
    [
        ("prefer", "odata.maxpagesize=1000"),
        ("x-anchormailbox", anchor),
        ("x-cmdletname", command),
        ("x-responseformat", "json"),
    ]
}

fn exchange_ask<'a>(
    what: &'static str,
    body: &'static str,
    headers: &'a [(&'static str, &'a str)],
    tally: &'a Tally,
) -> Ask<'a> {
    let role = "View-Only Recipients";
    Ask { audience: Audience::Exchange, what, permission: PERMISSION, role, body: Some(body), headers, tally }
}

/// Whether Exchange said no, in contrast to not being reached or being busy.
fn is_refusal(error: &MicrosoftError) -> bool {
    match error {
        MicrosoftError::PermissionMissing { .. }
        | MicrosoftError::RoleMissing { .. }
        | MicrosoftError::TokenRefused { .. }
        | MicrosoftError::UnexpectedShape { .. }
        | MicrosoftError::ForeignLink { .. }
        | MicrosoftError::Circle { .. } => true,
        MicrosoftError::Graph { status, .. } => *status < 500 || *status == 501,
        _ => false,
    }
}

fn read_recipients(body: &[u8], on_link: &mut dyn FnMut(Link)) -> Result<Vec<Page>, MicrosoftError> {
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

impl AcceptedWire {
    fn into_domain(self) -> Option<AcceptedDomain> {
        let internal_relay = self.domain_type.is_some_and(|kind| kind.eq_ignore_ascii_case("internalrelay"));
        Some(AcceptedDomain { name: self.domain_name?.parse().ok()?, internal_relay })
    }
}

#[cfg(test)]
mod tests;
